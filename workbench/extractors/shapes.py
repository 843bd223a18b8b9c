"""Sizes of layers: declared in the code with plain numbers, and said in words.

`self.out = nn.Linear(512, 10)` says that 512 values arrive at out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, unique
from workbench.records import Block, Claim, Document

_PYTHON = frozenset({"python", "py", "python3", "py3", "ipython"})
_LAYER = re.compile(
    r"(?:\b(?:self\.)?(?P<name>[A-Za-z_]\w{0,60})[ \t]*=[ \t]*)?"
    r"(?P<call>\b(?:torch\.)?(?:nn\.)?(?P<kind>Linear|Conv1d|Conv2d|Conv3d)\([ \t]*"
    r"(?:(?:in_features|in_channels)[ \t]*=[ \t]*)?(?P<first>\d{1,9})[ \t]*,[ \t]*"
    r"(?:(?:out_features|out_channels)[ \t]*=[ \t]*)?\d{1,9}[^()\n]{0,120}"
    r"(?:\([^()\n]{0,40}\)[^()\n]{0,80}){0,4}\))"
)
_SIZES = r"\(?(?:N|B|batch(?:_size)?|1)?,?\s?\d{1,7}(?:(?:\s?[x×]\s?|,\s?)\d{1,7}){0,3}\)?"
_FLAT = re.compile(
    r"\b(?:flattened|flatten(?:ed)?\s+(?:size|vector|tensor|feature map|output|dimension))"
    r"(?:\s+(?:size|vector|features?|dimension|tensor|length|output))?"
    r"\s*(?:is|are|of|to|=|:|has(?:\s+size)?|gives|becomes)\s*"
    r"(?:a\s+)?(?:size\s+|length\s+)?(?:of\s+)?(?P<value>\d{1,9})(?!\d|\.\d|\s?[%x×])",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"\b(?:output(?:s)?(?:\s+(?:of|has|with|tensor))?(?:\s+(?:a|the))?\s+(?:shape|size)|"
    r"outputs?\s+(?:a\s+)?tensors?\s+of\s+(?:shape|size))"
    rf"\s*(?:is|of|=|:)?\s*(?P<value>{_SIZES})(?!\w|\.\d)",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b\d{1,5}\s?[x×]\s?\d{1,5}\s*(?:input|image|feature map|images|inputs)?s?\s*"
    r"(?:gives?|yields?|becomes?|is reduced to|shrinks? to|->|→|results? in|produces?)\s*"
    r"(?:an?\s+|the\s+)?(?:output\s+(?:of\s+)?)?(?P<value>\d{1,5}\s?[x×]\s?\d{1,5})(?!\s?[x×\d])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_KERNEL = re.compile(r"\b(?:kernels?|filters?|pool\w*|stride|window|padding)\b", re.IGNORECASE)
_NETWORK = re.compile(
    r"\b(?:conv\w*|layers?|network|cnn|tensor|feature maps?|linear|flatten\w*|model|image)\b",
    re.IGNORECASE,
)


def extract(document: Document) -> tuple[Claim, ...]:
    """One `shape` claim for each declared layer, at its call; one for each size said in words."""
    found = (*_declared(document), *_said(document))
    return unique(islice(found, MAX_CLAIMS + 1))


def _declared(document: Document) -> Iterator[Claim]:
    for block in document.blocks:
        if block.kind != "code" or block.speaker in ("user", "system"):
            continue
        if block.language is not None and block.language not in _PYTHON:
            continue
        if "nn" not in block.text and "torch" not in block.text:
            continue
        for found in _LAYER.finditer(block.text[:200_000]):
            line = block.text[block.text.rfind("\n", 0, found.start()) + 1 : found.start()]
            if "#" in line or "class " in line:
                continue
            what = "in_features" if found.group("kind") == "Linear" else "in_channels"
            args = {"layer": found.group("name"), "what": what, "call": None}
            args["value"] = int(found.group("first"))
            yield _claim(document, block, found.span("call"), args)


def _said(document: Document) -> Iterator[Claim]:
    for sentence in sentences(document):
        text = sentence.text[:1_000]
        if not sentence.states or sentence.is_negated or not _NETWORK.search(text):
            continue
        for pattern, what in ((_FLAT, "input"), (_OUTPUT, "output"), (_GIVES, "output")):
            found = pattern.search(text)
            if found is not None and not _is_kernel(sentence, found):
                span = (sentence.start + found.start("value"), sentence.start + found.end("value"))
                value = [int(number) for number in _NUMBER.findall(found.group("value"))]
                args = {"layer": None, "what": what, "value": value, "call": None}
                yield _claim(document, sentence.block, span, args)
                break


def _is_kernel(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether the words right behind the sizes say that they are those of a kernel."""
    return bool(_KERNEL.match(sentence.text[found.end() : found.end() + 20].lstrip(" -")))


def _claim(document: Document, block: Block, span: tuple[int, int], args: dict[str, Any]) -> Claim:
    return claim(
        document,
        block,
        bounded(block, Places(block), *span),
        extractor="shapes",
        kind="shape",
        args=args,
        claimed=args["value"],
    )

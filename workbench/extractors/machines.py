"""Which kind of virtual machine Python has, as documents say it: stack-based or register-based."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench.extractors._prose import sentences
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_MAX = 600
_STACK = r"(?:stack[- ](?:based|oriented)|stack\s+(?:virtual\s+)?(?:machine|VM|architecture))"
_REGISTER = (
    r"(?:register[- ](?:based|oriented)|register\s+(?:virtual\s+)?(?:machine|VM|architecture))"
)
_PYTHON = (
    r"(?:CPython(?:['’]s)?|Python(?:['’]s)?|PVM|(?:the|its|this)\s+(?:Python\s+)?(?:bytecode|"
    r"virtual machine|interpreter|VM)|bytecode)"
)
_SAID = re.compile(
    rf"\b(?P<subject>{_PYTHON})(?:\s+(?:\d+(?:\.\d+)*\+?|bytecode|interpreter|virtual machine|VM|"
    rf"itself|\(PVM\)|\(VM\)|\(CPython\))){{0,4}}\s+(?:is|was|has been|uses|runs on|has|implements|"
    rf"employs|targets|is for|is designed for|is executed by|is executed on|is run by|"
    rf"works as|operates as|is built as)\s+(?:(?:an?|the|simple|classic|purely|essentially|"
    rf"basically|called|still|therefore|thus|also)\s+){{0,4}}(?:(?P<stack>{_STACK})|"
    rf"(?P<register>{_REGISTER}))\b",
    re.IGNORECASE,
)
_ITS = re.compile(
    rf"\b(?:CPython|Python)['’]s\s+(?:(?P<stack>{_STACK})|(?P<register>{_REGISTER}))\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:python\s+|type of\s+|kind of\s+)?(?:virtual machine|VM|machine)(?: type| kind| model)?|"
    r"CPython)\Z",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\W*(?:an?\s+)?(?:(?P<stack>{_STACK})|(?P<register>{_REGISTER}))\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:lua|dalvik|jvm|java|webassembly|wasm|pypy|jython|ironpython|erlang|beam|parrot|\.net|clr|"
    r"nogil|unlike|whereas|instead of|rather than|future|would|could|if|but|not|hybrid|or|both|"
    r"call stack|each thread)\b",
    re.IGNORECASE,
)


def extract(document: Document) -> tuple[Claim, ...]:
    """`machine_kind` claims about Python's own machine, at the words that say so."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in sentences(document):
        text = sentence.text[:_MAX]
        lower = text.lower()
        if sentence.block.kind != "text" or ("stack" not in lower and "register" not in lower):
            continue
        if not sentence.states or sentence.is_negated or _OTHERS.search(text):
            continue
        found = _SAID.search(text) or _ITS.search(text)
        if found is None and sentence.label and _LABEL.match(sentence.label):
            found = _LABELLED.match(text)
        if found is not None:
            machine = "stack" if found.group("stack") else "register"
            yield claim(
                document,
                sentence.block,
                sentence.place(*found.span()),
                extractor="machines",
                kind="machine_kind",
                args={"machine": machine},
                claimed=machine,
            )

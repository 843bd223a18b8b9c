"""What a program needs, as documents say it: libraries, the standard library only, no imports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors import _subjects
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_CLAIMS, claim, unique
from workbench.records import Claim, Document

_MAX = 600
_MODULES = {
    "numpy": "numpy",
    "pytorch": "torch",
    "torch": "torch",
    "scipy": "scipy",
    "pandas": "pandas",
    "matplotlib": "matplotlib",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "jax": "jax",
    "numba": "numba",
    "scikit-learn": "sklearn",
    "sklearn": "sklearn",
    "sympy": "sympy",
    "networkx": "networkx",
    "cupy": "cupy",
    "torchvision": "torchvision",
}
"""Libraries as they are called, and the modules that are imported."""
_ABOUT = re.compile(
    r"librar|dependenc|import|package|module|numpy|torch|scipy|pandas|pure python", re.IGNORECASE
)
_SUBJECT = (
    r"(?:\A\W*|\b(?:it|this|(?:the|this|our)\s+(?:\w+\s+)?(?:program|code|module|script|function|"
    r"solution|implementation|workload|solver|file|class|model|version))\s+|`(?P<whose>[^`\n]{1,60})`\s+)"
)
_STANDARD = r"(?:python['’]?s?\s+)?(?:own\s+)?standard library"
_ONLY = re.compile(
    rf"\b(?:uses?|using|needs?|requires?|imports?|relies|relying|depends?)\s+(?:nothing\s+(?:but|"
    rf"beyond|outside)|only|solely|just|exclusively)\s+(?:on\s+)?(?:modules\s+(?:of|from)\s+)?"
    rf"(?:the\s+)?{_STANDARD}|\bonly\s+(?:uses|needs|requires|imports|relies\s+on|depends\s+on)\s+"
    rf"(?:modules\s+(?:of|from)\s+)?(?:the\s+)?{_STANDARD}|"
    rf"\bonly\s+(?:the\s+)?{_STANDARD}\s+(?:is|was)\s+(?:used|needed|required|imported)|"
    r"\b(?:no|without(?:\s+any)?|zero)\s+(?:external|third[- ]party)\s+"
    r"(?:dependenc(?:y|ies)|librar(?:y|ies)|packages?|modules?)\b(?!\s+(?:can|may|should|must))|"
    r"\b(?:has|have|with)\s+no\s+dependencies\b|"
    r"\b(?:written|implemented|works)\s+(?:entirely\s+)?in\s+pure\s+python\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:imports\s+nothing|(?:has|needs|uses|requires)\s+no\s+imports?|"
    r"(?:does\s+not|doesn['’]t)\s+import\s+anything|"
    r"no\s+imports?\s+(?:is|are)\s+(?:used|needed|required)|without\s+(?:any\s+)?imports)\b"
    r"(?!\s*,?\s+(?:but|else|beyond|except|other|more|besides|apart|aside|outside|save|from|of|like|"
    r"that|which|at\s+the|inside|in\s+the)\b)",
    re.IGNORECASE,
)
_ONE_FUNCTION = re.compile(
    r"\b(?:functions?|methods?|helpers?|class(?:es)?|bod(?:y|ies)|loops?|routines?|lines?)\b|"
    r"`[^`.\n]{1,60}`|\w\(",
    re.IGNORECASE,
)
"""What a program may need although one of its functions does not."""
_NAME = r"`?(?P<name>[A-Za-z](?:[\w-]|\.(?=\w)){1,30})`?"
_NEEDS = re.compile(
    rf"{_SUBJECT}(?:only\s+|also\s+)?(?:uses?|imports?|depends?\s+on|relies\s+on|requires?|needs|"
    rf"is\s+(?:built|based)\s+on|leans\s+on|calls\s+into)\s+(?:the\s+)?(?:library\s+|libraries\s+|"
    rf"module\s+|package\s+)?{_NAME}",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"\s*(?:,\s*(?:and\s+)?|\s+and\s+){_NAME}")
_NEGATED = re.compile(
    r"\b(?:not|never|neither|nor|cannot|isn['’]t|doesn['’]t|don['’]t|instead of|rather than|"
    r"would|could|optional(?:ly)?|if|unless|except|besides|apart from|other than|version|"
    r"alternative(?:ly)?|variants?|thesis|beyond numpy|plus)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\W*in\s", re.IGNORECASE)
"""What leads a sentence elsewhere: "In my thesis"."""
_ITSELF = re.compile(r"\s+(?:(?:by|on)\s+)?(?:itself|its\s+own)\b", re.IGNORECASE)
_IT = re.compile(r"\W*it\b", re.IGNORECASE)


def extract(document: Document) -> tuple[Claim, ...]:
    """`imports` claims, at the words that say what is needed."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in sentences(document):
        text = sentence.text[:_MAX]
        if sentence.block.kind != "text" or not _ABOUT.search(text) or not sentence.states:
            continue
        only, none = _ONLY.search(text), _NONE.search(text)
        stated = only or none
        if stated is not None:
            rest = text[: stated.start()] + text[stated.end() :]
            apart = _NEGATED.search(rest) or _ONE_FUNCTION.search(text[: stated.start()])
            if not (apart or _libraries(rest) or _is_of_one(document, sentence, text, stated)):
                modules = ["stdlib"] if only else []
                yield _claim(document, sentence, stated.span(), modules, only is not None)
        elif not _NEGATED.search(text) and not sentence.is_negated:
            yield from _needed(document, sentence, text)


def _needed(document: Document, sentence: Sentence, text: str) -> Iterator[Claim]:
    """The libraries that are named right after "uses", as far as they are known ones."""
    found = _NEEDS.search(text)
    if found is None or found.group("name").lower() not in _MODULES:
        return
    whose = found.group("whose")
    if _ELSEWHERE.match(text) or (whose and not _is_known(document, whose)):
        return
    names = [found.group("name")]
    end = found.end()
    while (more := _NEXT.match(text, end)) and more.group("name").lower() in _MODULES:
        names.append(more.group("name"))
        end = more.end()
    modules = [_MODULES[name.lower()] for name in dict.fromkeys(names)]
    start = found.start() + len(found.group()) - len(found.group().lstrip(" *_-•"))
    yield _claim(document, sentence, (start, end), modules, False)


def _is_known(document: Document, whose: str) -> bool:
    """Whether a name in code is one of the document; without programs it may be."""
    known = _subjects.written(document)
    called = re.match(r"[\w.]+", whose)
    return not known or bool(called and called.group() in known)


def _is_of_one(document: Document, sentence: Sentence, text: str, stated: re.Match[str]) -> bool:
    """Whether a sentence is about one function, which may need less than its program."""
    if _ITSELF.match(text, stated.end()):
        return True
    before = text[: stated.start()]
    if _IT.match(before):
        before = _subjects.antecedent(sentence)
        before = " ".join(before.split()[:1])
    functions = {one for one in _subjects.written(document) if not one.endswith(".py")}
    return any(word in functions for word in re.findall(r"[A-Za-z_]\w{0,80}(?!\.py)\b", before))


def _libraries(text: str) -> bool:
    """Whether a library beside the standard one is named."""
    return any(word in _MODULES for word in re.findall(r"[a-z][\w-]{1,30}", text.lower()))


def _claim(
    document: Document, sentence: Sentence, span: tuple[int, int], modules: list[str], only: bool
) -> Claim:
    args: dict[str, Any] = {"modules": modules, "only": only, "none": not modules}
    return claim(
        document,
        sentence.block,
        sentence.place(*span),
        extractor="dependencies",
        kind="imports",
        args=args,
    )

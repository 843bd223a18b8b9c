"""Whether a sentence says a claim that a model reads in it so plainly that it may be called false.

The words of it stand there (`_support`); here is asked whether they stand together in a way that
can hardly mean something else: "`f` calls `print` 3 times" has all words of "`f` is called".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.extractors._support import Said

_PARTS = re.compile(
    r"\b(?:loops?|body|lines?|branch|lambdas?|comprehensions?|module|recurs\w+|nested|inner|outer|"
    r"first|last|these|those|such|part|phase|steps?|iterations?|blocks?|expressions?|which|that|"
    r"sorting|building|copying|creating|lookups?|because|due|so)\b",
    re.IGNORECASE,
)
_ONE = r"[`*_\"']*"
_END = rf"{_ONE}(?=\s*(?:[.,;:!)]|\Z))"
_NUMBER = (
    r"(?<![\w.,])(?:[\d,.]{0,20}\d|zero|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve)"
)
_ROUGHLY = r"(?:(?:about|roughly|exactly|approximately|around|only|just|some|a|total|of)\s+){0,3}"
_OF_IT = rf"(?:\s+(?:of|in|for|from)\s+(?:it|{_ONE}NAME{_ONE}(?:\(\))?))?"
_ALL = rf"(?:\s+(?:in\s+(?:total|all)|altogether|overall|come\s+out|are\s+emitted|long))?{_OF_IT}"
_IS = r"(?:is|was|gets|are|were)"
_SHAPES: Mapping[str, tuple[str, ...]] = {
    "opcode_count": (
        rf"{_NUMBER}{_ONE}\s*[x×]?\s*(?:static\s+)?{_ONE}OPCODE{_ONE}(?:\s+(?:instructions?|opcodes?))?{_ALL}{_END}",
        rf"OPCODE{_ONE}\s+(?:appears?|occurs?|{_IS}\s+(?:used|emitted|there))\s+{_ROUGHLY}"
        rf"(?:{_NUMBER}\s+times|once|twice){_OF_IT}{_END}",
    ),
    "total_instructions": (
        rf"{_NUMBER}\s+(?:(?:bytecode|total)\s+)?(?:instructions|opcodes){_ALL}{_END}",
    ),
    "arithmetic_instructions": (
        rf"{_NUMBER}\s+arithmetic\s+(?:instructions?|opcodes?){_ALL}{_END}",
    ),
    "executed_count": (
        rf"execut\w+\s+{_ROUGHLY}{_NUMBER}\s+(?:(?:bytecode\s+)?instructions|{_ONE}OPCODE){_END}",
    ),
    "call_count": (
        rf"NAME{_ONE}(?:\(\))?{_ONE}\s+{_IS}\s+called\s+{_ROUGHLY}(?:{_NUMBER}\s+times|once|twice)"
        rf"(?:\s+in\s+(?:total|all))?{_END}",
    ),
    "returns_value": (r".*" + _END,),
    "hotspot": (
        rf"\btime\s+{_IS}\s+spent\s+in\s+{_ONE}NAME{_ONE}(?:\(\))?{_END}",
        rf"\b(?:hot\s?-?spot|bottleneck)\s+{_IS}\s+(?:the\s+function\s+)?{_ONE}NAME{_ONE}(?:\(\))?{_END}",
        rf"NAME{_ONE}(?:\(\))?{_ONE}\s+(?:takes|needs|uses|consumes)\s+most\s+of\s+the\s+"
        rf"(?:run\s?-?)?time{_END}",
    ),
    "time_share": (
        rf"NAME{_ONE}(?:\(\))?{_ONE}\s+(?:takes|needs|uses|consumes|accounts\s+for)\s+{_ROUGHLY}"
        rf"{_NUMBER}\s*(?:%|per\s?cent)\s+of\s+(?:the\s+)?(?:total\s+|whole\s+|run\s?-?|cpu\s+)?"
        rf"time{_END}",
    ),
    "bound_by": (
        rf"NAME{_ONE}(?:\(\))?{_ONE}\s+{_IS}\s+(?:\w+\s+)?{_ONE}(?:memory|bandwidth|compute|cpu)"
        rf"(?:[- ]bandwidth)?[- ](?:bound|limited){_END}",
    ),
    "complexity": (
        rf"NAME{_ONE}(?:\(\))?{_ONE}\s+(?:\w+\s+){{1,6}}{_ONE}[OΘΟ]\([^\n]{{1,60}}\)"
        rf"(?:\s+(?:time|space|memory))?(?:\s+in\s+the\s+\w+\s+case)?{_END}",
    ),
}


def is_plain(kind: str, args: Mapping[str, Any], said: Said) -> bool:
    """Whether quote and sentence have a shape that says just this claim."""
    text = said.sentence.text
    if _PARTS.search(text):
        return False
    names = {
        "OPCODE": str(args.get("opcode") or "(?!)"),
        "NAME": str(args.get("function") or "(?!)").rpartition(".")[2],
    }
    for shape in _SHAPES.get(kind, ()):
        for word, name in names.items():
            shape = shape.replace(word, "(?!)" if name == "(?!)" else re.escape(name))
        for found in re.finditer(shape, text, re.IGNORECASE):
            if found.start() < said.end and said.start < found.end():
                return True
    return False

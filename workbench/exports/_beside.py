"""What analyses found of several targets, side by side: the figures that each has one of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.exports._tables import number

_Row = tuple[str, Callable[[Mapping[str, Any]], str]]
HEADS = {
    "complexity": "complexity: how the cost of each call grows with n",
    "cost": "cost of each call",
    "dependences": "dependences of each call, on its input",
    "architectures": "architectures (predicted, not measured)",
}


def rows_of(name: str, parts: Sequence[Mapping[str, Any] | None]) -> list[list[str]]:
    """A row for each figure of the part: its label, then it of each target; "-" for none."""
    return [
        [label, *("-" if part is None else figure(part) for part in parts)]
        for label, figure in _ROWS[name]
    ]


def _class(what: str) -> Callable[[Mapping[str, Any]], str]:
    def shown(part: Mapping[str, Any]) -> str:
        found = part[what]
        family = f" ({found['family']})" if found["family"] else ""
        return f"O({found['class']}){family}" if found["class"] else "undecided"

    return shown


def _least(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda part: ("" if part["exact"] else "at least ") + number(part[name])


def _per_byte(part: Mapping[str, Any]) -> str:
    found = part["intensity"]["flops_per_byte"]
    return "-" if found is None else f"{found:.3g}"


def _span(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda part: number(part["span"][name]) if part["bounds"] else "not analysed"


def _work(part: Mapping[str, Any]) -> str:
    return number(part["work"]) if part["bounds"] else "not analysed"


def _parallelism(part: Mapping[str, Any]) -> str:
    return f"{part['parallelism']['control']:.1f}" if part["bounds"] else "not analysed"


def _serial(part: Mapping[str, Any]) -> str:
    loops = part["loops"]
    return f"{sum(one['verdict'] == 'serial' for one in loops)} of {len(loops)}"


def _first(part: Mapping[str, Any]) -> str:
    return str(part["winner"] or f"tie: {', '.join(part['tied'])}")


_ROWS: Mapping[str, tuple[_Row, ...]] = {
    "complexity": (("time", _class("time")), ("space", _class("space"))),
    "cost": (
        ("FLOPs", _least("flops")),
        ("compulsory bytes", _least("bytes")),
        ("FLOPs per byte", _per_byte),
        ("roofline", lambda part: str(part["roofline"]["verdict"])),
    ),
    "dependences": (
        ("work", _work),
        ("span by data", _span("data")),
        ("span with control", _span("control")),
        ("parallelism with control", _parallelism),
        ("serial loops", _serial),
    ),
    "architectures": (("first", _first),),
}

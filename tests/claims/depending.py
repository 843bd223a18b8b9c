"""What the dependences probe reports of a call, as a guest would send it."""

from __future__ import annotations

from typing import Any

from claiming import probe

from workbench.records import Measurement

_LOOP = {"line": 3, "kind": "for", "runs": 1, "iterations": 10}
FREE: dict[str, Any] = {**_LOOP, "verdict": "independent", "permuted": "same"}
SERIAL: dict[str, Any] = {
    **_LOOP,
    "verdict": "serial",
    "witness": {"variable": "x", "from_line": 4, "to_line": 4, "iterations": [0, 1]},
}


def dependences(**changes: Any) -> Measurement:
    """A call of 100 steps, one after the other."""
    report: dict[str, Any] = {
        "work": 100,
        "span": {"data": 100, "control": 100, "reductions": 100},
        "not_followed": [],
        "loops": [],
        "raised": None,
        "why": None,
        "model": "",
        "compared": True,
    }
    return probe("dependences", report | changes)

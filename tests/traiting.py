"""Reports of the probes `traits` and `dependences`, as small as they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import builders as b

from workbench.records import Measurement

NOTHING = {
    "operations": 1_000,
    "arithmetic": 500,
    "multiplications": 0,
    "gemm_operations": 0,
    "branches": 0,
    "branch_entropy": 0.0,
    "decisions": 0,
    "decision_entropy": 0.0,
    "outside": 0,
    "unfollowed": 0,
    "accesses": 0,
    "compared": 0,
    "regular": 0,
    "miss_bytes": 0,
    "compulsory_bytes": 0,
    "truncated": False,
    "raised": None,
    "loops": [],
}


def traits(**changes: Any) -> Measurement:
    """What the traits probe reports."""
    return b.measurement(probe="traits", data=NOTHING | changes)


def loop(
    line: int,
    runs: int,
    iterations: int,
    operations: int,
    *,
    parent: int | None = None,
    kind: str = "for",
) -> dict[str, Any]:
    """One of its loops."""
    found = {"line": line, "kind": kind, "parent": parent, "runs": runs}
    return found | {"iterations": iterations, "operations": operations}


def dependences(
    *,
    work: int = 1_000,
    span: int = 1_000,
    data: int | None = None,
    loops: Mapping[int, str] | None = None,
) -> Measurement:
    """What the dependences probe reports; `span` is that with control and with reductions."""
    spans = {"data": span if data is None else data, "control": span, "reductions": span}
    rows = [{"line": line, "verdict": verdict} for line, verdict in (loops or {}).items()]
    return b.measurement(probe="dependences", data={"work": work, "span": spans, "loops": rows})

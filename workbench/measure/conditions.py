"""Under which conditions an artifact can be run here, and records of what was seen."""

from __future__ import annotations

import ast
import re
from typing import Any, Literal

from workbench.guest import run as guest
from workbench.measure.bench import Bench
from workbench.records import Artifact, Measurement, Run, Vantage, short_hash
from workbench.workloads import Workload

IMPORTS_NUMPY = re.compile(r"^\s*(?:import|from)\s+numpy\b", re.MULTILINE)
Side = Literal["artifact", "reference"]
_CALL_LIMIT = 2000


def not_run(subject: Artifact, bench: Bench, workload: Workload | None) -> Run | None:
    if bench.isolation is None:
        return Run(outcome="not-run", error=bench.why_not_run or "nothing may run here")
    if flavour(subject, workload) == "numpy" and bench.target.packages is None:
        why = f"numpy is not installed for CPython {bench.target.version}"
        return Run(outcome="not-run", error=why)
    return None


def bad_call(call: str | None) -> Run | None:
    """A call that is no Python expression cannot be run, and is nobody's crash."""
    if call is None:
        return Run(outcome="not-run", error="no call is given")
    try:
        if len(call) > _CALL_LIMIT:
            raise ValueError("too long")
        ast.parse(call.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return Run(outcome="not-run", error=f"the call is not a Python expression: {error}"[:200])
    return None


def flavour(subject: Artifact, workload: Workload | None) -> guest.Flavour:
    if workload is not None and workload.flavour == "torch":
        return "torch"
    if workload is not None and workload.flavour == "numpy":
        return "numpy"
    return "numpy" if IMPORTS_NUMPY.search(subject.source) else "base"


def measurement(
    subject: Artifact,
    probe: str,
    vantage: Vantage,
    python: str,
    run: Run,
    data: dict[str, Any] | None,
    target: dict[str, Any],
    who: Side = "artifact",
) -> Measurement:
    error = data.get("error") if data else None
    return Measurement(
        id=short_hash(subject.sha256, probe, python, target.get("call")),
        probe=probe,
        subject=who,
        format=int(data.get("format", 1)) if data else 1,
        artifact=subject.id,
        vantage=vantage,
        python=python,
        target=target,
        data=None if error else data,
        run=run,
        error=str(error)[:500] if error else None,
    )

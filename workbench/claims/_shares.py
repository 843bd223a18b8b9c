"""Which function took which share of the time, in each of several runs under cProfile.

Tracing inflates small functions, so what is seen here can refute a large share or support a clear
lead, and proves no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.claims.base import Evidence, Finding, observed, uncheckable
from workbench.records import Measurement

MODULE = "<module>"


@dataclass(frozen=True)
class Profile:
    """One run: seconds in all, and of each function by itself and with what it calls."""

    total: float
    own: Mapping[str, float]
    cumulative: Mapping[str, float]

    @property
    def program(self) -> float:
        """Seconds in the program's own functions with what they call; imports left out."""
        functions = [seconds for name, seconds in self.cumulative.items() if name != MODULE]
        return max(functions, default=0.0)

    def shares(self, function: str) -> tuple[float, ...]:
        """The function's percentage under every reading: of all or of the functions' time, with
        what it calls or by itself."""
        wholes = [whole for whole in (self.total, self.program) if whole > 0]
        parts = (self.cumulative.get(function, 0.0), self.own.get(function, 0.0))
        return tuple(min(100.0, 100 * part / whole) for whole in wholes for part in parts)


def profiles(evidence: Evidence) -> tuple[Profile, ...] | Finding:
    """The runs of the claim's call, else those of the whole script."""
    call = evidence.observed.get("calls")
    for probe in ("calls", "shares"):
        if probe == "calls" and not _has_seconds(call):
            continue
        found = observed(evidence, probe)
        if isinstance(found, Finding):
            return found
        if not _has_seconds(found):
            why = found.run.error or found.run.outcome if found.run else "crash"
            return uncheckable(
                f"the program did not run to its end: {why}", reason="did-not-finish"
            )
        read = tuple(_profile(one) for one in (found.data or {})["seconds"])
        if all(one.total > 0 for one in read):
            return read
    return uncheckable("nothing was run for this claim", reason="not-run")


def _has_seconds(measurement: Measurement | None) -> bool:
    data = measurement.data if measurement is not None else None
    return bool(data and not data.get("raised") and isinstance(data.get("seconds"), list))


def _profile(data: Any) -> Profile:
    """One run as the guest reported it; what is no number counts as nothing."""
    functions = data.get("functions") if isinstance(data, Mapping) else None
    named = functions if isinstance(functions, Mapping) else {}
    rows = {str(name): row for name, row in named.items() if isinstance(row, Mapping)}
    total = data.get("total") if isinstance(data, Mapping) else None
    return Profile(
        _seconds(total),
        {name: _seconds(row.get("self")) for name, row in rows.items()},
        {name: _seconds(row.get("cumulative")) for name, row in rows.items()},
    )


def _seconds(value: object) -> float:
    """A duration as it came from the guest; 0 for what can be none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 <= value < 1e9 else 0.0


def bare(function: str) -> str:
    """The name of a function as cProfile prints it."""
    return function.rpartition(".")[2]

"""Which function took which share of the time, as cProfile, a sampler and a counter see it.

Tracing inflates small functions, sampling is uncertain, and instructions are no time: what two of
them agree on is said, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench import sampled, statistics
from workbench.claims.base import Evidence, Finding, observed, uncheckable
from workbench.records import Measurement
from workbench.sampled import Samples
from workbench.statistics import Interval

MODULE = "<module>"
FEWEST_SAMPLES = 50
LEAD = 2.0
LITTLE = 5.0


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


@dataclass(frozen=True)
class Sampling:
    """What a sampler saw: shares (0 to 1) with Wilson's intervals, by function."""

    count: int
    own: Mapping[str, Interval]
    with_calls: Mapping[str, Interval]

    @staticmethod
    def of(samples: Samples) -> Sampling:
        """The shares of enough samples, each of which counts by the time it stands for."""
        count = len(samples.samples)

        def spread(shares: Mapping[str, float]) -> dict[str, Interval]:
            return {
                name: statistics.wilson(round(min(1.0, share) * count), count)
                for name, share in shares.items()
            }

        return Sampling(count, spread(samples.own()), spread(samples.with_calls()))

    def alone(self, name: str) -> Interval:
        """What the function takes by itself."""
        return self.own.get(name) or statistics.wilson(0, self.count)

    def whole(self, name: str) -> Interval:
        """What it takes with what it calls."""
        return self.with_calls.get(name) or statistics.wilson(0, self.count)


@dataclass(frozen=True)
class Views:
    """What each method saw; None for one that saw nothing, or cannot be relied upon.

    `executed` are the functions' own shares of the executed instructions.
    """

    profiles: tuple[Profile, ...] | None
    sampling: Sampling | None = None
    executed: Mapping[str, float] | None = None

    def leads(self, name: str) -> list[str]:
        """The methods by which the function takes most of the time."""
        found = []
        if self.profiles and all(
            2 * run.cumulative.get(name, 0.0) >= run.total and lead(run, name) >= LEAD
            for run in self.profiles
        ):
            found.append("cProfile")
        if self.sampling is not None and _leads(self.sampling, name):
            found.append("sampling")
        if self.executed is not None and self.executed.get(name, 0.0) >= 0.5:
            found.append("executed instructions")
        return found

    def little(self, name: str) -> list[str]:
        """The methods by which it takes next to nothing, with what it calls."""
        found = []
        if self.profiles and all(
            max(run.shares(name), default=0.0) < LITTLE for run in self.profiles
        ):
            found.append("cProfile")
        if self.sampling is not None and 100 * self.sampling.whole(name).high < LITTLE:
            found.append("sampling")
        return found

    @property
    def methods(self) -> int:
        """How many methods saw anything."""
        return sum(one is not None for one in (self.profiles, self.sampling, self.executed))


def _leads(seen: Sampling, name: str) -> bool:
    if seen.whole(name).low < 0.5:
        return False
    mine = seen.alone(name).low
    return all(mine > one.high for other, one in seen.own.items() if other != name)


def lead(run: Profile, name: str) -> float:
    """How many times the next function's own time the function took; 0 when it does not lead."""
    mine = run.own.get(name, 0.0)
    others = max((seconds for other, seconds in run.own.items() if other != name), default=0.0)
    if mine <= 0 or mine <= others:
        return 0.0
    return mine / others if others > 0 else float("inf")


def views(evidence: Evidence, runs: tuple[Profile, ...]) -> Views:
    """What cProfile saw in these runs, and what the other methods saw of the same call.

    While the machine is busy cProfile, which reads the clock on the wall, is not relied upon.
    """
    of_call = _has_seconds(evidence.observed.get("calls"))
    seen = evidence.observed.get("sampling" if of_call else "shares")
    data = (seen.data if seen is not None else None) or {}
    busy = of_call and _seconds(data.get("load")) > max(1.0, _seconds(data.get("cores")))
    samples = None if data.get("raised") else sampled.read(data.get("sampled"))
    enough = samples is not None and len(samples.samples) >= FEWEST_SAMPLES and samples.seconds > 0
    return Views(
        None if busy else runs,
        Sampling.of(samples) if samples is not None and enough else None,
        executed(data.get("executed")) if of_call else None,
    )


def executed(counts: object) -> dict[str, float] | None:
    """Each function's own share of the executed instructions in a guest's report, if it has any."""
    found: dict[str, float] = {}
    for name, count in counts.items() if isinstance(counts, Mapping) else ():
        found[bare(str(name))] = found.get(bare(str(name)), 0.0) + _seconds(count)
    whole = sum(found.values())
    return {name: count / whole for name, count in found.items()} if whole else None


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
        read = runs(found.data or {})
        if all(one.total > 0 for one in read):
            return read
    return uncheckable("nothing was run for this claim", reason="not-run")


def runs(data: Mapping[str, Any]) -> tuple[Profile, ...]:
    """The runs under cProfile in a guest's report."""
    seconds = data.get("seconds")
    return tuple(_profile(one) for one in seconds) if isinstance(seconds, list) else ()


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
    return float(value) if 0 <= value < 1e15 else 0.0


def bare(function: str) -> str:
    """The name of a function as cProfile prints it."""
    return function.rpartition(".")[2]

"""Shares and seconds of a call for its profile: from what three probes saw of the same call.

A guest's report is hostile: what is not shaped like one gives no figure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench import profiles, sampled, statistics
from workbench.claims import _shares
from workbench.figures import Executed, Missing, Profile, Spread, View
from workbench.records import Measurement
from workbench.statistics import Interval

_SEED = 0
_PHASES = {"import": "import_seconds", "first": "first_seconds", "steady": "steady_seconds"}


def added(
    profile: Profile | Missing,
    calls: Measurement | None,
    sampling: Measurement | None,
    executed: Executed | Missing | None,
) -> Profile | Missing:
    """The profile with the views there are, and with the seconds of import, first and steady calls.

    `calls` and `sampling` are the measurements of these probes; what one of them lacks is left out.
    """
    if isinstance(profile, Missing):
        return profile
    data = _data(sampling)
    counts = executed.functions if isinstance(executed, Executed) else data.get("executed")
    samples = sampled.read(data.get("sampled"))
    found = (_traced(_data(calls)), _seen(samples), _counted(counts))
    numbers = {phase: _numbers(data.get(name)) for phase, name in _PHASES.items()}
    timed = {phase: seconds for phase, seconds in numbers.items() if seconds}
    return dataclasses.replace(
        profile,
        views=tuple(view for view in found if view is not None),
        seconds={phase: _spread(_interval(seconds)) for phase, seconds in timed.items()},
        repeats={phase: len(seconds) for phase, seconds in timed.items()},
        busy=_number(data.get("load")) > max(1.0, _number(data.get("cores"))),
        speedscope=profiles.speedscope(samples, "sampled") if samples is not None else None,
    )


def _data(found: Measurement | None) -> Mapping[str, Any]:
    data = found.data if found is not None else None
    return data if data and not data.get("raised") else {}


def _traced(data: Mapping[str, Any]) -> View | None:
    runs = [run for run in _shares.runs(data) if run.total > 0]
    if not runs:
        return None
    names = {name for run in runs for name in run.own}

    def spread(shares: Sequence[float]) -> Spread:
        return _spread(Interval(statistics.median(shares), min(shares), max(shares)))

    return View(
        "cprofile",
        len(runs),
        {name: spread([run.own.get(name, 0.0) / run.total for run in runs]) for name in names},
        {
            name: spread([min(1.0, run.cumulative.get(name, 0.0) / run.total) for run in runs])
            for name in names
        },
    )


def _seen(samples: sampled.Samples | None) -> View | None:
    if samples is None or not samples.samples or samples.seconds <= 0:
        return None
    found = _shares.Sampling.of(samples)
    own = {name: _spread(one) for name, one in found.own.items()}
    with_calls = {name: _spread(one) for name, one in found.with_calls.items()}
    return View("sampling", len(samples.samples), own, with_calls)


def _counted(counts: object) -> View | None:
    shares = _shares.executed(counts)
    if shares is None or not isinstance(counts, Mapping):
        return None
    total = int(sum(_numbers(counts.values())))
    return View("executed", total, {name: Spread(one, one, one) for name, one in shares.items()})


def _numbers(values: object) -> list[float]:
    """What is a number of at least 0 among the values of a report."""
    if not isinstance(values, Iterable) or isinstance(values, str | Mapping):
        return []
    return [_number(one) for one in values if _number(one) > 0]


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 <= value < 1e15 else 0.0


def _interval(seconds: Sequence[float]) -> Interval:
    return statistics.bootstrap(seconds[:1000], seed=_SEED)


def _spread(one: Interval) -> Spread:
    return Spread(one.middle, one.low, one.high, one.wide)

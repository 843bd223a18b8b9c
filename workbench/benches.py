"""From a place to what measuring there needs."""

from __future__ import annotations

from collections.abc import Collection

from workbench.measure import Bench
from workbench.records import Interpreter
from workbench.survey import Workplace


def of(
    place: Workplace,
    seed: int,
    *,
    target: Interpreter | None = None,
    versions: Collection[str] | None = None,
) -> Bench:
    """What measuring needs, from the place; `versions` limits the interpreters (None: all)."""
    chosen = place.interpreters
    if versions is not None:
        chosen = tuple(one for one in chosen if one.version in versions)
    return Bench(
        interpreters=chosen,
        target=target or place.target,
        static_isolation=place.static_isolation,
        isolation=place.isolation,
        why_not_run=place.why_not_run,
        limits=place.limits,
        jobs=place.jobs,
        seed=seed,
    )

"""Rankings by what calls cost: floating-point operations, and intensity in all its definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.claims import _ranks
from workbench.claims._facts import STRICT
from workbench.claims._ranks import Rank
from workbench.claims.base import Evidence, Finding, confirmed, contradicted, uncheckable

_RULE = "WB108"
_Named = tuple[str, Rank]
_SCOPES = {
    "function": "in the function",
    "callees": "with what it calls",
    "file": "in the file",
    "executed": "as executed",
}


def flops(order: str, said: str, found: _ranks.Field) -> Finding:
    """Rankings by floating-point operations: of the calls that are shown, so never refuted."""
    rank = _ranks.ranked(order, found, "executed", STRICT, _ranks.by_cost(found, "flops"))
    if rank.holds is None:
        why = "the operations of all that is compared were not counted"
        return uncheckable(why, reason="not-measured")
    text = f"in the calls shown: {rank.told}, claimed {said}"
    if rank.holds:
        return confirmed(text, measured=rank.measured)
    text += "; with other inputs it may be so"
    return Finding("undecided", "inputs", text, "WB304", rank.measured)


def intensity(order: str, found: _ranks.Field, evidence: Evidence) -> Finding:
    """A measure of several definitions: never confirmed, false only where all agree on it."""
    costs = [
        (name, _ranks.ranked(order, found, "executed", STRICT, _ranks.by_cost(found, measure)))
        for measure, name in _ranks.COSTS.items()
    ]
    counted = any(rank.holds is not None for _, rank in costs)
    ranks = [*_by_arithmetic(order, found, evidence), *costs]
    measured = [(name, rank) for name, rank in ranks if rank.holds is not None]
    scopes: dict[str, list[str]] = {}
    for name, rank in measured:
        scopes.setdefault(name, []).append(_SCOPES[rank.scope])
    definitions = [f"{name} ({', '.join(where)})" for name, where in scopes.items()]
    first = ranks[0][1]
    text = (
        f"{first.told} arithmetic instructions on CPython {evidence.target}; measured were "
        f"{' and '.join(definitions) or 'none'}"
    )
    if not counted:
        text += "; floating-point operations and those per byte of memory were not"
    fitting = [rank.reading(evidence.target) for _, rank in measured if rank.holds]
    why = _open_intensity(order, found, evidence, costs if counted else [])
    if not fitting and measured and why is None:
        text = f"false by all of them: {text}"
        return contradicted(text, _RULE, measured=first.measured)
    if not fitting:
        text += why or ""
    return Finding(
        "ambiguous", "several-definitions", text, "WB502", first.measured, readings=fitting
    )


def _by_arithmetic(order: str, found: _ranks.Field, evidence: Evidence) -> Iterator[_Named]:
    """The ranks by arithmetic instructions, and by their share, in every scope."""
    for measure, name in (
        ("intensity", "arithmetic instructions"),
        ("share", "their share of all"),
    ):
        for scope, naming in _ranks.static_readings(False):
            values = _ranks.numbers(found, measure, None, evidence.target, scope, naming)
            yield name, _ranks.ranked(order, found, scope, naming, values)
        ran = _ranks.executed(found, measure, None)
        yield name, _ranks.ranked(order, found, "executed", STRICT, ran)


def _open_intensity(
    order: str, found: _ranks.Field, evidence: Evidence, costs: Sequence[_Named]
) -> str | None:
    """Why it may hold though it does in nothing that was measured; None where it may not."""
    grows = order in ("most", "more_than")
    if costs:
        floats = costs[0][1].measured.get(found.own.name)
        return "; with other inputs it may be so" if floats or not grows else None
    # A program that leaves its arithmetic to a library shows none of it in its bytecode.
    whole = found.own.code(evidence.target, "file")
    leaves = whole is not None and not whole.arithmetic and whole.families.get("call", 0) > 0
    calls = f"; what {found.own.name} calls outside of the program is not counted"
    return calls if leaves and grows else None

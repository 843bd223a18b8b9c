"""Claims about growth: the time or the memory of a function is in O(…) or Θ(…) of the size.

The class is that of a series of runs. O(…) is an upper bound, so a looser one than was measured
is neither false nor what most readers take it for: both readings are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from workbench import complexity
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    observed,
    uncheckable,
)
from workbench.records import Reading

IMPLICIT = True
NEEDS = ("complexity",)
DESCRIBES = Describes(
    "The worst-case (average-case, best-case) time or memory of the function grows like the class, "
    "one of " + ", ".join(complexity.CLASSES) + ".",
    {"function": "f", "growth": "n log n", "what": "time", "case": "average"},
)
_FAR = 0.1
"""A smaller class is refuted when it foretells the largest sizes this much worse, as a share."""
_BY_A_LOGARITHM = (
    {"n", "n log n"},
    {"n^2", "n^2 log n"},
    {"1", "log n"},
)
_OFTEN_MEANT = frozenset([("n log n", "n^2"), ("log n", "n"), ("1", "n"), ("n", "n^2")])
"""What is said of quicksort, of trees and of tables, with what they are at worst."""
_USUAL = "random"
"""The family of inputs that a workload calls so: what an average is measured on."""


class Args(ClaimArgs):
    """The class as people write it, of what, for which inputs, and how it is meant."""

    function: str | None = Field(default=None, max_length=300)
    growth: str = Field(max_length=100)
    what: Literal["time", "space"] = "time"
    case: str | None = Field(default=None, max_length=60)
    bound: Literal["upper", "tight"] = "upper"
    call: str | None = Field(default=None, max_length=2_000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the family of inputs that the claim names, or that grows most or least."""
    claimed = complexity.normalised(args.growth)
    if claimed is None:
        text = f"{args.growth!r} is not a class of growth in one size that is measured here"
        return uncheckable(text, reason="not-countable")
    found = observed(evidence, "complexity")
    if isinstance(found, Finding):
        return found
    if found.data is None:
        outcome = found.run.outcome if found.run else "crash"
        return uncheckable(f"the calls did not finish: {outcome}", reason="did-not-finish")
    if args.function and not _is_measured(args, evidence):
        text = f"growth is measured for {evidence.entry_point}, not for {args.function} by itself"
        return uncheckable(text, reason="not-measured")
    figures = {name: one[args.what] for name, one in found.data["families"].items()}
    figure = _figure(args.case, figures)
    if isinstance(figure, Finding):
        return figure
    return _compared(args, claimed, figure, found.data, evidence)


def _is_measured(args: Args, evidence: Evidence) -> bool:
    """Whether the series is of the function that the claim is about."""
    name = (args.function or "").rpartition(".")[2]
    if args.call:
        return args.call.strip().startswith((f"{args.function}(", f"{name}("))
    return evidence.entry_point is not None and evidence.entry_point.rpartition(".")[2] == name


Figure = Mapping[str, Any]


def _figure(case: str | None, figures: Mapping[str, Figure]) -> Figure | Finding:
    """The figure that a claim of that case is compared with."""
    ordered = sorted(figures.values(), key=lambda one: complexity.rank(one["candidate"]))
    if case in figures and case:
        return figures[case]
    if case in ("worst", None):
        return ordered[-1]
    if case == "best":
        return ordered[0]
    if case == "average" and _USUAL in figures:
        return figures[_USUAL]
    if case == "average" and len(figures) == 1:
        return ordered[0]
    return uncheckable(f"no inputs are known that are {case!r}", reason="no-such-input")


def _compared(
    args: Args, claimed: str, figure: Figure, data: Mapping[str, Any], evidence: Evidence
) -> Finding:
    text = _shown(args, figure)
    measured = figure["class"]
    if measured is None:
        why = f"the class is not clear: {figure['undecided']}"
        return Finding("undecided", "margin", why[:500], "WB207")
    if measured == claimed:
        return _uncounted(text, figure, data) or confirmed(text, measured=measured)
    usual = _usual(args, claimed, data)
    if usual is not None and complexity.rank(measured) > complexity.rank(claimed):
        readings = [("worst case", measured, False), (_USUAL, usual, True)]
        return _open(f"{text}; on {_USUAL} inputs it is {usual}", measured, readings, evidence)
    if args.what == "space" and {measured, claimed} in _BY_A_LOGARITHM:
        why = "memory is measured too roughly for a factor log n"
        return Finding("undecided", "margin", f"{text}; {why}", "WB207", measured)
    if complexity.rank(measured) > complexity.rank(claimed):
        return _above(args, claimed, figure, text)
    return _below(args, text, figure, data, evidence)


def _above(args: Args, claimed: str, figure: Figure, text: str) -> Finding:
    """It grows faster than was claimed."""
    measured = figure["class"]
    if figure["errors"].get(claimed, 1.0) < _FAR:
        why = f"{claimed} is off by {figure['errors'][claimed]:.0%} only"
        return Finding("undecided", "margin", f"{text}; {why}", "WB207", measured)
    if args.case == "best":
        why = "inputs for which it grows less may not be among those measured"
        return Finding("undecided", "inputs", f"{text}; {why}", "WB207", measured)
    if args.case == "average" and figure["family"] != _USUAL:
        why = "these inputs need not be average ones"
        return Finding("undecided", "inputs", f"{text}; {why}", "WB207", measured)
    if args.case is None and figure["family"] is None and (claimed, measured) in _OFTEN_MEANT:
        why = "such classes are often said of average inputs, which these need not be"
        return Finding("undecided", "inputs", f"{text}; {why}", "WB207", measured)
    return contradicted(text, "WB207", measured=measured)


def _below(
    args: Args, text: str, figure: Figure, data: Mapping[str, Any], evidence: Evidence
) -> Finding:
    """It grows more slowly than was claimed."""
    measured = figure["class"]
    if uncounted := _uncounted(text, figure, data):
        return uncounted
    if args.case in ("worst", None):
        why = "inputs for which it grows faster may not be among those measured"
        if args.bound == "tight" or args.case == "worst":
            return Finding("undecided", "inputs", f"{text}; {why}", "WB207", measured)
    if args.case == "average" and figure["family"] != _USUAL:
        why = "these inputs need not be average ones"
        return Finding("undecided", "inputs", f"{text}; {why}", "WB207", measured)
    if args.bound == "tight":
        return contradicted(text, "WB207", measured=measured)
    readings = [("upper bound", measured, True), ("tight bound", measured, False)]
    return _open(f"{text}; as an upper bound it holds", measured, readings, evidence)


def _uncounted(text: str, figure: Figure, data: Mapping[str, Any]) -> Finding | None:
    """The finding where there was work that nobody counted, so that it may grow faster."""
    if not data.get("unmodelled"):
        return None
    why = f"work in {', '.join(data['unmodelled'][:3])} is not counted"
    return Finding("undecided", "not-counted", f"{text}; {why}"[:500], "WB207", figure["class"])


def _usual(args: Args, claimed: str, data: Mapping[str, Any]) -> str | None:
    """The class on random inputs, where the claim names no case and holds for these alone."""
    family = data["families"].get(_USUAL)
    usual = None if family is None else family[args.what]["class"]
    if args.case is not None or usual is None:
        return None
    return str(usual) if complexity.rank(usual) <= complexity.rank(claimed) else None


def _open(
    text: str, measured: str, readings: list[tuple[str, str, bool]], evidence: Evidence
) -> Finding:
    found = [
        Reading(version=evidence.target, scope=scope, naming="strict", measured=value, holds=holds)
        for scope, value, holds in readings
    ]
    return Finding("ambiguous", "reading-bound", text, "WB502", measured, readings=found)


def _shown(args: Args, figure: Figure) -> str:
    sizes = figure["sizes"]
    family = f" on {figure['family']} inputs" if figure["family"] else ""
    runner = f", next {figure['runner_up']}" if figure["runner_up"] else ""
    span = f"{len(sizes)} sizes, {min(sizes):,} to {max(sizes):,}" if sizes else "no sizes"
    return f"{args.what} grows like {figure['class']}{family} ({span}{runner})"

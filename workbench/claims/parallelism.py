"""Claims of the form: the work is W, the span S, their ratio P; it cannot be parallelised."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.claims import _dependences
from workbench.claims._inputs import of_another, open_input
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
from workbench.figures import Missing
from workbench.records import Reading

NEEDS = ("dependences",)
DESCRIBES = Describes(
    "Of one call: its work (all steps; each operator, comparison, subscript and built-in call is "
    "one), its span (the longest chain of steps that wait for each other), its degree of "
    'parallelism (work / span), or, as what = "none" with value = null, that nothing in it can '
    "run in parallel.",
    {"function": "f", "what": "degree", "value": 4.0, "call": "f([3, 1, 2])"},
)
_RULE = "WB306"
_SLACK = 0.1
_FAR = 4.0
_PLAIN = 2.0
_SERIAL = 1.05


class Args(ClaimArgs):
    """What is said of the steps of which call."""

    function: str | None = Field(default=None, max_length=200)
    what: Literal["degree", "work", "span", "none"]
    value: float | None = Field(default=None, ge=0)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By data, with control, with reductions: what all of them say is so, what none says is not."""
    found = observed(evidence, "dependences")
    if isinstance(found, Finding):
        return found
    seen = _dependences.report(found)
    if isinstance(seen, Missing):
        return uncheckable(seen.why, reason="not-analysed")
    if why := of_another(args.function, evidence):
        return uncheckable(why, reason="other-function")
    work, spans = _dependences.consistent(seen)
    if work is None or spans is None:
        why = seen.not_followed[0].why if seen.not_followed else "it has no steps"
        return uncheckable(f"work and span are not known: {why}", reason="not-analysed")
    text = f"work {work:,}, span " + ", ".join(
        f"{span:,} ({_NAMES[name]})" for name, span in spans.items()
    )
    if args.what == "none":
        return _none(seen, work, spans, text, evidence)
    if args.value is None:
        return uncheckable("it gives no number", reason="nothing")
    return _number(args, work, spans, text, evidence)


_NAMES = {"data": "by data", "control": "with control", "reductions": "with reductions"}


def _none(
    seen: _dependences.Report, work: int, spans: dict[str, int], text: str, evidence: Evidence
) -> Finding:
    """That nothing can: false where data and tests leave twice the room, and all was followed."""
    ratio = {name: work / span for name, span in spans.items()}
    measured = round(ratio["control"], 2)
    whole = not seen.not_followed and all(one.verdict != "not analysed" for one in seen.loops)
    if all(one <= _SERIAL for one in ratio.values()):
        return confirmed(f"{text}: each step waits for the one before", measured=measured)
    if min(ratio["data"], ratio["control"]) < _PLAIN:
        # A chain of a few steps an iteration leaves a little room, and nobody means that.
        return Finding("undecided", "close", f"{text}: little room", _RULE, measured)
    free = [one for one in seen.loops if one.verdict == "independent"]
    if not whole or not free:
        return Finding("undecided", "not-analysed", f"{text}: no loop is surely free", _RULE)
    if why := open_input(None, evidence):
        return uncheckable(why, reason="not-countable")
    told = ", ".join(f"line {one.line}" for one in free[:3])
    text = f"{text}; no dependence between the iterations of the loop on {told} in this call"
    if any(one.verdict == "serial" for one in seen.loops):
        return Finding("ambiguous", "reading-bound", text, "WB502", measured)
    return contradicted(text, _RULE, measured=measured)


def _number(args: Args, work: int, spans: dict[str, int], text: str, evidence: Evidence) -> Finding:
    value = args.value or 0.0
    numbers = {
        name: float(work) if args.what == "work" else span if args.what == "span" else work / span
        for name, span in spans.items()
    }
    slack = max(_SLACK * value, evidence.claim.tolerance)
    holding = {name: n for name, n in numbers.items() if abs(n - value) <= slack}
    measured = round(numbers["control"], 2)
    if len(holding) == len(numbers):
        return confirmed(text, measured=measured)
    if holding:
        readings = [
            Reading(
                version=evidence.target,
                scope=_NAMES[name],
                naming="strict",
                measured=round(number, 2),
                holds=True,
            )
            for name, number in holding.items()
        ]
        return Finding("ambiguous", "reading-bound", text, "WB502", measured, readings=readings)
    if why := open_input(args.function, evidence):
        return uncheckable(why, reason="not-countable")
    far = all(not value / _FAR <= n <= value * _FAR for n in numbers.values())
    text += f"; claimed {args.what} {value:g}"
    if far and (evidence.claim.defined or args.what == "degree"):
        return contradicted(text, _RULE, measured=measured)
    # Whoever counts other things as steps has another number of them.
    return Finding("undecided", "model", f"{text}, by other steps perhaps", _RULE, measured)

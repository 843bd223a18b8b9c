"""What one run of a program shows of its loops, where the syntax tree alone leaves them open.

A run that sees an iteration read what an earlier one wrote proves that they are not independent. A
run that sees none is about its own input only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.claims import _dependences
from workbench.claims._loops import Loop, Structure
from workbench.claims.base import Evidence, Finding, confirmed, contradicted, observed
from workbench.figures import Missing

_PLACE = re.compile(r"([A-Za-z_]\w{0,99})(?:\[\])?\Z")
_COMBINES = re.compile(r"[-+*/|&^%@<>]=|\b(?:min|max|sum)\(")
_TESTS = re.compile(r"\s*(?:if|elif|while|assert)\b")
_OPERATORS = frozenset(["+", "*", "|", "&", "^", "min", "max", "and", "or"])
Seen = Sequence[_dependences.Loop]


def settled(
    finding: Finding,
    verdict: str,
    chosen: Sequence[Loop],
    found: Structure,
    evidence: Evidence,
    *,
    variable: str | None = None,
    by_line: bool = False,
) -> Finding:
    """The static finding about the loops that are `chosen`, or what the run makes of it.

    Only what is open, and what is confirmed as parallel on an assumption, can change.
    """
    is_open = finding.label == "uncheckable" and finding.reason == "not-analysed"
    if not is_open and (finding.label, verdict) != ("confirmed", "parallel"):
        return finding
    measurement = observed(evidence, "dependences")
    report = _dependences.report(measurement) if not isinstance(measurement, Finding) else None
    if report is None or isinstance(report, Missing) or not report.compared or not chosen:
        return finding
    seen = [_of(loop, report) for loop in chosen]
    shown = [_chain(loop, each, evidence) for loop, each in zip(chosen, seen, strict=True)]
    if verdict == "parallel":
        whole = found.is_whole and not found.may_use_arrays and not found.array_calls
        if (by_line or whole) and all(
            told or _surely_serial(loop) for loop, told in zip(chosen, shown, strict=True)
        ):
            told = next((one for one in shown if one), None)
            if told is not None:
                text = f"{told}; {finding.explanation}"[:1_000]
                return contradicted(text, "WB301", measured="serial")
    return _open(finding, verdict, chosen, seen, shown, variable) if is_open else finding


def _open(
    finding: Finding,
    verdict: str,
    chosen: Sequence[Loop],
    seen: Sequence[Seen],
    shown: Sequence[str | None],
    variable: str | None,
) -> Finding:
    """What the run makes of a claim that the syntax tree leaves open."""
    named = None if variable is None else variable.strip("`' ").split("[")[0]
    for loop, each, told in zip(chosen, seen, shown, strict=True):
        if verdict == "serial" and told is not None and named in (None, _names(each[0])):
            return confirmed(told, measured="serial")
        if verdict == "reduction" and _is_reduction(each, named):
            text = f"when it ran, {loop.shown} combined {each[0].variable} by {each[0].operator}"
            return confirmed(text, measured="reduction")
    free = all(each and all(one.permuted == "same" for one in each) for each in seen)
    # Where the tree is sure of the loops, what is open is something else: calls of itself, say.
    if verdict == "reduction" or not free or all(loop.is_sure for loop in chosen):
        return finding
    text = (
        f"no dependence between iterations was seen on this input, and in another order they "
        f"gave the same result; {finding.explanation}"
    )
    return replace(finding, label="undecided", reason="one-input", explanation=text[:1_000])


def _of(loop: Loop, report: _dependences.Report) -> Seen:
    """What ran of a loop; nothing where several on its line came out differently."""
    found = [one for one in report.loops if (one.line, one.kind) == (loop.line, loop.kind)]
    return found if len({one.verdict for one in found}) == 1 else ()


def _chain(loop: Loop, seen: Seen, evidence: Evidence) -> str | None:
    """The witness that an iteration needs an earlier one, in words; None where there is none.

    Not one: sums, the best so far, appending, whatever lies outside of the loop's own lines.
    """
    witness = seen[0].witness if seen and seen[0].verdict == "serial" else None
    name = _names(seen[0]) if seen else None
    if witness is None or name is None or loop.is_sure or loop.verdict == "reduction":
        return None
    lines = evidence.artifact.source.split("\n") if evidence.artifact else []
    body = lines[loop.line - 1 : loop.end_line]
    places = (witness.from_line, witness.to_line)
    if not all(loop.line <= n <= min(loop.end_line, len(lines)) for n in places):
        return None
    texts = [lines[n - 1][:2_000] for n in places]
    if any(_COMBINES.search(text) for text in texts) or _TESTS.match(texts[1]):
        return None
    used = re.compile(rf"(?<![\w.]){name}\b")
    if not all(used.search(text) for text in texts) or any(
        re.search(rf"(?<![\w.]){name}\.\w+\(", line[:2_000]) for line in body
    ):
        return None
    first, second = witness.iterations
    return (
        f"when it ran, iteration {second} of {loop.shown} read {witness.variable} on line "
        f"{witness.to_line}, which iteration {first} wrote on line {witness.from_line} "
        "(counted from 0)"
    )


def _names(seen: _dependences.Loop) -> str | None:
    """The plain name of what a witness is about; None for a key or an attribute."""
    place = _PLACE.match(seen.witness.variable) if seen.witness else None
    return place.group(1) if place else None


def _is_reduction(seen: Seen, named: str | None) -> bool:
    return bool(seen) and all(
        one.verdict == "reduction"
        and one.operator in _OPERATORS
        and named in (None, str(one.variable).split("[")[0])
        for one in seen
    )


def _surely_serial(loop: Loop) -> bool:
    return loop.verdict == "serial" and loop.is_sure

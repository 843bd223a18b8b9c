"""Claims of the form: most instructions are executed on this line."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from workbench.claims._inputs import open_input
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    did_not_finish,
    observed,
    uncheckable,
)

NEEDS = ("executed",)
DESCRIBES = Describes(
    "During one call no other line of the program executes as many bytecode instructions as this "
    "one; the line as it stands in the program.",
    {"line": "    total += value", "call": "f([3, 1, 2])"},
)
_NEAR = 0.9
_HALF = 0.5


class Args(ClaimArgs):
    """The text of the line, and the call."""

    line: str = Field(max_length=1000)
    call: str | None = Field(default=None, max_length=2000)


def judge(args: Args, evidence: Evidence) -> Finding:
    """By the executed instructions of each line on the target; a close second is left open.

    A hedge says that the words are about time.
    """
    wanted = " ".join(args.line.split())
    source = evidence.artifact.source.split("\n") if evidence.artifact else []
    places = [n for n, text in enumerate(source, 1) if wanted and " ".join(text.split()) == wanted]
    if not places:
        return uncheckable("the program has no such line", reason="no-such-line")
    found = observed(evidence, "executed")
    if isinstance(found, Finding):
        return found
    if unfinished := did_not_finish(found):
        return unfinished
    lines = _lines((found.data or {}).get("lines"), len(source))
    if not lines:
        return uncheckable("the call ran no line of the program", reason="nothing-ran")
    hottest = max(lines, key=lambda number: (lines[number], -number))
    here = max(places, key=lambda number: lines.get(number, 0))
    text = (
        f"line {here} executes {lines.get(here, 0):,} of {sum(lines.values()):,} instructions, "
        f"line {hottest} {lines[hottest]:,}"
    )
    if evidence.claim.hedge:
        return _roughly(text, lines, here, hottest, evidence)
    if lines.get(here, 0) == lines[hottest]:
        return confirmed(text, measured=here)
    if why := open_input(None, evidence):
        return uncheckable(why, reason="not-countable")
    if lines.get(here, 0) >= _NEAR * lines[hottest]:
        return Finding("undecided", "close", f"{text}: too close to call", "WB202", hottest)
    return contradicted(text, "WB202", measured=hottest)


def _roughly(
    text: str, lines: Mapping[int, int], here: int, hottest: int, evidence: Evidence
) -> Finding:
    """A "hot spot" is one by its time, which instructions are not: a line that most of them are
    executed on is one, a line that is not run at all is none."""
    share = lines.get(here, 0) / sum(lines.values())
    if here == hottest and share >= _HALF:
        return confirmed(f"{text}, more than half", measured=here)
    if share:
        text = f"{text}; which line takes most of the time is not measured"
        return Finding("undecided", "one-method", text, "WB202", hottest)
    if why := open_input(None, evidence):
        return uncheckable(why, reason="not-countable")
    return contradicted(f"{text}: it is not run", "WB202", measured=hottest)


def _lines(reported: object, most: int) -> dict[int, int]:
    """Instructions by line number, as far as the guest's report has lines of the program."""
    if not isinstance(reported, Mapping):
        return {}
    numbers = {int(n): c for n, c in reported.items() if isinstance(n, str) and n.isdecimal()}
    return {n: c for n, c in numbers.items() if 0 < n <= most and isinstance(c, int) and c > 0}

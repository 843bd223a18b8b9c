"""Rounds of repair, and what changed since an earlier verification, as safe lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from workbench.exports._words import value
from workbench.records import LABELS, Change, Changes, Fate, Judged, Round
from workbench.safe_text import one_line

ANSWERS = {
    "corrected": "corrected itself",
    "doubled-down": "doubled down",
    "wrong-again": "is wrong again",
    "withdrew": "withdrew it",
    "unclear": "cannot be decided now",
    "unanswered": "gave no answer",
    "not-asked": "was not asked",
    "broke": "broke something else",
}
_MOST = 20
_QUOTE = 80


def story(rounds: Sequence[Round]) -> list[str]:
    """Each round with its counts, and what it did to each failure of the one before."""
    lines = ["rounds:"] if rounds else []
    for one in rounds:
        name = "first answer" if one.number == 0 else f"round {one.number}"
        lines.append(f"  {name}: {state(one)}")
        lines += [f"    {ANSWERS[fate.answer]}: {about(fate)}" for fate in one.fates]
    return lines


def state(one: Round) -> str:
    """The counts of one round's verdicts, and how its programs came out."""
    found = Counter(one.counts)
    order = (*LABELS, *(name for name in found if name not in LABELS))
    counts = ", ".join(f"{found[label]} {one_line(label, 40)}" for label in order if found[label])
    programs = [f"{one_line(name, 80)} {outcome}" for name, outcome in one.outcomes.items()]
    return "; ".join([counts or "no claims", *programs])


def about(fate: Fate) -> str:
    """What a fate is about, and how it went from one state to the other."""
    if fate.artifact is not None:
        return f"{one_line(fate.artifact, 80)}: {fate.before}, now {fate.after or 'not run'}"
    kind = one_line(fate.kind, 60).replace("_", "-")
    said = f'{kind} "{one_line(fate.quote, _QUOTE)}"'
    claimed = value(fate.said)
    if fate.said is not None and claimed != fate.quote:
        said += f" (claimed {claimed})"
    if fate.answer == "broke":
        return f"{said}: confirmed, now {value(fate.says)}, {fate.after}"
    if fate.measured is not None:
        said += f", measured {value(fate.measured)}"
    if fate.after is None:
        return said
    says = "" if fate.says is None else f"{value(fate.says)}, "
    return f"{said}; now {says}{fate.after}"


def answered(judged: Judged) -> Mapping[str, str]:
    """For claims of the newest round, what they are in answer to an earlier failure."""
    last = judged.rounds[-1:]
    return {
        fate.now: f"{ANSWERS[fate.answer]} in round {one.number}; {_before(fate)}"
        for one in last
        for fate in one.fates
        if fate.now is not None
    }


def _before(fate: Fate) -> str:
    """What was there before: "before: claimed 2, measured 3"."""
    said = "" if fate.said is None else f"claimed {value(fate.said)}, "
    state = fate.before or "not judged"
    return f"before: {said}{state if fate.measured is None else f'measured {value(fate.measured)}'}"


def changes(found: Changes | None) -> list[str]:
    """What changed since the verification before; nothing where there is none to compare with."""
    if found is None:
        return []
    since = f"since the last verdicts ({one_line(found.since, 20)}, {one_line(found.time, 40)})"
    if not found.found:
        return [f"{since}: nothing has changed"]
    told = any(one.what == "program" for one in found.found)
    # A program's outcome says already whether it does what the task says.
    shown = [one for one in found.found if not (told and one.kind == "same_output")]
    lines = [f"{since}:", *(f"  {change(one)}" for one in shown[:_MOST])]
    more = len(shown) - _MOST
    return [*lines, f"  and {more} more (--format json lists all)"] if more > 0 else lines


def change(one: Change) -> str:
    """One change: what it is about, before -> now."""
    if one.what == "program":
        name = one_line(one.name, 80)
    else:
        kind = one_line(one.kind, 60).replace("_", "-")
        name = f'{one_line(one.name[:6])} {kind} "{one_line(one.quote, _QUOTE)}"'
    if one.how == "new":
        return f"{name}: new, {one.now or 'not judged'}"
    if one.how == "vanished":
        return f"{name}: vanished, it was {one.before or 'not judged'}"
    return f"{name}: {one.before or 'not judged'} -> {one.now or 'not judged'}"

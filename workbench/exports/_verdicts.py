"""Verdicts as Markdown for a report: each discrepancy with its evidence, the rest in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.exports import _words
from workbench.exports._markdown import code, escape, table
from workbench.figures import Chapter
from workbench.records import LABELS, Claim, JointReading, Verdict, VersionState

_READINGS = 12
_LONG = 600
_MARKS = {
    "contradicted": "✗ contradicted",
    "other-version": "≠ other-version",
    "ambiguous": "? ambiguous",
    "undecided": "? undecided",
}


def pairs(chapter: Chapter) -> Iterator[tuple[Claim, Verdict]]:
    """Claims with their verdicts, in the order of the claims."""
    verification = chapter.judged.verification
    for claim in verification.claims:
        verdict = verification.verdict(claim.id)
        if verdict is not None:
            yield claim, verdict


def by_label(chapter: Chapter) -> Counter[str | None]:
    """How many claims that somebody wrote got which label."""
    return Counter(v.label for c, v in pairs(chapter) if not _words.is_implicit(c))


def counts(chapter: Chapter) -> list[str]:
    """The number of verdicts by label."""
    found = by_label(chapter)
    rows = [(str(label), str(found[label])) for label in LABELS]
    if found[None]:
        rows.append(("a tool failed", str(found[None])))
    total = sum(found.values())
    return ["### Verdicts", table(("verdict", "claims"), [*rows, ("**all**", str(total))])]


def discrepancy(chapter: Chapter, claim: Claim, verdict: Verdict) -> list[str]:
    """One claim with everything that decides it."""
    verification = chapter.judged.verification
    name = _words.short_id(claim, verification)
    rule = f" {escape(verdict.rule, 20)}" if verdict.rule else ""
    title = f"#### {_MARKS[str(verdict.label)]}{rule}: {_about(claim)}"
    facts = [
        ("says", _quote(claim)),
        ("where", code(_words.place(claim.location), 320)),
        ("claimed", escape(_words.claimed(claim).removeprefix("claimed "))),
        ("measured", escape(_words.measured(claim, verdict, verification) or "", _LONG)),
        ("hedge", escape(claim.hedge or "")),
        ("why", escape(verdict.explanation, _LONG)),
        *(("help", escape(line, _LONG)) for line in verdict.help),
        ("would be true", escape(verdict.fix or "", _LONG)),
        ("reproduce", code(f"workbench evidence {name}{chapter.judged.options}", _LONG)),
        *(("review", escape(line, _LONG)) for line in chapter.opinions.get(claim.id, ())),
    ]
    parts = [title, "\n".join(f"- {name}: {text}" for name, text in facts if text)]
    if verdict.versions:
        rows = [_version(version, state) for version, state in verdict.versions.items()]
        parts.append(table(("CPython", "state", "measured"), rows))
    if verdict.readings:
        parts += _readings(verdict)
    return parts


def _about(claim: Claim) -> str:
    """What a claim is about, as the end of a heading."""
    kind = escape(claim.kind.replace("_", " "), 60)
    opcode = claim.args.get("opcode")
    of = f" of {code(opcode, 60)}" if isinstance(opcode, str) and opcode else ""
    where = f" in {code(claim.subject, 80)}" if claim.subject else ""
    return f"{kind}{of}{where}"


def _quote(claim: Claim) -> str:
    lines = claim.location.end_line - claim.location.line + 1
    more = f" ({lines} lines)" if lines > 1 else ""
    return f"{code(claim.quote, 300)}{more}" if claim.quote.strip() else ""


def _version(version: str, state: VersionState) -> list[str]:
    seen = code(_words.value(state.value)) if state.state == "value" else escape(state.why or "–")
    return [escape(version, 20), escape(state.state), seen]


def _readings(verdict: Verdict) -> list[str]:
    rows = []
    for one in verdict.readings[:_READINGS]:
        start = [escape(one.version, 20), escape(one.scope, 60), escape(one.naming, 60)]
        if isinstance(one, JointReading):
            rows.append([*start, f"{one.hits} of {one.cells} cells", "–"])
        else:
            holds = "yes" if one.holds else "no"
            rows.append([*start, code(_words.value(one.measured)), holds])
    left = len(verdict.readings) - _READINGS
    head = ("read on CPython", "scope", "names", "measured", "holds")
    more = [f"… and {left} more readings."] if left > 0 else []
    return [table(head, rows), *more]


def confirmed(chapter: Chapter) -> list[str]:
    """What holds, as a short table."""
    rows = [
        [
            _about(claim),
            _quote(claim) or "–",
            f"{escape(_words.place(claim.location).rpartition('/')[2], 80)}",
            escape(_words.measured(claim, verdict, chapter.judged.verification) or "–", _LONG),
        ]
        for claim, verdict in pairs(chapter)
        if verdict.label == "confirmed"
    ]
    if not rows:
        return []
    return ["### Confirmed", table(("claim", "says", "where", "measured"), rows)]


def rest(chapter: Chapter) -> list[str]:
    """What could not be checked, and what a failing tool left open."""
    lines = [
        f"- {_about(claim)}: {_quote(claim) or 'no words'}, "
        f"{escape(_words.place(claim.location).rpartition('/')[2], 80)}: "
        f"{escape(verdict.explanation, _LONG)}"
        for claim, verdict in pairs(chapter)
        if verdict.label in ("uncheckable", None)
    ]
    return ["### Could not be checked", "\n".join(lines)] if lines else []

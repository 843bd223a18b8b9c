"""Verdicts in HTML: how true the claims are, failure classes, the worst findings in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench import rules
from workbench.exports import _accuracy, _charts, _svg, _verdicts, _words
from workbench.exports._accuracy import Accuracy
from workbench.exports._html import Html, Part, Row, code, command, facts, table, tag, text
from workbench.exports._html_counts import defined
from workbench.figures import Chapter
from workbench.records import (
    DISCREPANCIES,
    LABELS,
    Claim,
    JointReading,
    Verdict,
)

WORST = 10
_LISTED = 200
_READINGS = 8
_SYMBOLS = {
    "confirmed": "✓",
    "contradicted": "✗",
    "other-version": "≠",
    "ambiguous": "?",
    "undecided": "?",
    "uncheckable": "–",
}
_ORDER = ("contradicted", "other-version", "ambiguous", "undecided")


def label(name: str | None) -> Html:
    """A verdict with its sign, told by more than its colour."""
    known = name if name in LABELS else "failed"
    sign = tag("span", _SYMBOLS.get(str(name), "!"), aria_hidden="true")
    return tag("span", sign, " ", name or "a tool failed", class_=f"v {known}")


# --- over all chapters ----------------------------------------------------------------------------


def accuracy(chapters: Sequence[Chapter], again: str) -> list[Part]:
    """How true the claims are by kind and by model, and which failures there are."""
    real = [one for one in chapters if not one.judged.demonstration]
    parts: list[Part] = [tag("h2", "How true the claims are", id="accuracy")]
    left = len(chapters) - len(real)
    if left:
        said = f"{left} of {len(chapters)} answers are demonstrations, written by no model."
        if not real:
            said = "These answers are demonstrations: what follows says nothing about any model."
        parts.append(tag("p", said, " They are not counted." if real else None))
    kinds = _accuracy.by_kind(real or chapters)
    parts += _shares("Accuracy by kind of claim", kinds, again)
    if real:
        parts += _shares("Accuracy by model", _accuracy.by_model(real), again)
    return [*parts, defined(_accuracy.MEANS), *_classes(chapters, again)]


def _shares(title: str, rows: Sequence[Accuracy], again: str) -> list[Part]:
    drawn = {
        one.name: (
            one.share,
            one.interval.low if one.interval else None,
            one.interval.high if one.interval else None,
            f"{one.confirmed} of {one.decided}",
        )
        for one in rows
        if one.share is not None
    }
    told: list[Row] = [
        (
            tag("b", one.name) if one.name == "all kinds" else text(one.name, 80),
            "–" if one.share is None else f"{100 * one.share:.0f} %",
            _interval(one),
            f"{one.confirmed} of {one.decided}",
            str(one.open),
            str(one.answers),
        )
        for one in rows
    ]
    beside = table(
        (title.rpartition(" ")[2], "accuracy", "95 % interval", "confirmed", "open", "answers"),
        told,
    )
    return [_svg.figure(title, _charts.forest(title, drawn), beside, again)] if drawn else [beside]


def _interval(one: Accuracy) -> str:
    if one.interval is None:
        return "one answer: none" if one.decided else "–"
    return f"[{100 * one.interval.low:.0f}, {100 * one.interval.high:.0f}] %"


def _classes(chapters: Sequence[Chapter], again: str) -> list[Part]:
    """Findings by rule."""
    found = _accuracy.rules(chapters)
    if not found:
        return []
    title = "Classes of failure, by findings"
    bars = [_svg.Bar(name, count, str(count)) for name, count in found.items()]
    rows: list[Row] = []
    for name, count in found.items():
        rule = rules.find(name)
        what = text(rule.title) if rule else Html("–")
        rows.append((code(name, 20), what, str(count)))
    beside = table(("rule", "what", "findings"), rows, numbers=False)
    explained = defined("workbench rule WB101 explains a rule, with an example that runs")
    return [_svg.figure(title, _svg.bars(title, bars), beside, again), explained]


# --- one chapter ----------------------------------------------------------------------------------


def counts(chapter: Chapter) -> Html:
    """The number of verdicts by label."""
    found = _verdicts.by_label(chapter)
    rows: list[Row] = [(label(one), str(found[one])) for one in LABELS if found[one]]
    if found[None]:
        rows.append((label(None), str(found[None])))
    return table(("verdict", "claims"), [*rows, (tag("b", "all"), str(sum(found.values())))])


def findings(chapter: Chapter) -> list[Part]:
    """The worst discrepancies in full, the others in a table, and what holds or was not checked."""
    found = worst(chapter)
    parts: list[Part] = [tag("h3", "Discrepancies")]
    if not found:
        parts.append(tag("p", "There are none."))
    elif len(found) > WORST:
        parts.append(tag("p", f"The worst {WORST} of {len(found)} in full, the others after them."))
    parts += [_finding(chapter, claim, verdict) for claim, verdict in found[:WORST]]
    rest = [pair for pair in _verdicts.pairs(chapter) if pair[1].label not in DISCREPANCIES]
    holds = [pair for pair in rest if pair[1].label == "confirmed"]
    not_checked = [pair for pair in rest if pair[1].label != "confirmed"]
    for title, pairs in (
        ("The other discrepancies", found[WORST:]),
        ("Confirmed", holds),
        ("Could not be checked", not_checked),
    ):
        if pairs:
            parts += [tag("h3", title), _listed(chapter, pairs)]
    return parts


def worst(chapter: Chapter) -> list[tuple[Claim, Verdict]]:
    """Discrepancies, those first that are false everywhere, and of these the furthest off."""
    found = [pair for pair in _verdicts.pairs(chapter) if pair[1].label in DISCREPANCIES]
    return sorted(found, key=lambda pair: (_ORDER.index(str(pair[1].label)), -_far(*pair)))


def _far(claim: Claim, verdict: Verdict) -> float:
    """How far the claim is off, 0 to 1; what is no number is right or wrong."""
    said, seen = claim.claimed, verdict.measured
    numbers = all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in (said, seen)
    )
    if not numbers:
        return 1.0
    most = max(abs(said), abs(seen))
    return float(abs(said - seen) / most) if 0 < most < float("inf") else 0.0


def _finding(chapter: Chapter, claim: Claim, verdict: Verdict) -> Html:
    """One claim with everything that decides it."""
    verification = chapter.judged.verification
    name = _words.short_id(claim, verification)
    told: list[tuple[str, Part]] = [
        ("says", tag("q", text(claim.quote, 300)) if claim.quote.strip() else None),
        ("where", code(_words.place(claim.location), 320)),
        ("claimed", _words.claimed(claim).removeprefix("claimed ")),
        ("measured", _words.measured(claim, verdict, verification)),
        ("hedge", text(claim.hedge or "")),
        ("why", text(verdict.explanation)),
        *(("help", text(line)) for line in verdict.help),
        ("would be true", text(verdict.fix or "")),
        *(("review", text(line)) for line in chapter.opinions.get(claim.id, ())),
    ]
    tables = [*_versions(verdict), *_readings(verdict)]
    beside = tag("div", *tables, class_="tables") if tables else None
    return tag(
        "article",
        tag("h4", label(verdict.label), " ", _rule(verdict), ": ", _about(claim)),
        tag("div", facts(told), beside, class_="beside"),
        command(f"workbench evidence {name}{chapter.judged.options}"),
    )


def _rule(verdict: Verdict) -> Html:
    return code(verdict.rule, 20) if verdict.rule else Html("")


def _about(claim: Claim) -> Html:
    """What a claim is about."""
    opcode = claim.args.get("opcode")
    parts: list[Part] = [text(claim.kind.replace("_", " "), 60)]
    if isinstance(opcode, str) and opcode:
        parts += [" of ", code(opcode, 60)]
    if claim.subject:
        parts += [" in ", code(claim.subject, 80)]
    return tag("span", *parts)


def _versions(verdict: Verdict) -> Iterator[Html]:
    if verdict.versions:
        rows: list[Row] = [
            (
                text(version, 20),
                code(_words.value(state.value)) if state.state == "value" else text(state.state),
            )
            for version, state in verdict.versions.items()
        ]
        yield table(("CPython", "measured"), rows)


def _readings(verdict: Verdict) -> Iterator[Html]:
    rows: list[Row] = []
    for one in verdict.readings[:_READINGS]:
        how = text(f"{one.version}, {one.scope}, {one.naming}", 120)
        if isinstance(one, JointReading):
            rows.append((how, f"{one.hits} of {one.cells} cells", "–"))
        else:
            rows.append((how, code(_words.value(one.measured)), "yes" if one.holds else "no"))
    left = len(verdict.readings) - _READINGS
    if left > 0:
        rows.append((f"… {left} more",))
    if rows:
        yield table(("read as", "measured", "holds"), rows)


def _listed(chapter: Chapter, pairs: Sequence[tuple[Claim, Verdict]]) -> Html:
    verification = chapter.judged.verification
    rows: list[Row] = []
    for claim, verdict in pairs[:_LISTED]:
        name = _words.short_id(claim, verification)
        measured = _words.measured(claim, verdict, verification)
        rows.append(
            (
                _about(claim),
                label(verdict.label),
                tag("q", text(claim.quote, 160)) if claim.quote.strip() else None,
                measured or text(verdict.explanation, 300),
                tag("code", f"workbench evidence {name}{chapter.judged.options}"),
            )
        )
    if len(pairs) > _LISTED:
        rows.append((f"… {len(pairs) - _LISTED} more",))
    head = ("claim", "verdict", "says", "measured, or why not", "again")
    return table(head, rows, numbers=False)

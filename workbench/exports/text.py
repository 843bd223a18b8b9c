"""Verdicts for a terminal: one diagnostic for each thing that matters, then the sum in words.

The words say everything; colour and symbols repeat it. The text is built with rich, whose markup
and highlighting stay off, and every foreign text in it is safe to show.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from workbench.exports import _overview, _programs, _rounds, _sentences, _words
from workbench.exports._drawn import Diagnostic, drawn, printed
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    JointReading,
    Judged,
    Reading,
    Verdict,
)
from workbench.safe_text import one_line

EXTENSIONS = (".txt",)
WIDTH = 100
_SEVERITIES = {
    "contradicted": "error",
    "other-version": "warning",
    "ambiguous": "warning",
    "undecided": "warning",
    "uncheckable": "note",
    "confirmed": "ok",
}
_LONG = 600
_READINGS = 6


def render(judged: Judged, *, color: bool, verbose: bool, width: int | None = None) -> str:
    """The whole text, ending with a newline.

    Without `verbose`, confirmed and uncheckable claims and artifacts that are ok are only counted.
    Source lines are cut to `width` columns (100 when None); other lines are left to the terminal.
    """
    columns = width or WIDTH
    verification = judged.verification
    if judged.status == "unread":
        words = f"{one_line(judged.source, 300)}: {_sentences.summary(judged)}"
        return printed(Text(words), color)
    blocks = [_head(judged)]
    for artifact in verification.artifacts:
        result = verification.result(artifact.id)
        if result is not None and artifact.id not in judged.hidden:
            found = _artifact(judged, artifact, result, verbose)
            blocks += [drawn(one, judged, columns) for one in found]
    told = _told(judged)
    verdicts = {verdict.claim: verdict for verdict in verification.verdicts}
    for claim in verification.claims:
        verdict = verdicts.get(claim.id)
        if verdict is None or claim.id in told or claim.id in judged.hidden:
            continue
        if verbose or verdict.label not in ("confirmed", "uncheckable"):
            blocks.append(drawn(_claim(judged, claim, verdict, verbose), judged, columns))
    blocks.append(_foot(judged, verbose))
    return printed(Text("\n\n").join(blocks), color)


def diagnostic(
    judged: Judged, claim: Claim, verdict: Verdict, *, color: bool, width: int | None = None
) -> str:
    """All there is to say about one claim, without its neighbours; ends with a newline."""
    one = _claim(judged, claim, verdict, verbose=True)
    return printed(drawn(one, judged, width or WIDTH), color)


def summary(judged: Judged) -> str:
    """The last lines alone: the sentences, and on what it was tested. No newline at the end."""
    return f"{_sentences.summary(judged)}\n{_sentences.tested(judged.verification)}"


overall = _sentences.overall
overview = _overview.table


def rounds(judged: Judged) -> str:
    """What became of each failure from round to round of repair; "" for a run without rounds."""
    return "".join(f"{line}\n" for line in _rounds.story(judged.rounds))


def _head(judged: Judged) -> Text:
    target = judged.verification.target
    lines = []
    if judged.demonstration:
        lines.append("Demonstration: these answers were written for workbench, by no model.")
    if judged.sample is not None:
        lines.append(judged.sample.words)
    run = f"run {one_line(judged.run)}, " if judged.run else ""
    what = one_line(judged.workload or judged.source, 300)
    lines.append(f"{what}: {run}judged on CPython {one_line(target.python)} ({target.source})")
    if judged.workload:
        lines.append(f"answer: {one_line(judged.source, 300)}")
    lines += _programs.lines(judged)
    return Text("\n".join(lines))


def _foot(judged: Judged, verbose: bool) -> Text:
    counts = _sentences.counts(judged.verification)
    told = [f"not read: {line}" for line in _overview.unread(judged)]
    hidden = any(
        verdict.label in ("confirmed", "uncheckable") for verdict in judged.verification.verdicts
    )
    more_to_tell = [*_rounds.story(judged.rounds), *_rounds.changes(judged.changes)]
    lines = Text("".join(f"{line}\n" for line in (*told, *more_to_tell)))
    if counts:
        more = " (-v lists them all)" if hidden and not verbose else ""
        lines.append(f"claims: {counts}{more}\n")
    lines.append(_sentences.summary(judged), "bold")
    lines.append(f"\n{_sentences.tested(judged.verification)}")
    return lines


def _artifact(
    judged: Judged, artifact: Artifact, result: ArtifactResult, verbose: bool
) -> Iterator[Diagnostic]:
    name = one_line(artifact.name)
    implicit = _same_output(judged, artifact)
    if result.outcome != "ok" or verbose:
        fine = result.outcome == "ok"
        fails = result.fails
        rule = result.rule or (_words.RULES_OF_OUTCOMES.get(result.outcome, "WB403"))
        notes = [("outcome", f"{result.outcome}{_why(result.error)}")]
        if result.excused:
            notes.append(("why", one_line(result.excused, _LONG)))
        if result.failing_input:
            notes.append(("smallest failing input", one_line(result.failing_input, _LONG)))
        notes += [("note", one_line(note)) for note in (*artifact.repairs, *artifact.notes)]
        if implicit:
            notes.append(_reproduce(implicit, judged))
        yield Diagnostic(
            severity="error" if fails else ("ok" if fine else "note"),
            rule=rule if fails else None,
            otherwise=f"{name}: {result.outcome}{', no fault of it' if result.excused else ''}",
            location=implicit.location if implicit else artifact.location,
            claim=None,
            label=name,
            notes=tuple(notes),
        )
    for code in result.suspicions:
        yield Diagnostic(
            severity="warning",
            rule=code,
            otherwise=f"{name}: suspicious",
            location=artifact.location,
            claim=None,
            label=name,
            notes=(("help", f"seen while it ran; workbench rule {one_line(code, 20)}"),),
        )


def _claim(judged: Judged, claim: Claim, verdict: Verdict, verbose: bool) -> Diagnostic:
    notes = []
    if (answer := _rounds.answered(judged).get(claim.id)) is not None:
        notes.append(("asked again", answer))
    if text := _words.measured(claim, verdict, judged.verification):
        notes.append(("measured", text))
    if why := _words.reason(verdict, judged.verification):
        notes.append(("why", why))
    if claim.extractor == "llm":
        notes.append(("found by", "llm"))
    if claim.hedge:
        notes.append(("hedge", one_line(claim.hedge)))
    if verbose:
        notes += [("reading", _reading(one)) for one in verdict.readings[:_READINGS]]
    notes += [("help", one_line(line, _LONG)) for line in verdict.help]
    if verdict.fix:
        notes.append(("fix", one_line(verdict.fix, _LONG)))
    notes.append(_reproduce(claim, judged))
    kind = one_line(claim.kind, 60).replace("_", "-")
    state = verdict.label or "it could not be measured: a tool failed, which says nothing about it"
    return Diagnostic(
        severity="error" if verdict.label is None else _SEVERITIES[verdict.label],
        rule=verdict.rule,
        otherwise=f"{kind}: {state}",
        location=claim.location,
        claim=claim,
        label=_words.claimed(claim),
        notes=tuple(notes),
    )


def _told(judged: Judged) -> set[str]:
    """Implicit claims that the diagnostic of their artifact has told already."""
    verification = judged.verification
    return {
        claim.id
        for claim in verification.claims
        if _words.is_implicit(claim) and verification.result(claim.artifact or "") is not None
    }


def _same_output(judged: Judged, artifact: Artifact) -> Claim | None:
    claims = judged.verification.claims
    mine = (one for one in claims if one.artifact == artifact.id and _words.is_implicit(one))
    return next(mine, None)


def _reading(reading: Reading | JointReading) -> str:
    words = f"{reading.scope} on {reading.version}, {reading.naming} names"
    if isinstance(reading, JointReading):
        return one_line(f"{words}: {reading.hits} of {reading.cells} cells hold")
    holds = "holds" if reading.holds else "does not hold"
    return one_line(f"{words}: {_words.value(reading.measured)}, it {holds}")


def _reproduce(claim: Claim, judged: Judged) -> tuple[str, str]:
    name = _words.short_id(claim, judged.verification)
    return "reproduce", one_line(f"workbench evidence {name}{judged.options}", 600)


def _why(error: str | None) -> str:
    return f": {one_line(error, _LONG)}" if error else ""

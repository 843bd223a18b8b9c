"""One run as Markdown that is worth reading: asked, answered, ran, claimed, true, reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench import rules
from workbench.exports import _rounds, _sentences, _words
from workbench.exports._markdown import block, code, escape, table
from workbench.exports.base import Run
from workbench.records import (
    Artifact,
    Claim,
    Judged,
    Response,
    Round,
    Verdict,
    Verification,
)

_PROMPT_LINES = 40
_REPLY_LINES = 80
_SOURCE_LINES = 400
_MARKS = {
    "confirmed": "✓ confirmed",
    "contradicted": "✗ contradicted",
    "other-version": "≠ other-version",
    "ambiguous": "? ambiguous",
    "undecided": "? undecided",
    "uncheckable": "– uncheckable",
    None: "! tool failed",
}
_QUIET = ("confirmed", "uncheckable")


def render(transcript: Run, judged: Judged | None) -> str:
    """The page, ending with a newline. `judged` None: nothing of the run was judged."""
    parts = [*_head(transcript, judged), *_asked(transcript), *_answered(transcript)]
    if judged is None:
        parts += ["## True?", "Nothing of this run was judged."]
    else:
        parts += [
            *_repaired(judged.rounds),
            *_code(judged),
            *_ran(judged.verification),
            *_claimed(judged.verification),
        ]
    parts += [*_reviews(transcript, judged), *_next(transcript)]
    return "\n\n".join(parts) + "\n"


def _head(transcript: Run, judged: Judged | None) -> list[str]:
    title = transcript.workload or str(transcript.start.get("source") or "document")
    parts = [f"# {escape(title)}: run {escape(transcript.run)}"]
    if transcript.demonstration:
        parts.append("**A demonstration**: these answers were written for workbench, by no model.")
    if judged is not None:
        sentences = escape(_sentences.summary(judged), 2000)
        parts.append(f"**{sentences}**\n{escape(_sentences.tested(judged.verification))}.")
    if transcript.status != "ok":
        why = f": {escape(transcript.why)}" if transcript.why else ""
        parts.append(f"This run is {escape(transcript.status)}{why}.")
    if transcript.damaged:
        lines = "line" if transcript.damaged == 1 else "lines"
        parts.append(f"{transcript.damaged} {lines} of the transcript could not be read.")
    return parts


def _asked(transcript: Run) -> list[str]:
    start = transcript.start
    options = start.get("options")
    options = options if isinstance(options, Mapping) else {}
    facts = [
        ("command", transcript.kind),
        ("when", start.get("time")),
        ("provider", start.get("provider")),
        ("model asked for", start.get("model")),
        ("server", start.get("server")),
        ("temperature", options.get("temperature")),
        ("seed", options.get("seed")),
    ]
    rows = [
        f"- {name}: {escape(_known(value))}" for name, value in facts if value not in (None, "")
    ]
    parts = ["## Asked", "\n".join(rows)]
    if transcript.prompts:
        first = transcript.prompts[0]
        parts.append(f"The first of {_count(transcript.prompts, 'prompt')}, {code(first.name)}:")
        parts.append(block(first.text, "text", lines=_PROMPT_LINES))
    return parts


def _answered(transcript: Run) -> list[str]:
    if not transcript.responses:
        return ["## Answered", "There is no answer."]
    rows = [
        [
            code(one.prompt),
            code(one.model),
            f"{one.seconds:.1f}",
            _known(one.usage.input_tokens),
            _known(one.usage.output_tokens),
            escape(_known(one.finish_reason)),
            escape("; ".join((*one.retries, *one.schema_errors))) or "–",
        ]
        for one in transcript.responses
    ]
    head = ("prompt", "model", "seconds", "tokens in", "tokens out", "ended", "trouble")
    parts = ["## Answered", table(head, rows), _total(transcript.responses)]
    for one in transcript.responses:
        if one.prompt == "report":
            parts += ["What it reported:", block(one.text, "markdown", lines=_REPLY_LINES)]
    return parts


def _total(responses: Sequence[Response]) -> str:
    """The sums; one unknown part makes a sum unknown."""

    def added(values: Iterable[int | None]) -> str:
        found = list(values)
        return "unknown" if None in found else str(sum(value or 0 for value in found))

    seconds = sum(one.seconds for one in responses)
    into = added(one.usage.input_tokens for one in responses)
    out = added(one.usage.output_tokens for one in responses)
    return f"In all {seconds:.1f} seconds; tokens in: {into}; tokens out: {out}."


def _code(judged: Judged) -> list[str]:
    artifacts = judged.verification.artifacts
    parts = ["## The code" if artifacts else "## No code was found"]
    for artifact in artifacts:
        notes = [escape(note) for note in (*artifact.repairs, *artifact.notes)]
        where = code(_words.place(artifact.location), 320)
        parts.append(f"### {escape(artifact.name)} ({artifact.kind})")
        parts.append("; ".join([f"from {where}, sha256 {code(artifact.sha256[:12])}", *notes]))
        parts.append(
            block(artifact.source, "python", lines=_SOURCE_LINES)
            if artifact.source.strip()
            else "It is empty."
        )
    return parts


def _ran(verification: Verification) -> list[str]:
    where = verification.environment
    parts = [
        "## What happened when it ran",
        f"CPython {escape(', '.join(where.interpreters)) or 'none'}; judged on "
        f"{escape(verification.target.python)} ({verification.target.source}); "
        f"{escape(where.platform)}; isolation: {escape(where.isolation)}; "
        f"{escape(verification.time)}; seed {verification.seed}.",
    ]
    rows = [_outcome(artifact, verification) for artifact in verification.artifacts]
    if rows:
        parts.append(table(("program", "outcome", "why", "smallest failing input"), rows))
    for result in verification.results:
        parts += [f"- suspicious: {_suspicion(name)}" for name in result.suspicions]
    runs = [
        [
            code(one.probe),
            code(str(one.target.get("call") or "–")),
            escape(one.python),
            one.run.outcome,
            f"{one.run.wall_seconds:.2f}",
            f"{one.run.max_rss_bytes / 2**20:.0f}",
        ]
        for one in verification.measurements
        if one.run is not None and one.vantage != "static"
    ]
    if runs:
        head = ("measured", "call", "CPython", "outcome", "seconds", "MiB with the interpreter")
        parts.append(table(head, runs))
    return parts


def _repaired(rounds: Sequence[Round]) -> list[str]:
    """What each round of repair came to, and what became of each failure."""
    if not rounds:
        return []
    rows = [
        [str(one.number) if one.number else "first answer", escape(_rounds.state(one), 1000)]
        for one in rounds
    ]
    parts = ["## Asked again", table(("round", "verdicts and programs"), rows)]
    fates = [
        [str(one.number), f"**{_rounds.ANSWERS[fate.answer]}**", escape(_rounds.about(fate), 600)]
        for one in rounds
        for fate in one.fates
    ]
    if fates:
        parts.append(table(("round", "the model", "what failed before, and now"), fates))
    return parts


def _outcome(artifact: Artifact, verification: Verification) -> list[str]:
    result = verification.result(artifact.id)
    if result is None:
        return [code(artifact.name), "not-run", "nobody ran it", "–"]
    failing = code(result.failing_input, 300) if result.failing_input else "–"
    why = escape(_words.why(result) or "–")
    return [code(artifact.name), f"**{result.outcome}**", why, failing]


def _suspicion(name: str) -> str:
    rule = rules.find(name)
    return f"{escape(name)}: {escape(rule.title)}" if rule else escape(name)


def _claimed(verification: Verification) -> list[str]:
    if not verification.claims:
        return ["## Claimed, and true?", "There are no claims."]
    found = [(claim, verification.verdict(claim.id)) for claim in verification.claims]
    head = ("claim", "where", "says", "verdict", "measured", "why")
    parts = ["## Claimed, and true?"]
    for title, wanted in (("### Not as claimed", True), ("### The rest", False)):
        rows = [
            _row(claim, verdict, verification)
            for claim, verdict in found
            if wanted == (verdict is not None and verdict.label not in _QUIET)
        ]
        if rows:
            parts += [title, table(head, rows)]
    return parts


def _row(claim: Claim, verdict: Verdict | None, verification: Verification) -> list[str]:
    kind = claim.kind.replace("_", " ")
    start = [
        f"{code(_words.short_id(claim, verification))} {escape(kind, 60)}",
        f"{escape(claim.location.file.rpartition('/')[2], 80)}:{claim.location.line}",
        _says(claim),
    ]
    if verdict is None:
        return [*start, "not judged", "–", "–"]
    measured = _words.measured(claim, verdict, verification)
    rule = f" {escape(verdict.rule, 20)}" if verdict.rule else ""
    why = "; ".join(filter(None, (_words.reason(verdict, verification), *verdict.help)))
    return [
        *start,
        f"{_MARKS[verdict.label]}{rule}",
        escape(measured) if measured else "–",
        escape(why, 600) or "–",
    ]


def _says(claim: Claim) -> str:
    """The claim in our words, with what the quote does not name, and the quote."""
    said = escape(_words.claimed(claim).removeprefix("claimed "))
    opcode = claim.args.get("opcode")
    if isinstance(opcode, str) and opcode not in claim.quote:
        said = f"{code(opcode, 60)} {said}"
    lines = claim.location.end_line - claim.location.line + 1
    if lines > 1:
        return f"{said} ({lines} lines)"
    known = not claim.quote or claim.quote == str(claim.claimed)
    return said if known else f"{said}; {code(claim.quote)}"


def _reviews(transcript: Run, judged: Judged | None) -> list[str]:
    if not transcript.reviews:
        return []
    claims = {claim.id: claim for claim in judged.verification.claims} if judged else {}
    lines = []
    for review in transcript.reviews:
        claim = claims.get(review.claim)
        about = f" ({escape(_words.claimed(claim))})" if claim else ""
        note = f": {escape(review.note, 2000)}" if review.note else ""
        who = f"{escape(review.author, 80)}, {escape(review.time, 40)}"
        lines.append(
            f"- {code(review.claim[:12])}{about}: **{escape(review.opinion, 40)}**{note} — {who}"
        )
    return ["## Reviews", "\n".join(lines)]


def _next(transcript: Run) -> list[str]:
    found = [
        f"{code('workbench evidence ID')} shows what a verdict rests on",
        f"{code(f'workbench review {transcript.run}')} asks for your opinion",
    ]
    if transcript.kind == "generate":
        found.append(f"{code(f'workbench verify {transcript.run}')} judges it again")
    return ["---", "; ".join(found) + "."]


def _known(value: object) -> str:
    return "unknown" if value is None else str(value)


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}" if len(items) == 1 else f"{len(items)} {noun}s"

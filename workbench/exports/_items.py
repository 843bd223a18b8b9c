"""Claims and programs as items that formats for other tools are made of: level, rule, words, place.

Every text of an item is one safe line: foreign text has gone through `safe_text`, so that it holds
no control character, no line end and no lone surrogate. Places are the records themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench import rules
from workbench.exports import _excerpt, _words
from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    Judged,
    Location,
    Verdict,
    text_key,
)
from workbench.safe_text import one_line

Level = Literal["error", "warning", "note", "ok"]
_LONG = 600
_LEVELS: dict[str | None, Level] = {
    "contradicted": "error",
    "other-version": "warning",
    "ambiguous": "warning",
    "undecided": "warning",
    "uncheckable": "note",
    "confirmed": "ok",
    None: "warning",  # a tool failed: nobody is accused of that
}


@dataclass(frozen=True)
class Item:
    """One claim, one program's outcome, or one suspicion about a program.

    `id` is the claim's, or names the program and what happened to it; `state` a label, an outcome,
    "suspicious", or "failed" where a measuring tool did. `counts` says whether it counts as an
    error, a warning, a note or as nothing bad. `program` is the id of the artifact it is about.
    """

    what: Literal["claim", "program", "suspicion"]
    id: str
    state: str
    counts: Level
    rule: str | None
    title: str
    details: tuple[tuple[str, str], ...]
    location: Location
    claim: Claim | None = None
    verdict: Verdict | None = None
    program: str | None = None

    @property
    def lines(self) -> list[str]:
        """The details, a line each."""
        return [f"{name}: {text}" for name, text in self.details]


def items(judged: Judged) -> Iterator[Item]:
    """Every program in its order, then every claim, but for what the user asked not to see.

    A claim that nobody wrote is told by its program.
    """
    verification = judged.verification
    told = set()
    for artifact in verification.artifacts:
        result = verification.result(artifact.id)
        claim = _implicit(judged, artifact)
        if result is None:
            continue
        if claim is not None:
            told.add(claim.id)
        if artifact.id not in judged.hidden:
            yield _program(judged, artifact, result, claim)
            yield from _suspicions(artifact, result)
    for claim in verification.claims:
        verdict = verification.verdict(claim.id)
        if verdict is not None and claim.id not in told and claim.id not in judged.hidden:
            yield _claim(judged, claim, verdict)


def source_line(judged: Judged, location: Location) -> str | None:
    """The line of the document that a place begins on, as it is; None where it is not known."""
    whole = judged.texts.get(text_key(location))
    return None if whole is None else _excerpt.line_of(whole, location.line)


def source_text(judged: Judged, location: Location) -> str | None:
    """What stands at a place, with line feeds for its line ends; None where it is not known."""
    first = source_line(judged, location)
    if first is None:
        return None
    if location.end_line <= location.line:
        return first[location.column - 1 : location.end_column - 1]
    lines = [first[location.column - 1 :]]
    for number in range(location.line + 1, location.end_line + 1):
        line = source_line(judged, location.model_copy(update={"line": number}))
        if line is None:
            return None
        lines.append(line)
    lines[-1] = lines[-1][: location.end_column - 1]
    return "\n".join(lines)


def code_place(judged: Judged, item: Item) -> Location | None:
    """Where in the code the thing stands that a claim is about: its function, else its program.

    None for a claim about no program, and where the item's own place is that already.
    """
    found = (one for one in judged.verification.artifacts if one.id == item.program)
    artifact = next(found, None)
    if artifact is None or item.claim is None or item.what != "claim":
        return None
    place = _function(judged, artifact, item.claim.subject or "") or artifact.location
    return None if place == item.location else place


def _function(judged: Judged, artifact: Artifact, subject: str) -> Location | None:
    """The line of a function's head, where the document has the very line of the source."""
    name = subject.rpartition(".")[2]
    if not name.isidentifier():
        return None
    head = re.compile(rf"\s*(?:async\s+def|def|class)\s+{re.escape(name)}\b")
    for number, line in enumerate(artifact.source.split("\n")):
        if head.match(line):
            at = artifact.location.model_copy(
                update={"line": artifact.location.line + number, "column": 1}
            )
            shown = source_line(judged, at)
            if shown is None or shown.strip() != line.strip():
                return None
            end = {"end_line": at.line, "end_column": len(shown) + 1}
            return at.model_copy(update=end)
    return None


def _program(
    judged: Judged, artifact: Artifact, result: ArtifactResult, claim: Claim | None
) -> Item:
    name = one_line(artifact.name)
    fails = result.fails
    rule = result.rule or _words.RULES_OF_OUTCOMES.get(result.outcome, "WB403") if fails else None
    level: Level = "error" if fails else ("ok" if result.outcome == "ok" else "note")
    excused = ", no fault of it" if result.excused else ""
    details = [("why", one_line(_words.why(result), _LONG))]
    details.append(("smallest failing input", one_line(result.failing_input or "", _LONG)))
    details += [("note", one_line(note)) for note in (*artifact.repairs, *artifact.notes)]
    if claim is not None:
        details.append(_reproduce(claim, judged))
    return Item(
        what="program",
        id=claim.id if claim else f"program {artifact.id}",
        state=result.outcome,
        counts=level,
        rule=one_line(rule, 20) if rule else None,
        title=_titled(rule, f"{name}: {result.outcome}{excused}"),
        details=_said(details),
        location=claim.location if claim else artifact.location,
        claim=claim,
        program=artifact.id,
    )


def _suspicions(artifact: Artifact, result: ArtifactResult) -> Iterator[Item]:
    for code in result.suspicions:
        yield Item(
            what="suspicion",
            id=f"program {artifact.id} {one_line(code, 20)}",
            state="suspicious",
            counts="warning",
            rule=one_line(code, 20),
            title=_titled(code, f"{one_line(artifact.name)}: suspicious"),
            details=(("help", f"seen while it ran; workbench rule {one_line(code, 20)}"),),
            location=artifact.location,
            program=artifact.id,
        )


def _claim(judged: Judged, claim: Claim, verdict: Verdict) -> Item:
    verification = judged.verification
    kind = one_line(claim.kind, 60).replace("_", "-")
    state = verdict.label or "a tool failed, which says nothing about it"
    details = [
        ("claimed", _words.claimed(claim).removeprefix("claimed").strip()),
        ("measured", _words.measured(claim, verdict, verification) or ""),
        ("why", _words.reason(verdict, verification)),
        ("hedge", one_line(claim.hedge or "")),
        *(("help", one_line(line, _LONG)) for line in verdict.help),
        ("would be true", one_line(verdict.fix or "", _LONG)),
        _reproduce(claim, judged),
    ]
    return Item(
        what="claim",
        id=claim.id,
        state=verdict.label or "failed",
        counts=_LEVELS[verdict.label],
        rule=one_line(verdict.rule, 20) if verdict.rule else None,
        title=_titled(verdict.rule, f"{kind}: {state}"),
        details=_said(details),
        location=claim.location,
        claim=claim,
        verdict=verdict,
        program=claim.artifact,
    )


def _implicit(judged: Judged, artifact: Artifact) -> Claim | None:
    claims = judged.verification.claims
    mine = (one for one in claims if one.artifact == artifact.id and _words.is_implicit(one))
    return next(mine, None)


def _titled(rule: str | None, words: str) -> str:
    """A rule's meaning in front of the words, where there is a rule that we know."""
    known = rules.find(rule) if rule else None
    return f"{words} ({known.title})" if known else words


def _reproduce(claim: Claim, judged: Judged) -> tuple[str, str]:
    name = _words.short_id(claim, judged.verification)
    return "reproduce", one_line(f"workbench evidence {name}{judged.options}", _LONG)


def _said(details: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in details if text)

"""A run as the plain data that its page is drawn from; every foreign text in it is made safe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from workbench import listings, transcripts
from workbench.errors import UsageError
from workbench.exports import _excerpt, _sentences, _words
from workbench.listings import Bytecode, Program
from workbench.records import Artifact, Claim, Judged, Reading, Verdict, text_key
from workbench.reviewing import Opened
from workbench.safe_text import one_line, terminal
from workbench.transcripts import Review

SYMBOLS = {
    "confirmed": "✓",
    "contradicted": "✗",
    "other-version": "≠",
    "ambiguous": "?",
    "undecided": "~",
    "uncheckable": "–",
    "failed": "!",
}
_LONG = 1000
_AROUND = 160
_MOST_READINGS = 40

Plain = dict[str, Any]


def page(opened: Opened, programs: Sequence[Program], *, whole: bool) -> Plain:
    """The claims, programs and opinions of a run; without a verification there is none of them.

    `whole` puts the details of every claim in, for a page that has nobody to ask for them.
    """
    found = opened.transcript
    head = {
        "run": one_line(found.run),
        "number": opened.number,
        "verifications": len(found.verifications),
    }
    if opened.judged is None:
        return {**head, "claims": [], "programs": []}
    judged = opened.judged
    said = opened.reviews
    places = {artifact.id: at for at, artifact in enumerate(judged.verification.artifacts)}
    claims = [
        _claim(one, opened, judged, said.get(one.id, []), places)
        | (_details(one, judged) if whole else {})
        for one in judged.verification.claims
    ]
    return {
        **head,
        "target": one_line(judged.verification.target.python, 20),
        "claims": claims,
        "programs": [_program(one, judged) for one in programs],
    }


def embedded(data: Plain) -> str:
    """JSON that may stand inside a script element: nothing in it ends that or begins a tag."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def reviews(opened: Opened, claim: str) -> Plain:
    """What was said about one claim, and whether it still waits."""
    verdict = opened.judged.verification.verdict(claim) if opened.judged else None
    names = transcripts.verdict_hash(verdict) if verdict else ""
    said = opened.reviews.get(claim, [])
    return {
        "id": claim,
        "open": opened.waits(verdict),
        "reviews": [_review(one, names) for one in said],
    }


def details(opened: Opened, claim: str) -> Plain:
    """What is told of one claim once somebody looks at it. Raises UsageError."""
    judged = opened.judged
    found = (one for one in judged.verification.claims if one.id == claim) if judged else iter(())
    one = next(found, None)
    if judged is None or one is None:
        raise UsageError("there is no such claim in this run")
    return _details(one, judged)


def _claim(
    claim: Claim, opened: Opened, judged: Judged, said: Sequence[Review], places: dict[str, int]
) -> Plain:
    """What the list tells of a claim."""
    verdict = judged.verification.verdict(claim.id)
    names = transcripts.verdict_hash(verdict) if verdict else ""
    return {
        "id": claim.id,
        "label": (verdict.label or "failed") if verdict else "failed",
        "kind": one_line(claim.kind, 60).replace("_", "-"),
        "rule": one_line(verdict.rule, 20) if verdict and verdict.rule else "",
        "quote": one_line(_short(claim), 300),
        "subject": one_line(claim.subject or "", 80),
        "program": places.get(claim.artifact or ""),
        "opcodes": _opcodes(claim),
        "hash": names,
        "open": opened.waits(verdict),
        "reviews": [_review(one, names) for one in said],
    }


def _details(claim: Claim, judged: Judged) -> Plain:
    verification = judged.verification
    verdict = verification.verdict(claim.id)
    told = [("claimed", _words.claimed(claim).removeprefix("claimed").strip())]
    if verdict is not None:
        told += [
            ("measured", _words.measured(claim, verdict, verification) or ""),
            ("why", _words.reason(verdict, verification) or one_line(verdict.explanation, 600)),
            ("would be true", one_line(verdict.fix or "", _LONG)),
            *(("help", one_line(line, _LONG)) for line in verdict.help),
        ]
    told += [("hedge", one_line(claim.hedge or "", 100)), ("stands", _words.place(claim.location))]
    name = _words.short_id(claim, verification)
    return {
        "context": list(_context(claim, judged)),
        "told": [[key, text] for key, text in told if text],
        "versions": _versions(verdict, verification.target.python),
        "readings": _readings(verdict),
        "command": one_line(f"workbench evidence {name}{judged.options}", _LONG),
    }


def _short(claim: Claim) -> str:
    """The quote; for a cell of a table its row, which says what the number is of."""
    if claim.table is not None and claim.table.row_label:
        return f"{claim.table.row_label.strip()}: {claim.quote}"
    if _words.is_implicit(claim):
        return f"{claim.subject or 'the program'}: does what the task says"
    return claim.quote


def _context(claim: Claim, judged: Judged) -> Iterator[tuple[int, str, str, str]]:
    """Line number, text before the quote, the quote, text after it: the quote's line and two more.

    Beside the first line nothing is marked.
    """
    place = claim.location
    whole = judged.texts.get(text_key(place))
    if whole is None:
        return
    for number in range(max(place.line - 1, 1), place.line + 2):
        line = _excerpt.line_of(whole, number)
        if line is None:
            continue
        if number != place.line:
            yield number, _safe(line[: 2 * _AROUND]), "", ""
            continue
        start = min(max(place.column - 1, 0), len(line))
        end = place.end_column - 1 if place.end_line == place.line else len(line)
        end = min(max(end, start), start + 4 * _AROUND, len(line))
        low, high = max(start - _AROUND, 0), end + _AROUND
        before = ("…" if low else "") + _safe(line[low:start])
        after = _safe(line[end:high]) + ("…" if high < len(line) else "")
        yield number, before, _safe(line[start:end]), after


def _safe(text: str) -> str:
    return terminal(text, newlines=True)


def _versions(verdict: Verdict | None, target: str) -> list[list[Any]]:
    if verdict is None:
        return []
    rows = []
    for version in sorted(verdict.versions, key=_order):
        state = verdict.versions[version]
        shown = _words.value(state.value) if state.state == "value" else state.state
        why = f" ({one_line(state.why, 120)})" if state.why else ""
        rows.append([one_line(version, 20), shown + why, version == target])
    return rows


@lru_cache(maxsize=256)
def _order(version: str) -> list[int]:
    return [int(part) if part.isdecimal() and len(part) < 9 else 0 for part in version.split(".")]


def _readings(verdict: Verdict | None) -> list[list[Any]]:
    """Version, scope, naming, what was measured or hit, and whether it holds (None: partly)."""
    rows: list[list[Any]] = []
    for one in verdict.readings[:_MOST_READINGS] if verdict else ():
        said = [one_line(text, 40) for text in (one.version, one.scope, one.naming)]
        if isinstance(one, Reading):
            rows.append([*said, _words.value(one.measured), one.holds])
        else:
            rows.append([*said, f"{one.hits} of {one.cells} cells", one.hits == one.cells])
    return rows


def _opcodes(claim: Claim) -> list[str]:
    opcode = claim.args.get("opcode")
    return [one_line(opcode, 60)] if isinstance(opcode, str) else []


def _review(one: Review, names: str) -> Plain:
    return {
        "opinion": one_line(one.opinion, 40),
        "note": _safe(one.note),
        "author": one_line(one.author, 100),
        "time": one_line(one.time, 40),
        "current": one.verdict_hash == names,
    }


def _program(program: Program, judged: Judged) -> Plain:
    artifact = program.artifact
    return {
        "name": one_line(artifact.name, 100),
        "outcome": _outcome(artifact, judged),
        "lines": [_safe(line) for line in artifact.source.split("\n")],
        "bytecode": [_bytecode(one) for one in program.bytecode],
    }


def _outcome(artifact: Artifact, judged: Judged) -> str:
    result = judged.verification.result(artifact.id)
    if result is None:
        return "not run"
    why = _words.why(result)
    return one_line(f"{result.outcome}: {why}" if why else result.outcome, 300)


def _bytecode(one: Bytecode) -> Plain:
    """Rows are offset, line, opcode, argument and how often it ran (null: not known)."""
    return {
        "python": one_line(one.python, 20),
        "why": one.why,
        "call": one_line(one.call, 200) if one.call else None,
        "lines": one.lines,
        "codes": [_code(code) for code in one.codes],
    }


def _code(code: listings.Code) -> Plain:
    rows = [
        [each.offset, each.line, each.opcode, one_line(each.argument, 120), each.times]
        for each in code.instructions
    ]
    return {"name": one_line(code.name, 100), "line": code.first_line, "rows": rows}


def sentences(judged: Judged | None) -> tuple[str, str]:
    """What was found in words, and on what it was tested."""
    if judged is None:
        return "Nothing of this run was judged.", ""
    return _sentences.summary(judged), _sentences.tested(judged.verification)

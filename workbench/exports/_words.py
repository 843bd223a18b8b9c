"""Claims and verdicts in words: what was claimed, what was measured, where it stands.

Everything returned is one safe line: foreign text has gone through `safe_text`.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from typing import Any

from workbench import opcodes
from workbench.records import (
    ArtifactResult,
    Claim,
    Location,
    Speaker,
    Verdict,
    Verification,
    VersionState,
)
from workbench.safe_text import one_line

IMPLICIT = "implicit"
_PREFIX = 6
_LONG = 600
_SMALL = 10**15

RULES_OF_OUTCOMES = {
    "incorrect": "WB401",
    "wrong-type": "WB401",
    "timeout": "WB402",
    "memory": "WB402",
    "output-limit": "WB402",
}

_CLAIMED = {
    "opcode_exists": "claimed {not_}to exist{on}",
    "opcode_table": "claimed as one table{of}",
    "call_count": "claimed {value} calls of {subject}",
    "executed_count": "claimed {value} executed{inside}",
    "returns_value": "claimed to return {value}",
    "runs": "claimed to run",
    "deterministic": "claimed to be deterministic",
    "leaves_input_unchanged": "claimed to leave its arguments unchanged",
    "same_output": "has to do what the task says",
}


def is_implicit(claim: Claim) -> bool:
    """Whether nobody wrote the claim: it follows from there being an answer."""
    return claim.extractor == IMPLICIT


def why(result: ArtifactResult) -> str:
    """Why an artifact came out as it did; "" where there is nothing to say."""
    parts = [result.error or "", f"no fault of it: {result.excused}" if result.excused else ""]
    return "; ".join(part for part in parts if part)


def place(location: Location, speaker: Speaker | None = None) -> str:
    """file:line:column, with the page, cell or paragraph, or the message and who said it."""
    where = f"{one_line(location.file, 300)}:{location.line}:{location.column}"
    more = ", ".join(filter(None, [part(location), speaker]))
    return where if location.part is None else f"{where} ({more})"


def part(location: Location) -> str | None:
    """The part of the document that lines are counted in, in words; None where it is the file."""
    return None if location.part is None else "{} {}".format(*location.part)


def short_id(claim: Claim, verification: Verification) -> str:
    """The shortest beginning of the claim's id, from 6 characters on, that no other claim has."""
    ids = _sorted_ids(verification.claims)
    at = bisect_left(ids, claim.id)
    # Among sorted ids, those with the longest common beginning are neighbours.
    near = [other for other in ids[max(at - 1, 0) : at + 2] if other != claim.id]
    for length in range(_PREFIX, len(claim.id)):
        if not any(other.startswith(claim.id[:length]) for other in near):
            return one_line(claim.id[:length])
    return one_line(claim.id)


_last: tuple[tuple[Claim, ...], list[str]] = ((), [])


def _sorted_ids(claims: tuple[Claim, ...]) -> list[str]:
    """The ids in order; those of the last tuple are kept, for it is asked once for each claim."""
    global _last
    if _last[0] is not claims:
        _last = (claims, sorted({claim.id for claim in claims}))
    return _last[1]


def claimed(claim: Claim) -> str:
    """What the claim says, as the end of an underline: "claimed 1 in euler"."""
    subject = one_line(claim.subject or "", 80)
    said = claim.claimed
    if said is None:
        said = claim.args.get("value" if claim.kind == "returns_value" else "count")
    python = claim.args.get("python")
    form = _CLAIMED.get(claim.kind)
    if form is None:
        where = f" in {subject}" if subject else ""
        return f"claimed {value(said)}{where}" if said is not None else f"claimed{where}"
    return form.format(
        value=value(said),
        subject=subject or "it",
        of=f" of {subject}" if subject else "",
        inside=f" in {subject}" if subject else "",
        on=f" on {one_line(str(python), 20)}" if python else "",
        not_="not " if claim.args.get("exists") is False else "",
    )


def measured(claim: Claim, verdict: Verdict, verification: Verification) -> str | None:
    """What was measured, the target first; None when there is no number or value."""
    target = verification.target
    if not verdict.versions:
        if verdict.measured is None:
            return None
        between = verdict.interval
        span = "" if between is None else f" (between {between[0]:g} and {between[1]:g})"
        return f"{value(verdict.measured)}{span} on CPython {one_line(target.python, 20)}"
    groups: dict[tuple[str, str, str], list[str]] = {}
    first = sorted(verdict.versions, key=lambda version: version != target.python)
    for version in first:
        state = verdict.versions[version]
        groups.setdefault(_same(claim, version, state), []).append(version)
    texts = []
    for (before, after, _), versions in groups.items():
        names = _names([version for version in versions if version != target.python])
        if target.python in versions:
            names = [f"CPython {one_line(target.python, 20)} (target, {target.source})", *names]
        texts.append(f"{before} {', '.join(names)}{after}")
    return "; ".join(texts)


def reason(verdict: Verdict, verification: Verification) -> str:
    """The explanation without what the measured versions say already; may be empty."""
    parts = verdict.explanation.split("; ")
    if verdict.versions:
        if verdict.rule == "WB103":
            return ""
        if f"on CPython {verification.target.python}" in parts[0]:
            parts = parts[1:]
    return one_line("; ".join(parts), _LONG)


def _names(versions: list[str]) -> list[str]:
    """Versions as they were tested; those known from the table of opcodes only as ranges."""
    known = opcodes.known_versions()
    if len(versions) > 2 and all(version in known for version in versions):
        return [opcodes.ranges(versions)]
    return [one_line(version, 20) for version in versions]


def _same(claim: Claim, version: str, state: VersionState) -> tuple[str, str, str]:
    """Words before and after the versions that are alike, and what makes them alike."""
    why = f" ({one_line(state.why, 120)})" if state.why else ""
    if state.state == "value":
        return f"{value(state.value)} on", "", repr(state.value)[:200]
    if state.state == "absent":
        opcode = claim.args.get("opcode")
        if isinstance(opcode, str) and not opcodes.exists(opcode, version):
            return "not an opcode of", "", ""
        return "nothing of that name on", "", ""
    return ("not run on" if state.state == "not-run" else "an error on"), why, why


def value(found: Any) -> str:
    """A claimed or measured value as one short safe line."""
    if isinstance(found, str):
        return one_line(found, 120)
    if type(found) is int and abs(found) < _SMALL:
        return str(found)
    if isinstance(found, bool) or found is None:
        return {True: "true", False: "false", None: "nothing"}[found]
    try:
        text = json.dumps(found, default=str)
    except (ValueError, RecursionError):
        text = f"a value of type {type(found).__name__}"
    return one_line(text, 120)

"""Verdicts as JSON for other programs: one object, always valid, only ASCII on the wire."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.exports import _overview
from workbench.exports._items import Item
from workbench.records import (
    LABELS,
    Artifact,
    Change,
    Changes,
    Claim,
    Judged,
    Location,
    Round,
    Verdict,
    VersionState,
)

EXTENSIONS = (".json",)
SCHEMA = "workbench/verdicts/1"
BATCH_SCHEMA = "workbench/batch/1"
_DEPTH = 60
_INTEGER_BITS = 4096


def render(judged: Judged) -> str:
    """The object of one document or run, with a final newline."""
    return _text(_document(judged))


def render_many(judged: Sequence[Judged]) -> str:
    """The batch object: every document with its status, and the sum of their summaries."""
    verdicts = (verdict for one in judged for verdict in one.verification.verdicts)
    return _text(
        {
            "schema": BATCH_SCHEMA,
            "documents": [_document(one) for one in judged],
            "summary": _summary(verdicts),
        }
    )


def _text(value: Any) -> str:
    # ASCII keeps lone surrogates, bidi controls and terminal escapes as escapes; DEL is ASCII.
    text = json.dumps(_plain(value), indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def _document(judged: Judged) -> dict[str, Any]:
    verification = judged.verification
    environment = verification.environment
    verdicts = {verdict.claim: verdict for verdict in verification.verdicts}
    return {
        "schema": SCHEMA,
        "source": judged.source,
        "status": judged.status,
        "why": judged.why,
        "run": judged.run,
        "workload": judged.workload,
        "demonstration": judged.demonstration,
        "verification": verification.id,
        "time": verification.time,
        "target": verification.target.model_dump(),
        "environment": environment.model_dump(),
        "artifacts": [_artifact(artifact, judged) for artifact in verification.artifacts],
        "claims": [
            _claim(claim, verdicts.get(claim.id), judged.options)
            for claim in verification.claims
            if claim.id not in judged.hidden
        ],
        "summary": _summary(v for v in verification.verdicts if v.claim not in judged.hidden),
        "hidden": len(judged.hidden),
        "sample": judged.sample.model_dump() if judged.sample else None,
        "rounds": [_round(one) for one in judged.rounds],
        "changes": _changes(judged.changes),
        "sort": judged.sort,
        "unread": [one.model_dump() for one in judged.unread],
        "judged_before": judged.remembered,
        "worst": [_finding(judged, item) for item in _overview.worst(judged)],
    }


def _finding(judged: Judged, item: Item) -> dict[str, Any]:
    """`id` is that of a claim or program among the document's own."""
    return {
        "what": item.what,
        "id": item.claim.id if item.claim and item.what == "claim" else item.program,
        "state": item.state,
        "rule": item.rule,
        "words": _overview.words(judged, item),
    }


def _round(one: Round) -> dict[str, Any]:
    """`claims` counts what somebody wrote, without the claim of correctness that nobody did."""
    return {
        "number": one.number,
        "verification": one.verification,
        "claims": {label: one.counts.get(label, 0) for label in LABELS},
        "outcomes": one.outcomes,
        "answers": [fate.model_dump() for fate in one.fates],
    }


def _changes(changes: Changes | None) -> dict[str, Any] | None:
    """None where there was no earlier verification; labels are None where a tool failed."""
    if changes is None:
        return None
    return {
        "since": changes.since,
        "time": changes.time,
        "claims": [
            _change(one) | {"id": one.name, "kind": one.kind, "quote": one.quote}
            for one in changes.found
            if one.what == "claim"
        ],
        "programs": [
            _change(one) | {"name": one.name} for one in changes.found if one.what == "program"
        ],
    }


def _change(one: Change) -> dict[str, Any]:
    return {"how": one.how, "before": one.before, "now": one.now}


def _artifact(artifact: Artifact, judged: Judged) -> dict[str, Any]:
    result = judged.verification.result(artifact.id)
    return {
        "id": artifact.id,
        "name": artifact.name,
        "kind": artifact.kind,
        "variant": artifact.variant,
        "repairs": artifact.repairs,
        "location": _location(artifact.location),
        "outcome": result.outcome if result else "not-run",
        "error": result.error if result else "nothing was run",
        "rule": result.rule if result else None,
        "excused": result.excused if result else None,
        "failing_input": result.failing_input if result else None,
        "suspicions": result.suspicions if result else (),
        "provenance": artifact.provenance,
        "workload": artifact.workload,
        "entry_point": artifact.entry_point,
        "sha256": artifact.sha256,
        "notes": artifact.notes,
    }


def _claim(claim: Claim, verdict: Verdict | None, options: str) -> dict[str, Any]:
    return {
        "id": claim.id,
        "artifact": claim.artifact,
        "kind": claim.kind,
        "verdict": verdict.label if verdict else None,
        "rule": verdict.rule if verdict else None,
        "reason": verdict.reason if verdict else "not-judged",
        "quote": claim.quote,
        "speaker": claim.speaker,
        "location": _location(claim.location),
        "args": claim.args,
        "subject": claim.subject,
        "scope": claim.scope,
        "claimed": claim.claimed,
        "hedge": claim.hedge,
        "tolerance": claim.tolerance,
        "interval": verdict.interval if verdict else None,
        "measured": verdict.measured if verdict else None,
        "versions": {v: _state(s) for v, s in verdict.versions.items()} if verdict else {},
        "readings": [reading.model_dump() for reading in verdict.readings] if verdict else [],
        "table": claim.table.model_dump() if claim.table and not claim.table.is_list else None,
        "explanation": verdict.explanation if verdict else "it was not judged",
        "help": verdict.help if verdict else (),
        "fix": verdict.fix if verdict else None,
        "evidence": f"workbench evidence {claim.id}{options}",
        "measurements": verdict.evidence if verdict else (),
        "extractor": claim.extractor,
        "defined": claim.defined,
        "problem": claim.problem,
        "python": claim.python,
    }


def _location(location: Location) -> dict[str, Any]:
    return location.model_dump()


def _state(state: VersionState) -> dict[str, Any]:
    """`value` stands only where there is one, `why` only where there is a reason."""
    found: dict[str, Any] = {"state": state.state}
    if state.state == "value":
        found["value"] = state.value
    if state.why is not None:
        found["why"] = state.why
    return found


def _summary(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How often each label was given, all six of them; a tool that failed gave none."""
    counts = Counter(verdict.label for verdict in verdicts)
    return {label: counts[label] for label in LABELS}


def _plain(value: Any, depth: int = 0) -> Any:
    """The value as JSON can say it: what a model wrote may hold anything, and nest at will."""
    if depth > _DEPTH:
        return "nested too deeply"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        # Python refuses to write very large integers in decimal, and readers refuse to read them.
        return value if value.bit_length() <= _INTEGER_BITS else hex(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else _not_finite(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry, depth + 1) for entry in value]
    return str(value)


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"

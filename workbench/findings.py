"""Which findings are shown: selected rules, ignored rules, those not known from an earlier run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from workbench import rules
from workbench.errors import StorageError, UsageError
from workbench.records import DISCREPANCIES, Claim, Judged, Verdict


def chooser(
    select: Sequence[str], ignore: Sequence[str], baseline: Path | None
) -> Callable[[Judged], Judged]:
    """A function that hides findings which are not asked for, or known from an earlier run.

    Codes may be given as prefixes ("WB1"). Confirmed and uncheckable claims are no findings.
    Raises UsageError for a code that no rule begins with, StorageError for an unreadable baseline.
    """
    for code in (*select, *ignore):
        _check(code)
    known = _known(baseline) if baseline else frozenset()

    def wanted(code: str | None) -> bool:
        if code is None:
            return not select
        chosen = not select or any(code.startswith(start) for start in select)
        return chosen and not any(code.startswith(start) for start in ignore)

    def choose(judged: Judged) -> Judged:
        verification = judged.verification
        names = {artifact.id: artifact.name for artifact in verification.artifacts}
        hidden = {
            result.artifact
            for result in verification.results
            if result.fails
            if not wanted(result.rule) or (names.get(result.artifact), result.outcome) in known
        }
        for claim in verification.claims:
            verdict = verification.verdict(claim.id)
            if verdict is None or verdict.label not in DISCREPANCIES:
                continue
            if not wanted(verdict.rule) or _fingerprint(claim, verdict) in known:
                hidden.add(claim.id)
        return judged.model_copy(update={"hidden": frozenset(hidden)})

    return choose if (select or ignore or baseline) else lambda judged: judged


def _check(code: str) -> None:
    if not any(rule.code.startswith(code) for rule in rules.all_rules()):
        raise UsageError(f"no rule begins with {code!r}", hint="`workbench rule` lists them all")


def _fingerprint(claim: Claim, verdict: Verdict) -> tuple[str, ...]:
    """What stays of a finding when the same is generated again: the run's name does not."""
    place = Path(claim.location.file).name
    args = json.dumps(claim.args, sort_keys=True, default=str)
    return place, claim.kind, args, claim.quote, str(verdict.label)


def next_commands(found: Sequence[Judged], ways: Sequence[str]) -> list[str]:
    """What to type next, for the end of a run."""
    lines = []
    found = [one for one in found if one.run]
    if found:
        run = f"{found[0].run}{found[0].options}"
        open_ones = [
            f"{verdict.claim[:6]}{one.options}"
            for one in found
            for verdict in one.verification.verdicts
            if verdict.label in DISCREPANCIES and verdict.claim not in one.hidden
        ]
        lines.append("next:")
        if open_ones:
            lines.append(f"  workbench review {run}        agree or disagree, claim by claim")
            lines.append(f"  workbench evidence {open_ones[0]}   measure one claim again")
        lines.append(f"  workbench transcripts show {run}")
    if ways:
        lines += ["for a real model:", *(f"  {way}" for way in ways)]
    return lines


def _known(baseline: Path) -> frozenset[tuple[str, ...]]:
    try:
        report: Any = json.loads(baseline.read_text(encoding="utf-8"))
        found: set[tuple[str, ...]] = set()
        for document in report.get("documents", [report]):
            found |= {(one["name"], one["outcome"]) for one in document["artifacts"]}
            for one in document["claims"]:
                place = Path(one["location"]["file"]).name
                args = json.dumps(one["args"], sort_keys=True, default=str)
                found.add((place, one["kind"], args, one["quote"], str(one["verdict"])))
        return frozenset(found)
    except OSError as error:
        raise StorageError(f"cannot read {baseline}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"{baseline} is no baseline: {type(error).__name__}",
            hint="write one with --format json -o FILE",
        ) from error

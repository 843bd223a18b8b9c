"""Which findings are shown: selected rules, ignored rules, those not known from an earlier run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from workbench.errors import StorageError, UsageError
from workbench.records import Judged, Verdict

_CODE_START = "WB"


def chooser(
    select: Sequence[str], ignore: Sequence[str], baseline: Path | None
) -> Callable[[Judged], Judged]:
    """A function that leaves out verdicts and results which are not asked for.

    Codes may be given as prefixes ("WB1"). Confirmed and uncheckable claims stay: they are no
    findings. Raises UsageError for a malformed code and StorageError for an unreadable baseline.
    """
    for code in (*select, *ignore):
        if not code.startswith(_CODE_START):
            raise UsageError(f"{code!r} is no rule", hint="rules look like WB101; WB1 is a family")
    known = _known(baseline) if baseline else frozenset()

    def wanted(code: str | None) -> bool:
        if code is None:
            return True
        chosen = not select or any(code.startswith(start) for start in select)
        return chosen and not any(code.startswith(start) for start in ignore)

    def keeps(verdict: Verdict) -> bool:
        if verdict.label in ("confirmed", "uncheckable", None):
            return True
        return wanted(verdict.rule) and (verdict.claim, verdict.label) not in known

    def choose(judged: Judged) -> Judged:
        verification = judged.verification
        kept = [verdict for verdict in verification.verdicts if keeps(verdict)]
        names = {verdict.claim for verdict in kept}
        update = {
            "verdicts": tuple(kept),
            "claims": tuple(claim for claim in verification.claims if claim.id in names),
            "results": tuple(result for result in verification.results if wanted(result.rule)),
        }
        return judged.model_copy(update={"verification": verification.model_copy(update=update)})

    return choose if (select or ignore or baseline) else lambda judged: judged


def next_commands(found: Sequence[Judged], ways: Sequence[str]) -> list[str]:
    """What to type next, for the end of a run."""
    lines = []
    if found:
        run = found[0].run
        open_ones = [
            verdict.claim[:6]
            for one in found
            for verdict in one.verification.verdicts
            if verdict.label not in ("confirmed", "uncheckable", None)
        ]
        lines.append("next:")
        if open_ones:
            lines.append(f"  workbench review {run}        agree or disagree, claim by claim")
            lines.append(f"  workbench evidence {open_ones[0]}   measure one claim again")
        lines.append(f"  workbench transcripts show {run}")
    if ways:
        lines += ["for a real model:", *(f"  {way}" for way in ways)]
    return lines


def _known(baseline: Path) -> frozenset[tuple[str, str]]:
    try:
        report: Any = json.loads(baseline.read_text(encoding="utf-8"))
        documents = report.get("documents", [report])
        return frozenset(
            (claim["id"], claim["verdict"]) for one in documents for claim in one["claims"]
        )
    except OSError as error:
        raise StorageError(f"cannot read {baseline}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"{baseline} is no baseline: {type(error).__name__}",
            hint="write one with --format json -o FILE",
        ) from error

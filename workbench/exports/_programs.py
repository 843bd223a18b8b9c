"""The programs of a document in a few lines: where each stands, how it came out, what it prints."""

from __future__ import annotations

from workbench.exports import _words
from workbench.records import Artifact, Judged, Measurement, Verification
from workbench.safe_text import one_line

_PRINTED = 60
_MOST = 40


def lines(judged: Judged) -> list[str]:
    """One safe line for each program as it is printed, its repaired text beside it."""
    verification = judged.verification
    if judged.workload is not None:
        return []
    literal = [one for one in verification.artifacts if one.variant == "literal"]
    rows = [_row(verification, one) for one in literal[:_MOST]]
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    shown = [f"  {name:<{widths[0]}}  {place:<{widths[1]}}  {rest}" for name, place, rest in rows]
    if len(literal) > _MOST:
        shown.append(f"  … {len(literal) - _MOST} programs more")
    return ["programs:", *shown] if shown else []


def twins(verification: Verification, artifact: Artifact) -> list[Artifact]:
    """The repaired texts of a printed program, in the order in which they were tried."""
    start = f"{artifact.id}-repaired"
    return [one for one in verification.artifacts if one.id.startswith(start)]


def _row(verification: Verification, artifact: Artifact) -> tuple[str, str, str]:
    place = artifact.location
    part = "" if place.part is None else f"{_words.part(place)}, "
    states = [_state(verification, artifact)]
    states += [f"repaired: {_state(verification, one)}" for one in twins(verification, artifact)]
    return one_line(artifact.name, 60), f"{part}line {place.line}", "; ".join(states)


def _state(verification: Verification, artifact: Artifact) -> str:
    result = verification.result(artifact.id)
    outcome = result.outcome if result else "not-run"
    printed = _printed(verification, artifact)
    if outcome == "ok" and printed:
        return f"ok, prints {printed}"
    if outcome == "not-run" and result and result.error:
        return f"not run: {one_line(result.error, 100)}"
    if result and result.excused:
        return f"{outcome}, no fault of it: {one_line(result.excused, 100)}"
    return outcome


def _printed(verification: Verification, artifact: Artifact) -> str:
    """The beginning of what it prints."""
    run = next((m for m in verification.measurements if _is_script(m, artifact)), None)
    text = str((run.data or {}).get("stdout", "")).strip() if run else ""
    first, _, rest = text.partition("\n")
    more = " …" if rest.strip() or len(first) > _PRINTED else ""
    return one_line(first[:_PRINTED], _PRINTED) + more if text else ""


def _is_script(measurement: Measurement, artifact: Artifact) -> bool:
    return measurement.probe == "script" and measurement.artifact == artifact.id

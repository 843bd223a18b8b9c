"""The evidence of one claim: what was measured then, the command, and the same measured now."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench import (
    artifacts,
    benches,
    generated,
    judge,
    measure,
    outcomes,
    rechecking,
    safe_text,
    submissions,
    survey,
    transcripts,
)
from workbench.errors import UsageError
from workbench.records import Claim, Measurement, Verdict, Verification
from workbench.settings import Settings
from workbench.transcripts import Transcript
from workbench.verification import WORKLOAD_FILE, subject_of

_TIMES = (
    *("seconds", "wall_seconds", "cpu_seconds", "max_rss_bytes", "claimed_seconds"),
    *("ceilings", "load", "python_peak_bytes", "resident_bytes", "baseline_bytes"),
)
_SHOWN_LINES = 60


@dataclass(frozen=True)
class Pair:
    """One measurement as it was stored, and as it is now (None: not measured again)."""

    stored: Measurement
    now: Measurement | None
    command: str

    @property
    def same(self) -> bool | None:
        """Whether both say the same; None when it was not measured again."""
        if self.now is None:
            return None
        return bool(_facts(self.stored) == _facts(self.now))


@dataclass(frozen=True)
class Evidence:
    """A claim, its verdict then and now, and the measurements behind it."""

    run: str
    claim: Claim
    verdict: Verdict
    pairs: tuple[Pair, ...]
    verdict_now: Verdict | None = None

    @property
    def different(self) -> bool:
        """Whether anything measured again is not what it was."""
        changed = self.verdict_now is not None and self.verdict_now.label != self.verdict.label
        return changed or any(pair.same is False for pair in self.pairs)


def look(prefix: str, settings: Settings, *, again: bool) -> Evidence:
    """Find the claim in the newest run that has it, and measure again if asked.

    Raises UsageError when no claim, or more than one, begins with `prefix`.
    """
    found, verification, claim = _find(prefix, Path(settings["root"]) / "transcripts")
    verdict = verification.verdict(claim.id)
    if verdict is None:
        raise UsageError(f"{claim.id} has no verdict", hint=f"workbench verify {found.run}")
    used = [m for m in verification.measurements if m.id in verdict.evidence]
    place = survey.workplace(settings, no_run=not again)
    commands = {m.id: _command(m, claim, found, place) for m in used}
    if not again:
        pairs = tuple(Pair(m, None, commands[m.id]) for m in used)
        return Evidence(found.run, claim, verdict, pairs)
    now, verdict_now = _again(claim, verification, found, place)
    pairs = tuple(Pair(m, now.get(m.id), commands[m.id]) for m in used)
    return Evidence(found.run, claim, verdict, pairs, verdict_now)


def plain(found: Evidence) -> dict[str, Any]:
    """The evidence as plain data."""
    return {
        "schema": "workbench/evidence/1",
        "run": found.run,
        "claim": found.claim.model_dump(mode="json"),
        "verdict": found.verdict.model_dump(mode="json"),
        "verdict_now": found.verdict_now.model_dump(mode="json") if found.verdict_now else None,
        "same": None if all(p.same is None for p in found.pairs) else not found.different,
        "measurements": [
            {
                "command": pair.command,
                "same": pair.same,
                "stored": pair.stored.model_dump(mode="json"),
                "now": pair.now.model_dump(mode="json") if pair.now else None,
            }
            for pair in found.pairs
        ],
    }


def render(found: Evidence) -> str:
    """The evidence for a reader."""
    claim, verdict = found.claim, found.verdict
    lines = [
        f"claim {claim.id} of run {found.run}",
        f"  says: {safe_text.one_line(claim.quote)}",
        f"  kind: {claim.kind} {safe_text.one_line(json.dumps(claim.args), 300)}",
        f"  verdict: {verdict.label or 'the tool failed'} {verdict.rule or ''}".rstrip(),
        f"  because: {safe_text.one_line(verdict.explanation, 600)}",
    ]
    for pair in found.pairs:
        stored = pair.stored
        lines += ["", f"{stored.probe} on CPython {stored.python} ({stored.vantage})"]
        lines.append(f"  command: {safe_text.terminal(pair.command)}")
        lines += [f"  {line}" for line in _shown(stored, claim)]
        lines += _difference(pair, claim)
    if not found.pairs:
        lines += ["", "nothing was measured for this verdict"]
    if found.verdict_now is not None:
        word = "the same" if found.verdict_now.label == verdict.label else "another one"
        lines += ["", f"judged again: {found.verdict_now.label or 'the tool failed'} ({word})"]
    return "\n".join(lines) + "\n"


# --- finding ------------------------------------------------------------------------------------


def _find(prefix: str, folder: Path) -> tuple[Transcript, Verification, Claim]:
    for path in reversed(transcripts.paths(folder)):
        found = transcripts.read(path)
        if not found.verifications:
            continue
        # The newest first: claims of an earlier round of repair have verdicts only there.
        for verification in reversed(found.verifications):
            fitting = {c.id: c for c in verification.claims if c.id.startswith(prefix.lower())}
            if len(fitting) == 1:
                return found, verification, next(iter(fitting.values()))
            if fitting:
                names = ", ".join(sorted(fitting)[:5])
                raise UsageError(f"{prefix!r} fits {len(fitting)} claims of {found.run}: {names}")
    raise UsageError(
        f"no claim in {folder} begins with {prefix!r}", hint="the ids stand in every diagnostic"
    )


def _command(
    measurement: Measurement, claim: Claim, found: Transcript, place: survey.Workplace
) -> str:
    """The one line that gives the number again; plain CPython where that is enough."""
    python = next((i for i in place.interpreters if i.version == measurement.python), None)
    source = _source(claim, found, place)
    if measurement.probe != "bytecode" or source is None or python is None:
        return f"workbench evidence {claim.id}{place.options}"
    return f"{shlex.quote(python.executable)} -m dis {shlex.quote(str(source))}"


def _source(claim: Claim, found: Transcript, place: survey.Workplace) -> Path | None:
    """Where the program of a claim lies, if it still does; after a repair that of its round."""
    if found.kind == "check":
        folder = generated.folder(place.root, "check", found.run)
        shown = (a for one in reversed(found.verifications) for a in one.artifacts)
        artifact = next((one for one in shown if one.id == claim.artifact), None)
        path = generated.shown_path(folder, artifact) if artifact else None
        return path if path is not None and path.is_file() else None
    stated = found.start.get("source")
    path = Path(stated) if isinstance(stated, str) else None
    if found.kind == "generate" and found.workload:
        folder = generated.folder(place.root, found.workload, found.run)
        programs = (a for one in reversed(found.verifications) for a in one.artifacts)
        artifact = next((one for one in programs if one.id == claim.artifact), None)
        name = Path(artifact.location.file).parent.name if artifact else ""
        path = (folder / name if generated.is_round(name) else folder) / WORKLOAD_FILE
    return path if path is not None and path.is_file() else None


# --- measuring again ----------------------------------------------------------------------------


def _again(
    claim: Claim, verification: Verification, found: Transcript, place: survey.Workplace
) -> tuple[dict[str, Measurement], Verdict | None]:
    workload = _workload(found, place)
    artifact = next((a for a in verification.artifacts if a.id == claim.artifact), None)
    if artifact is None and found.kind == "check":
        artifact = artifacts.whole(str(found.start.get("source")))
    if artifact is None:
        return {}, None
    known = {m.python for m in verification.measurements}
    target = next(
        (one for one in place.interpreters if one.version == verification.target.python),
        place.target,
    )
    spot = benches.of(place, verification.seed, target=target, versions=known)
    if found.kind == "check":
        spot = replace(spot, files=submissions.beside(found.start))
        return rechecking.again(claim, artifact, verification, spot)
    call = workload.call if workload else None
    needs = judge.needs_again(claim, call, verification.measurements)
    # A cell is judged by its table, so all claims about the program are judged again.
    together = [one for one in verification.claims if one.artifact == claim.artifact]
    with_reference = workload if claim.kind == "same_output" else None
    measured = measure.artifact(artifact, needs, spot, workload, compare=bool(with_reference))
    result = None
    if measured.outputs is not None and workload is not None:
        outputs = measured.outputs
        result = outcomes.outputs(
            outputs.cases, outputs.expected, outputs.got, workload, artifact.id
        )
    subject = subject_of(measured, result or verification.result(artifact.id), workload)
    verdicts = judge.claims(together, {artifact.id: subject}, target.version)
    verdict = next((v for v in verdicts if v.claim == claim.id), None)
    return {m.id: m for m in measured.records()}, verdict


def _workload(found: Transcript, place: survey.Workplace) -> survey.Workload | None:
    if found.workload is None:
        return None
    return survey.workload(found.workload, place)


# --- showing ------------------------------------------------------------------------------------


def _facts(measurement: Measurement) -> Any:
    """What must repeat: the data without times, and the outcome."""
    outcome = measurement.run.outcome if measurement.run else None
    return outcome, measurement.error, _without_times(measurement.data)


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        kept_apart = ("pyc", "listing", "prof", "instructions", "instruction_args", "sites")
        return {k: _without_times(v) for k, v in value.items() if k not in (*_TIMES, *kept_apart)}
    if isinstance(value, (list, tuple)):
        return [_without_times(entry) for entry in value]
    return value


def _shown(measurement: Measurement, claim: Claim) -> list[str]:
    """The part of a measurement that the claim is about, as lines."""
    if measurement.error:
        return [f"error: {safe_text.one_line(measurement.error, 300)}"]
    if measurement.data is None:
        run = measurement.run
        return [f"outcome: {run.outcome} {run.error or ''}".rstrip() if run else "nothing"]
    data = _without_times(measurement.data)
    if measurement.probe == "bytecode":
        named = claim.args.get("function") or claim.subject
        codes = [c for c in data["code_objects"] if named in (c["qualname"], c["name"], None)]
        return [_counted(code, claim) for code in codes] or ["no such function"]
    if measurement.probe == "outputs":
        rows = [f"{a['case']}: {a.get('output') or a.get('raised')}" for a in data["answers"]]
        head = f"{measurement.subject}: {data['answered']} of {data['cases']} cases answered"
        return [safe_text.terminal(line, limit=160) for line in (head, *rows)]
    if measurement.probe == "calls" and "calls" in data:
        return [f"calls: {safe_text.one_line(_pairs(data['calls']), 400)}"]
    if measurement.probe == "executed" and "functions" in data:
        parts = {**data["functions"], **data["host_functions"]}
        totals = {name: part["total"] for name, part in parts.items()}
        return [f"instructions executed: {safe_text.one_line(_pairs(totals), 400)}"]
    text = json.dumps(data, indent=1, ensure_ascii=True, default=str)
    lines = text.split("\n")
    rest = [] if len(lines) <= _SHOWN_LINES else [f"… {len(lines) - _SHOWN_LINES} lines more"]
    return [safe_text.terminal(line, limit=160) for line in lines[:_SHOWN_LINES]] + rest


def _difference(pair: Pair, claim: Claim) -> list[str]:
    if pair.same is None:
        return [] if pair.now is None else ["  measured again: nothing to compare"]
    if pair.same or pair.now is None:
        return ["  measured again: same"]
    return ["  measured again: DIFFERENT", *(f"  {line}" for line in _shown(pair.now, claim))]


def _counted(code: dict[str, Any], claim: Claim) -> str:
    """What a code object has of the opcode in question, or all it has."""
    head = f"{code['qualname']}: {code['total']} instructions"
    opcode = claim.args.get("opcode")
    if isinstance(opcode, str):
        return f"{head}, {safe_text.one_line(opcode, 60)} {code['counts'].get(opcode, 0)}"
    return f"{head}, {_pairs(code['counts'])}"


def _pairs(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))

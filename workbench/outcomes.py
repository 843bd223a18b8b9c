"""How programs came out: against a reference, input by input, or run as a script by themselves.

Plain data in, results out; nothing is started or read, and no claim is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench import comparison, workloads
from workbench.claims import _scripts
from workbench.claims._scripts import Setting
from workbench.guest.run import Calls, Raised, Returned
from workbench.records import Artifact, ArtifactResult, Measurement, Outcome
from workbench.workloads import Case, Workload

__all__ = ["Setting", "outputs", "ran"]

_ENDED_EARLY = ("crash", "protocol", "rejected-source", "no-entry-point", "blocked")
_RULES = {
    **dict.fromkeys(("timeout", "memory", "output-limit"), "WB402"),
    **dict.fromkeys(_ENDED_EARLY, "WB403"),
}


def outputs(
    cases: Sequence[Case], expected: Calls, got: Calls, workload: Workload, artifact: str
) -> ArtifactResult:
    """Compare reference and artifact input by input; the first that fails is the smallest."""
    for case, right, result in zip(cases, expected.results, got.results, strict=False):
        failure = _failure(case, right, result, workload)
        if failure is not None:
            outcome, error, rule = failure
            return ArtifactResult(
                artifact=artifact,
                outcome=outcome,
                error=error,
                rule=rule,
                suspicions=got.run.suspicions,
                failing_input=workloads.describe(case.args, workload),
            )
    outcome = got.run.outcome
    unanswered = len(got.results) < len(cases) and outcome != "not-run"
    if outcome == "ok" and unanswered:
        outcome = "protocol"
    failing = cases[len(got.results)] if outcome != "ok" and unanswered and got.results else None
    return ArtifactResult(
        artifact=artifact,
        outcome=outcome,
        error=got.run.error,
        rule=_RULES.get(outcome),
        suspicions=got.run.suspicions,
        failing_input=workloads.describe(failing.args, workload) if failing else None,
    )


def ran(
    artifact: Artifact, seen: Measurement, setting: Setting, rejected: str | None = None
) -> ArtifactResult:
    """How a program of a document came out when it was run as a script.

    What this machine lacks, what the program reads from its user or from files that nobody shows,
    an end that the document itself speaks of, and the limits of ours are no failure of it: such an
    end is `excused`, and says why. A text that does not compile and has such a reason is `not-run`.
    `rejected` is why the program does not compile.
    """
    run = seen.run
    if run is None:
        return ArtifactResult(artifact=artifact.id, outcome="not-run", error="nothing was run")
    exit_status = (seen.data or {}).get("exit")
    outcome, error = run.outcome, run.error
    if outcome == "ok" and exit_status:
        outcome, error = "crash", f"it ends with exit status {exit_status}"
    if rejected is not None and outcome != "rejected-source":
        outcome, error = "rejected-source", rejected
    why = _scripts.no_fault(artifact.source, outcome, error or "", run.stderr, setting)
    if why is not None and outcome == "rejected-source":
        outcome, error, why = "not-run", why, None
    return ArtifactResult(
        artifact=artifact.id,
        outcome=outcome,
        error=error,
        rule=None if why else _RULES.get(outcome),
        suspicions=run.suspicions,
        excused=why,
    )


def _failure(
    case: Case, right: Returned | Raised, result: Returned | Raised, workload: Workload
) -> tuple[Outcome, str, str | None] | None:
    """How one answer fails: outcome, explanation, rule; None when it is right."""
    if isinstance(right, Raised):
        wanted = right.types[0]
        if isinstance(result, Raised):
            if wanted in result.types:
                return None
            return "incorrect", f"raised {_exception(result)}, expected {wanted}", "WB401"
        return "incorrect", f"returned a value, expected {wanted}", "WB401"
    if isinstance(result, Raised):
        return _raised(result)
    difference = workloads.mistake(case, right.value, result.value, workload)
    if difference is not None:
        outcome: Outcome = "wrong-type" if difference.kind == "wrong-type" else "incorrect"
        return outcome, f"case {case.name!r}: {difference.text}", "WB401"
    if workload.leaves_input_unchanged and result.again:
        text = f"case {case.name!r}: it returned the object of an earlier call again"
        return "incorrect", text, "WB405"
    if workload.leaves_input_unchanged and result.inputs_after is not None:
        return _mutation(case, result.inputs_after, workload)
    return None


def _raised(result: Raised) -> tuple[Outcome, str, str | None]:
    if "MemoryError" in result.types:
        return "memory", _exception(result), "WB402"
    if "PermissionError" in result.types:
        return "blocked", _exception(result), "WB403"
    return "crash", f"raised {_exception(result)}", "WB403"


def _mutation(
    case: Case, after: tuple[Any, ...], workload: Workload
) -> tuple[Outcome, str, str | None] | None:
    for position, before in enumerate(case.args):
        if position in workload.function_arguments:
            continue
        if comparison.difference(before, after[position], atol=0.0, rtol=0.0):
            return "incorrect", f"case {case.name!r}: it changes its argument {position}", "WB405"
    return None


def _exception(result: Raised) -> str:
    name = result.types[0] if result.types else "exception"
    return f"{name}: {result.message}"[:300] if result.message else name

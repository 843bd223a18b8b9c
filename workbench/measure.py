"""Artifacts to measurements: one guest for each probe, one analyser for each interpreter.

Everything that is said about a program is seen by a guest; this verb decides which guests are
started, with what, and puts what they saw into records. It never compares and never judges.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from workbench import comparison, workloads
from workbench.errors import WorkbenchError
from workbench.guest import run as guest
from workbench.guest.tiers import Isolation
from workbench.guest.wire import Opaque
from workbench.records import Artifact, Interpreter, Limits, Measurement, Run, short_hash
from workbench.workloads import REFERENCE, Case, Workload

REPEATS = 5
_CALL_LIMIT = 2000
_LITERAL_LIMIT = 100_000
_DRIVER = "workbench_call"
_IMPORTS_NUMPY = re.compile(r"^\s*(?:import|from)\s+numpy\b", re.MULTILINE)


@dataclass(frozen=True)
class Bench:
    """Where and how things are measured. `isolation` None means that nothing may be executed."""

    interpreters: tuple[Interpreter, ...]
    target: Interpreter
    static_isolation: Isolation
    isolation: Isolation | None
    why_not_run: str | None = None
    limits: Limits = field(default_factory=Limits)
    jobs: int = 0
    seed: int = 0

    @property
    def workers(self) -> int:
        """How many guests at a time."""
        return self.jobs or os.cpu_count() or 1


@dataclass(frozen=True)
class Outputs:
    """What reference and artifact gave for the same fresh inputs, as decoded values."""

    cases: tuple[Case, ...]
    expected: guest.Calls
    got: guest.Calls


@dataclass(frozen=True)
class Measured:
    """Everything measured of one artifact. `observed` is keyed by probe and call."""

    artifact: Artifact
    static: Mapping[str, Measurement] = field(default_factory=dict)
    outputs: Outputs | None = None
    observed: Mapping[tuple[str, str | None], Measurement] = field(default_factory=dict)

    def records(self) -> tuple[Measurement, ...]:
        """All measurements, for the transcript."""
        return (*self.static.values(), *self.observed.values())


def artifact(
    subject: Artifact,
    needs: Iterable[tuple[str, str | None]],
    bench: Bench,
    workload: Workload | None,
    *,
    compare: bool = True,
    on_done: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Measure one artifact: static facts everywhere, the rest on the target.

    `needs` are probes with the call they are for (None where a probe knows its own inputs);
    `compare` runs the reference too.
    Guests run in parallel, `bench.workers` at a time; `on_done` is told each finished item.
    """
    static_jobs = [(interpreter.version, interpreter) for interpreter in bench.interpreters]
    wanted = sorted(
        {need for need in needs if need[0] in _OBSERVERS},
        key=lambda key: (key[0], key[1] or ""),
    )
    pool = ThreadPoolExecutor(max_workers=bench.workers)
    try:
        comparing = pool.submit(outputs, subject, bench, workload) if compare else None
        compiling = [(v, pool.submit(static, subject, i, bench)) for v, i in static_jobs]
        observing = [
            ((probe, call), pool.submit(_OBSERVERS[probe], subject, call, bench, workload))
            for probe, call in wanted
        ]
        facts = {}
        for version, future in compiling:
            facts[version] = future.result()
            on_done(f"bytecode on {version}")
        seen = {}
        for key, observation in observing:
            seen[key] = observation.result()
            on_done(f"{key[0]} {key[1] or ''}".strip())
        compared = comparing.result() if comparing else None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return Measured(subject, facts, compared, seen)


def static(subject: Artifact, interpreter: Interpreter, bench: Bench) -> Measurement:
    """The bytecode facts of one artifact on one CPython; the artifact is never executed."""
    job = guest.Job("bytecode", interpreter, subject.source, subject.name, parameters={"pyc": True})
    observation = guest.observe(job, bench.limits, bench.static_isolation)
    return _record(subject, "bytecode", "static", interpreter.version, observation, {})


def outputs(subject: Artifact, bench: Bench, workload: Workload | None) -> Outputs | None:
    """Reference and artifact on the same fresh inputs, each in a guest of its own."""
    if workload is None:
        return None
    cases = workloads.cases(workload, bench.seed)
    nothing = _not_run(subject, bench, workload)
    if nothing is not None or bench.isolation is None:
        run = nothing or Run(outcome="not-run", error=bench.why_not_run)
        return Outputs(cases, guest.Calls(run, ()), guest.Calls(run, ()))
    inputs = [case.args for case in cases]
    reference = guest.Job(
        "outputs",
        bench.target,
        workload.source,
        "reference.py",
        REFERENCE,
        _flavour(subject, workload),
    )
    expected = guest.call(
        reference, inputs, bench.limits, bench.isolation, workload.function_arguments
    )
    if expected.run.outcome != "ok" or len(expected.results) != len(inputs):
        raise WorkbenchError(
            f"the reference of workload {workload.name} failed: "
            f"{expected.run.outcome} {expected.run.error or ''}".strip(),
            hint=f"mend {workload.path}, or raise --timeout or --memory",
        )
    job = guest.Job(
        "outputs",
        bench.target,
        subject.source,
        subject.name,
        workload.entry_point,
        _flavour(subject, workload),
    )
    got = guest.call(job, inputs, bench.limits, bench.isolation, workload.function_arguments)
    return Outputs(cases, expected, got)


def script(
    subject: Artifact, argv: Sequence[str], files: Mapping[str, str], bench: Bench
) -> tuple[Run, str]:
    """Run an analysis script on files in a scratch folder of its own: what happened, its stdout."""
    nothing = _not_run(subject, bench, None)
    if nothing is not None or bench.isolation is None:
        return nothing or Run(outcome="not-run", error=bench.why_not_run), ""
    texts = (subject.source, *files.values())
    flavour: guest.Flavour = "numpy" if any(map(_IMPORTS_NUMPY.search, texts)) else "base"
    job = guest.Job(
        "script",
        bench.target,
        subject.source,
        subject.name,
        None,
        flavour,
        {"argv": list(argv)},
        dict(files),
    )
    observation = guest.observe(job, bench.limits, bench.isolation)
    return observation.run, observation.run.stdout


# --- probes that run the artifact ---------------------------------------------------------------


def _value(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """What one call returns, as text of a literal where it has one."""

    def measure() -> tuple[Run, dict[str, Any] | None]:
        setup = workload.call_setup if workload else ""
        driver = (
            f"{subject.source.rstrip()}\n\n\n{setup}\ndef {_DRIVER}():\n    return (\n{call}\n)\n"
        )
        job = guest.Job(
            "outputs", bench.target, driver, subject.name, _DRIVER, _flavour(subject, workload)
        )
        assert bench.isolation is not None
        calls = guest.call(job, [()], bench.limits, bench.isolation)
        if not calls.results:
            return calls.run, None
        result = calls.results[0]
        if isinstance(result, guest.Raised):
            exception = result.types[0] if result.types else "exception"
            return calls.run, {
                "state": "raised",
                "exception": exception[:200],
                "message": result.message[:500],
            }
        return calls.run, {"state": "value", **described(result.value)}

    return _run(subject, "value", call, bench, workload, measure)


def _repeat(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """The same inputs in several processes: whether outputs differ and inputs survive."""

    def measure() -> tuple[Run, dict[str, Any] | None]:
        assert bench.isolation is not None
        assert workload is not None
        cases = workloads.cases(workload, bench.seed)
        job = guest.Job(
            "outputs",
            bench.target,
            subject.source,
            subject.name,
            workload.entry_point,
            _flavour(subject, workload),
        )
        runs = [
            guest.call(
                job,
                [case.args for case in cases],
                bench.limits,
                bench.isolation,
                workload.function_arguments,
            )
            for _ in range(REPEATS)
        ]
        bad = next((calls.run for calls in runs if calls.run.outcome != "ok"), None)
        if bad is not None:
            return bad, None
        return runs[0].run, {
            "state": "value",
            "processes": len(runs),
            "calls": sum(len(calls.results) for calls in runs),
            "different": _first_different(cases, runs),
            "mutated": _first_mutated(cases, runs, workload),
        }

    if workload is None:
        run = Run(outcome="not-run", error="no inputs are known for this program")
        return _measurement(subject, "repeat", "guest", bench.target.version, run, None, {})
    return _run(subject, "repeat", None, bench, workload, measure)


def _probe(
    probe: str,
) -> Callable[[Artifact, str | None, Bench, Workload | None], Measurement]:
    """A probe that runs the call inside the guest and reports plain data."""

    def observe(
        subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
    ) -> Measurement:
        def measure() -> tuple[Run, dict[str, Any] | None]:
            assert bench.isolation is not None
            parameters = {"call": call, "setup": workload.call_setup if workload else ""}
            job = guest.Job(
                probe,
                bench.target,
                subject.source,
                subject.name,
                None,
                _flavour(subject, workload),
                {**parameters, "prof": probe == "calls"},
            )
            observation = guest.observe(job, bench.limits, bench.isolation)
            return observation.run, observation.data

        return _run(subject, probe, call, bench, workload, measure)

    return observe


_OBSERVERS: dict[str, Callable[[Artifact, str | None, Bench, Workload | None], Measurement]] = {
    "value": _value,
    "repeat": _repeat,
    "calls": _probe("calls"),
    "executed": _probe("executed"),
}


# --- shared -------------------------------------------------------------------------------------


def described(value: object) -> dict[str, Any]:
    """A returned value as plain data: its type, a short text, and its literal if it has one."""
    if isinstance(value, Opaque):
        return {"type": value.type_name[:200], "shown": value.type_name[:200], "literal": None}
    plain: Any = value
    name = type(value).__name__
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        name = f"{value.dtype} array of shape {tuple(value.shape)}"  # type: ignore[attr-defined]
        plain = value.tolist()
    text = repr(plain)
    return {
        "type": name,
        "shown": text if len(text) <= 300 else text[:299] + "…",
        "literal": text if len(text) <= _LITERAL_LIMIT else None,
    }


def _run(
    subject: Artifact,
    probe: str,
    call: str | None,
    bench: Bench,
    workload: Workload | None,
    measure: Callable[[], tuple[Run, dict[str, Any] | None]],
) -> Measurement:
    """Measure unless nothing may run here; the measurement either way."""
    target = {"call": call, "seed": bench.seed if probe == "repeat" else None}
    nothing = _not_run(subject, bench, workload)
    if nothing is None and probe != "repeat":
        nothing = _bad_call(call)
    if nothing is None:
        run, data = measure()
    else:
        run, data = nothing, None
    return _measurement(subject, probe, "guest", bench.target.version, run, data, target)


def _not_run(subject: Artifact, bench: Bench, workload: Workload | None) -> Run | None:
    if bench.isolation is None:
        return Run(outcome="not-run", error=bench.why_not_run or "nothing may run here")
    if _flavour(subject, workload) == "numpy" and bench.target.packages is None:
        why = f"numpy is not installed for CPython {bench.target.version}"
        return Run(outcome="not-run", error=why)
    return None


def _bad_call(call: str | None) -> Run | None:
    """A call that is no Python expression cannot be run, and is nobody's crash."""
    if call is None:
        return Run(outcome="not-run", error="no call is given")
    try:
        if len(call) > _CALL_LIMIT:
            raise ValueError("too long")
        ast.parse(call.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return Run(outcome="not-run", error=f"the call is not a Python expression: {error}"[:200])
    return None


def _flavour(subject: Artifact, workload: Workload | None) -> guest.Flavour:
    if workload is not None and workload.flavour == "torch":
        return "torch"
    if workload is not None and workload.flavour == "numpy":
        return "numpy"
    return "numpy" if _IMPORTS_NUMPY.search(subject.source) else "base"


def _first_different(cases: Sequence[Case], runs: Sequence[guest.Calls]) -> str | None:
    """The first case whose outputs are not the same in all processes."""
    for index, case in enumerate(cases):
        results = [calls.results[index] for calls in runs]
        first = results[0]
        for other in results[1:]:
            if isinstance(first, guest.Raised) or isinstance(other, guest.Raised):
                if type(first) is not type(other):
                    return case.name
            elif _differ(first.value, other.value):
                return case.name
    return None


def _first_mutated(
    cases: Sequence[Case], runs: Sequence[guest.Calls], workload: Workload
) -> str | None:
    """The first case after which an argument was not what the host had sent."""
    for calls in runs:
        for case, result in zip(cases, calls.results, strict=False):
            if isinstance(result, guest.Raised) or result.inputs_after is None:
                continue
            for position, before in enumerate(case.args):
                if position in workload.function_arguments:
                    continue
                if _differ(before, result.inputs_after[position]):
                    return case.name
    return None


def _differ(one: object, other: object) -> bool:
    return comparison.difference(one, other, atol=0.0, rtol=0.0) is not None


def _record(
    subject: Artifact,
    probe: str,
    vantage: str,
    python: str,
    observation: guest.Observation,
    target: dict[str, Any],
) -> Measurement:
    return _measurement(subject, probe, vantage, python, observation.run, observation.data, target)


def _measurement(
    subject: Artifact,
    probe: str,
    vantage: Any,
    python: str,
    run: Run,
    data: dict[str, Any] | None,
    target: dict[str, Any],
) -> Measurement:
    error = data.get("error") if data else None
    return Measurement(
        id=short_hash(subject.sha256, probe, python, target.get("call")),
        probe=probe,
        format=int(data.get("format", 1)) if data else 1,
        artifact=subject.id,
        vantage=vantage,
        python=python,
        target=target,
        data=None if error else data,
        run=run,
        error=str(error)[:500] if error else None,
    )

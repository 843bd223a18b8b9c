"""Probes that run the artifact: a call's value, repeated runs, and probes inside the guest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench import command_lines, workloads
from workbench.guest import run as guest
from workbench.measure import costs, series
from workbench.measure.bench import Bench
from workbench.measure.conditions import (
    bad_call,
    beside,
    can_lie,
    flavour,
    imported,
    lacking,
    measurement,
    not_run,
)
from workbench.measure.values import described, first_different, first_mutated
from workbench.records import Artifact, Measurement, Run
from workbench.workloads import Workload

REPEATS = 5
_DRIVER = "workbench_call"
Observer = Callable[[Artifact, str | None, Bench, Workload | None], Measurement]


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
            "outputs",
            bench.target,
            driver,
            subject.name,
            _DRIVER,
            flavour(subject, workload, bench.files),
            files=beside(subject, bench),
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


def entry_job(subject: Artifact, bench: Bench, workload: Workload) -> guest.Job:
    """The job that calls the artifact's entry point as the workload has it called."""
    return guest.Job(
        "outputs",
        bench.target,
        subject.source,
        subject.name,
        workload.entry_point,
        flavour(subject, workload),
        driver=workload.driver,
    )


def _repeat(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """The same inputs in several processes: whether outputs differ and inputs survive."""

    def measure() -> tuple[Run, dict[str, Any] | None]:
        assert bench.isolation is not None
        assert workload is not None
        cases = workloads.cases(workload, bench.seed)
        inputs, functions = [case.args for case in cases], workload.function_arguments
        job = replace(entry_job(subject, bench, workload), fresh=True)
        runs = [
            guest.call(job, inputs, bench.limits, bench.isolation, functions)
            for _ in range(REPEATS)
        ]
        bad = next((calls.run for calls in runs if calls.run.outcome != "ok"), None)
        if bad is not None:
            return bad, None
        return runs[0].run, {
            "state": "value",
            "processes": len(runs),
            "calls": sum(len(calls.results) for calls in runs),
            "different": first_different(cases, runs),
            "mutated": first_mutated(cases, runs, workload),
        }

    if workload is None:
        run = Run(outcome="not-run", error="no inputs are known for this program")
        return measurement(subject, "repeat", "guest", bench.target.version, run, None, {})
    return _run(subject, "repeat", None, bench, workload, measure)


def _probe(probe: str, **more: object) -> Observer:
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
                flavour(subject, workload, bench.files),
                {**parameters, "prof": probe == "calls", "times": probe == "calls", **more},
                beside(subject, bench),
            )
            observation = guest.observe(job, bench.limits, bench.isolation)
            return observation.run, observation.data

        return _run(subject, probe, call, bench, workload, measure)

    return observe


def _script(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """The program as `python FILE` runs it, beside the files of its document.

    Data: `exit`, the status it ended with, and `stdout`; None when it did not come to its end.
    """
    seen = _observe_script(subject, [], bench.files, bench)
    data = None if seen.data is None else {**seen.data, "stdout": seen.run.stdout}
    version = bench.target.version
    return measurement(subject, "script", "guest", version, seen.run, data, {"call": None})


def script(
    subject: Artifact, argv: Sequence[str], files: Mapping[str, str], bench: Bench
) -> tuple[Run, str]:
    """Run a program as a script on files in a scratch folder of its own: what happened, stdout."""
    run = _observe_script(subject, argv, files, bench).run
    return run, run.stdout


def _observe_script(
    subject: Artifact, argv: Sequence[str], files: Mapping[str, str], bench: Bench
) -> guest.Observation:
    others = {name: text for name, text in files.items() if name != subject.name}
    wanted = imported(subject.source, *others.values())
    if lacking(wanted, bench) is not None:
        wanted = imported(subject.source)  # what lies beside it may not be needed
    nothing = lacking(wanted, bench)
    if nothing is not None or bench.isolation is None:
        nothing = nothing or Run(outcome="not-run", error=bench.why_not_run)
        return guest.Observation(nothing, None)
    parameters = {"argv": list(argv)}
    job = guest.Job(
        "script", bench.target, subject.source, subject.name, None, wanted, parameters, others
    )
    return guest.observe(job, bench.limits, bench.isolation)


def _structure(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """What the syntax tree says, on the target; the program is never executed."""
    job = guest.Job("structure", bench.target, subject.source, subject.name)
    seen = guest.observe(job, bench.limits, bench.static_isolation)
    version = bench.target.version
    return measurement(subject, "structure", "static", version, seen.run, seen.data, {"call": None})


def _command(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """A command of the document (`call`), run where just the document's files are.

    Data: what probe/command.py reports, and `files`, the names of these files.
    """
    command = command_lines.read(call or "")
    own = {subject.name: subject.source} if subject.source else {}
    files = {name: text for name, text in (bench.files or own).items() if can_lie(name, text)}
    run, data = _not_here(command), None
    wanted = imported(*_executed(command, files)) if command.executes else "base"
    run = run or lacking(wanted, bench)
    if run is None and bench.isolation is not None:
        parameters = {
            "argv": list(command.argv),
            "inputs": list(command.inputs),
            "script": command.script,
            "profile": command.profile,
        }
        job = guest.Job("command", bench.target, "", subject.name, None, wanted, parameters, files)
        seen = guest.observe(job, bench.limits, bench.isolation)
        run, data = seen.run, seen.data and {**seen.data, "files": sorted(files)}
    run = run or Run(outcome="not-run", error=bench.why_not_run)
    version, target = bench.target.version, {"call": call, "files": sorted(files)}
    return measurement(subject, "command", "guest", version, run, data, target)


def _scripted(probe: str) -> Observer:
    """A probe that runs the program as a script, which lies beside its document's files."""

    def observe(
        subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
    ) -> Measurement:
        files = {**bench.files, subject.name: subject.source}
        files = {name: text for name, text in files.items() if can_lie(name, text)}
        wanted = flavour(subject, None, bench.files)
        run, data = lacking(wanted, bench), None
        if probe == "shapes" and wanted != "torch":
            run = Run(outcome="not-run", error="the program does not import torch")
        elif subject.name not in files:
            run = Run(outcome="not-run", error="the program has no name that a file can have")
        if run is None and bench.isolation is not None:
            source = subject.source
            job = guest.Job(probe, bench.target, source, subject.name, None, wanted, {}, files)
            seen = guest.observe(job, bench.limits, bench.isolation)
            run, data = seen.run, seen.data
        run = run or Run(outcome="not-run", error=bench.why_not_run)
        version = bench.target.version
        return measurement(subject, probe, "guest", version, run, data, {"call": None})

    return observe


def _not_here(command: command_lines.Command) -> Run | None:
    return Run(outcome="not-run", error=command.problem) if command.problem else None


def _executed(command: command_lines.Command, files: Mapping[str, str]) -> list[str]:
    """The texts that a command executes: what it runs, and the files whose names that holds."""
    first = command.script or (command.module or "").replace(".", "/") + ".py"
    text = files.get(first, " ".join(command.argv))
    stems = {name: name.rpartition("/")[2].removesuffix(".py") for name in files}
    return [text, *(files[name] for name, stem in stems.items() if stem in text)]


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
    nothing = not_run(subject, bench, workload)
    if nothing is None and probe != "repeat":
        nothing = bad_call(call)
    if nothing is None:
        run, data = measure()
    else:
        run, data = nothing, None
    return measurement(subject, probe, "guest", bench.target.version, run, data, target)


OBSERVERS: dict[str, Observer] = {
    "value": _value,
    "repeat": _repeat,
    "calls": _probe("calls"),
    "executed": _probe("executed"),
    "cost": costs.observer(_probe("cost"), _value),
    "sampling": costs.repeated(_probe("sampling"), _probe("sampling", samples=False)),
    "race": _probe("race"),
    "dependences": _probe("dependences"),
    "traits": _probe("traits"),
    "script": _script,
    "structure": _structure,
    "command": _command,
    "shapes": _scripted("shapes"),
    "shares": _scripted("shares"),
    "complexity": series.observe,
}

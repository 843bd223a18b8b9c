"""Artifacts to measurements: one guest for each probe, one analyser for each interpreter.

Everything that is said about a program is seen by a guest; this verb decides which guests are
started, with what, and puts what they saw into records. It never compares and never judges.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

from workbench import workloads
from workbench.errors import MissingError, WorkbenchError
from workbench.guest import pool as zygotes
from workbench.guest import run as guest
from workbench.measure.bench import Bench, Measured, Outputs
from workbench.measure.conditions import (
    Side,
    measurement,
    not_run,
    reference_flavour,
)
from workbench.measure.observers import OBSERVERS, entry_job, script
from workbench.measure.values import answers
from workbench.records import Artifact, Interpreter, Measurement, Run
from workbench.workloads import REFERENCE, Workload

EVERYWHERE = ("executed",)
"""Probes that run the artifact on every interpreter: what they count belongs to a version."""
Key = tuple[str, str | None]
_START_SECONDS = 1.0
_pools = itertools.count()

__all__ = ["Bench", "Measured", "Outputs", "artifact", "outputs", "rest", "script", "static"]


def artifact(
    subject: Artifact,
    needs: Iterable[tuple[str, str | None]],
    bench: Bench,
    workload: Workload | None,
    *,
    compare: bool = True,
    on_done: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Measure one artifact: static facts and executed counts everywhere, the rest on the target.

    `needs` are probes with the call they are for (None where a probe knows its own inputs);
    `compare` runs the reference too.
    Guests run in parallel, `bench.workers` at a time; `on_done` is told each finished item.
    """
    with _guests(bench) as pool:
        comparing = pool.submit(outputs, subject, bench, workload) if compare else None
        compiling = {i.version: pool.submit(static, subject, i, bench) for i in bench.interpreters}
        observing = {
            (probe, call, spot.target.version): pool.submit(
                OBSERVERS[probe], subject, call, spot, workload
            )
            for probe, call in sorted(set(needs), key=lambda need: (need[0], need[1] or ""))
            if probe in OBSERVERS
            for spot in _spots(probe, bench)
        }
        facts = {}
        for version, future in compiling.items():
            facts[version] = future.result()
            on_done(f"bytecode on {version}")
        seen = {}
        for (probe, call, version), observation in observing.items():
            seen[probe, call, version] = observation.result()
            on_done(f"{probe} on {version} {call or ''}".strip())
        compared = comparing.result() if comparing else None
    runs = _runs(subject, compared, bench)
    return Measured(subject, facts, compared, runs, *_by_place(seen, bench.target.version))


def rest() -> None:
    """Let go of what is kept ready for more guests; the next guest starts it anew."""
    zygotes.end()


@contextmanager
def _guests(bench: Bench) -> Iterator[ThreadPoolExecutor]:
    """Workers for guests; whatever ends the block early ends the guests at once."""
    name = f"guests-{next(_pools)}"
    pool = ThreadPoolExecutor(max_workers=bench.workers, thread_name_prefix=name)
    try:
        yield pool
    except BaseException:
        with guest.stopped():
            pool.shutdown(wait=True, cancel_futures=True)
            _join(f"{name}_")
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _join(prefix: str) -> None:
    """Wait for the threads of a pool that it does not know of.

    Ctrl-C inside `Thread.start` leaves a worker that runs and that no shutdown waits for. One
    that has not got as far as running is waited for as long as the start of a thread may take.
    """
    end = time.monotonic() + _START_SECONDS
    while left := [one for one in threading.enumerate() if one.name.startswith(prefix)]:
        for thread in left:
            with suppress(RuntimeError):  # it does not run yet, or never will
                thread.join()
        if time.monotonic() > end:
            return
        time.sleep(0.001)


def _spots(probe: str, bench: Bench) -> Iterator[Bench]:
    """The target, and for probes whose numbers belong to a version every other interpreter."""
    yield bench
    if probe in EVERYWHERE:
        for interpreter in bench.interpreters:
            if interpreter.version != bench.target.version:
                yield replace(bench, target=interpreter)


def _by_place(
    seen: Mapping[tuple[str, str | None, str], Measurement], target: str
) -> tuple[dict[Key, Measurement], dict[Key, dict[str, Measurement]]]:
    """What was seen on the target, and elsewhere by version; both by probe and call."""
    here: dict[Key, Measurement] = {}
    elsewhere: dict[Key, dict[str, Measurement]] = {}
    for (probe, call, version), one in seen.items():
        if version == target:
            here[probe, call] = one
        else:
            elsewhere.setdefault((probe, call), {})[version] = one
    return here, elsewhere


def static(subject: Artifact, interpreter: Interpreter, bench: Bench) -> Measurement:
    """The bytecode facts of one artifact on one CPython; the artifact is never executed."""
    job = guest.Job("bytecode", interpreter, subject.source, subject.name, parameters={"pyc": True})
    observation = guest.observe(job, bench.limits, bench.static_isolation)
    return measurement(
        subject, "bytecode", "static", interpreter.version, observation.run, observation.data, {}
    )


def outputs(subject: Artifact, bench: Bench, workload: Workload | None) -> Outputs | None:
    """Reference and artifact on the same fresh inputs, each in a guest of its own."""
    if workload is None:
        return None
    cases = workloads.cases(workload, bench.seed)
    nothing = not_run(subject, bench, workload)
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
        reference_flavour(workload),
        driver=workload.reference_driver,
    )
    expected = guest.call(
        reference, inputs, bench.limits, bench.isolation, workload.function_arguments
    )
    if expected.run.outcome != "ok" or len(expected.results) != len(inputs):
        raise _failed(expected.run, workload)
    got = guest.call(
        entry_job(subject, bench, workload),
        inputs,
        bench.limits,
        bench.isolation,
        workload.function_arguments,
    )
    return Outputs(cases, expected, got)


def _failed(run: Run, workload: Workload) -> WorkbenchError:
    """What a user is told when the reference gave no answers: nothing can be judged by it."""
    if run.outcome == "not-run":
        hint = "end some programs or free some space, or lower --jobs"
        return MissingError(f"no program could be run: {run.error}", hint=hint)
    why = f"{run.outcome} {run.error or ''}".strip()
    return WorkbenchError(
        f"the reference of workload {workload.name} failed: {why}",
        hint=f"mend {workload.path}, or raise --timeout or --memory",
    )


def _runs(subject: Artifact, found: Outputs | None, bench: Bench) -> tuple[Measurement, ...]:
    """How artifact and reference ran on the fresh inputs; outputs as digests."""
    if found is None:
        return ()
    sides: tuple[tuple[Side, guest.Calls], ...] = (
        ("artifact", found.got),
        ("reference", found.expected),
    )
    return tuple(
        measurement(
            subject,
            "outputs",
            "guest",
            bench.target.version,
            calls.run,
            answers(found.cases, calls),
            {"seed": bench.seed, "call": who},
            who,
        )
        for who, calls in sides
    )

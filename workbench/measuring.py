"""Our own measurements of workloads and files, without a model and without a claim."""

from __future__ import annotations

import ast
import dataclasses
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench import analyses, benches, counting, machine, measure, subjects, views
from workbench.conversation import Reporter
from workbench.counting import StaticFacts, facts_from
from workbench.errors import UsageError, did_you_mean
from workbench.figures import (
    PARTS,
    Compared,
    Executed,
    Figures,
    Machine,
    Missing,
    Profile,
    Resources,
    Scopes,
)
from workbench.records import Measurement
from workbench.subjects import Folders, Subject
from workbench.survey import Workplace

_Counted = Callable[[Measurement], Executed | Profile | Missing]
_RUNS: Mapping[str, tuple[str, _Counted]] = {
    "executed": ("executed", counting.executed),
    "profile": ("calls", counting.profile),
}
"""Parts that run the program: the probe, and what makes figures of its measurement."""
_PLAIN = "value"
"""The probe that runs the call with nothing watching it."""
_SAMPLING = "sampling"
"""The probe that times import, first and later calls, and samples these."""


@dataclass(frozen=True)
class Wish:
    """What is asked about one target; `options` are those the command that repeats it needs."""

    target: str
    call: str | None = None
    parts: tuple[str, ...] = PARTS
    options: tuple[str, ...] = ()


def parts(text: str | None) -> tuple[str, ...]:
    """The parts that --only names, in their usual order; all of them for None."""
    if text is None:
        return PARTS
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    for name in wanted:
        if name not in PARTS:
            close = did_you_mean(name, PARTS)
            hint = f"did you mean {close}?" if close else f"known: {', '.join(PARTS)}"
            raise UsageError(f"no part is called {name!r}", hint=hint)
    if not wanted:
        raise UsageError("--only names no part", hint=", ".join(PARTS))
    return tuple(name for name in PARTS if name in wanted)


def runs_something(names: Sequence[str]) -> bool:
    """Whether these parts execute a program."""
    return any(name in _RUNS or name in analyses.ANALYSES for name in names)


def several(
    targets: Sequence[str], calls: Sequence[str], wish: Wish, place: Workplace, reporter: Reporter
) -> Compared:
    """The same figures of several targets; one call is for all files, several are one for each.

    Raises UsageError when calls and files do not go together.
    """
    files = [
        name
        for name in targets
        if not subjects.is_workload(subjects.split(name)[0], _folders(place))
    ]
    if len(calls) > 1 and len(calls) != len(files):
        raise UsageError(
            f"{len(calls)} calls are given for {len(files)} files",
            hint="one --call for all files, or one for each of them in their order",
        )
    if calls and not files:
        raise UsageError("--call is for files, and no file is given")
    left = list(calls if len(calls) > 1 else [*calls] * len(files))
    found = []
    for name in targets:
        call = left.pop(0) if name in files and left else None
        found.append(of(dataclasses.replace(wish, target=name, call=call), place, reporter))
    return Compared(tuple(found), _again(("compare", *targets), calls, wish, place))


def of(wish: Wish, place: Workplace, reporter: Reporter) -> Figures:
    """The figures of one target.

    Raises UsageError for a workload, file or function that is not there and for a call that is no
    expression, StorageError for a file that cannot be read. What a program does wrong is in the
    figures.
    """
    return of_subject(subjects.find(wish.target, wish.call, _folders(place)), wish, place, reporter)


def of_subject(subject: Subject, wish: Wish, place: Workplace, reporter: Reporter) -> Figures:
    """The figures of a program that is known already; `wish` says which of them.

    Raises UsageError for a function that is not there.
    """
    reporter.stage(f"measuring {wish.target}")
    measured = _measured(subject, wish, place, reporter)
    here = place.target.version
    facts = {version: facts_from(found) for version, found in measured.static.items()}
    function = _function(subject, facts, here)
    ran = {part: _observed(part, subject, measured, place) for part in wish.parts if part in _RUNS}
    executed = ran.get("executed")
    lines = executed.lines if isinstance(executed, Executed) else ()
    figures = Figures(
        target=wish.target,
        where=subject.where,
        function=function,
        python=here,
        call=subject.call,
        again=_again(("measure", wish.target), [wish.call] if wish.call else [], wish, place),
        executed=executed if not isinstance(executed, Profile) else None,
        profile=_profile(subject, measured, ran),
        lines=_source_lines(subject.artifact.source, lines),
        program=subject.artifact.name,
        resources=_resources(subject, measured, wish),
        analyses=_analyses(subject, measured, wish, place),
    )
    if "static" not in wish.parts:
        return figures
    static = {v: counting.static(facts[v], found, function) for v, found in measured.static.items()}
    evidence = _evidence(static[here], facts[here], function, measured.static[here], executed)
    compiled = {v: one for v, m in measured.static.items() if (one := counting.compiled(m))}
    return dataclasses.replace(figures, static=static, machine=evidence, compiled=compiled)


def _profile(
    subject: Subject,
    measured: measure.Measured,
    ran: Mapping[str, Executed | Profile | Missing],
) -> Profile | Missing | None:
    """The profile with its shares and seconds, if it was asked for."""
    profile, executed = ran.get("profile"), ran.get("executed")
    if profile is None or isinstance(profile, Executed):
        return None
    calls, sampling = (measured.observed.get((one, subject.call)) for one in ("calls", _SAMPLING))
    counted = executed if isinstance(executed, Executed) else None
    return views.added(profile, calls, sampling, counted)


def _analyses(
    subject: Subject, measured: measure.Measured, wish: Wish, place: Workplace
) -> dict[str, Mapping[str, Any] | Missing]:
    wanted = [name for name in wish.parts if name in analyses.ANALYSES]
    if subject.call is None:
        return {name: Missing(subject.no_call, "unasked") for name in wanted}
    ran = place.isolation is not None or place.refused is not None
    return {name: analyses.part(name, measured, subject.call, ran=ran) for name in wanted}


def _resources(subject: Subject, measured: measure.Measured, wish: Wish) -> dict[str, Resources]:
    """What the guests used that ran the call to its end; "plain" is the one that only ran it."""
    if subject.call is None:
        return {}
    probes = {part: _RUNS[part][0] for part in wish.parts if part in _RUNS}
    if _PLAIN in _needs(wish.parts):
        probes = {"plain": _PLAIN, **probes}
    found = {}
    for part, probe in probes.items():
        one = measured.observed[(probe, subject.call)]
        ended = counting.problem(one) is None and (one.data or {}).get("state") != "raised"
        if ended and (used := counting.resources(one)) is not None:
            found[part] = used
    return found


def _measured(
    subject: Subject, wish: Wish, place: Workplace, reporter: Reporter
) -> measure.Measured:
    needs = [(probe, subject.call) for probe in _needs(wish.parts)]
    target = place.target
    everywhere = benches.of(place, 0)
    versions = everywhere.interpreters if "static" in wish.parts else ()
    if target.version not in [one.version for one in versions]:
        versions = (*versions, target)
    return measure.artifact(
        subject.artifact,
        needs if subject.call is not None else (),
        dataclasses.replace(everywhere, interpreters=versions),
        subject.workload,
        compare=False,
        on_done=reporter.item,
    )


def _needs(names: Sequence[str]) -> list[str]:
    """The probes for these parts; what the profile costs is told beside a run without it."""
    probes = [_RUNS[name][0] for name in names if name in _RUNS] + analyses.probes(names)
    return [_PLAIN, *probes, _SAMPLING] if "profile" in names else probes


def _folders(place: Workplace) -> Folders:
    return Folders(place.workload_folder, place.user_folder)


def _again(words: Sequence[str], calls: Sequence[str], wish: Wish, place: Workplace) -> str:
    named = [word for call in calls for word in ("--call", call)]
    only = ["--only", ",".join(wish.parts)] if wish.parts != PARTS else []
    python = ["--python", place.target.version]
    return shlex.join(["workbench", *words, *named, *only, *python, *wish.options])


def _function(subject: Subject, facts: Mapping[str, StaticFacts | str], target: str) -> str | None:
    """The function that is measured: the one named, the one called, or the only one there is."""
    known = [found for found in facts.values() if isinstance(found, StaticFacts)]
    if not known:
        return subject.function
    if subject.function is not None:
        if not any(found.function(subject.function) for found in known):
            raise subjects.no_function(subject, known)
        return subject.function
    here = facts[target]
    if not isinstance(here, StaticFacts):
        return None
    called = _called(subject.call)
    if called is not None and here.function(called):
        return called
    plain = [c.qualname for c in here.codes if c.kind == "function" and "." not in c.qualname]
    return plain[0] if len(plain) == 1 else None


def _called(call: str | None) -> str | None:
    body = ast.parse(call.strip(), mode="eval").body if call else None
    return body.func.id if isinstance(body, ast.Call) and isinstance(body.func, ast.Name) else None


def _observed(
    part: str, subject: Subject, measured: measure.Measured, place: Workplace
) -> Executed | Profile | Missing:
    """A part that runs the program, or why it could not be measured."""
    if subject.call is None:
        return Missing(subject.no_call, "unasked")
    probe, figures_of = _RUNS[part]
    found = measured.observed[(probe, subject.call)]
    missing = counting.problem(found)
    if missing is None:
        return figures_of(found)
    if place.isolation is None and place.refused is None:
        return dataclasses.replace(missing, cause="unasked")
    return analyses.valued(missing, subject.call)


def _evidence(
    scopes: Scopes | Missing,
    facts: StaticFacts | str,
    function: str | None,
    static: Measurement,
    executed: Executed | Profile | Missing | None,
) -> Machine | Missing:
    if isinstance(scopes, Missing):
        return scopes
    assert isinstance(facts, StaticFacts)
    code = facts.function(function) if function is not None else None
    place = next((i for i, one in enumerate(facts.codes) if one is code), None)
    ran = executed.mix.arithmetic if isinstance(executed, Executed) else None
    return machine.evidence(static, place, ran)


def _source_lines(source: str, wanted: Iterable[str]) -> dict[str, str]:
    text = source.split("\n")
    places = [name for name in wanted if name.isascii() and name.isdecimal() and len(name) < 8]
    return {name: text[int(name) - 1] for name in places if 0 < int(name) <= len(text)}

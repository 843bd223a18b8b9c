"""What a report lacks: parts that no claim needed are measured for it, as `measure` measures."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from workbench import measuring, safe_text, survey
from workbench.conversation import Reporter
from workbench.errors import UsageError
from workbench.figures import PARTS, Chapter, Figures, Missing, Profile
from workbench.records import Artifact
from workbench.subjects import Subject
from workbench.survey import Workplace


def measured(found: Sequence[Chapter], place: Workplace, reporter: Reporter) -> tuple[Chapter, ...]:
    """The chapters with what their first call lacks: programs are run, as `measure` runs them.

    What a program does wrong is in the figures. A program without a call stays as it is.
    """
    return tuple(_with_measured(chapter, place, reporter) for chapter in found)


def _with_measured(chapter: Chapter, place: Workplace, reporter: Reporter) -> Chapter:
    judged = chapter.judged
    workload = None
    if judged.workload is not None:
        with contextlib.suppress(UsageError):  # one of an own folder that is not given now
            workload = survey.workload(judged.workload, place)
    programs = {one.id: one for one in judged.verification.artifacts}
    every: list[Figures] = []
    known: set[str] = set()
    for figures in chapter.figures:
        program = programs.get(figures.artifact)
        call = figures.call or (workload.call if workload is not None else None)
        if program is None or call is None or program.id in known:
            every.append(figures)
            continue
        known.add(program.id)
        every.append(
            _more(replace(figures, call=call), program, workload, chapter, place, reporter)
        )
    return replace(chapter, figures=tuple(every))


def _more(
    figures: Figures,
    program: Artifact,
    workload: survey.Workload | None,
    chapter: Chapter,
    place: Workplace,
    reporter: Reporter,
) -> Figures:
    """The figures with the parts that they lack, and the command that gives these."""
    profile = figures.profile
    there = {*figures.analyses, "static"}
    there |= {"executed"} if figures.executed is not None else set()
    there |= {"profile"} if isinstance(profile, Profile) and profile.speedscope else set()
    lacking = tuple(part for part in PARTS if part not in there)
    if not lacking:
        return figures
    target = f"{figures.where}:{figures.function}" if figures.function else figures.where
    # Probes tell the program's functions from those of the call by the file's name.
    safe = {"name": safe_text.file_name(program.name, "program.py")}
    subject = Subject(
        program.model_copy(update=safe), figures.where, figures.function, figures.call, workload
    )
    wish = measuring.Wish(target, figures.call, lacking)
    new = measuring.of_subject(subject, wish, place, reporter)
    # A workload's families and the set-up of its call are nothing that `measure FILE` knows.
    again = f"{chapter.again} --measure" if workload is not None else new.again
    return replace(
        figures,
        executed=figures.executed or new.executed,
        profile=profile if isinstance(new.profile, Missing) and profile else new.profile or profile,
        lines={**new.lines, **figures.lines},
        analyses={**new.analyses, **figures.analyses},
        commands={**figures.commands, **dict.fromkeys(lacking, again)},
    )

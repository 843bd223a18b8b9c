"""Running the programs of a document: as they are printed first, repaired where that may help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench import artifacts, measure, outcomes, read
from workbench.conversation import Reporter
from workbench.measure import Bench, Measured
from workbench.outcomes import Setting
from workbench.read import Program
from workbench.records import Artifact, ArtifactResult

SCRIPT = ("script", None)
_MOST_TEXTS = 4
_BROKEN = ("rejected-source", "crash", "not-run")
"""Outcomes, excused or not, of a text that whatever goes on from it cannot get beyond."""
_UNKNOWN = re.compile(r"NameError: name '(\w{1,100})' is not defined")


@dataclass(frozen=True)
class Ran:
    """One text of a program, what was measured of it, and how it came out."""

    artifact: Artifact
    measured: Measured
    result: ArtifactResult


@dataclass(frozen=True)
class Tried:
    """A program with all texts of it that were run, the one that stands last."""

    program: Program
    runs: tuple[Ran, ...]

    @property
    def literal(self) -> Ran:
        """The text as it is printed."""
        return self.runs[0]

    @property
    def stands(self) -> Ran:
        """The text that claims are judged by."""
        return self.runs[-1]


def run_programs(programs: Sequence[Program], spot: Bench, reporter: Reporter) -> list[Tried]:
    """Every program as it is printed, then repaired where that may help."""
    defined = {name for one in programs for name in read.functions(one.literal.source)}
    defined |= {one.literal.name for one in programs}
    texts = {one.literal.id: one.literal for one in programs}
    found: list[Tried] = []
    for one in programs:
        shown = artifacts.files(list(texts.values()), printed=False)
        beside = replace(spot, files={**spot.files, **shown})
        setting = Setting(defined, one.before, one.after)
        runs = [_run(one.literal, beside, setting, reporter)]
        while len(runs) < _MOST_TEXTS:
            again = _mended(one, runs[-1])
            if again is None:
                break
            ran = _run(again, beside, setting, reporter)
            if ran.result.outcome == "rejected-source":
                break  # a repair that does not compile repairs nothing
            runs.append(ran)
        found.append(_not_its_own(Tried(one, tuple(runs)), found))
        texts[one.literal.id] = runs[-1].artifact
    return found


def _not_its_own(tried: Tried, earlier: Sequence[Tried]) -> Tried:
    """A program that goes on from one that fails is not accused of the same again."""
    ran = tried.literal
    if tried.program.guessed and ran.result.outcome == "rejected-source":
        return _excused(tried, "it does not read as a whole program, and nothing says it is one")
    if tried.program.excuse is not None and _fails(ran.result):
        return _excused(tried, tried.program.excuse)
    failed = [one.literal for one in earlier if one.literal.result.outcome in _BROKEN]
    before = next((one for one in failed if _goes_on(one.artifact, ran.artifact)), None)
    if before is None or not _fails(ran.result):
        return tried
    return _excused(tried, f"it goes on from {before.artifact.name}, which fails")


def _fails(result: ArtifactResult) -> bool:
    return result.fails and result.outcome in ("rejected-source", "crash")


def _excused(tried: Tried, why: str) -> Tried:
    """The printed text is no failure; one that does not compile was not run."""
    first, *others = tried.runs
    changed: dict[str, str | None] = {"rule": None, "excused": why}
    if first.result.outcome == "rejected-source":
        changed = {"rule": None, "outcome": "not-run", "error": why}
    result = first.result.model_copy(update=changed)
    return replace(tried, runs=(replace(first, result=result), *others))


def _goes_on(before: Artifact, after: Artifact) -> bool:
    return before.source.strip() in after.source and before.sha256 != after.sha256


def _run(artifact: Artifact, spot: Bench, setting: Setting, reporter: Reporter) -> Ran:
    measured = measure.artifact(artifact, {SCRIPT}, spot, None, compare=False)
    target = spot.target.version
    here = measured.static.get(target)
    compiles = tuple(version for version, one in measured.static.items() if one.data is not None)
    setting = replace(setting, compiles_on=compiles, target=target)
    rejected = here.error if here is not None else None
    result = outcomes.ran(artifact, measured.observed[SCRIPT], setting, rejected)
    excuse = f", {result.excused}" if result.excused else ""
    reporter.item(f"{artifact.name} ({artifact.variant}): {result.outcome}{excuse}")
    return Ran(artifact, measured, result)


def _mended(program: Program, last: Ran) -> Artifact | None:
    """The next text to try: the indentation put back, then an import that was left out."""
    run = last.measured.observed[SCRIPT].run
    if last.result.outcome == "rejected-source" or (run and run.outcome == "rejected-source"):
        fresh = program.repaired is not None and last.artifact is program.literal
        return program.repaired if fresh else None
    unknown = _UNKNOWN.search((run.error if run else None) or "")
    return read.imported(last.artifact, unknown.group(1)) if unknown else None

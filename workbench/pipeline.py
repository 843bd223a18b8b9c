"""The story: ask, read, run, measure, judge, keep."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from workbench import (
    changes,
    checking,
    conversation,
    generate,
    generated,
    repairing,
    rounds,
    selection,
    submissions,
    survey,
    transcripts,
    verification,
)
from workbench.checking import Check
from workbench.conversation import Line, Reporter
from workbench.errors import StorageError, UsageError, WorkbenchError
from workbench.extracting import Extraction
from workbench.gathering import Item
from workbench.records import (
    Judged,
    Options,
    Provenance,
    Response,
    Sample,
    Verification,
)
from workbench.selection import Task
from workbench.submissions import Loaded
from workbench.survey import Workplace
from workbench.transcripts import Transcript, Writer
from workbench.verification import Work

_MAX_PROGRAM = 2 << 20


@dataclass(frozen=True)
class Request:
    """What `generate` is asked to do. `responses` are what the provider `recorded` answers.

    `samples` is how many independent runs are wanted, None for one that is no sample; `repair` is
    how often what fails goes back to the model; `sample` says which of several runs this is.
    """

    workload: str
    choice: generate.Choice
    options: Options
    responses: tuple[Response, ...] = ()
    demonstration: bool = False
    replay: str | None = None
    samples: int | None = None
    repair: int = 0
    sample: Sample | None = None

    @property
    def provenance(self) -> Provenance:
        """Whose words these are."""
        return "demonstration" if self.demonstration else "model"


def plan(request: Request, place: Workplace) -> list[str]:
    """The prompts that would be sent, as text: nothing is asked."""
    workload = survey.workload(request.workload, place)
    return [conversation.render(name, workload, place).text for name in conversation.NAMES]


def run_all(request: Request, place: Workplace, reporter: Reporter) -> Iterator[Judged]:
    """One run, or as many samples as are asked for, each a run of its own that knows no other."""
    for one in samples_of(request):
        if one.sample is not None:
            reporter.stage(one.sample.words)
        of = {"sample": one.sample}
        try:
            yield run_generate(one, place, reporter).model_copy(update=of)
        except WorkbenchError as error:
            if isinstance(error.judged, Judged):
                error.judged = error.judged.model_copy(update=of)
            raise


def samples_of(request: Request) -> list[Request]:
    """The requests of the single runs; with a seed each has one of its own, counted on from it."""
    if request.samples is None:
        return [request]
    found = []
    for number in range(1, request.samples + 1):
        seed = request.options.seed
        own = None if seed is None else seed + number - 1
        options = request.options.model_copy(update={"seed": own})
        sample = Sample(number=number, of=request.samples, seed=own)
        found.append(replace(request, options=options, sample=sample))
    return found


def run_generate(request: Request, place: Workplace, reporter: Reporter) -> Judged:
    """Ask a model for the workload, claims and scripts; verify; repair if asked; keep everything.

    An error of the provider after the first reply is raised only after what is there was judged
    and written; Ctrl-C keeps what is there as `cancelled`.
    """
    workload = survey.workload(request.workload, place)
    writer = transcripts.create(place.root / "transcripts")
    with _recorded(writer, reporter):
        writer.append(_start(request, place))
        provider = generate.open_provider(request.choice.endpoint, request.responses)
        with closing(provider):
            line = Line(provider, request.options, writer, reporter)
            asked = conversation.hold(line, workload, place)
            if asked.error and not asked.responses:
                raise asked.error
            folder = generated.folder(place.root, workload.name, writer.run)
            work = Work(workload, place, writer, reporter, request.provenance, folder=folder)
            work = replace(work, hashes=asked.hashes)
            judged = repairing.judge(asked.responses, work, None, ())
            if asked.error:
                partial = {"status": "error", "why": asked.error.message}
                asked.error.judged = judged.model_copy(update=partial)
                raise asked.error
            if request.repair:
                judged = repairing.repair(judged, work, line, asked, request.repair)
        return judged


def verify_all(tasks: Sequence[Task], place: Workplace, reporter: Reporter) -> Iterator[Judged]:
    """Verify one after the other; of several, one that cannot be read never stops the others."""
    for task in tasks:
        try:
            yield verify(task, place, reporter)
        except (StorageError, UsageError) as error:
            if len(tasks) == 1 or error.judged is not None:
                raise
            yield unread(task.path, error.message, place, reporter)


def check(file: Path, place: Workplace, reporter: Reporter) -> Judged:
    """Judge what a document shows and says. Raises StorageError for one that cannot be read."""
    return check_loaded(submissions.load(Item(file)), place, reporter)


def check_loaded(
    loaded: Loaded, place: Workplace, reporter: Reporter, extraction: Extraction | None = None
) -> Judged:
    """The same of a document or submission whose bytes were read; with an `extraction` its model
    is asked for claims in the prose, too."""
    path = loaded.item.path
    reporter.stage(f"reading {path.name}")
    given = submissions.opened(loaded)
    writer = transcripts.create(place.root / "transcripts")
    with _recorded(writer, reporter):
        start = {"event": "start", "kind": "check", "source": str(path), "sort": given.sort}
        writer.append(start | extraction.start() if extraction else start)
        return checking.check(given, Check(place, writer, reporter, extraction=extraction))


def unread(
    path: Path, why: str, place: Workplace, reporter: Reporter, *, is_bug: bool = False
) -> Judged:
    """The row of one that could not be read, or that workbench itself fails on."""
    reporter.warn(f"{path}: {why}")
    empty = Verification(
        id="v0",
        time=transcripts.now(),
        target=place.target_record,
        environment=place.environment,
    )
    status: Literal["unread", "error"] = "error" if is_bug else "unread"
    return Judged(source=str(path), run="", status=status, why=why, verification=empty)


def verify(task: Task, place: Workplace, reporter: Reporter) -> Judged:
    """Verify a run, or a file as a workload."""
    if task.workload is not None:
        return verify_file(task.path, task.workload, place, reporter)
    return verify_run(task.path, place, reporter)


def verify_run(path: Path, place: Workplace, reporter: Reporter) -> Judged:
    """Judge a generated run again, after repairs its last answer; new verdicts stand beside the
    old ones, and what they say otherwise is told."""
    found = transcripts.read(path)
    if found.kind != "generate" or not found.workload:
        again = f"check it again: workbench check {shlex.quote(str(found.start.get('source')))}"
        any_file = "`workbench verify FILE.py --workload NAME` judges any file"
        raise UsageError(
            f"{path.name} is not a generated run",
            hint=again if found.kind == "check" else any_file,
        )
    if not any(response.prompt == "workload" for response in found.responses):
        raise UsageError(
            f"{found.run} has no answer to verify (status: {found.status})",
            hint=f"ask again: workbench generate {found.workload}",
        )
    workload = survey.workload(found.workload, place)
    folder = generated.folder(place.root, workload.name, found.run)
    writer = Writer(path)
    work = Work(
        workload,
        place,
        writer,
        reporter,
        "demonstration" if found.demonstration else "model",
        number=len(found.verifications) + 1,
        folder=folder,
        hashes={prompt.name: prompt.template_sha256 for prompt in found.prompts},
    )
    if found.damaged:
        reporter.warn(f"{found.damaged} damaged lines of {path.name} are left out")
    with _recorded(writer, reporter):
        number = len(rounds.split(found.responses)) - 1
        judged = repairing.judge(found.responses, work, _newest(found, number - 1), found.rounds)
        disputed = transcripts.disputed(found, judged.verification)
        before = _newest(found, number)
        told = changes.between(before, judged.verification) if before else None
        return judged.model_copy(update={"changes": told, "disputed": disputed})


def _newest(found: Transcript, number: int) -> Verification | None:
    """The newest verification of one round of a run."""
    fitting = [one for one in found.verifications if one.round == number]
    return fitting[-1] if fitting else None


def verify_file(file: Path, name: str, place: Workplace, reporter: Reporter) -> Judged:
    """Judge any file as an implementation of a workload; no claims are needed."""
    workload = survey.workload(name, place)
    data = selection.content(file, _MAX_PROGRAM)
    if len(data) > _MAX_PROGRAM:
        raise StorageError(f"cannot read {file}: it is larger than {_MAX_PROGRAM >> 20} MiB")
    writer = transcripts.create(place.root / "transcripts")
    with _recorded(writer, reporter):
        start = {"event": "start", "kind": "verify", "workload": workload.name}
        writer.append({**start, "source": str(file)})
        return verification.of_file(data, file, Work(workload, place, writer, reporter, "document"))


@contextmanager
def _recorded(writer: Writer, reporter: Reporter) -> Iterator[None]:
    """Whatever happens, the transcript says how it ended."""
    try:
        yield
    except KeyboardInterrupt:
        writer.append({"event": "end", "status": "cancelled"})
        if any(one.prompt == "workload" for one in transcripts.read(writer.path).responses):
            reporter.warn(f"to judge what was answered: workbench verify {writer.run}")
        raise
    except StorageError as error:
        with suppress(StorageError):  # it may be the transcript itself that cannot be written
            writer.append({"event": "end", "status": "error", "why": error.message})
        raise
    except WorkbenchError as error:
        writer.append({"event": "end", "status": "error", "why": error.message})
        raise
    except BaseException as error:
        writer.append({"event": "end", "status": "error", "why": f"bug: {type(error).__name__}"})
        raise
    writer.append({"event": "end", "status": "ok"})


def _start(request: Request, place: Workplace) -> transcripts.Event:
    endpoint = request.choice.endpoint
    return {
        "event": "start",
        "kind": "generate",
        "workload": request.workload,
        "provider": endpoint.provider,
        "model": endpoint.model,
        "server": endpoint.shown_url,
        "demonstration": request.demonstration,
        "replay": request.replay,
        "options": request.options.model_dump(mode="json"),
        "repair": request.repair,
        "sample": request.sample.model_dump(mode="json") if request.sample else None,
        "target": place.target_record.model_dump(mode="json"),
        "environment": place.environment.model_dump(mode="json"),
    }

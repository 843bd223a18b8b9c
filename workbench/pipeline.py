"""The story: ask, read, run, measure, judge, keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from workbench import conversation, generate, generated, survey, transcripts, verification
from workbench.conversation import Reporter
from workbench.errors import StorageError, UsageError, WorkbenchError
from workbench.records import Judged, Options, Provenance, Response, Verification
from workbench.selection import Task
from workbench.survey import Workplace
from workbench.transcripts import Writer
from workbench.verification import Work


@dataclass(frozen=True)
class Request:
    """What `generate` is asked to do. `responses` are what the provider `recorded` answers."""

    workload: str
    choice: generate.Choice
    options: Options
    responses: tuple[Response, ...] = ()
    demonstration: bool = False
    replay: str | None = None

    @property
    def provenance(self) -> Provenance:
        """Whose words these are."""
        return "demonstration" if self.demonstration else "model"


def plan(request: Request, place: Workplace) -> list[str]:
    """The prompts that would be sent, as text: nothing is asked."""
    workload = survey.workload(request.workload, place)
    return [conversation.render(name, workload, place).text for name in conversation.NAMES]


def run_generate(request: Request, place: Workplace, reporter: Reporter) -> Judged:
    """Ask a model for the workload, claims and scripts; verify; keep everything.

    An error of the provider after the first reply is raised only after what is there was judged
    and written; Ctrl-C keeps what is there as `cancelled`.
    """
    workload = survey.workload(request.workload, place)
    writer = transcripts.create(place.root / "transcripts")
    with _recorded(writer, reporter):
        writer.append(_start(request, place))
        provider = generate.open_provider(request.choice.endpoint, request.responses)
        try:
            asked = conversation.hold(provider, workload, place, request.options, writer, reporter)
        finally:
            provider.close()
        if asked.error and not asked.responses:
            raise asked.error
        folder = generated.folder(place.root, workload.name, writer.run)
        work = Work(
            workload,
            place,
            writer,
            reporter,
            request.provenance,
            folder=folder,
            hashes=asked.hashes,
        )
        replies = generated.write_replies(folder, asked.responses)
        judged = verification.of_replies(replies, work, folder)
        if asked.error:
            partial = {"status": "error", "why": asked.error.message}
            asked.error.judged = judged.model_copy(update=partial)
            raise asked.error
        return judged


def verify_all(tasks: Sequence[Task], place: Workplace, reporter: Reporter) -> Iterator[Judged]:
    """Verify one after the other; of several, one that cannot be read never stops the others."""
    for task in tasks:
        try:
            yield verify(task, place, reporter)
        except (StorageError, UsageError) as error:
            if len(tasks) == 1 or error.judged is not None:
                raise
            reporter.warn(f"{task.path}: {error.message}")
            empty = Verification(
                id="v0",
                time=transcripts.now(),
                target=place.target_record,
                environment=place.environment,
            )
            source, why = str(task.path), error.message
            yield Judged(source=source, run="", status="unread", why=why, verification=empty)


def verify(task: Task, place: Workplace, reporter: Reporter) -> Judged:
    """Verify a run, or a file as a workload."""
    if task.workload is not None:
        return verify_file(task.path, task.workload, place, reporter)
    return verify_run(task.path, place, reporter)


def verify_run(path: Path, place: Workplace, reporter: Reporter) -> Judged:
    """Judge a generated run again; the new verdicts are written beside the old ones."""
    found = transcripts.read(path)
    if found.kind != "generate" or not found.workload:
        raise UsageError(
            f"{path.name} is not a generated run",
            hint="`workbench verify FILE.py --workload NAME` judges any file",
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
        replies = generated.write_replies(folder, found.responses)
        return verification.of_replies(replies, work, folder)


def verify_file(file: Path, name: str, place: Workplace, reporter: Reporter) -> Judged:
    """Judge any file as an implementation of a workload; no claims are needed."""
    workload = survey.workload(name, place)
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise StorageError(f"cannot read {file}: it is no regular file")
        with file.open("rb") as opened:
            data = opened.read(2 << 20)
    except OSError as error:
        raise StorageError(f"cannot read {file}: {error.strerror or error}") from error
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
        "target": place.target_record.model_dump(mode="json"),
        "environment": place.environment.model_dump(mode="json"),
    }

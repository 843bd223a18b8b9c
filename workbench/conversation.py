"""The conversation of `generate`: which prompts are sent, in which order, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from workbench import generate, transcripts, wording
from workbench.errors import ProviderError
from workbench.records import Message, Options, Prompt, Response
from workbench.survey import Workload, Workplace
from workbench.transcripts import Writer

Progress = generate.Progress

NAMES = (
    "workload",
    "claims",
    "report",
    "analysis_counting",
    "analysis_profiling",
    "analysis_dependences",
)
"""The prompts, in the order in which they are asked."""


class Reporter(Protocol):
    """Told what happens while it happens; shows it, or not."""

    def stage(self, text: str) -> None:
        """A stage begins."""

    def item(self, text: str) -> None:
        """One item of the stage is done."""

    def progress(self, progress: Progress) -> None:
        """A reply is arriving."""

    def warn(self, text: str) -> None:
        """Something the user should know stays on the screen."""


@dataclass
class Asked:
    """The conversation so far, the hash of each template, and what ended it early."""

    responses: list[Response] = field(default_factory=list)
    history: list[Message] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    error: ProviderError | None = None

    @property
    def cut(self) -> bool:
        """Whether the last reply did not come to an end; such a model is not asked for more."""
        return bool(self.responses) and self.responses[-1].finish_reason == generate.CUT


@dataclass(frozen=True)
class Line:
    """An open line to a model: how it is asked, where that is written, and who is told."""

    provider: generate.Provider
    options: Options
    writer: Writer
    reporter: Reporter

    def put(self, prompts: Iterable[Prompt], asked: Asked, *, stage: str = "asking for {}") -> None:
        """Ask one after the other; each exchange is written before the next is begun.

        An error of the provider ends the conversation and is kept beside what was answered.
        """
        try:
            for prompt in prompts:
                self.reporter.stage(stage.format(prompt.name.replace("_", " ")))
                self._exchange(prompt, asked)
                if asked.cut:
                    break
        except ProviderError as error:
            asked.error = error
            self.writer.append({"event": "error", "kind": error.kind, "why": error.message})

    def _exchange(self, prompt: Prompt, asked: Asked) -> None:
        history = tuple(asked.history)
        response = generate.ask(
            self.provider, prompt, history, self.options, on_progress=self.reporter.progress
        )
        self.writer.append(transcripts.exchange(prompt, response, self.options, history))
        asked.responses.append(response)
        asked.hashes[prompt.name] = prompt.template_sha256
        asked.history += [
            Message(role="user", content=prompt.text),
            Message(role="assistant", content=response.text),
        ]
        for flaw in flaws(response):
            self.reporter.warn(flaw)


def hold(line: Line, workload: Workload, place: Workplace) -> Asked:
    """Ask everything that a first round asks."""
    asked = Asked()
    line.put((render(name, workload, place) for name in NAMES), asked)
    return asked


def flaws(response: Response) -> list[str]:
    """What is wrong with a reply as a whole, in words for the user; it is judged all the same."""
    name = response.prompt.replace("_", " ")
    found = []
    if response.finish_reason == "length" or response.finish_reason == generate.CUT:
        found.append(f"the reply for {name} is not complete ({response.finish_reason})")
    elif not response.text.strip():
        found.append(f"the reply for {name} is empty")
    if response.schema_errors:
        found.append(f"{name}: {'; '.join(response.schema_errors)}")
    return found


def render(
    name: str, workload: Workload, place: Workplace, more: Mapping[str, str] | None = None
) -> Prompt:
    """One prompt for one workload, asked for the target's version; `more` are further variables."""
    return wording.prompt(
        name,
        workload,
        ".".join(map(str, place.target.minor)),
        folder=place.prompt_folder,
        user_folder=place.user_folder,
        more=more,
    )

"""The conversation of `generate`: which prompts are sent, in which order, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from workbench import generate, transcripts, wording
from workbench.errors import ProviderError
from workbench.records import Message, Options, Prompt, Response
from workbench.survey import Workload, Workplace
from workbench.transcripts import Writer

Progress = generate.Progress

NAMES = ("workload", "claims", "report", "analysis_counting", "analysis_profiling")
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
    hashes: dict[str, str] = field(default_factory=dict)
    error: ProviderError | None = None


def hold(
    provider: generate.Provider,
    workload: Workload,
    place: Workplace,
    options: Options,
    writer: Writer,
    reporter: Reporter,
) -> Asked:
    """Ask everything; each exchange is written before the next is begun.

    An error of the provider ends the conversation and is kept beside what was answered.
    """
    asked = Asked()
    history: list[Message] = []
    try:
        for name in NAMES:
            reporter.stage(f"asking for {name.replace('_', ' ')}")
            prompt = render(name, workload, place)
            response = generate.ask(
                provider, prompt, history, options, on_progress=reporter.progress
            )
            writer.append(transcripts.exchange(prompt, response, options, history))
            asked.responses.append(response)
            for flaw in flaws(response):
                reporter.warn(flaw)
            asked.hashes[name] = prompt.template_sha256
            if response.finish_reason == generate.CUT:
                break  # a model that does not come to an end is not asked for more
            history += [
                Message(role="user", content=prompt.text),
                Message(role="assistant", content=response.text),
            ]
    except ProviderError as error:
        asked.error = error
        writer.append({"event": "error", "kind": error.kind, "why": error.message})
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


def render(name: str, workload: Workload, place: Workplace) -> Prompt:
    """One prompt for one workload, asked for the target's version."""
    return wording.prompt(
        name,
        workload,
        ".".join(map(str, place.target.minor)),
        folder=place.prompt_folder,
        user_folder=place.user_folder,
    )

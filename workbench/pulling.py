"""`models pull`: what would be fetched, from where to where, and the fetching itself."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench import choosing, generate, kept, safe_text
from workbench.errors import UsageError
from workbench.generate import Choice, Endpoint
from workbench.hub import connection, download, offers
from workbench.kept import Step
from workbench.settings import Settings

__all__ = ["Choice", "Plan", "missing", "plan"]

FORMS = "hf:OWNER/REPO:FILE.gguf or ollama:NAME"


@dataclass(frozen=True)
class Plan:
    """What a pull would do; nothing has been fetched. `run` does it.

    `model` is what --model takes afterwards, `told` the lines to show before, `asks` whether the
    user has to agree, `done` whether the model is here already.
    """

    model: str
    told: tuple[str, ...]
    run: Callable[[], Iterator[Step]]
    asks: bool = False
    done: bool = False


def plan(reference: str, settings: Settings) -> Plan:
    """What `models pull REFERENCE` would do; the hub is asked about the file.

    Raises UsageError for a reference that is none and for a file that is not there, MissingError
    when the hub does not answer, StorageError when the disk is too small.
    """
    source, _, name = reference.partition(":")
    if source == "hf":
        return _from_hub(name, settings)
    if source == "ollama" and name.strip():
        return _from_ollama(choosing.endpoints(settings).endpoint("ollama", name.strip()))
    shown = safe_text.one_line(reference)
    raise UsageError(f"{shown} is nothing that can be pulled", hint=f"write {FORMS}")


def missing(choice: Choice) -> Plan | None:
    """How to fetch the model that was chosen, when a running Ollama lacks it; else None."""
    return _from_ollama(choice.endpoint) if generate.lacks(choice.endpoint) else None


def _from_ollama(endpoint: Endpoint) -> Plan:
    told = (f"ollama:{endpoint.model} is fetched by the Ollama at {endpoint.shown_url}",)
    return Plan(f"ollama:{endpoint.model}", told, lambda: generate.pull(endpoint))


def _from_hub(name: str, settings: Settings) -> Plan:
    hub = connection.connected(settings["hf_endpoint"], settings["hf_token"])
    offer = offers.look(hub, offers.parse(name))
    path = download.target(settings.model_folder, offer)
    told: tuple[str, ...] = (
        f"file     {safe_text.terminal(offer.file)} of {offer.repo}, {offer.revision[:12]}",
        f"size     {kept.size_text(offer.size_bytes)}",
        f"licence  {offer.licence}",
        f"from     {hub.shown}",
        f"to       {path}",
    )
    done = download.is_kept(path, offer)
    if not done:
        download.demand_room(path, offer)
        told += _replaced(path)
    model = shlex.quote(f"local:{path.name}")
    return Plan(model, told, lambda: download.fetch(hub, offer, path), asks=True, done=done)


def _replaced(path: Path) -> tuple[str, ...]:
    told = kept.origin(path)
    if told is None or not path.exists():
        return ()
    revision, date = safe_text.one_line(told.revision[:12]), safe_text.one_line(told.date, 40)
    return (f"replaces the revision {revision}, fetched {date}",)

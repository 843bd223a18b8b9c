"""What is asked: the prompt of one turn, for one workload and one Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from workbench import kinds, prompts
from workbench.records import Prompt
from workbench.workloads import Workload


def prompt(
    name: str,
    workload: Workload,
    python: str,
    *,
    folder: Path | None = None,
    user_folder: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> Prompt:
    """The prompt `name` for a workload, asked for CPython `python` ("3.11"); `more` are further
    variables.

    Templates of `folder` go before those of the user's folder, these before the shipped ones.
    """
    variables = {
        "task": workload.task,
        "title": workload.title,
        "entry_point": workload.entry_point,
        "signature": workload.signature,
        "call": workload.call,
        "call_setup": workload.call_setup,
        "python": python,
        "kinds": kinds.description(),
        **(more or {}),
    }
    return prompts.render(
        name,
        variables,
        target_python=python,
        response_schema=kinds.schema() if name in ("claims", "repair_claims") else None,
        folder=folder,
        user_folder=user_folder,
    )


def extraction(
    text: str,
    python: str,
    *,
    names: Sequence[str],
    functions: Sequence[str],
    folder: Path | None = None,
    user_folder: Path | None = None,
) -> Prompt:
    """The prompt that asks for the claims in a piece of prose: of these kinds, with quotes.

    `functions` are those that the programs beside the prose define.
    """
    variables = {
        "text": text,
        "python": python,
        "kinds": kinds.description(names, words="quote"),
        "functions": ", ".join(functions) or "(none)",
    }
    return prompts.render(
        "extract",
        variables,
        target_python=python,
        response_schema=kinds.schema(names, words="quote", fewest=0),
        folder=folder,
        user_folder=user_folder,
    )


def edited(folder: Path | None, user_folder: Path | None) -> bool:
    """Whether a folder of the user's replaces a shipped template."""
    return bool(prompts.own(folder, user_folder))

"""Dull records for tests: each builder gives a valid one, keywords change what a test is about."""

from __future__ import annotations

from typing import Any

from workbench.records import (
    Artifact,
    ArtifactResult,
    Claim,
    Environment,
    Judged,
    Location,
    Measurement,
    Prompt,
    Response,
    Run,
    TablePlace,
    Target,
    Verdict,
    Verification,
    VersionState,
    sha256_of,
)

PYTHON = "3.11.7"
VERSIONS = ("3.8.18", "3.11.7", "3.13.0")
RUN = "20261122T123815Z-7f3a"
CHAT = "chat.md"
SOURCE = "def euler(x):\n    return x * 2\n"


def location(line: int = 1, column: int = 1, end_column: int = 2, **changes: Any) -> Location:
    """A place on one line of the chat."""
    fields: dict[str, Any] = {"file": CHAT, "line": line, "column": column, "end_line": line}
    return Location(**(fields | {"end_column": end_column} | changes))


def artifact(**changes: Any) -> Artifact:
    """A program, called a1, as it stands in the chat."""
    source = changes.get("source", SOURCE)
    fields: dict[str, Any] = {
        "id": "a1",
        "name": "workload.py",
        "kind": "workload",
        "source": source,
        "sha256": sha256_of(source),
        "location": location(),
        "provenance": "model",
        "workload": "euler",
        "entry_point": "euler",
    }
    return Artifact(**(fields | changes))


def claim(**changes: Any) -> Claim:
    """An opcode count, about a1."""
    fields: dict[str, Any] = {
        "id": "66147e0c41d2",
        "artifact": "a1",
        "kind": "opcode_count",
        "args": {"function": "euler", "opcode": "BINARY_MULTIPLY", "count": 1},
        "quote": "1",
        "location": location(),
        "subject": "euler",
        "claimed": 1,
        "extractor": "table",
        "speaker": "assistant",
    }
    return Claim(**(fields | changes))


def same_output(**changes: Any) -> Claim:
    """The claim that nobody writes."""
    fields: dict[str, Any] = {
        "id": "aaaa00000000",
        "kind": "same_output",
        "args": {"function": "euler"},
        "quote": "def euler",
        "claimed": None,
        "extractor": "implicit",
        "defined": True,
    }
    return claim(**(fields | changes))


def cell(row_label: str, **changes: Any) -> TablePlace:
    """The place of a cell in table t1."""
    fields: dict[str, Any] = {"id": "t1", "row": 1, "column": 1, "row_label": row_label}
    return TablePlace(**(fields | {"column_label": "Count"} | changes))


def verdict(label: str | None = "confirmed", **changes: Any) -> Verdict:
    """A verdict about `claim()`."""
    fields: dict[str, Any] = {
        "claim": "66147e0c41d2",
        "label": label,
        "rule": None if label in ("confirmed", None) else "WB101",
        "reason": "holds" if label == "confirmed" else "differs",
        "explanation": "BINARY_MULTIPLY in euler: 1 on CPython 3.11.7",
    }
    return Verdict(**(fields | changes))


def value(found: Any) -> VersionState:
    """A version on which that was measured."""
    return VersionState(state="value", value=found)


def absent() -> VersionState:
    """A version that has no such thing."""
    return VersionState(state="absent")


def result(outcome: str = "ok", **changes: Any) -> ArtifactResult:
    """How a1 came out."""
    return ArtifactResult(**({"artifact": "a1", "outcome": outcome} | changes))


def measurement(**changes: Any) -> Measurement:
    """What a probe saw of a1 on the target."""
    fields: dict[str, Any] = {
        "id": "feedbeef0000",
        "probe": "value",
        "format": 1,
        "artifact": "a1",
        "vantage": "guest",
        "python": PYTHON,
        "data": {"state": "value"},
        "run": Run(outcome="ok", wall_seconds=0.25, isolation="strong"),
    }
    return Measurement(**(fields | changes))


def environment(**changes: Any) -> Environment:
    """Where it was measured."""
    fields: dict[str, Any] = {
        "interpreters": VERSIONS,
        "isolation": "strong",
        "platform": "Linux x86_64",
        "workbench": "0.1.0",
    }
    return Environment(**(fields | changes))


def verification(**changes: Any) -> Verification:
    """One judging; empty unless it is given claims, verdicts, artifacts, results."""
    fields: dict[str, Any] = {
        "id": "v1",
        "time": "2026-11-22T12:38:15Z",
        "target": Target(python=PYTHON, source="default"),
        "environment": environment(),
    }
    return Verification(**(fields | changes))


def judged(*pairs: tuple[Claim, Verdict], text: str = "", **changes: Any) -> Judged:
    """The chat with these claims and their verdicts; other fields go to the verification.

    Fields of the judged record itself (status, why, run, demonstration, …) are told apart by name.
    """
    own = {name: changes.pop(name) for name in list(changes) if name in Judged.model_fields}
    found = verification(
        **{"claims": tuple(c for c, _ in pairs), "verdicts": tuple(v for _, v in pairs)} | changes
    )
    fields: dict[str, Any] = {"source": CHAT, "run": RUN, "texts": {CHAT: text}}
    return Judged(**({"verification": found} | fields | own))


def prompt(**changes: Any) -> Prompt:
    """A rendered prompt."""
    fields: dict[str, Any] = {
        "name": "workload",
        "template_sha256": "0" * 64,
        "variables": {},
        "text": "Write a program.",
        "target_python": "3.11",
    }
    return Prompt(**(fields | changes))


def response(**changes: Any) -> Response:
    """A reply to it."""
    fields: dict[str, Any] = {
        "prompt": "workload",
        "text": f"```python\n{SOURCE}```\n",
        "provider": "ollama",
        "request_model": "coder",
        "model": "coder:7b",
        "finish_reason": "stop",
        "seconds": 2.5,
    }
    return Response(**(fields | changes))

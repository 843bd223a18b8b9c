"""Running and measuring: interpreters, limits, and what was seen of a guest."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from workbench.records.base import Outcome, Record, Vantage


class Interpreter(Record):
    """A CPython on this machine. `packages` is the folder in which it finds numpy, if any."""

    executable: str
    version: str
    prefix: str
    stdlib: str
    packages: str | None = None

    @property
    def minor(self) -> tuple[int, int]:
        """(3, 11) for 3.11.7."""
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)


class Limits(Record):
    """What a guest may use. Bytes and seconds."""

    wall_seconds: float = 10.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 << 20
    output_bytes: int = 4 << 20
    frame_bytes: int = 8 << 20
    file_bytes: int = 16 << 20


class Run(Record):
    """What the host observed of one guest process. `max_rss_bytes` includes the interpreter."""

    outcome: Outcome
    error: str | None = None
    phase: Literal["start", "compile", "import", "call", "end"] | None = None
    exit_code: int | None = None
    signal: int | None = None
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    max_rss_bytes: int = 0
    stdout: str = ""
    stderr: str = ""
    stdout_truncated: bool = False
    isolation: str = "none"
    suspicions: tuple[str, ...] = ()


class Measurement(Record):
    """What one probe saw: plain data with a format number, and from where it was seen."""

    id: str
    probe: str
    format: int
    subject: Literal["artifact", "reference"] = "artifact"
    artifact: str
    vantage: Vantage
    python: str
    target: dict[str, Any] = Field(default_factory=dict)
    data: dict[str, Any] | None = None
    run: Run | None = None
    error: str | None = None

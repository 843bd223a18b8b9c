"""What was judged before: found again by everything that its verdicts depend on.

The record is the transcript of that run. Here stands only which run belongs to which content,
rules, interpreters, limits and isolation, in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from workbench import checking, families, transcripts
from workbench.checking import Check
from workbench.errors import StorageError
from workbench.handed import Given
from workbench.records import Interpreter, Judged, Run, short_hash
from workbench.submissions import Loaded
from workbench.survey import Workplace
from workbench.transcripts import Transcript

FORMAT = 1
_RULES = (".py", ".toml", ".json")
_LARGEST_NOTE = 1 << 16


@dataclass(frozen=True)
class Known:
    """A run in which the same was judged before, and what was said beside its verdicts."""

    transcript: Transcript
    status: Literal["ok", "empty"]
    why: str | None


class Memory:
    """The judged documents of one place. Notes that are damaged or cannot be written only make it
    slower; `is_fresh` looks nothing up and notes everything anew."""

    def __init__(self, cache: Path, place: Workplace, *, is_fresh: bool = False) -> None:
        self._transcripts = place.root / "transcripts"
        self._folder = cache / "checks" / short_hash(self._transcripts.resolve())
        self._ground = json.dumps([rule_version(), *_ground(place)], sort_keys=True, default=str)
        self._is_fresh = is_fresh

    def key(self, loaded: Loaded) -> str:
        """Names what was handed in, where it lies, and everything it would be judged by."""
        source = str(loaded.item.path)
        parts = (FORMAT, self._ground, source, os.path.abspath(source), loaded.digest)
        text = json.dumps([str(part) for part in parts])
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def recall(self, loaded: Loaded) -> Known | None:
        """The run in which the same was judged by the same, if its transcript is still whole."""
        if self._is_fresh:
            return None
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            note = self._read(self.key(loaded))
            path = self._transcripts / f"{Path(str(note['run'])).name}.jsonl"
            why, status = note["why"], note["status"]
            if not path.is_file() or status not in ("ok", "empty"):
                return None
            with contextlib.suppress(StorageError):
                found = transcripts.read(path)
                if found.status == "ok" and not found.damaged and found.verifications:
                    return Known(found, status, None if why is None else str(why))
        return None

    def keep(self, loaded: Loaded, judged: Judged) -> None:
        """Note a run whose verdicts would come out the same again."""
        if not lasts(judged):
            return
        path = self._folder / f"{self.key(loaded)}.json"
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            note = {"run": judged.run, "status": judged.status, "why": judged.why}
            text = json.dumps({"format": FORMAT, **note})
            partial.write_text(text, encoding="ascii")
            partial.replace(path)

    def _read(self, key: str) -> dict[str, Any]:
        with (self._folder / f"{key}.json").open("rb") as file:
            note = json.loads(file.read(_LARGEST_NOTE))
        if note["format"] != FORMAT:
            raise ValueError("a note of another version")
        return dict(note)


def again(given: Given, known: Known, work: Check) -> Judged:
    """What was judged then, shown with what was handed in now, which is the same."""
    record = known.transcript.verifications[-1]
    judged = checking.shown(given, record, (), work)
    now = {
        "remembered": True,
        "status": known.status,
        "why": known.why,
        "disputed": transcripts.disputed(known.transcript, record),
    }
    return judged.model_copy(update=now)


def lasts(judged: Judged) -> bool:
    """Whether the same would be judged again: no tool failed, no guest was kept from starting."""
    record = judged.verification
    if judged.status not in ("ok", "empty") or any(one.label is None for one in record.verdicts):
        return False
    return not any(_did_not_start(one.run) for one in record.measurements)


def _did_not_start(run: Run | None) -> bool:
    if run is None or run.outcome != "not-run":
        return False
    return run.isolation != "none" or (run.error or "").startswith("the guest ")


def rule_version() -> str:
    """Names the rules: every file of workbench that has a part in reading, running and judging."""
    found = hashlib.sha256()
    for path in sorted(families.PACKAGE.rglob("*")):
        if path.suffix in _RULES and path.is_file():
            name = path.relative_to(families.PACKAGE).as_posix()
            found.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _ground(place: Workplace) -> list[Any]:
    """Everything but the rules and the document that a verdict depends on. The seed of a run is
    drawn anew for each and stands in its transcript."""
    return [
        sys.version,
        place.target_record.model_dump(),
        place.environment.model_dump(),
        [_state(one) for one in (place.target, *place.interpreters)],
        place.static_isolation.tier,
        place.isolation.tier if place.isolation else None,
        place.why_not_run,
        place.limits.model_dump(),
    ]


def _state(interpreter: Interpreter) -> list[Any]:
    """An interpreter, and how old it and the packages beside it are."""
    found: list[Any] = [interpreter.model_dump()]
    for path in (interpreter.executable, interpreter.packages):
        with contextlib.suppress(OSError):
            state = os.stat(path) if path else None
            found.append(state and [state.st_size, state.st_mtime_ns])
    return found

"""What was judged before: found again by everything that its verdicts depend on.

The record is the transcript of that run. Here stands which run belongs to which content, rules,
interpreters, limits and isolation, and the texts it is shown with, in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from workbench import families, transcripts
from workbench.errors import StorageError
from workbench.records import Interpreter, Judged, Run, Unread, short_hash
from workbench.submissions import Loaded
from workbench.survey import Workplace
from workbench.transcripts import Transcript

FORMAT = 1
_RULES = (".py", ".toml", ".json")
_LARGEST_NOTE = 8 << 20
_SHOWN = ("source", "status", "why", "texts", "sort")
_ODD = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, StorageError)


class Memory:
    """The judged documents of one place. Notes that are damaged or cannot be written only make it
    slower; `is_fresh` looks nothing up and notes everything anew."""

    def __init__(self, cache: Path, place: Workplace, *, is_fresh: bool = False) -> None:
        self._transcripts = place.root / "transcripts"
        self._folder = cache / "checks" / short_hash(self._transcripts.resolve())
        self._ground = json.dumps([rule_version(), *_ground(place)], sort_keys=True, default=str)
        self._is_fresh = is_fresh
        self._options = place.options

    def key(self, loaded: Loaded) -> str:
        """Names what was handed in, where it lies, and everything it would be judged by."""
        source = str(loaded.item.path)
        parts = (FORMAT, self._ground, source, os.path.abspath(source), loaded.digest)
        text = json.dumps([str(part) for part in parts])
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def recall(self, loaded: Loaded) -> Judged | None:
        """What was judged of the same by the same, if the transcript of it is still whole."""
        if self._is_fresh:
            return None
        with contextlib.suppress(*_ODD):
            note = self._read(self.key(loaded))
            path = self._transcripts / f"{Path(str(note['run'])).name}.jsonl"
            found = transcripts.read(path) if path.is_file() else None
            if found and found.status == "ok" and not found.damaged and found.verifications:
                return self._judged(note["judged"], found)
        return None

    def _judged(self, note: dict[str, Any], found: Transcript) -> Judged:
        record = found.verifications[-1]
        return Judged(
            run=found.run,
            verification=record,
            options=self._options,
            remembered=True,
            disputed=transcripts.disputed(found, record),
            unread=tuple(Unread(**one) for one in note.pop("unread")),
            **note,
        )

    def keep(self, loaded: Loaded, judged: Judged) -> None:
        """Note a run whose verdicts would come out the same again."""
        if not lasts(judged):
            return
        path = self._folder / f"{self.key(loaded)}.json"
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            shown = {name: getattr(judged, name) for name in _SHOWN}
            shown["unread"] = [one.model_dump() for one in judged.unread]
            text = json.dumps({"format": FORMAT, "run": judged.run, "judged": shown})
            if len(text) <= _LARGEST_NOTE:
                partial.write_text(text, encoding="ascii")
                partial.replace(path)

    def _read(self, key: str) -> dict[str, Any]:
        with (self._folder / f"{key}.json").open("rb") as file:
            note = json.loads(file.read(_LARGEST_NOTE))
        if note["format"] != FORMAT:
            raise ValueError("a note of another version")
        return dict(note)


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


def rule_version(folder: Path = families.PACKAGE) -> str:
    """Names the rules: every file of workbench that has a part in reading, running and judging."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _RULES and path.is_file():
            name = path.relative_to(folder).as_posix()
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

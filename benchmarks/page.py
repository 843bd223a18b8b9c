"""Rows about the review page: how long a page takes and how large it is, how long a list takes."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

RUN = "20261122T123815Z-7f3a"
SIZES = (50, 500, 5_000)
TRANSCRIPTS = 10_000
_PYTHONS = ("3.8.18", "3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.0")


def rows() -> list[str]:
    """The table: a page by its claims, a list of runs read anew and remembered."""
    head = ["| page | goal | seconds | size |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        pages = [_page(Path(folder, str(size)), size) for size in SIZES]
        return [*head, *pages, *_list(Path(folder, "many"))]


def _page(root: Path, claims: int) -> str:
    """From a transcript on disk to the HTML, nothing remembered."""
    from workbench import settings
    from workbench.review import onefile, pages
    from workbench.reviewing import Runs

    _write(root, RUN, claims)
    settled = settings.load({"root": str(root)})
    start = time.perf_counter()
    runs = Runs(settled)
    text = pages.run(runs.open(RUN), runs, pages.Door("nonce"), "somebody")
    seconds = time.perf_counter() - start
    again = time.perf_counter()
    pages.run(runs.open(RUN), runs, pages.Door("nonce"), "somebody")
    again = time.perf_counter() - again
    kept = len(onefile.render(settled, RUN).encode())
    name = f"review page of {claims:,} claims"
    size = f"{len(text.encode()) / 1e6:.2f} MB ({kept / 1e6:.2f} MB as one file)"
    return f"| {name} | 1 s | {seconds:.2f}, again {again:.2f} | {size} |"


def _list(root: Path) -> list[str]:
    """The list of many runs: by an index that knows nothing, and by one that remembers."""
    from workbench.review import pages
    from workbench.transcripts import heads

    (root / "transcripts").mkdir(parents=True)
    source = _write(root, RUN, 20).read_bytes()
    for number in range(TRANSCRIPTS):
        name = f"20260101T{number:06d}Z-0000.jsonl"
        (root / "transcripts" / name).write_bytes(source)
    memory = heads.memory_of(root / "cache", root / "transcripts")
    found = []
    for seconds in (1.0, 1e9, 1.0):
        start = time.perf_counter()
        index = heads.Index(root / "transcripts", memory)
        listing = index.listing(seconds)
        pages.listing(listing, {}, pages.Door("nonce"))
        found.append((time.perf_counter() - start, len(listing.heads)))
    size = f"{len(source) / 1e3:.0f} kB each"
    words = ("its first answer, nothing remembered", "all read anew", "remembered")
    return [
        f"| list of {TRANSCRIPTS:,} runs, {word} | 2 s | {seconds:.2f} | {count:,} runs, {size} |"
        for word, (seconds, count) in zip(words, found, strict=True)
    ]


def _write(root: Path, run: str, claims: int) -> Path:
    """A transcript of so many claims about one opcode table."""
    document = root / "chat.md"
    root.mkdir(parents=True, exist_ok=True)
    document.write_text("| LOAD_FAST | 7 |\n" * claims, encoding="utf-8")
    tag = {"schema": "workbench/transcript/1", "time": "2026-11-22T12:38:15Z"}
    about = {"verification": "v1"}
    target = {"python": "3.11.7", "source": "default"}
    where = {"interpreters": _PYTHONS, "isolation": "strong", "platform": "-", "workbench": "0"}
    events: list[dict[str, Any]] = [
        {"event": "start", "kind": "check", "source": str(document), "model": "coder"},
        {"event": "verification", **about, "target": target, "environment": where},
    ]
    for number in range(claims):
        events.append({"event": "claim", **about, "claim": _claim(number, str(document))})
    for number in range(claims):
        named = {"event": "gen_ai.evaluation.result", "gen_ai.evaluation.name": "opcode_count"}
        events.append({**named, **about, "verdict": _verdict(number)})
    events.append({"event": "end", "status": "ok"})
    path = root / "transcripts" / f"{run}.jsonl"
    path.parent.mkdir(exist_ok=True)
    text = "".join(json.dumps({**tag, **event}) + "\n" for event in events)
    path.write_text(text, encoding="ascii")
    return path


def _claim(number: int, file: str) -> dict[str, Any]:
    place = {"file": file, "line": number + 1, "column": 15, "end_line": number + 1}
    return {
        "id": f"{number * 2654435761 % 2**48:012x}",
        "artifact": None,
        "kind": "opcode_count",
        "args": {"function": "euler", "opcode": "LOAD_FAST", "count": 7},
        "quote": "7",
        "location": {**place, "end_column": 16},
        "subject": "euler",
        "claimed": 7,
        "extractor": "table",
    }


def _verdict(number: int) -> dict[str, Any]:
    return {
        "claim": f"{number * 2654435761 % 2**48:012x}",
        "label": "contradicted" if number % 2 else "confirmed",
        "rule": "WB101" if number % 2 else None,
        "reason": "differs",
        "measured": 2,
        "versions": {python: {"state": "value", "value": 2} for python in _PYTHONS},
        "explanation": "LOAD_FAST in euler: 2 on CPython 3.11.7, claimed 7; false on every version",
        "fix": "LOAD_FAST in euler: 2",
    }


if __name__ == "__main__":
    print("\n".join(rows()))

"""Transcripts survive torn lines, full disks and several writers."""

from __future__ import annotations

import json
import multiprocessing
import resource
from pathlib import Path

import pytest

from workbench import transcripts
from workbench.errors import StorageError, UsageError
from workbench.records import Verdict


def test_events_come_back_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    writer = transcripts.create(tmp_path)
    writer.append({"event": "start", "kind": "generate", "workload": "euler"})
    writer.append({"event": "end", "status": "ok"})
    found = transcripts.read(writer.path)
    assert (found.kind, found.workload, found.status, found.damaged) == (
        "generate",
        "euler",
        "ok",
        0,
    )


def test_a_torn_last_line_is_counted_and_does_not_swallow_the_next_event(tmp_path: Path) -> None:
    writer = transcripts.create(tmp_path)
    writer.append({"event": "start", "kind": "generate"})
    with writer.path.open("ab") as file:
        file.write(b'{"event": "end", "sta')
    writer.append({"event": "end", "status": "cancelled"})
    found = transcripts.read(writer.path)
    assert (found.status, found.damaged) == ("cancelled", 1)


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b"\xff\xfe", b'{"event":"claim"}', b"[" * 100_000, b'{"event":7}']
)
def test_a_damaged_line_is_never_fatal(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "20260101T000000Z-0000.jsonl"
    path.write_bytes(line + b'\n{"event": "end", "status": "ok"}\n')
    found = transcripts.read(path)
    assert found.status == "ok"
    assert found.damaged == (0 if line == b'{"event":7}' else 1)


def _write_many(path: Path, author: str) -> None:
    writer = transcripts.Writer(path)
    verdict = Verdict(claim="c", label="confirmed", reason="holds", explanation="x" * 5000)
    for _ in range(50):
        writer.append(transcripts.review_event("c", verdict, "agree", "y" * 5000, author))


def test_several_writers_lose_nothing(tmp_path: Path) -> None:
    writer = transcripts.create(tmp_path)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write_many, args=(writer.path, n)) for n in ("a", "b")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = transcripts.read(writer.path)
    assert found.damaged == 0
    assert sorted(review.author for review in found.reviews) == ["a"] * 50 + ["b"] * 50


def test_an_unwritable_folder_is_an_error_with_advice(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageError, match="cannot write") as error:
        transcripts.create(blocked / "transcripts")
    assert "--root" in str(error.value.hint)


def test_a_write_that_finds_no_room_leaves_no_half_event(tmp_path: Path) -> None:
    writer = transcripts.create(tmp_path)
    writer.append({"event": "start", "kind": "check"})
    before = writer.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(StorageError, match="File too large"):
            writer.append({"event": "end", "status": "ok", "why": "x" * 1000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert writer.path.read_bytes() == before


def test_lines_are_json_with_the_schema(tmp_path: Path) -> None:
    writer = transcripts.create(tmp_path)
    writer.append({"event": "start", "kind": "check", "note": "a\u2028b\nc\ud800"})
    (line,) = writer.path.read_bytes().splitlines()
    assert json.loads(line)["schema"] == "workbench/transcript/1"


def test_a_run_is_found_by_its_beginning_or_its_end(tmp_path: Path) -> None:
    first = transcripts.create(tmp_path)
    assert transcripts.find(tmp_path, first.run[-4:]) == first.path
    with pytest.raises(UsageError, match="no run"):
        transcripts.find(tmp_path, "1999")

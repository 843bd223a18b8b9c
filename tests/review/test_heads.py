"""The list of runs: what a head says, what is remembered, and that little of a file is read."""

from __future__ import annotations

import os
from pathlib import Path

import builders as b
import reviewable as r

from workbench import transcripts
from workbench.transcripts import heads


def test_a_head_counts_the_verdicts_of_the_newest_verification(tmp_path: Path) -> None:
    file = r.document(tmp_path)
    first = r.verification(file)
    pairs = [
        (c, v if v.label != "contradicted" else b.verdict(claim=c.id)) for c, v in r.three(file)
    ]
    second = r.verification(file, id="v2", pairs=pairs)
    found = r.write(tmp_path, first, second, model="coder")
    head = heads.read(found.path)
    assert head.counts == {"other-version": 1, "confirmed": 2}
    assert (head.run, head.kind, head.model) == (r.RUN, "check", "coder")
    assert head.kinds == ("opcode_count", "returns_value")
    assert (head.waiting, head.wrong, head.rounds, head.status) == (1, 1, 2, "ok")


def test_a_review_of_this_very_verdict_ends_the_waiting(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    writer = transcripts.Writer(found.path)
    verdicts = {one.label: one for one in found.verifications[-1].verdicts}
    wrong = verdicts["contradicted"]
    changed = wrong.model_copy(update={"measured": 99})
    writer.append(transcripts.review_event(wrong.claim, changed, "agree", "", "ada"))
    writer.append(transcripts.review_event(wrong.claim, wrong, "note", "hm", "ada"))
    assert heads.read(found.path).waiting == 2
    writer.append(transcripts.review_event(wrong.claim, wrong, "agree", "", "ada"))
    assert heads.read(found.path).waiting == 1


def test_damage_is_left_out(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    with found.path.open("ab") as file:
        file.write(
            b'\xff\xfe\n[1]\n{"event": "claim"}\n{"event": "gen_ai.evaluation.result"}\n{"ev'
        )
    assert heads.read(found.path).counts == {"other-version": 1, "contradicted": 1, "confirmed": 1}


def test_heads_are_remembered_until_their_file_changes(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    r.write(tmp_path, run=r.OTHER)
    memory = heads.memory_of(tmp_path / "cache", found.path.parent)
    index = heads.Index(found.path.parent, memory)
    assert [one.run for one in index.listing().heads] == [r.OTHER, r.RUN]
    state = found.path.stat()
    found.path.write_bytes(b" " * state.st_size)
    os.utime(found.path, ns=(state.st_atime_ns, state.st_mtime_ns))
    again = heads.Index(found.path.parent, memory).listing()
    assert [one.wrong for one in again.heads] == [2, 2]  # not read again: same size and time
    os.utime(found.path, ns=(1, 1))
    assert [one.wrong for one in heads.Index(found.path.parent, memory).listing().heads] == [2, 0]


def test_what_there_is_no_time_for_is_counted(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    r.write(tmp_path, run=r.OTHER)
    index = heads.Index(found.path.parent)
    first = index.listing(seconds=-1)
    assert (len(first.heads), first.unread) == (0, 2)
    assert len(index.listing().heads) == 2


def test_a_memory_that_is_no_memory_is_nothing(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    memory = tmp_path / "memory.json"
    for text in ("", "{}", "[]", '{"format": 1, "folder": "/elsewhere", "heads": {}}', "{" * 9000):
        memory.write_text(text, encoding="utf-8")
        assert len(heads.Index(found.path.parent, memory).listing().heads) == 1

"""Opinions: kept at the end of the transcript, by several people, through a kill, and merged."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import commanding
import pytest
import reviewable as r

from workbench import reviewing, transcripts
from workbench.errors import UsageError


def runs(root: Path, **more: Any) -> reviewing.Runs:
    return reviewing.Runs(r.configured(root, **more))


def names(root: Path, claim: str) -> str:
    verdict = (
        transcripts.read(root / "transcripts" / f"{r.RUN}.jsonl").verifications[-1].verdict(claim)
    )
    assert verdict is not None
    return transcripts.verdict_hash(verdict)


def test_an_opinion_is_appended_and_what_was_written_stays(tmp_path: Path) -> None:
    before = r.write(tmp_path)
    raw = before.path.read_bytes()
    claim = "bbb222bbb222"
    opened = runs(tmp_path).keep(r.RUN, claim, names(tmp_path, claim), "agree", " so\x1b it is ")
    assert before.path.read_bytes().startswith(raw)
    (kept,) = opened.transcript.reviews
    assert (kept.claim, kept.opinion, kept.author) == (claim, "agree", "Ada")
    assert kept.note == "so\\x1b it is"
    assert kept.verdict_hash == names(tmp_path, claim)
    assert kept.time


def test_a_changed_verdict_waits_again(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    claim = "bbb222bbb222"
    old = names(tmp_path, claim)
    all_runs = runs(tmp_path)
    opened = all_runs.keep(r.RUN, claim, old, "agree", "")
    assert opened.judged is not None
    assert not opened.waits(opened.judged.verification.verdict(claim))
    pairs = [
        (c, v.model_copy(update={"measured": 3}) if c.id == claim else v)
        for c, v in r.three(r.document(tmp_path))
    ]
    later = r.verification(r.document(tmp_path), id="v2", pairs=pairs)
    transcripts.Writer(found.path).append(*transcripts.verification_events(later))
    again = all_runs.open(r.RUN)
    assert again.judged is not None
    assert again.waits(again.judged.verification.verdict(claim))
    with pytest.raises(reviewing.ChangedError):
        all_runs.keep(r.RUN, claim, old, "agree", "")
    first = all_runs.open(f"{r.RUN}@1")
    assert first.judged is not None
    assert first.number == 1
    assert first.judged.verification.id == "v1"


@pytest.mark.parametrize("number", ["0", "3", "x", "-1", "9" * 50])
def test_a_verification_that_is_not_there_is_told(tmp_path: Path, number: str) -> None:
    r.write(tmp_path)
    with pytest.raises(UsageError):
        runs(tmp_path).open(f"{r.RUN}@{number}")


@pytest.mark.parametrize(
    ("claim", "opinion", "note"),
    [("zzz", "agree", ""), ("bbb222bbb222", "maybe", ""), ("bbb222bbb222", "note", "  ")],
)
def test_what_is_no_opinion_is_not_kept(
    tmp_path: Path, claim: str, opinion: str, note: str
) -> None:
    found = r.write(tmp_path)
    raw = found.path.read_bytes()
    with pytest.raises(UsageError):
        runs(tmp_path).keep(r.RUN, claim, names(tmp_path, "bbb222bbb222"), opinion, note)
    assert found.path.read_bytes() == raw


def test_several_people_at_once_lose_nothing(tmp_path: Path) -> None:
    r.write(tmp_path)
    claim = "bbb222bbb222"
    stated = names(tmp_path, claim)

    def write(author: str) -> None:
        mine = runs(tmp_path, author=author)
        for number in range(10):
            mine.keep(r.RUN, claim, stated, "note", f"{author} {number} " + "y" * 1500)

    people = [threading.Thread(target=write, args=(name,)) for name in ("ada", "bob", "eve")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    found = transcripts.read(tmp_path / "transcripts" / f"{r.RUN}.jsonl")
    assert found.damaged == 0
    said = {" ".join(one.note.split()[:2]) for one in found.reviews}
    assert said == {f"{name} {number}" for name in ("ada", "bob", "eve") for number in range(10)}


_WRITES = """
import sys
from pathlib import Path
from workbench import reviewing, settings
root, run, claim, names = sys.argv[1:]
found = settings.load({"root": root, "author": "ada"}, environ={}, user_folder=Path(root))
here = reviewing.Runs(found)
for number in range(100000):
    here.keep(run, claim, names, "note", f"{number} " + "y" * 1500)
    print(number, flush=True)
"""


def test_a_kill_while_writing_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    before = r.write(tmp_path)
    claim = "bbb222bbb222"
    arguments = [str(tmp_path), r.RUN, claim, names(tmp_path, claim)]
    env = commanding.environment(PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    with subprocess.Popen(
        [sys.executable, "-c", _WRITES, *arguments], stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout is not None
        kept = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        kept += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    assert kept[0] == "0\n"
    after = transcripts.read(before.path)
    said = {one.note.split()[0] for one in after.reviews}
    assert {line.strip() for line in kept if line.endswith("\n")} <= said
    assert after.damaged <= 1
    opened = runs(tmp_path).keep(r.RUN, claim, names(tmp_path, claim), "agree", "")
    assert opened.transcript.reviews[-1].opinion == "agree"


# --- merging --------------------------------------------------------------------------------------


def line(root: Path, **changes: Any) -> str:
    fields = {
        "schema": "workbench/reviews/1",
        "run": r.RUN,
        "claim": "bbb222bbb222",
        "verdict_hash": names(root, "bbb222bbb222"),
        "opinion": "tool-is-wrong",
        "note": "look again",
        "author": "Bob",
        "time": "2026-11-22T13:00:00Z",
    }
    return json.dumps(fields | changes) + "\n"


def merged(root: Path, *lines: str) -> commanding.Done:
    path = root / "reviews.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return commanding.inside("review", "--import", path, "--root", root)


def test_reviews_are_merged_once(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    done = merged(tmp_path, line(tmp_path), line(tmp_path), line(tmp_path, author="Eve"))
    assert done.code == 0
    assert done.out == "2 reviews added, 1 were there already\n"
    assert merged(tmp_path, line(tmp_path)).out == "0 reviews added, 1 were there already\n"
    after = transcripts.read(found.path)
    assert [(one.author, one.time) for one in after.reviews] == [
        ("Bob", "2026-11-22T13:00:00Z"),
        ("Eve", "2026-11-22T13:00:00Z"),
    ]
    disputed = transcripts.disputed(after, after.verifications[-1])
    assert disputed["bbb222bbb222"].note == "look again"


def test_an_older_review_that_is_merged_later_does_not_take_the_newer_ones_place(
    tmp_path: Path,
) -> None:
    found = r.write(tmp_path)
    stated = names(tmp_path, "bbb222bbb222")
    runs(tmp_path).keep(r.RUN, "bbb222bbb222", stated, "agree", "")
    merged(tmp_path, line(tmp_path, time="2020-01-01T00:00:00Z"))
    after = transcripts.read(found.path)
    assert [one.opinion for one in after.reviews] == ["tool-is-wrong", "agree"]
    assert transcripts.disputed(after, after.verifications[-1]) == {}


def test_what_is_no_review_of_a_verdict_here_is_refused(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    odd = [
        line(tmp_path, run="20200101T000000Z-0000"),
        line(tmp_path, run=r.RUN[:9]),
        line(tmp_path, claim="zzz"),
        line(tmp_path, verdict_hash="0" * 12),
        line(tmp_path, opinion="maybe"),
        line(tmp_path, time="yesterday"),
        line(tmp_path, note=5),
        line(tmp_path, schema="other"),
        "[]\n",
        "{\n",
        "[" * 100_000 + "\n",
    ]
    done = merged(tmp_path, *odd, line(tmp_path, author="B\x1b[31mob\n" * 50))
    assert done.code == 0
    assert done.out == "1 reviews added, 0 were there already\n"
    assert "left out: line 1:" in done.err
    assert "6 more lines" in done.err
    (only,) = transcripts.read(found.path).reviews
    assert only.author.startswith("B\\x1b[31mob B")
    assert len(only.author) <= 400


@pytest.mark.parametrize("text", ["nonsense", '{"schema": "workbench/reviews/1"}'])
def test_a_file_without_any_review_is_an_error(tmp_path: Path, text: str) -> None:
    r.write(tmp_path)
    done = merged(tmp_path, text)
    assert done.code == 2
    assert "holds no review" in done.err


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    r.write(tmp_path)
    assert commanding.inside("review", "--import", "nowhere", "--root", tmp_path).code == 2

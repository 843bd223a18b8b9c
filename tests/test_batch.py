"""Many documents at once: a row for each, nothing judged twice, one bad one stops no other."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import commanding
from commanding import Done, calm, inside, runs

from workbench import (
    checking,
    families,
    gathering,
    interpreters,
    remembered,
    settings,
    submissions,
    survey,
    transcripts,
)
from workbench.cli.progress import Reporter
from workbench.gathering import Item
from workbench.remembered import Memory

VERSION = interpreters.running().version
RIGHT = """\
# Twice

```python
def twice(x):
    return x + x


print(twice(21))
```

Output:

```
42
```
"""
WRONG = RIGHT.replace("\n42\n", "\n43\n")
CRASH = "# Crash\n\n```python\nprint(1 / 0)\n```\n"


def check(root: Path, *arguments: str | Path) -> Done:
    """Check in this process, on this interpreter."""
    return inside("check", *arguments, "--root", root / "kept", "--python", VERSION, "-q")


def found(root: Path, *arguments: str | Path) -> Any:
    return check(root, *arguments, "--format", "json").json


def write(root: Path, **texts: str) -> Path:
    """A folder of documents."""
    folder = root / "class"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def names(batch: Any) -> list[tuple[str, str]]:
    return [(Path(one["source"]).name, one["status"]) for one in batch["documents"]]


def run_ids(batch: Any) -> list[str]:
    return [one["run"] for one in batch["documents"]]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- rows -----------------------------------------------------------------------------------------


def test_a_folder_is_a_row_for_each_document_in_the_order_of_names(root: Path) -> None:
    folder = write(root, carol=CRASH, adam=RIGHT, bob=WRONG)
    (folder / "dora.md").write_bytes(b"\0\1\2" * 50)
    (folder / "emil.md").write_text(" \n")
    done = check(root, folder, "-o", root / "class.csv", "-o", root / "class.json")
    assert (done.code, done.out) == (1, "")
    batch = json.loads((root / "class.json").read_text())
    assert batch["schema"] == "workbench/batch/1"
    assert names(batch) == [
        ("adam.md", "ok"),
        ("bob.md", "ok"),
        ("carol.md", "ok"),
        ("dora.md", "unread"),
        ("emil.md", "empty"),
    ]
    table = rows((root / "class.csv").read_bytes().decode())
    assert [Path(one["document"]).name for one in table] == [name for name, _ in names(batch)]
    # What is printed is the one claim that somebody wrote: once true, once false.
    counts = [(one["confirmed"], one["contradicted"]) for one in table]
    assert counts == [("1", "0"), ("0", "1"), ("0", "0"), ("0", "0"), ("0", "0")]
    assert [one["programs_at_fault"] for one in table] == ["0", "0", "1", "0", "0"]
    assert table[3]["why"].endswith("it is not text")
    worst = [one["worst_findings"] for one in table]
    assert worst[0] == worst[3] == worst[4] == ""
    assert "line 14: claimed 43, measured 42" in worst[1]
    assert worst[2].startswith("WB403 line 4: program.py: crash")
    (finding,) = batch["documents"][1]["worst"]
    claims = {one["id"]: one["verdict"] for one in batch["documents"][1]["claims"]}
    assert (finding["state"], claims[finding["id"]]) == ("contradicted", "contradicted")


def test_the_text_ends_with_a_row_for_each_and_the_sum(root: Path) -> None:
    folder = write(root, adam=RIGHT, bob=WRONG)
    (folder / "dora.md").write_bytes(b"\0\1\2" * 50)
    lines = check(root, folder, "--color", "never").out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("document "))
    assert lines[head].split()[1:4] == ["programs", "confirmed", "contradicted"]
    cells = [line.split() for line in lines[head + 1 : head + 4]]
    assert [(Path(one[0]).name, one[1:4]) for one in cells[:2]] == [
        ("adam.md", ["1/1", "1", "0"]),
        ("bob.md", ["1/1", "0", "1"]),
    ]
    assert "could not be read" in lines[head + 3]
    assert lines[-1] == (
        "3 documents: 1 with something false or failing, 1 not read; "
        "claims: 1 confirmed, 1 contradicted"
    )


def test_files_and_patterns_are_a_batch_too(root: Path) -> None:
    folder = write(root, a=RIGHT, b=RIGHT, c=RIGHT)
    batch = found(root, folder / "c.md", folder / "[ab].md", "--no-run")
    assert [name for name, _ in names(batch)] == ["c.md", "a.md", "b.md"]


def test_one_format_is_about_one_file(root: Path) -> None:
    folder = write(root, a=RIGHT)
    outputs = ("-o", root / "a.csv", "-o", root / "a.json")
    done = check(root, folder, *outputs, "--format", "csv")
    assert done.code == 2
    assert "--format csv" in done.err
    assert runs(root / "kept") == []


def test_an_output_that_cannot_be_written_is_told_before_the_work(root: Path) -> None:
    folder = write(root, a=RIGHT)
    done = check(root, folder, "-o", root / "a.csv", "-o", root / "none" / "a.json")
    assert done.code == 3
    assert not (root / "a.csv").exists()
    assert runs(root / "kept") == []


def test_outputs_in_the_folder_are_no_documents_of_it(root: Path) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    for _ in range(2):
        check(root, folder, "--no-run", "-o", folder / "out.csv", "-o", folder / "out.json")
    table = rows((folder / "out.csv").read_text())
    assert [Path(one["document"]).name for one in table] == ["a.md", "b.md"]


def test_workbench_failing_on_one_stops_no_other(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(root, a=RIGHT, bad=WRONG, c=RIGHT)
    real = checking.check

    def failing(given: checking.Given, work: checking.Check) -> Any:
        if given.source.endswith("bad.md"):
            raise ValueError("a mistake of ours")
        return real(given, work)

    monkeypatch.setattr(checking, "check", failing)
    batch = found(root, folder)
    assert names(batch) == [("a.md", "ok"), ("bad.md", "error"), ("c.md", "ok")]
    assert "a mistake of ours" in batch["documents"][1]["why"]
    assert sorted(one.status for one in runs(root / "kept")) == ["error", "ok", "ok"]
    monkeypatch.setattr(checking, "check", real)
    again = found(root, folder)
    assert [one["judged_before"] for one in again["documents"]] == [True, False, True]
    monkeypatch.setattr(checking, "check", failing)
    with pytest.raises(ValueError, match="a mistake of ours"):
        check(root, folder / "bad.md")


# --- judged once ----------------------------------------------------------------------------------


def test_the_same_is_not_judged_again(root: Path) -> None:
    folder = write(root, a=RIGHT, b=WRONG)
    first = found(root, folder)
    second = found(root, folder)
    assert run_ids(second) == run_ids(first)
    assert len(runs(root / "kept")) == 2
    for before, now in zip(first["documents"], second["documents"], strict=True):
        assert (before.pop("judged_before"), now.pop("judged_before")) == (False, True)
        assert before.pop("time") <= now.pop("time")  # that of the verdicts, and of their writing
        assert now == before
    texts = [check(root, folder, "--color", "never").out for _ in range(2)]
    assert texts[0] == texts[1]
    assert "43" in texts[0]


def test_only_what_changed_is_judged_again(root: Path) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    first = found(root, folder)
    write(root, b=WRONG, c=RIGHT)
    second = found(root, folder)
    assert [one["judged_before"] for one in second["documents"]] == [True, False, False]
    assert run_ids(second)[0] == run_ids(first)[0]
    assert run_ids(second)[1] not in run_ids(first)
    write(root, b=RIGHT)
    assert run_ids(found(root, folder))[:2] == run_ids(first)


@pytest.mark.parametrize(
    "more", [("--timeout", "7"), ("--memory", "300"), ("--no-run",), ("--fresh",)]
)
def test_what_verdicts_depend_on_is_judged_anew(root: Path, more: tuple[str, ...]) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    first = found(root, folder)
    second = found(root, folder, *more)
    assert not set(run_ids(first)) & set(run_ids(second))
    assert [one["judged_before"] for one in second["documents"]] == [False, False]


def test_one_document_alone_is_always_judged_anew(root: Path) -> None:
    folder = write(root, a=RIGHT)
    found(root, folder, "--as", "collection")
    assert found(root, folder / "a.md")["judged_before"] is False
    assert len(runs(root / "kept")) == 2


def test_another_root_has_its_own_transcripts(root: Path) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    found(root, folder, "--no-run")
    found(root / "elsewhere", folder, "--no-run")
    assert len(runs(root / "elsewhere" / "kept")) == 2


@pytest.mark.parametrize("how", ["gone", "torn", "unfinished"])
def test_a_transcript_that_is_not_whole_is_no_answer(root: Path, how: str) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    first = found(root, folder, "--no-run")
    path = root / "kept" / "transcripts" / f"{run_ids(first)[0]}.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"".join(lines[:-1]) + (b"{" if how == "torn" else b""))
    second = found(root, folder, "--no-run")
    assert [one["judged_before"] for one in second["documents"]] == [False, True]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": 1, "run": "../../x"}', "\0", "9" * 99]
)
def test_a_damaged_note_is_no_answer(root: Path, text: str) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    found(root, folder, "--no-run")
    cache = Path(os.environ["WORKBENCH_CONFIG_DIR"], "cache", "checks")
    notes = list(cache.rglob("*.json"))
    assert len(notes) == 2
    for note in notes:
        note.write_text(text)
    second = found(root, folder, "--no-run")
    assert [one["judged_before"] for one in second["documents"]] == [False, False]


def test_the_key_names_rules_interpreters_limits_isolation_and_content(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(root, a=RIGHT) / "a.md"
    place = survey.workplace(settings.load({"root": str(root)}), no_run=True)
    loaded = submissions.load(Item(file))

    def key(place: survey.Workplace = place) -> str:
        return Memory(root / "cache", place).key(loaded)

    known = key()
    assert key() == known
    other = place.target.model_copy(update={"version": "3.99.1"})
    limits = place.limits.model_copy(update={"wall_seconds": 1.5})
    changed = [
        key(replace(place, interpreters=(*place.interpreters, other))),
        key(replace(place, target=other)),
        key(replace(place, target_source="flag")),
        key(replace(place, limits=limits)),
        key(replace(place, isolation=place.static_isolation, why_not_run=None)),
    ]
    monkeypatch.setattr(remembered, "rule_version", lambda: "other rules")
    changed.append(key())
    monkeypatch.undo()
    file.write_text(WRONG)
    loaded = submissions.load(Item(file))
    changed.append(key())
    assert len({known, *changed}) == len(changed) + 1


def test_the_rules_are_named_by_what_stands_in_their_files(tmp_path: Path) -> None:
    for name in ("judge.py", "probe/script.py", "rules.toml", "opcodes.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a")
        before = remembered.rule_version(tmp_path)
        (tmp_path / name).write_text("b")
        assert remembered.rule_version(tmp_path) != before
    before = remembered.rule_version(tmp_path)
    (tmp_path / "page.css").write_text("c")
    assert remembered.rule_version(tmp_path) == before
    (tmp_path / "judge.py").rename(tmp_path / "judged.py")
    assert remembered.rule_version(tmp_path) != before


def test_a_disputed_verdict_is_disputed_when_it_is_remembered(root: Path) -> None:
    folder = write(root, a=WRONG, b=RIGHT)
    first = found(root, folder)
    (kept,) = (one for one in runs(root / "kept") if one.run == run_ids(first)[0])
    record = kept.verifications[-1]
    verdict = next(one for one in record.verdicts if one.label == "contradicted")
    said = transcripts.review_event(verdict.claim, verdict, "tool-is-wrong", "no", "tester")
    transcripts.Writer(kept.path).append(said)
    log = check(root, folder, "--format", "sarif").json
    suppressed = [one for one in log["runs"][0]["results"] if one.get("suppressions")]
    assert len(suppressed) == 1


# --- Ctrl-C ---------------------------------------------------------------------------------------


def interrupted(root: Path, folder: Path, moment: str) -> Done:
    """Check a folder, and press Ctrl-C when that is said on stderr."""
    arguments = ("check", folder, "--root", root / "kept", "--python", VERSION, "--format", "json")
    process = subprocess.Popen(
        commanding.command(*arguments),
        env=commanding.environment(
            PYTHONWARNINGS="error,ignore::ResourceWarning", PYTHONPATH=str(families.PACKAGE.parent)
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stderr is not None
        err = ""
        while moment not in err:
            line = process.stderr.readline()
            assert line, err
            err += line
        os.killpg(process.pid, signal.SIGINT)
        out, rest = process.communicate(timeout=60)
    code = 130 if process.returncode == -signal.SIGINT else process.returncode
    return calm(Done(code, out, err + rest))


def test_what_was_done_before_ctrl_c_is_kept_and_not_done_again(root: Path) -> None:
    slow = "# Slow\n\n```python\nimport time\n\ntime.sleep(9)\n```\n"
    folder = write(root, a=WRONG, b=slow, c=RIGHT)
    done = interrupted(root, folder, "1 of 3: ")
    assert done.code == 130
    assert "1 of 3 are judged and kept" in done.err
    assert names(done.json) == [("a.md", "ok")]
    (run,) = run_ids(done.json)
    kept = {one.run: one.status for one in runs(root / "kept")}
    assert kept.pop(run) == "ok"
    # The interrupt may come before the second has begun to be kept as one that can be cancelled.
    assert set(kept.values()) <= {"cancelled", "incomplete"}
    write(root, b=RIGHT)
    batch = found(root, folder)
    assert [one["judged_before"] for one in batch["documents"]] == [True, False, False]
    assert run_ids(batch)[0] == run


# --- progress -------------------------------------------------------------------------------------


def test_without_a_terminal_there_is_a_line_for_each_and_no_bar(root: Path) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    for before in ("", ", judged before"):
        done = inside("check", folder, "--root", root / "kept", "--no-run")
        lines = [line for line in done.err.splitlines() if " of 2: " in line]
        assert lines == [
            f"1 of 2: {folder / 'a.md'}: ok{before}",
            f"2 of 2: {folder / 'b.md'}: ok{before}",
        ]
        assert "#" not in done.err
        assert "taken for a collection" in done.err
    assert inside("check", folder, "--root", root / "kept", "--no-run", "-q").err == ""


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_shows_how_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    reporter = Reporter(quiet=False, total=4)
    reporter.stage("reading a.md")
    reporter.finished("a.md", "ok")
    reporter.stage("reading b.md\x1b[2J")
    reporter.close()
    shown = terminal.getvalue().split("\r\x1b[2K")
    assert shown[1:] == [
        f"[{'.' * 24}] 0 of 4  reading a.md",
        f"[######{'.' * 18}] 1 of 4  ",
        f"[######{'.' * 18}] 1 of 4  reading b.md\\x1b[2J",
        "",
    ]


# --- hostile names --------------------------------------------------------------------------------

HOSTILE = (
    b"bidi\xe2\x80\xaemd.txt.md",
    b"bell\x07\x1b[31mred.md",
    b"formula.md",
    b"=cmd|' !A0.md",
    b"latin\xff\xfe.md",
    b"new\nline.md",
    b"::error file=x::.md",
)


def test_names_of_files_are_shown_and_never_obeyed(root: Path) -> None:
    folder = root / "class"
    folder.mkdir()
    for name in HOSTILE:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(WRONG)
    for form in ("text", "json", "csv", "github", "junit", "sarif"):
        done = inside("check", folder, "--root", root / "kept", "--no-run", "--format", form)
        assert done.code in (0, 1)
        if form == "csv":
            table = rows(done.out)
            assert len(table) == len(HOSTILE)
            shown = [one["document"] for one in table]
            assert not any(one.startswith(("=", "+", "-", "@")) for one in shown)
            assert any("\\u202e" in one for one in shown)
            assert any("\\x1b[31m" in one for one in shown)
            assert any("\\udcff" in one for one in shown)
        if form == "json":
            assert len(done.json["documents"]) == len(HOSTILE)
        if form == "github":
            starts = ("::error ", "::warning ", "::notice ")
            assert all(line.startswith(starts) for line in done.out.splitlines())
    assert len(runs(root / "kept")) == len(HOSTILE)


def test_only_what_would_come_out_the_same_is_remembered(root: Path) -> None:
    folder = write(root, a=RIGHT, b=RIGHT)
    found(root, folder)
    flags = {"root": str(root / "kept"), "python": VERSION}
    chosen = settings.load(flags, environ=commanding.environment())
    memory = Memory(chosen.cache_folder, survey.workplace(chosen))
    loaded = submissions.load(gathering.gather([folder]).items[0])
    judged = memory.recall(loaded)
    assert judged is not None
    assert remembered.lasts(judged)
    record = judged.verification
    failed = record.verdicts[0].model_copy(update={"label": None})
    without = record.model_copy(update={"verdicts": (failed, *record.verdicts[1:])})
    assert not remembered.lasts(judged.model_copy(update={"verification": without}))
    ran = next(one for one in record.measurements if one.run is not None)
    assert ran.run is not None
    lost = ran.run.model_copy(
        update={"outcome": "not-run", "error": "the guest did not start: no room"}
    )
    kept = (ran.model_copy(update={"run": lost}),)
    without = record.model_copy(update={"measurements": kept})
    assert not remembered.lasts(judged.model_copy(update={"verification": without}))

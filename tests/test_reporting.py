"""`workbench report`: which runs, what is told about them, and a file in which notes stay."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from commanding import Done, inside, only_run, workbench

from workbench import notes, reporting, settings, transcripts
from workbench.errors import StorageError, UsageError


@pytest.fixture
def root(demonstrated: Path) -> Path:
    """One generated run, whose program is wrong, in the current folder."""
    return demonstrated


def report(*arguments: str | Path) -> Done:
    return inside("report", *arguments)


def written(root: Path, name: str = "report.md") -> str:
    return (root / name).read_bytes().decode()


def noted(root: Path, name: str, mine: str) -> str:
    """Write a note into a report as a reader would; what the file says then."""
    path = root / "report.md"
    text = written(root).replace(notes.place(name), notes.place(name, mine))
    assert mine in text
    path.write_bytes(text.encode())
    return text


# --- which runs -----------------------------------------------------------------------------------


def test_without_a_name_it_is_the_newest_run_of_each_workload(root: Path) -> None:
    done = report()
    assert done.code == 0
    assert f"## euler: run {only_run(root).run}\n" in done.out
    assert done.out.startswith("<!-- workbench report;")


def test_without_a_name_it_has_the_newest_check_of_each_file_too(root: Path) -> None:
    for name in ("one.md", "two.md", "one.md"):
        (root / name).write_text("```python\nprint(1)\n```\n\nIt prints 2.\n")
        workbench("check", name, "-q")
    done = report()
    assert [line.split()[1] for line in done.out.splitlines() if line.startswith("## ")] == [
        "euler:",
        "two.md:",
        "one.md:",
    ]


@pytest.mark.parametrize("form", ["id", "end", "folder", "file"])
def test_a_run_is_named_as_for_verify(root: Path, form: str) -> None:
    run = only_run(root).run
    folder = f"generated/euler/{run}"
    names = {"id": run, "end": run[-4:], "folder": folder, "file": f"{folder}/workload.py"}
    assert f"## euler: run {run}\n" in report(names[form]).out


def test_a_checked_file_is_named_by_itself(root: Path) -> None:
    path = root / "mine" / "solution.py"
    path.parent.mkdir()
    path.write_text("def quicksort(xs):\n    return sorted(xs)\n")
    for _ in range(2):
        workbench("verify", path, "--workload", "quicksort", "-q")
    newest = transcripts.paths(root / "transcripts")[-1].stem
    for name in (str(path), "mine/solution.py"):
        done = report(name, only_run_of(root, "generate"))
        assert f"## quicksort: run {newest}\n" in done.out
        assert "### What was checked\n" in done.out
        assert done.out.count("\n## ") == 2


def only_run_of(root: Path, kind: str) -> str:
    found = map(transcripts.read, transcripts.paths(root / "transcripts"))
    return next(one.run for one in found if one.kind == kind)


@pytest.mark.parametrize("name", ["nothing", "19990101T000000Z-0000", "no/such/file.md", "a\0b"])
def test_what_is_no_run_is_an_error(root: Path, name: str) -> None:
    with pytest.raises((UsageError, StorageError, ValueError)):
        reporting.chapters([name], settings.load({"root": str(root)}))
    if "\0" not in name:
        assert report(name, "-o", "report.md").code == 2
        assert not (root / "report.md").exists()


def test_without_any_run_it_says_what_to_do(tmp_path: Path) -> None:
    done = report("--root", tmp_path)
    assert (done.code, "workbench generate" in done.err) == (2, True)


def test_a_run_without_verdicts_says_how_to_get_some(root: Path) -> None:
    found = only_run(root)
    lines = found.path.read_text().split("\n")
    kept = [one for one in lines if one and "verification" not in json.loads(one)]
    found.path.write_text("\n".join(kept) + "\n")
    done = report(found.run)
    assert (done.code, f"workbench verify {found.run}" in done.err) == (2, True)


# --- what is told ---------------------------------------------------------------------------------


def test_the_report_of_a_generated_run_has_what_the_tasks_ask_for(root: Path) -> None:
    text = report().out
    run = only_run(root).run
    # Counted by hand in the demonstration's program: y += h * f(t, y), t += h.
    assert "**a stack machine**, by the bytecode of `euler` on CPython" in text
    assert "(`BINARY_OP *` 1, `BINARY_OP +=` 2)" in text or "INPLACE_ADD" in text
    assert "### What was measured" in text
    assert f"`generated/euler/{run}/evidence/workload.cpython-" in text
    assert ".dis.txt` |" in text
    assert ".prof` |" in text
    assert "| calls | `euler(" in text  # what its run used
    assert "smallest failing input" in text
    assert "**incorrect**" in text


def test_every_discrepancy_names_a_command_that_is_there(root: Path) -> None:
    found = only_run(root).verifications[-1]
    wrong = [v.claim for v in found.verdicts if v.label not in ("confirmed", "uncheckable")]
    text = report().out
    assert text.count("- reproduce: `workbench evidence ") == len(wrong) > 5
    assert {name for name in notes.read(text).found if len(name) == 12} == set(wrong)


def test_reviews_stand_with_their_finding(root: Path) -> None:
    found = only_run(root)
    verification = found.verifications[-1]
    verdict = next(v for v in verification.verdicts if v.label == "contradicted")
    event = transcripts.review_event(verdict.claim, verdict, "agree", "so it is", "Ada")
    transcripts.Writer(found.path).append(event)
    assert "- review: agree: so it is (Ada, " in report().out


def test_stored_measurements_of_another_shape_are_left_out(root: Path) -> None:
    found = only_run(root)
    events = [json.loads(line) for line in found.path.read_text().splitlines()]
    for number, event in enumerate(events):
        if event["event"] == "measurement":
            odd = (
                {},
                {"code_objects": [{}]},
                {"code_objects": 3},
                {"functions": []},
                {"raised": 1},
            )
            event["measurement"]["data"] = odd[number % len(odd)]
    found.path.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    done = report()
    assert (done.code, "### Verdicts" in done.out) == (0, True)


def test_links_and_pipes_in_the_evidence_are_left_out(root: Path, tmp_path: Path) -> None:
    folder = root / "generated" / "euler" / only_run(root).run / "evidence"
    (folder / "link.pyc").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.pyc")
    (folder / "folder.pyc").mkdir()
    text = report().out
    assert not [name for name in ("link.pyc", "pipe.pyc", "folder.pyc") if name in text]


# --- the file -------------------------------------------------------------------------------------


def test_notes_stay_when_the_same_command_runs_again(root: Path) -> None:
    assert report("-o", "report.md").code == 0
    claim = next(name for name in notes.read(written(root)).found if len(name) == 12)
    mine = "Mine, *word for word*:\r\n\n\t<b>x</b>  \n"
    noted(root, claim, mine)
    edited = noted(root, "report", "At the top\n")
    done = report("-o", "report.md")
    assert (done.code, "2 notes kept" in done.err) == (0, True)
    assert written(root) == edited
    assert sorted(path.name for path in root.iterdir()) == ["generated", "report.md", "transcripts"]


def test_notes_about_findings_that_are_gone_are_never_lost(root: Path) -> None:
    report("-o", "report.md")
    claim = next(name for name in notes.read(written(root)).found if len(name) == 12)
    noted(root, claim, "Mine\n")
    path = root / "solution.py"
    path.write_text("def quicksort(xs):\n    return sorted(xs)\n")
    workbench("verify", path, "--workload", "quicksort", "-q")
    assert report("solution.py", "-o", "report.md").code == 0
    text = written(root)
    assert notes.place(claim, "Mine\n") in text.partition("## Notes without a finding")[2]
    report("-o", "report.md", only_run_of(root, "generate"))
    assert notes.place(claim, "Mine\n") in written(root)
    assert "Notes without a finding" not in written(root)


def test_text_that_was_edited_beside_the_notes_is_kept_aside(root: Path) -> None:
    report("-o", "report.md")
    edited = written(root).replace("### Programs", "### Programmes\n\nNot between marks.")
    for number in (1, 2):
        (root / "report.md").write_text(edited)
        done = report("-o", "report.md")
        assert (done.code, f"report.before-{number}.md" in done.err) == (0, True)
        assert (root / f"report.before-{number}.md").read_text() == edited
    assert "### Programs\n" in written(root)


@pytest.mark.parametrize("text", ["# My own report\n", "x", "See `<!-- notes: a -->`.\n", "\0\xff"])
def test_a_file_that_is_no_report_is_never_overwritten(root: Path, text: str) -> None:
    (root / "report.md").write_text(text)
    done = report("-o", "report.md")
    assert (done.code, "not overwritten" in done.err, "-o" in done.err) == (2, True, True)
    assert (root / "report.md").read_text() == text


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_file_may_be_written(root: Path, text: str) -> None:
    (root / "report.md").write_text(text)
    assert report("-o", "report.md").code == 0
    assert "# Report: euler" in written(root)


def test_a_lost_mark_is_told_and_nothing_is_overwritten(root: Path) -> None:
    report("-o", "report.md")
    text = written(root).replace(notes.END, "", 1)
    (root / "report.md").write_text(text)
    done = report("-o", "report.md")
    assert (done.code, "has no end" in done.err, notes.END in done.err) == (2, True, True)
    assert written(root) == text


def test_bytes_of_a_note_that_are_no_text_stay(root: Path) -> None:
    report("-o", "report.md")
    mark = b"<!-- notes: report -->\n"
    data = (root / "report.md").read_bytes().replace(mark, mark + b"caf\xe9 \xff\n")
    (root / "report.md").write_bytes(data)
    assert report("-o", "report.md").code == 0
    assert (root / "report.md").read_bytes() == data


def test_links_rights_and_other_kinds_of_files(root: Path) -> None:
    report("-o", "real.md")
    (root / "real.md").chmod(0o600)
    (root / "link.md").symlink_to("real.md")
    assert report("-o", "link.md").code == 0
    assert (root / "link.md").is_symlink()
    assert stat.S_IMODE((root / "real.md").stat().st_mode) == 0o600
    os.mkfifo(root / "pipe.md")
    (root / "folder.md").mkdir()
    for name in ("pipe.md", "folder.md", "no/such/folder/report.md"):
        done = report("-o", name)
        assert (done.code, "cannot write" in done.err) == (3, True)
    assert not [path for path in root.iterdir() if "partial" in path.name]


def test_a_file_that_changes_meanwhile_is_not_overwritten(root: Path) -> None:
    report("-o", "report.md")
    before = reporting.old(root / "report.md")
    (root / "report.md").write_text("saved by an editor\n")
    with pytest.raises(StorageError, match="in the meantime"):
        reporting.write("new", before)
    assert written(root) == "saved by an editor\n"

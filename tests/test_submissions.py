"""Submissions: a folder with a report, its programs, listings and data is judged as one."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commanding import Done, inside, only_run, runs

from workbench import interpreters

VERSION = interpreters.running().version
REPORT = """\
# Sums

The program `main.py` prints 6 and imports `sys`.

## The function `total`

| Opcode | total |
|---|---|
| STORE_FAST | 3 |
| RETURN_VALUE | 5 |
"""
SOLVER = """\
def total(numbers):
    result = 0
    for number in numbers:
        result = result + number
    return result
"""
MAIN = """\
import sys

from solver import total

with open("numbers.txt") as file:
    print(total([int(word) for word in file.read().split()]))
"""


def check(root: Path, *arguments: str | Path) -> Done:
    return inside("check", *arguments, "--root", root / "kept", "--python", VERSION, "-q")


def found(root: Path, *arguments: str | Path) -> Any:
    return check(root, *arguments, "--format", "json").json


@pytest.fixture
def anna(root: Path) -> Path:
    """A submission: a report, two programs of which one imports the other, and data."""
    folder = root / "anna"
    folder.mkdir()
    (folder / "README.md").write_text(REPORT)
    (folder / "solver.py").write_text(SOLVER)
    (folder / "main.py").write_text(MAIN)
    (folder / "numbers.txt").write_text("1 2 3\n")
    return folder


def claims(judged: Any, kind: str) -> list[tuple[Any, str]]:
    return [(one["claimed"], one["verdict"]) for one in judged["claims"] if one["kind"] == kind]


def place(one: Any) -> tuple[str, int]:
    return Path(one["location"]["file"]).name, one["location"]["line"]


def test_a_submission_is_one_document_with_the_files_as_its_programs(
    root: Path, anna: Path
) -> None:
    judged = found(root, anna)
    assert judged["schema"] == "workbench/verdicts/1"
    assert (judged["source"], judged["sort"]) == (str(anna), "submission")
    programs = {one["name"]: (one["outcome"], place(one)) for one in judged["artifacts"]}
    assert programs == {
        "main.py": ("ok", ("main.py", 1)),
        "solver.py": ("ok", ("solver.py", 1)),
    }
    # By hand: `result` is stored twice and `number` once; one value is returned.
    assert claims(judged, "opcode_count") == [(3, "confirmed"), (5, "contradicted")]
    assert claims(judged, "program_runs") == [(None, "confirmed")] * 2
    assert {place(one)[0] for one in judged["claims"]} == {"README.md", "main.py", "solver.py"}
    (count,) = [one for one in judged["claims"] if one["verdict"] == "contradicted"][-1:]
    assert place(count) == ("README.md", 10)
    by_id = {one["id"]: one["name"] for one in judged["artifacts"]}
    assert by_id[count["artifact"]] == "solver.py"
    quoted = (anna / "README.md").read_text().splitlines()[9]
    at = count["location"]
    assert quoted[at["column"] - 1 : at["end_column"] - 1] == count["quote"] == "5"


def test_the_ids_of_claims_stay_wherever_the_folder_lies(root: Path, anna: Path) -> None:
    first = found(root, anna)
    moved = anna.rename(root / "moved")
    second = found(root, moved)
    assert [one["id"] for one in first["claims"]] == [one["id"] for one in second["claims"]]
    assert first["run"] != second["run"]


def test_evidence_is_measured_again_beside_the_files_of_the_folder(root: Path, anna: Path) -> None:
    judged = found(root, anna)
    names = {one["id"]: one["name"] for one in judged["artifacts"]}
    (claim,) = (
        one["id"]
        for one in judged["claims"]
        if one["kind"] == "program_runs" and names[one["artifact"]] == "main.py"
    )
    done = inside("evidence", claim, "--root", root / "kept")
    assert "measured again: same" in done.out
    (anna / "numbers.txt").unlink()
    done = inside("evidence", claim, "--root", root / "kept")
    assert "measured again: same" not in done.out
    assert "FileNotFoundError" in done.out


def test_what_is_not_read_is_told(root: Path, anna: Path) -> None:
    (anna / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    (anna / "paper.txt").write_bytes(b"\0\1\2")
    (anna / "core.bin").write_bytes(b"\0" * 9)
    (anna / "secret.md").symlink_to("/etc/passwd")
    judged = found(root, anna)
    assert judged["status"] == "ok"
    assert {Path(one["file"]).name: one["why"] for one in judged["unread"]} == {
        "shot.png": "it is an image",
        "paper.txt": "it is not text",
        "core.bin": "it is not text",
        "secret.md": "it is a link",
    }
    text = check(root, anna, "--color", "never").out
    assert "not read: shot.png: it is an image" in text
    assert "root:" not in text


def test_a_folder_without_a_report_says_what_is_missing(root: Path) -> None:
    folder = root / "empty"
    folder.mkdir()
    (folder / "shot.png").write_bytes(b"\x89PNG")
    done = check(root, folder, "--as", "submission")
    assert done.code == 3
    assert "no document and no program in it can be read" in done.out
    assert runs(root / "kept") == []


def test_a_claim_that_fits_the_same_function_of_two_files_accuses_nobody(
    root: Path, anna: Path
) -> None:
    (anna / "other.py").write_text("def total(numbers):\n    a = b = c = d = 0\n    return a\n")
    (anna / "README.md").write_text(REPORT.replace("STORE_FAST | 3", "STORE_FAST | 4"))
    judged = found(root, anna)
    # Four are stored in other.py and three in solver.py; which one is meant nobody says.
    (stores,) = [label for value, label in claims(judged, "opcode_count") if value == 4]
    # (From 3.13 on two stores are one instruction: there it is true of another version.)
    assert stores in ("confirmed", "ambiguous", "other-version")


def test_the_target_is_the_one_that_the_report_states(root: Path, anna: Path) -> None:
    (anna / "README.md").write_text(f"Measured on CPython {VERSION}.\n\n{REPORT}")
    done = inside("check", anna, "--root", root / "kept", "-q", "--format", "json")
    assert done.json["target"] == {"python": VERSION, "source": "stated"}


def test_a_file_that_lies_there_is_the_program_that_words_call_so(root: Path, anna: Path) -> None:
    more = "\nWhat is written in `main.py` is short.\n\n```bash\npython main.py\n```\n"
    (anna / "README.md").write_text(REPORT + more)
    judged = found(root, anna)
    assert [v for _, v in claims(judged, "command_works")] == ["confirmed"]


def test_code_in_the_report_runs_beside_the_files(root: Path, anna: Path) -> None:
    usage = "\n```python\nfrom solver import total\n\nprint(total([4, 5]))\n```\n"
    usage += "\nOutput:\n\n```\n9\n```\n"
    (anna / "README.md").write_text(REPORT + usage)
    judged = found(root, anna)
    assert [one["outcome"] for one in judged["artifacts"]] == ["ok"] * 3
    assert ("9", "confirmed") in [(str(c), v) for c, v in claims(judged, "output_value")]


def test_a_class_of_submissions_is_a_row_each_and_remembered_by_all_of_its_files(
    root: Path, anna: Path
) -> None:
    bob = root / "bob"
    bob.mkdir()
    for name in ("README.md", "solver.py"):
        (bob / name).write_text((anna / name).read_text())
    folder = root / "class"
    folder.mkdir()
    anna.rename(folder / "anna")
    bob.rename(folder / "bob")
    first = found(root, folder)
    assert [(Path(one["source"]).name, one["sort"]) for one in first["documents"]] == [
        ("anna", "submission"),
        ("bob", "submission"),
    ]
    (folder / "bob" / "shot.png").write_bytes(b"\x89PNG")
    second = found(root, folder)
    assert [one["judged_before"] for one in second["documents"]] == [True, False]
    (folder / "anna" / "numbers.txt").write_text("7\n")
    third = found(root, folder)
    assert [one["judged_before"] for one in third["documents"]] == [False, True]
    assert third["documents"][1]["unread"] == second["documents"][1]["unread"] != []


HOSTILE = (b"new\nline.py", b"\x1b[31mred.py", b"\xe2\x80\xaebidi.py", b"bad\xff.py", b"-rf.py")


def test_programs_with_hostile_names_are_judged_and_shown_harmless(root: Path, anna: Path) -> None:
    for name in HOSTILE:
        Path(os.fsdecode(os.fsencode(anna) + b"/" + name)).write_text("print(1)\n")
    for form in ("text", "csv", "json"):
        done = check(root, anna, "--format", form)  # nothing odd in it: looked at there
        assert done.code == 1  # the one false count
    assert len(json.loads(done.out)["artifacts"]) == 2 + len(HOSTILE)


def test_other_commands_know_the_run_of_a_submission(root: Path, anna: Path) -> None:
    found(root, anna)
    run = only_run(root / "kept").run
    for command in (("transcripts", "show", run), ("report", run)):
        done = inside(*command, "--root", root / "kept")
        assert done.code == 0, done.err
        assert "RETURN_VALUE" in done.out

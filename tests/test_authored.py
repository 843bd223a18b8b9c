"""What an author's tools left in a submission: compiled files and profiles, read by guests."""

from __future__ import annotations

import marshal
import py_compile
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commanding import inside

from workbench import interpreters

VERSION = interpreters.running().version
TAG = f"cpython-3{sys.version_info.minor}"
SOURCE = """\
import time


def fast(n):
    return n + 1


def slow(n):
    time.sleep(0.02)
    return fast(n)


print(slow(1))
"""
REPORT = "# Where the time goes\n\nThe function `fast` takes 60 % of the time.\n"


def found(root: Path, folder: Path) -> Any:
    arguments = ("--root", root / "kept", "--python", VERSION, "-q", "--format", "json")
    return inside("check", folder, "--as", "submission", *arguments).json


@pytest.fixture
def ben(root: Path) -> Path:
    """A report and its program."""
    folder = root / "ben"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "README.md").write_text(REPORT)
    (folder / "work.py").write_text(SOURCE)
    return folder


def compiled(folder: Path, source: str, name: str = f"__pycache__/work.{TAG}.pyc") -> Path:
    """What this interpreter makes of a source, under a name in the folder."""
    text = folder.parent / "work.py"
    text.write_text(source)
    level = 2 if "opt-2" in name else 0
    py_compile.compile(str(text), str(folder / name), "elsewhere.py", True, level)
    return folder / name


def notes(judged: Any) -> list[str]:
    (program,) = judged["artifacts"]
    return [one for one in program["notes"] if ".pyc" in one]


def test_a_compiled_file_of_the_same_text_is_told(root: Path, ben: Path) -> None:
    compiled(ben, SOURCE + "# a comment more, and other lines\n")
    judged = found(root, ben)
    name = f"__pycache__/work.{TAG}.pyc"
    assert notes(judged) == [f"{name} is what CPython {VERSION} compiles it to"]
    assert judged["unread"] == []


def test_a_stale_compiled_file_names_what_differs(root: Path, ben: Path) -> None:
    stale = SOURCE.replace("n + 1", "n + 2").replace("def slow", "def old")
    compiled(ben, stale.replace("slow(1)", "old(1)"))
    (note,) = notes(found(root, ben))
    assert note.endswith("compiles it to: <module>, fast, slow, old differ")


def test_a_file_compiled_without_docstrings_is_compared_as_such(root: Path, ben: Path) -> None:
    documented = SOURCE.replace("    return n + 1", '    """One more."""\n    return n + 1')
    (ben / "work.py").write_text(documented)
    compiled(ben, documented, f"__pycache__/work.{TAG}.opt-2.pyc")
    (note,) = notes(found(root, ben))
    assert note.endswith(f"is what CPython {VERSION} compiles it to")


def test_what_cannot_be_read_is_told_and_accuses_nobody(root: Path, ben: Path) -> None:
    good = compiled(ben, SOURCE).read_bytes()
    files = {
        "work.future.pyc": struct.pack("<H", 9999) + good[2:],
        "work.ancient.pyc": b"\x03\xf3\r\n" + good[4:],
        "other.pyc": good,
        "torn.prof": b"{",
        "text.prof": b"no profile",
        "nest.prof": b"[\x01\x00\x00\x00" * 5000,
        "huge.prof": b"\x7b" + b"0" * (5 << 20),
    }
    for name, data in files.items():
        (ben / name).write_bytes(data)
    (ben / "work.pyc").write_bytes(good[:40])
    judged = found(root, ben)
    why = {Path(one["file"]).name: one["why"] for one in judged["unread"]}
    assert set(why) == {*files, "work.pyc"}
    assert "magic number" in why["work.future.pyc"]
    assert "magic number" in why["work.ancient.pyc"]
    assert why["other.pyc"] == "there is no other.py to compare it with"
    assert "MiB" in why["huge.prof"]
    for name in ("torn.prof", "text.prof", "nest.prof", "work.pyc"):
        assert why[name].startswith("it could not be read: ")
    assert [one["outcome"] for one in judged["artifacts"]] == ["ok"]


def test_nothing_of_a_compiled_file_is_executed(root: Path, ben: Path) -> None:
    marker = root / "ran"
    compiled(ben, f"open({str(marker)!r}, 'w').close()\n")
    (note,) = notes(found(root, ben))
    assert "differ" in note
    assert not marker.exists()


def test_the_authors_own_profile_stands_beside_the_claim(root: Path, ben: Path) -> None:
    # fast: 1 of 50 seconds by itself; slow: 49 of 50 by itself, all with what it calls.
    stats = {
        ("work.py", 4, "fast"): (3, 3, 1.0, 1.0, {}),
        ("work.py", 8, "slow"): (3, 3, 49.0, 50.0, {}),
    }
    (ben / "run.prof").write_bytes(marshal.dumps(stats))
    judged = found(root, ben)
    (claim,) = (one for one in judged["claims"] if one["kind"] == "time_share")
    assert claim["help"][-1] == (
        "the author's own run.prof has fast with 2 % of the time by itself, 2 % with what it "
        "calls, 3 calls"
    )


def test_impossible_numbers_of_a_profile_are_left_out(root: Path, ben: Path) -> None:
    stats = {
        ("work.py", 4, "fast"): (3, 3, float("nan"), 1.0, {}),
        ("work.py", 5, "fast"): (3, -3, 1.0, 1.0, {}),
        ("work.py", 6, "fast"): (3, 3, -1.0, float("inf"), {}),
    }
    (ben / "run.prof").write_bytes(marshal.dumps(stats))
    judged = found(root, ben)
    (claim,) = (one for one in judged["claims"] if one["kind"] == "time_share")
    assert not any("run.prof" in one for one in claim["help"])


def test_programs_of_one_name_in_two_folders_are_held_against_their_own(
    root: Path, ben: Path
) -> None:
    names = ("a/work.py", "b/work.py")
    texts = {name: SOURCE.replace("n + 1", f"n + {add}") for add, name in enumerate(names, 2)}
    for name, text in texts.items():
        (ben / name).parent.mkdir()
        (ben / name).write_text(text)
    (ben / "a/__pycache__").mkdir()
    compiled(ben, texts["a/work.py"], f"a/__pycache__/work.{TAG}.pyc")
    compiled(ben, texts["b/work.py"], "b/work.pyc")
    compiled(ben, SOURCE, "__pycache__/work.pyc")
    compiled(ben, SOURCE, f"b/other.{TAG}.pyc")
    judged = found(root, ben)
    told = {
        str(Path(one["location"]["file"]).relative_to(ben)): one["notes"]
        for one in judged["artifacts"]
    }
    same = f"is what CPython {VERSION} compiles it to"
    assert [one for one in told["work.py"] if ".pyc" in one] == [f"__pycache__/work.pyc {same}"]
    assert [one for one in told["b/work.py"] if ".pyc" in one] == [f"b/work.pyc {same}"]
    (note,) = (one for one in told["a/work.py"] if ".pyc" in one)
    assert note == f"a/__pycache__/work.{TAG}.pyc {same}"
    (unread,) = judged["unread"]
    assert unread["why"] == "there is no b/other.py to compare it with"


@pytest.mark.parametrize(
    "files",
    [
        ["/usr/lib/python3/json/encoder.py"],
        ["work.py", "C:\\old\\work.py"],
        ["work.pyx", "~"],
    ],
)
def test_a_profile_says_nothing_of_functions_of_other_files(
    root: Path, ben: Path, files: list[str]
) -> None:
    stats = {(file, 4, "fast"): (3, 3, 1.0, 1.0, {}) for file in files}
    (ben / "run.prof").write_bytes(marshal.dumps(stats))
    (claim,) = (one for one in found(root, ben)["claims"] if one["kind"] == "time_share")
    assert not any("run.prof" in one for one in claim["help"])


@pytest.mark.parametrize("file", ["work.py", "/home/ben/work.py", "C:\\ben\\work.py"])
def test_a_profile_speaks_of_the_program_wherever_it_lay(root: Path, ben: Path, file: str) -> None:
    stats = {
        (file, 4, "fast"): (3, 3, 1.0, 1.0, {}),
        ("/usr/lib/python3/fast.py", 4, "fast"): (9, 9, 3.0, 3.0, {}),
    }
    (ben / "run.prof").write_bytes(marshal.dumps(stats))
    (claim,) = (one for one in found(root, ben)["claims"] if one["kind"] == "time_share")
    assert claim["help"][-1].startswith("the author's own run.prof has fast with 25 % of the time")

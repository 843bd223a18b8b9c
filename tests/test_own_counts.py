"""Submissions with their authors' own listings and counts: fresh, stale, at odds with the words.

What is handed in is what plain `dis` of this interpreter prints, or a counter with a known bug.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commanding import inside

from workbench import interpreters

VERSION = interpreters.running().version
SOURCE = """\
N = 10


def step(x, dt):
    v = -x * dt
    return x + v


def solve(x, dt, n):
    for i in range(n):
        x = step(x, dt)
        if x < dt:
            x = x * dt + n
    return x


print(round(solve(1.0, 0.1, N), 3))
"""
OLDER = SOURCE.replace("x = x * dt + n", "x = x * dt")
_ASK = r"""
import contextlib, dis, io, json, sys
from collections import Counter

space = {"__name__": "program"}
source = sys.stdin.read()
module = compile(source, "solver.py", "exec")
with contextlib.redirect_stdout(io.StringIO()):
    exec(module, space)
codes = {name: space[name].__code__ for name in ("step", "solve")} | {"module": module}


def text(what):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        dis.dis(what)
    return out.getvalue()


print(json.dumps({
    "listing": {name: text(code) for name, code in codes.items()},
    "counts": {name: Counter(i.opname for i in dis.get_instructions(code))
               for name, code in codes.items()},
    "bytes": {name: Counter(dis.opname[byte] for byte in code.co_code)
              for name, code in codes.items()},
}))
"""


def plain(source: str) -> Any:
    """What plain dis gives for a source: listings, counts, and those of a byte-by-byte walk."""
    command = [sys.executable, "-I", "-c", _ASK]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


NOW, BEFORE = plain(SOURCE), plain(OLDER)
LOADS, OLD_LOADS = (one["counts"]["solve"]["LOAD_FAST"] for one in (NOW, BEFORE))
STORES = NOW["counts"]["solve"]["STORE_FAST"]


def count(number: int, opcode: str = "LOAD_FAST") -> str:
    return f"# Report\n\nThe function `solve` contains {number} {opcode} instructions.\n"


def table(counts: dict[str, int], function: str = "solve") -> str:
    rows = "".join(f"| {name} | {number} |\n" for name, number in counts.items() if name != "CACHE")
    return f"# Report\n\n## `{function}`\n\n| Opcode | {function} |\n|---|---|\n{rows}"


def rows(counts: dict[str, int]) -> str:
    return "opcode,count\n" + "".join(f"{name},{number}\n" for name, number in counts.items())


def pasted(seen: Any) -> str:
    return f"```\n>>> dis.dis(solve)\n{seen['listing']['solve']}```\n"


@pytest.fixture
def hand_in(root: Path) -> Any:
    """Puts files into a folder and says what is found in it."""

    def given(**files: str) -> Any:
        folder = root / "mia"
        folder.mkdir()
        (folder / "solver.py").write_text(SOURCE)
        for name, text in files.items():
            path = folder / name.replace("__", ".")
            path.write_text(text)
        keep = ("--root", root / "kept", "--python", VERSION, "-q", "--format", "json")
        return inside("check", folder, "--as", "submission", *keep).json

    return given


def notes(judged: Any) -> list[str]:
    return [note for one in judged["artifacts"] for note in one["notes"]]


def verdicts(judged: Any) -> Counter[str]:
    return Counter(one["verdict"] for one in judged["claims"] if one["kind"] != "program_runs")


def false(judged: Any, kind: str = "opcode_count") -> Any:
    (one,) = (c for c in judged["claims"] if c["verdict"] == "contradicted" and c["kind"] == kind)
    return one


def help_of(judged: Any) -> list[str]:
    return [line for one in judged["claims"] for line in one["help"]]


# --- right throughout: nothing is named, nobody hears of anything ---------------------------------


@pytest.mark.parametrize(
    "files",
    [
        {"README__md": count(LOADS), "solve__dis__txt": NOW["listing"]["solve"]},
        {"README__md": count(STORES, "STORE_FAST"), "solver__dis": NOW["listing"]["module"]},
        {"README__md": count(LOADS), "opcode_counts__csv": rows(NOW["counts"]["solve"])},
        {"README__md": count(LOADS), "counts__json": json.dumps(NOW["counts"])},
        {"README__md": table(NOW["counts"]["solve"])},
        {"README__md": f"{count(LOADS)}\n{pasted(NOW)}"},
    ],
)
def test_what_is_right_hears_of_nothing(hand_in: Any, files: dict[str, str]) -> None:
    judged = hand_in(**files)
    assert set(verdicts(judged)) == {"confirmed"}
    assert {one["reason"] for one in judged["claims"]} <= {"holds", "ok"}
    assert help_of(judged) == []
    assert not any("not of this" in note for note in notes(judged))


def test_files_of_the_source_are_noted_at_the_program(hand_in: Any) -> None:
    judged = hand_in(
        README__md=count(LOADS),
        solve__dis__txt=NOW["listing"]["solve"],
        solver__dis=NOW["listing"]["module"],
        counts__csv=rows(NOW["counts"]["solve"]),
    )
    assert sorted(notes(judged)) == [
        f"counts.csv is what CPython {VERSION} gives for solve",
        f"solve.dis.txt is what CPython {VERSION} gives for solve",
        f"solver.dis is what CPython {VERSION} gives for <module>, step, solve",
    ]


# --- stale listings and counts --------------------------------------------------------------------


def test_a_listing_of_an_older_source_agrees_with_the_words(hand_in: Any) -> None:
    judged = hand_in(README__md=count(OLD_LOADS), solve__dis__txt=BEFORE["listing"]["solve"])
    line = f"the author's own solve.dis.txt has {OLD_LOADS}, too; it is not of this source"
    assert false(judged)["help"] == [line]
    (note,) = notes(judged)
    assert note.startswith("solve.dis.txt is not of this solve: ")
    assert "shows `" in note
    assert "; the source may have changed since" in note


def test_of_a_file_with_several_listings_the_stale_one_is_named(hand_in: Any) -> None:
    judged = hand_in(README__md=count(LOADS), solver__dis=BEFORE["listing"]["module"])
    fits, stale = sorted(notes(judged), key=lambda note: "not of this" in note)
    assert fits == f"solver.dis is what CPython {VERSION} gives for <module>, step"
    assert stale.startswith("solver.dis is not of this solve: ")
    assert verdicts(judged) == {"confirmed": 1}
    assert help_of(judged) == []


def test_counts_of_an_older_source_that_name_no_function(hand_in: Any) -> None:
    judged = hand_in(
        README__md=table(BEFORE["counts"]["solve"]), c__csv=rows(BEFORE["counts"]["solve"])
    )
    lines = {line for one in judged["claims"] for line in one["help"] if "c.csv" in line}
    said = f"the author's own c.csv has {OLD_LOADS}, too; it fits no function of this source"
    assert said in lines
    assert notes(judged) == []


def test_counts_that_name_their_function(hand_in: Any) -> None:
    judged = hand_in(
        README__md=count(LOADS), c__json=json.dumps({"solve": BEFORE["counts"]["solve"]})
    )
    (note,) = notes(judged)
    assert note.startswith("c.json is not of this solve: no reading explains the table")
    assert verdicts(judged) == {"confirmed": 1}


def test_counts_in_a_text_file_are_no_evidence_for_themselves(hand_in: Any) -> None:
    lines = "".join(f"{name}: {n}\n" for name, n in BEFORE["counts"]["solve"].items())
    judged = hand_in(README__md=count(OLD_LOADS), solve_counts__txt=lines)
    by_file: dict[str, list[str]] = {}
    for one in judged["claims"]:
        by_file.setdefault(Path(one["location"]["file"]).name, []).extend(one["help"])
    line = f"the author's own solve_counts.txt has {OLD_LOADS}, too; it is not of this source"
    assert by_file["README.md"] == [line]
    assert not any("the author's own" in one for one in by_file.get("solve_counts.txt", ()))


# --- words at odds with what was handed in --------------------------------------------------------


def test_the_words_say_one_thing_and_the_listing_another(hand_in: Any) -> None:
    judged = hand_in(README__md=count(LOADS + 7), solve__dis__txt=NOW["listing"]["solve"])
    assert false(judged)["help"] == [f"the author's own solve.dis.txt has {LOADS}"]


def test_a_listing_in_the_report_itself_is_known(hand_in: Any) -> None:
    judged = hand_in(README__md=f"{count(LOADS + 7)}\n{pasted(NOW)}")
    assert false(judged)["help"] == [f"the listing on line 7 of README.md has {LOADS}"]


def test_a_false_listing_in_the_report_agrees_with_its_words(hand_in: Any) -> None:
    judged = hand_in(README__md=f"{count(OLD_LOADS)}\n{pasted(BEFORE)}")
    (line,) = false(judged)["help"]
    assert line.endswith(f"has {OLD_LOADS}, too; it is not of this source")
    assert false(judged, "dis_listing")["location"]["line"] == 7


# --- classes --------------------------------------------------------------------------------------


def test_a_table_of_a_counter_that_walks_over_bytes(hand_in: Any) -> None:
    walked = NOW["bytes"]["solve"]
    shown = {name: n for name, n in walked.items() if name.isidentifier() and name != "CACHE"}
    judged = hand_in(README__md=table(shown))
    whole = false(judged, "opcode_table")
    assert whole["reason"] == "byte-walk"
    assert "each byte of its code taken for an opcode, arguments too" in whole["explanation"]


def test_a_table_of_another_function_and_of_the_module(hand_in: Any) -> None:
    judged = hand_in(README__md=table(NOW["counts"]["step"]))
    assert false(judged, "opcode_table")["reason"] == "other-function"


def test_a_report_that_contradicts_itself(hand_in: Any) -> None:
    words = f"\nLater: The function `solve` contains {LOADS} LOAD_FAST instructions.\n"
    judged = hand_in(README__md=count(LOADS + 3) + words)
    line = f"the text contradicts itself: line 5 says {LOADS} of the same"
    assert false(judged)["help"] == [line]


def test_a_table_with_names_that_were_cut(hand_in: Any) -> None:
    counts = {name[:10]: n for name, n in NOW["counts"]["solve"].items()}
    assert "LOAD_GLOBA" in counts
    judged = hand_in(README__md=table(counts))
    assert "contradicted" not in verdicts(judged)


def test_a_notebook_under_the_name_of_a_program_is_told(hand_in: Any) -> None:
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": []}
    cells = [{**cell, "source": ["def f(x):\n", "    return x * 2\n"]}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    judged = hand_in(README__md=count(LOADS), cells__py=json.dumps(notebook, indent=1))
    (note,) = notes(judged)
    assert note.startswith("it is a notebook's JSON under a program's name: to Python one literal")
    assert verdicts(judged) == {"confirmed": 1}

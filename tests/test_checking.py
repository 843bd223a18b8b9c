"""Checking documents: what is run as printed and repaired, exit codes, the contract, odd files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commanding import Done, inside, only_run, workbench

from workbench import interpreters

VERSION = interpreters.running().version
GOOD = """\
# Report

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
LOST = """\
The function `half`:

```python
def half(x):
y = x / 2
return y
```

```python
print(half(5))
```
"""
BROKEN = "```python\ndef half(x:\n    return x / 2\n```\n"
CRASHING = "```python\ndef half(x):\n    return x / 0\n\n\nprint(half(1))\n```\n"
NO_IMPORT = """\
```python
def root(x):
    return math.sqrt(x)


print(root(9))
```

It prints 3.0.
"""
WRONG = GOOD.replace("\n42\n", "\n43\n")


def check(root: Path, *arguments: str | Path, **files: str) -> Done:
    """Check files (name to text) with these arguments, in this process, on this interpreter."""
    for name, text in files.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    paths = [root / f"{name}.md" for name in files]
    return inside("check", *paths, *arguments, "--root", root, "--python", VERSION, "-q")


def found(root: Path, text: str, *arguments: str | Path) -> Any:
    return check(root, "--format", "json", *arguments, doc=text).json


def outcomes(checked: Any) -> list[tuple[str, str, str]]:
    return [(one["id"], one["variant"], one["outcome"]) for one in checked["artifacts"]]


def verdict(checked: Any, kind: str) -> list[str]:
    return [one["verdict"] for one in checked["claims"] if one["kind"] == kind]


# --- programs, as printed and repaired ------------------------------------------------------------


def test_a_program_that_runs_is_run_once(root: Path) -> None:
    checked = found(root, GOOD)
    assert outcomes(checked) == [("a1", "literal", "ok")]
    assert verdict(checked, "program_runs") == ["confirmed"]
    assert verdict(checked, "output_value") == ["confirmed"]
    assert checked["summary"]["contradicted"] == 0


def test_lost_indentation_is_told_and_put_back(root: Path) -> None:
    checked = found(root, LOST)
    first, twin, *rest = checked["artifacts"]
    assert (first["outcome"], first["variant"], first["repairs"]) == (
        "rejected-source",
        "literal",
        [],
    )
    assert (twin["id"], twin["outcome"]) == ("a1-repaired", "ok")
    assert twin["repairs"] == ["indentation: the body of line 1 moved right by 4"]
    assert {one["outcome"] for one in rest} <= {"ok", "not-run"}
    (claim, *_) = [one for one in checked["claims"] if one["artifact"] == "a1"]
    assert (claim["kind"], claim["verdict"]) == ("program_runs", "contradicted")
    assert claim["explanation"].endswith("it runs")


def test_an_import_left_out_is_put_in_and_told(root: Path) -> None:
    checked = found(root, NO_IMPORT)
    assert [one["variant"] for one in checked["artifacts"]] == ["literal", "repaired"]
    literal, twin = checked["artifacts"]
    assert literal["outcome"] in ("crash", "not-run")
    assert (twin["outcome"], twin["repairs"]) == ("ok", ["missing import: import math"])


def test_what_nothing_repairs_has_no_twin(root: Path) -> None:
    checked = found(root, BROKEN)
    assert outcomes(checked) == [("a1", "literal", "rejected-source")]
    assert checked["artifacts"][0]["error"].startswith("SyntaxError")
    assert verdict(checked, "program_runs") == ["contradicted"]


def test_a_crash_names_the_exception(root: Path) -> None:
    checked = found(root, CRASHING)
    assert outcomes(checked) == [("a1", "literal", "crash")]
    assert "ZeroDivisionError" in checked["artifacts"][0]["error"]


def test_claims_are_judged_by_the_text_that_stands(root: Path) -> None:
    table = "\n| Opcode | half |\n|---|---|\n| STORE_FAST | 1 |\n"
    checked = found(root, LOST + table)
    (cell,) = [one for one in checked["claims"] if one["kind"] == "opcode_count"]
    assert (cell["artifact"], cell["verdict"], cell["measured"]) == ("a2-repaired", "confirmed", 1)


def test_files_that_the_document_names_lie_beside_each_other(root: Path) -> None:
    text = (
        "`area.py`:\n\n```python\ndef area(x):\n    return x * x\n```\n\n"
        "`main.py`:\n\n```python\nfrom area import area\n\nprint(area(3))\n```\n"
    )
    checked = found(root, text)
    assert [(one["name"], one["outcome"]) for one in checked["artifacts"]] == [
        ("area.py", "ok"),
        ("main.py", "ok"),
    ]


def test_fragments_are_counted_and_not_run(root: Path) -> None:
    checked = found(root, GOOD + "\n```python\nfor row in table:\n    show(row)\n```\n")
    assert len(checked["artifacts"]) == 1
    assert checked["why"] is not None
    assert "fragment" in checked["why"]


# --- exit codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [(GOOD, 0), (WRONG, 1), (LOST, 1), (BROKEN, 1), (CRASHING, 1), ("Only words.\n", 0), ("", 0)],
    ids=["good", "wrong", "lost", "broken", "crashing", "words", "empty"],
)
def test_the_exit_code_tells_what_was_found(root: Path, text: str, code: int) -> None:
    assert check(root, doc=text).code == code


def test_findings_can_be_made_no_failure(root: Path) -> None:
    assert check(root, "--exit-zero", doc=WRONG).code == 0


def test_a_file_that_is_not_there_is_unread_and_exits_with_3(root: Path) -> None:
    done = check(root, root / "none.md")
    assert done.code == 3


def test_without_a_file_it_is_a_usage_error(root: Path) -> None:
    assert inside("check", "--root", root).code == 2


# --- nothing is run -------------------------------------------------------------------------------


def test_no_run_judges_what_can_be_seen_without(root: Path) -> None:
    (root / "trap.txt").write_text("there")
    table = "\n| Opcode | Count |\n|---|---|\n| LOAD_FAST | 3 |\n| RETURN_VALUE | 1 |\n"
    checked = found(root, GOOD + table, "--no-run")
    assert outcomes(checked) == [("a1", "literal", "not-run")]
    assert "--no-run" in checked["artifacts"][0]["error"]
    assert set(verdict(checked, "program_runs") + verdict(checked, "output_value")) == {
        "uncheckable"
    }
    assert "contradicted" in verdict(checked, "opcode_count")  # there are two LOAD_FAST
    done = check(root, "--no-run", doc=GOOD)
    assert done.code == 0


def test_no_run_still_finds_what_does_not_compile(root: Path) -> None:
    checked = found(root, BROKEN, "--no-run")
    assert outcomes(checked) == [("a1", "literal", "rejected-source")]
    repaired = found(root, LOST, "--no-run")
    assert outcomes(repaired)[:2] == [
        ("a1", "literal", "rejected-source"),
        ("a1-repaired", "repaired", "not-run"),
    ]


# --- the contract ---------------------------------------------------------------------------------

TOP = {"schema", "source", "status", "run", "target", "environment", "artifacts", "claims"}
ARTIFACT = {"id", "name", "kind", "variant", "repairs", "location", "outcome", "error"}
ARTIFACT |= {"suspicions", "provenance"}
CLAIM = {"id", "artifact", "kind", "verdict", "rule", "reason", "quote", "speaker", "location"}
CLAIM |= {"args", "subject", "scope", "claimed", "hedge", "tolerance", "interval", "measured"}
CLAIM |= {"versions", "readings", "table", "explanation", "fix", "evidence", "extractor"}
PLACE = {"file", "line", "column", "end_line", "end_column"}
LABELS = {"confirmed", "contradicted", "other-version", "ambiguous", "undecided", "uncheckable"}
DIFFICULT = LOST + WRONG + "\n| Opcode | half |\n|---|---|\n| LOAD_FAST | 9 |\n| POP_TOP | 0 |\n"


def test_the_json_keeps_its_contract(root: Path) -> None:
    checked = found(root, DIFFICULT)
    assert checked["schema"] == "workbench/verdicts/1"
    assert checked.keys() >= TOP | {"summary"}
    assert set(checked["summary"]) == LABELS
    assert checked["target"] == {"python": VERSION, "source": "flag"}
    for one in checked["artifacts"]:
        assert one.keys() >= ARTIFACT
        assert one["location"].keys() >= PLACE
        assert (one["variant"] == "repaired") == bool(one["repairs"])
        assert one["provenance"] == "document"
    for one in checked["claims"]:
        assert one.keys() >= CLAIM
        assert one["verdict"] in LABELS
        assert (one["rule"] is None) == (one["verdict"] == "confirmed")
        assert one["evidence"].startswith(f"workbench evidence {one['id']}")
    counted = [one["verdict"] for one in checked["claims"]]
    assert checked["summary"] == {label: counted.count(label) for label in LABELS}


def test_every_quote_stands_at_its_place(root: Path) -> None:
    checked = found(root, DIFFICULT)
    lines = DIFFICULT.split("\n")
    assert len(checked["claims"]) > 5
    for one in checked["claims"]:
        place = one["location"]
        part = lines[place["line"] - 1 : place["end_line"]]
        part[-1] = part[-1][: place["end_column"] - 1]
        part[0] = part[0][place["column"] - 1 :]
        assert "\n".join(part) == one["quote"]


def test_a_claim_keeps_its_id(root: Path) -> None:
    first, second = found(root, DIFFICULT), found(root, DIFFICULT)
    assert [one["id"] for one in first["claims"]] == [one["id"] for one in second["claims"]]
    assert len({one["id"] for one in first["claims"]}) == len(first["claims"])
    assert first["run"] != second["run"]


# --- several files, odd files ---------------------------------------------------------------------


def batch(root: Path, *paths: Path) -> Any:
    done = inside("check", *paths, "--root", root, "--format", "json", "-q", "--python", VERSION)
    return done.code, done.json


def test_of_several_files_one_that_cannot_be_read_stops_no_other(root: Path) -> None:
    (root / "good.md").write_text(GOOD)
    (root / "bytes.md").write_bytes(b"\x00\x01\x02" * 100)
    (root / "wrong.md").write_text(WRONG)
    (root / "folder").mkdir()
    names = ["good.md", "bytes.md", "none.md", "folder", "wrong.md"]
    code, checked = batch(root, *(root / name for name in names))
    assert code == 1
    assert checked["schema"] == "workbench/batch/1"
    states = [(Path(one["source"]).name, one["status"]) for one in checked["documents"]]
    assert states == list(zip(names, ["ok", "unread", "unread", "unread", "ok"], strict=True))
    assert all(one["why"] for one in checked["documents"] if one["status"] == "unread")
    assert checked["summary"]["contradicted"] == 1


def test_when_nothing_can_be_read_that_is_no_success(root: Path) -> None:
    (root / "bytes.md").write_bytes(b"\x7fELF\x00\x00")
    code, checked = batch(root, root / "bytes.md", root / "none.md")
    assert code == 3
    assert [one["status"] for one in checked["documents"]] == ["unread", "unread"]


def test_an_empty_file_is_empty_and_says_so(root: Path) -> None:
    for text in ("", " \n\n\t\n"):
        checked = found(root, text)
        assert (checked["status"], checked["claims"], checked["artifacts"]) == ("empty", [], [])
        assert checked["why"]


def test_bytes_that_are_no_utf8_are_replaced_and_told(root: Path) -> None:
    (root / "doc.md").write_bytes(GOOD.replace("Report", "R\xe9port").encode("latin-1"))
    done = inside("check", root / "doc.md", "--root", root, "--format", "json", "-q")
    assert done.json["artifacts"][0]["outcome"] == "ok"
    assert "UTF-8" in done.json["why"]


@pytest.mark.parametrize(
    "name",
    ["with blank.md", "semi;colon & more.md", "quote'\".md", "-dash.md", "ünï.md", "a\x1b[31mb.md"],
)
def test_files_may_have_any_name(root: Path, name: str) -> None:
    (root / name).write_text(WRONG, encoding="utf-8")
    done = inside("check", root / name, "--root", root, "-q", "--python", VERSION)
    assert done.code == 1
    assert "\x1b" not in done.out
    stored = only_run(root)
    shown = inside("transcripts", "show", stored.run, "--root", root)
    assert shown.code == 0
    assert "\x1b" not in shown.out


def test_a_program_file_is_checked_by_itself(root: Path) -> None:
    (root / "tool.py").write_text("import sys\n\nprint(len(sys.argv), __name__)\n")
    done = inside("check", root / "tool.py", "--root", root, "--format", "json", "-q")
    (one,) = done.json["artifacts"]
    assert (one["name"], one["outcome"]) == ("tool.py", "ok")


def test_a_notebook_is_counted_by_its_cells(root: Path) -> None:
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": ["# Squares\n"]},
        {"cell_type": "code", "source": ["def square(x):\n", "    return x * x"], "outputs": []},
        {
            "cell_type": "code",
            "source": "print(square(4))",
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["17\n"]}],
        },
    ]
    (root / "work.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    done = inside("check", root / "work.ipynb", "--root", root, "--format", "json", "-q")
    (program,) = done.json["artifacts"]
    assert (program["name"], program["outcome"]) == ("work.py", "ok")
    assert program["location"]["cell"] == 2
    wrong = [one for one in done.json["claims"] if one["verdict"] == "contradicted"]
    assert [(one["kind"], one["quote"], one["location"]["cell"]) for one in wrong] == [
        ("output_value", "17", 3)
    ]


def notebook(root: Path, *sources: str, **more: Any) -> Done:
    """Check a notebook of these code cells."""
    cells = [{"cell_type": "code", "source": one, "outputs": []} for one in sources]
    text = json.dumps({"cells": cells, "nbformat": 4, **more})
    (root / "work.ipynb").write_text(text, encoding="utf-8")
    return inside("check", root / "work.ipynb", "--root", root, "--format", "json", "-q")


def test_what_only_a_notebook_can_await_is_not_run(root: Path) -> None:
    done = notebook(root, "async def f():\n    return 1", "await f()")
    (program,) = done.json["artifacts"]
    assert (done.code, program["outcome"]) == (0, "not-run")
    assert "awaits" in program["error"]


def test_an_error_that_a_notebook_shows_is_no_news(root: Path) -> None:
    output = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
    cells = [{"cell_type": "code", "source": "int('x')", "outputs": [output]}]
    (root / "work.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    done = inside("check", root / "work.ipynb", "--root", root, "--format", "json", "-q")
    assert done.code == 0
    assert "ValueError" in done.json["artifacts"][0]["excused"]


def test_a_notebook_of_an_old_format_is_unread(root: Path) -> None:
    done = notebook(root, nbformat=3, worksheets=[{"cells": []}])
    assert (done.code, done.json["status"]) == (3, "unread")
    assert "current Jupyter" in done.json["why"]


# --- large files ----------------------------------------------------------------------------------

TOO_MUCH = 16 * 1024 * 1024 + 1


@pytest.mark.parametrize(
    ("name", "start"), [("a.ipynb", '{"cells": ['), ("a.py", "x = 1"), ("a.txt", "[1, ")]
)
def test_what_makes_sense_only_as_a_whole_is_not_cut(root: Path, name: str, start: str) -> None:
    (root / name).write_text(start.ljust(TOO_MUCH))
    done = inside("check", root / name, "--root", root, "--format", "json", "-q")
    assert (done.code, done.json["status"]) == (3, "unread")
    assert "larger than 16 MiB" in done.json["why"]


def test_of_a_text_that_is_too_large_the_beginning_is_read(root: Path) -> None:
    blank = f"{' ' * 1000}\n" * (TOO_MUCH // 1001 - 1)
    cut = f"```python\nimport sys\nprint(sys.path,\n{' ' * 2000}\n)\n```\n"
    (root / "a.md").write_text(f"{GOOD}\n{blank}{cut}")
    done = inside("check", root / "a.md", "--root", root, "--format", "json")
    assert done.code == 0
    assert "first 16 MiB" in done.json["why"]
    assert "first 16 MiB" in done.err
    assert outcomes(done.json) == [("a1", "literal", "ok"), ("a2", "literal", "not-run")]
    (root / "b.md").write_text(GOOD.ljust(TOO_MUCH - 1))
    done = inside("check", root / "b.md", "--root", root, "--format", "json", "-q")
    assert done.json["why"] is None


def test_a_program_that_is_too_large_is_not_verified(root: Path) -> None:
    (root / "a.py").write_text("x = 1".ljust(2 * 1024 * 1024 + 1))
    done = inside("verify", root / "a.py", "--workload", "matmul", "--root", root, "-q")
    assert done.code == 3
    assert "larger than 2 MiB" in done.err


# --- hostile documents ----------------------------------------------------------------------------

HOSTILE = {
    "opens": "```python\n" * 90_000,
    "brackets": "[" * 1_000_000,
    "pipes": ("|" * 200 + "\n") * 5_000,
    "tabs": ("a\tb\tc\n") * 150_000,
    "buttons": "python\nCopy code\nx = 1\n\n" * 40_000,
    "definitions": "```python\n" + "def f():\n    pass\n" * 60_000 + "```\n",
    "headings": "# a\n" * 250_000,
    "capitals": "LOAD_" * 200_000,
    "one line": "x = 1; " * 140_000,
}


@pytest.mark.proof
@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_of_hostile_text_comes_to_an_end(root: Path, name: str) -> None:
    (root / "doc.md").write_text(HOSTILE[name])
    done = workbench("check", root / "doc.md", "--root", root, "-q", "--timeout", "2", cwd=root)
    assert done.code in (0, 1)


def test_hostile_programs_end_and_stay_in_their_guest(root: Path) -> None:
    marker = root / "escaped"
    text = (
        "```python\nwhile True:\n    pass\n```\n\nand\n\n"
        "```python\nx = 'a'\nwhile True:\n    x += x\n```\n\nand\n\n"
        f"```python\nopen({str(marker)!r}, 'w').write('x')\n```\n\nand\n\n"
        "```python\nprint('\\033[31mred\\033]0;title\\007')\n```\n"
    )
    done = check(root, "--timeout", "1", doc=text)
    assert done.code in (0, 1)
    assert not marker.exists()
    results = only_run(root).verifications[-1].results
    assert all(one.excused and not one.fails for one in results[:2])
    assert results[0].outcome == "timeout"
    assert results[3].outcome == "ok"


# --- what comes after -----------------------------------------------------------------------------


def printed(root: Path, *arguments: str | Path) -> str:
    done = inside(*arguments, "--root", root)
    assert done.code == 0, done.err
    return done.out


def test_a_run_is_listed_shown_reviewed_and_reported(root: Path) -> None:
    checked = found(root, LOST + WRONG)
    run = checked["run"]
    assert run in printed(root, "transcripts", "list")
    shown = printed(root, "transcripts", "show", run)
    assert "twice" in shown
    assert "43" in shown
    listed = printed(root, "review", run, "--list")
    wrong = [one for one in checked["claims"] if one["verdict"] == "contradicted"]
    assert listed.count("reproduce: workbench evidence") == len(wrong)
    printed(root, "report", run, "-o", root / "report.md")
    report = (root / "report.md").read_text(encoding="utf-8")
    assert "twice" in report
    assert "43" in report


def test_every_claim_has_evidence_that_can_be_shown(root: Path) -> None:
    checked = found(root, LOST + WRONG)
    for claim in checked["claims"]:
        stored = printed(root, "evidence", claim["id"], "--stored")
        assert claim["id"][:6] in stored or claim["kind"] in stored


def _again(root: Path, claims: Sequence[Any]) -> list[str]:
    return [printed(root, "evidence", claim["id"]) for claim in claims]


def test_evidence_of_a_run_is_measured_again_and_is_the_same(root: Path) -> None:
    checked = found(root, WRONG)
    shown = "\n".join(_again(root, checked["claims"]))
    assert "same" in shown
    assert "differs" not in shown


def test_the_document_may_be_gone_when_its_run_is_looked_at(root: Path) -> None:
    run = found(root, WRONG)["run"]
    (root / "doc.md").unlink()
    assert "43" in printed(root, "transcripts", "show", run)
    printed(root, "review", run, "--list")


RIVALS = """\
```python
import numpy as np


def product(a, b):
    return np.dot(a, b)


product(np.ones((8, 8)), np.ones((8, 8)))
```

```python
def decay(y, h, steps):
    for _ in range(steps):
        y -= h * y
    return y


decay(1.0, 0.5, 4)
```

The function `product` performs the most FLOPs.
The function `decay` performs the most floating-point operations.
"""


def test_operations_of_programs_are_compared_by_the_calls_of_the_document(root: Path) -> None:
    """2 * 8 * 8 * 8 for the product, a multiplication and a subtraction in each of 4 steps."""
    path = root / "rivals.md"
    path.write_text(RIVALS, encoding="utf-8")
    report = inside("check", path, "--root", root, "--format", "json").json
    found = [claim for claim in report["claims"] if claim["kind"] == "ranking"]
    assert [claim["verdict"] for claim in found] == ["confirmed", "undecided"]
    assert found[0]["measured"] == {"product": 1024, "decay": 8}

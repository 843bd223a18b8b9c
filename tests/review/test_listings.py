"""Programs as they are looked at: kept disassembly, counts of instructions and lines."""

from __future__ import annotations

from pathlib import Path

import pytest
import reviewable as r

from workbench import listings


def programs(root: Path) -> list[listings.Program]:
    found = r.write(root)
    return listings.programs(found, found.verifications[-1], root)


def test_instructions_have_lines_arguments_and_how_often_they_ran(tmp_path: Path) -> None:
    (program,) = programs(tmp_path)
    target, older = program.bytecode
    assert (target.python, older.python) == ("3.11.7", "3.8.18")
    module, euler = target.codes
    assert (module.name, module.first_line) == ("<module>", 1)
    assert [one.times for one in module.instructions] == [None] * 6
    assert [
        (one.offset, one.line, one.opcode, one.argument, one.times) for one in euler.instructions
    ] == [
        (0, 1, "RESUME", "0", 3),
        (2, 2, "LOAD_FAST", "0 (x)", 3),
        (4, 2, "LOAD_CONST", "1 (2)", 3),
        (6, 2, "BINARY_OP", "5 (*)", 3),
        (10, 2, "STORE_FAST", "1 (y)", 3),
        (12, 3, "LOAD_FAST", "1 (y)", 3),
        (14, 3, "RETURN_VALUE", "", 3),
    ]
    assert target.lines == {1: 3, 2: 12, 3: 6}
    assert target.call == "[euler(n) for n in range(3)]"


def test_a_cpython_that_only_compiled_it_has_no_counts(tmp_path: Path) -> None:
    (program,) = programs(tmp_path)
    older = program.bytecode[1]
    assert older.lines is None
    assert older.call is None
    names = [one.opcode for one in older.codes[1].instructions]
    assert names[2] == "BINARY_MULTIPLY"
    assert {one.times for one in older.codes[1].instructions} == {None}


def test_a_disassembly_of_another_program_is_not_shown(tmp_path: Path) -> None:
    found = r.write(tmp_path)
    kept = tmp_path / "generated" / "check" / r.RUN / "evidence" / "euler.cpython-3.11.7.dis.txt"
    kept.write_text(r.LISTING_38, encoding="utf-8")
    target = listings.programs(found, found.verifications[-1], tmp_path)[0].bytecode[0]
    assert target.codes == ()
    assert target.why is not None
    assert "another program" in target.why


@pytest.mark.parametrize("kind", ["missing", "link", "folder"])
def test_only_a_regular_file_is_read(tmp_path: Path, kind: str) -> None:
    found = r.write(tmp_path)
    kept = tmp_path / "generated" / "check" / r.RUN / "evidence" / "euler.cpython-3.11.7.dis.txt"
    aside = kept.rename(tmp_path / "aside.txt")
    if kind == "link":
        kept.symlink_to(aside)
    elif kind == "folder":
        kept.mkdir()
    target = listings.programs(found, found.verifications[-1], tmp_path)[0].bytecode[0]
    assert target.codes == ()
    assert target.why is not None
    assert "no disassembly is kept" in target.why


def test_counts_that_a_guest_made_up_are_left_out(tmp_path: Path) -> None:
    odd = {"1": "many", "x": 3, "2": -1, "3": True, "4": 5}
    sites = {"1:0": "3", "1:2": -7, "1:4": 9}
    data = {"total": 1, "lines": odd, "functions": {"euler": {"sites": sites}}}
    made = [one for one in r.measured() if one.probe != "executed"]
    ran = r.measured()[-1].model_copy(update={"data": data})
    one = r.verification(r.document(tmp_path), measurements=(*made, ran))
    found = r.write(tmp_path, one)
    target = listings.programs(found, found.verifications[-1], tmp_path)[0].bytecode[0]
    assert target.lines == {4: 5}
    assert [each.times for each in target.codes[1].instructions[:3]] == [0, 0, 9]


def test_a_prefix_tells_how_often_its_instruction_ran() -> None:
    text = "f (line 1):\n    1      0 EXTENDED_ARG   1\n           2 LOAD_CONST   256 (1)"
    (code,) = listings.parsed(text)
    assert [one.offset for one in code.instructions] == [0, 2]
    assert [one.line for one in code.instructions] == [1, 1]

"""`measure --keep DIR`: what was compiled and profiled as files, and nobody else's are touched."""

from __future__ import annotations

import dis
import importlib.util
import json
import marshal
import os
import pstats
import sys
from pathlib import Path
from types import CodeType
from typing import Any

import builders as b
import pytest
from commanding import Done, inside

from workbench import generated, keeping
from workbench.errors import StorageError
from workbench.figures import Compiled, Figures, Profile

PROGRAM = "def double(x):\n    return x + x\n"
CALL = "double(2)"
HERE = ".".join(map(str, sys.version_info[:3]))


@pytest.fixture
def program(root: Path) -> Path:
    path = root / "program.py"
    path.write_text(PROGRAM)
    return path


def measure(*arguments: str | Path) -> Done:
    return inside("measure", "-q", *arguments, "--python", HERE)


def figures(**changes: Any) -> Figures:
    fields: dict[str, Any] = {
        "target": "program.py",
        "where": "program.py",
        "function": "double",
        "python": "3.11.7",
        "call": CALL,
        "again": "workbench measure program.py",
        "program": "program.py",
        "compiled": {"3.11.7": Compiled(b"\xa7\r\r\n" + bytes(20), "double (line 1):\n")},
        "profile": Profile({"double": 1}, 1, b"stats", "feedbeef0000"),
    }
    return Figures(**(fields | changes))


NAMES = ["program.cpython-3.11.7.pyc", "program.cpython-3.11.7.dis.txt", "program.feedbe.prof"]


# --- what is written ------------------------------------------------------------------------------


def test_the_pyc_is_one_that_this_python_loads(program: Path) -> None:
    done = measure(program, "--call", CALL, "--keep", "out")
    assert done.code == 0
    data = (program.parent / "out" / f"program.cpython-{HERE}.pyc").read_bytes()
    assert data[:4] == importlib.util.MAGIC_NUMBER
    code = marshal.loads(data[16:])
    assert isinstance(code, CodeType)
    (double,) = [one for one in code.co_consts if isinstance(one, CodeType)]
    names = [one.opname for one in dis.get_instructions(double)]
    listed = (program.parent / "out" / f"program.cpython-{HERE}.dis.txt").read_text()
    assert all(name in listed for name in names)
    magic = int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little")
    row = next(
        line for line in done.out.split("\n") if line.endswith(f"program.cpython-{HERE}.pyc")
    )
    assert row.split() == [HERE, str(magic), str(len(data)), f"out/program.cpython-{HERE}.pyc"]


def test_the_profile_and_every_path_are_told(program: Path) -> None:
    done = measure(program, "--call", CALL, "--keep", "out")
    folder = program.parent / "out"
    (prof,) = folder.glob("*.prof")
    calls = {key[2]: entry[1] for key, entry in vars(pstats.Stats(str(prof)))["stats"].items()}
    assert calls["double"] == 1
    seen = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    assert all(f"  out/{name}\n" in done.out for name in seen)


def test_the_json_has_files_magic_numbers_and_resources(program: Path) -> None:
    found = measure(program, "--call", CALL, "--keep", "out", "--format", "json").json
    name = f"program.cpython-{HERE}.pyc"
    path = program.parent / "out" / name
    assert found["kept"][name] == f"out/{name}"
    assert found["compiled"][HERE] == {
        "magic": int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little"),
        "magic_hex": importlib.util.MAGIC_NUMBER.hex(),
        "bytes": path.stat().st_size,
    }
    assert set(found["resources"]) == {"plain", "executed", "profile"}
    for used in found["resources"].values():
        assert set(used) == {"wall_seconds", "cpu_seconds", "max_rss_bytes"}
        assert used["max_rss_bytes"] > 1 << 20


def test_without_a_call_there_are_no_resources_and_no_profile(program: Path) -> None:
    found = measure(program, "--keep", "out", "--format", "json").json
    assert "resources" not in found
    assert not list((program.parent / "out").glob("*.prof"))
    assert list((program.parent / "out").glob("*.pyc"))


def test_without_keep_the_compiled_files_are_told_and_none_is_written(program: Path) -> None:
    done = measure(program)
    assert "compiled to bytecode (.pyc)" in done.out
    assert "--keep DIR" in done.out
    assert list(program.parent.iterdir()) == [program]


def test_the_names_are_those_of_generated_runs(tmp_path: Path) -> None:
    import base64
    import marshal

    plain = base64.b64encode(bytes(20)).decode()
    times = {("program.py", 1, "double"): (1, 1, 0.0, 0.0, {})}
    prof = base64.b64encode(marshal.dumps(times)).decode()
    measured = (
        b.measurement(probe="bytecode", data={"pyc": plain, "listing": "x\n"}),
        b.measurement(probe="calls", data={"prof": prof}),
    )
    generated.write_evidence(tmp_path / "run", b.artifact(name="program.py"), measured)
    keeping.write(figures(), tmp_path / "kept")
    names = [sorted(p.name for p in f.iterdir()) for f in (tmp_path / "run" / "evidence",)]
    assert names == [sorted(NAMES)]
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == sorted([keeping.LIST, *NAMES])


# --- what is not overwritten ----------------------------------------------------------------------


def test_a_later_run_replaces_its_own_files(tmp_path: Path) -> None:
    keeping.write(figures(), tmp_path)
    later = figures(profile=Profile({"double": 1}, 1, b"other times", "feedbeef0000"))
    kept = keeping.write(later, tmp_path).kept
    assert Path(kept[NAMES[2]]).read_bytes() == b"other times"
    other = figures(program="other.py")
    keeping.write(other, tmp_path)
    keeping.write(figures(), tmp_path)  # what is beside it is not forgotten
    assert len(json.loads((tmp_path / keeping.LIST).read_text())) == 6


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["foreign", "changed", "link", "folder", "pipe"])
def test_what_somebody_else_wrote_stays(tmp_path: Path, name: str, kind: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    if kind == "changed":
        keeping.write(figures(), folder)
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    path = folder / name
    path.unlink(missing_ok=True)
    if kind == "link":
        path.symlink_to(precious)
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"precious")
    before = sorted(one.name for one in folder.iterdir())
    with pytest.raises(StorageError, match="is there already") as raised:
        keeping.write(figures(), folder)
    assert "--keep" in (raised.value.hint or "")
    assert precious.read_bytes() == b"precious"
    assert sorted(one.name for one in folder.iterdir()) == before


@pytest.mark.parametrize("text", ["", "[]", "[[[", '{"a": 1}', "\0", "[" * 100_000])
def test_a_list_that_is_none_of_ours_is_not_believed(tmp_path: Path, text: str) -> None:
    (tmp_path / keeping.LIST).write_text(text)
    (tmp_path / NAMES[0]).write_bytes(b"precious")
    with pytest.raises(StorageError, match="is there already"):
        keeping.write(figures(), tmp_path)


def test_a_folder_that_cannot_be_one_is_an_error(program: Path) -> None:
    done = measure(program, "--keep", program)
    assert (done.code, "cannot write" in done.err, "--keep" in done.err) == (3, True, True)


def test_hostile_names_and_listings_stay_in_the_folder(tmp_path: Path) -> None:
    listing = "\x1b[2J\u202eevil\n"
    evil = figures(program="../../..\x1b/evil.py", compiled={"3": Compiled(bytes(20), listing)})
    kept = keeping.write(evil, tmp_path / "out").kept
    assert {Path(path).parent for path in kept.values()} == {tmp_path / "out"}
    (text,) = (tmp_path / "out").glob("*.dis.txt")
    assert text.read_text() == "\\x1b[2J\\u202eevil\n"


# --- side by side ---------------------------------------------------------------------------------


def test_compare_has_static_and_executed_side_by_side_with_shares_and_resources(
    program: Path,
) -> None:
    other = program.with_name("other.py")
    other.write_text("def triple(x):\n    return x * 3\n")
    calls = ("--call", CALL, "--call", "triple(2)")
    done = inside("compare", "-q", program, other, *calls, "--python", HERE)
    static, executed = done.out.split("\n\n")[1:3]
    for block, words in ((static, "static opcodes"), (executed, "executed by the calls")):
        assert block.startswith(words)
        head = block.split("\n")[1].split()
        assert head == ["program.py", "share", "other.py", "share"]
        assert "\n  arithmetic " in block
        assert "\n    LOAD_FAST" in block
        assert " 100.0 %" in block
    (resources,) = [one for one in done.out.split("\n\n") if one.startswith("resources")]
    assert [line.split()[0] for line in resources.split("\n")[2:4]] == ["program.py", "other.py"]

"""Static counts equal those of `dis`, known tables, and what the source says."""

from __future__ import annotations

import base64
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from probe_driver import EULER, FOUND, MINORS, PROBES, interpreter_of, measure, run

from workbench import opcodes
from workbench.records import Interpreter

LAMBDA = "print(euler(lambda t, y: y - t**2 + 1, 0.5, 0, 2, 0.1))\n"
MATMUL = "import numpy as np\n\n\ndef matmul(a, b):\n    return np.dot(a, b)\n"

BEFORE_3_10 = {
    "LOAD_FAST": 12,
    "STORE_FAST": 4,
    "COMPARE_OP": 1,
    "POP_JUMP_IF_FALSE": 1,
    "CALL_FUNCTION": 1,
    "BINARY_MULTIPLY": 1,
    "BINARY_ADD": 1,
    "INPLACE_ADD": 1,
    "JUMP_ABSOLUTE": 1,
    "RETURN_VALUE": 1,
}
SINCE_3_11 = {
    "RESUME": 1,
    "LOAD_FAST": 14,
    "STORE_FAST": 4,
    "COMPARE_OP": 2,
    "PUSH_NULL": 1,
    "CALL": 1,
    "BINARY_OP": 3,
    "RETURN_VALUE": 1,
}
EULER_COUNTS: dict[tuple[int, int], dict[str, int]] = {
    (3, 8): BEFORE_3_10,
    (3, 9): BEFORE_3_10,
    (3, 10): {
        **{name: count for name, count in BEFORE_3_10.items() if name != "JUMP_ABSOLUTE"},
        "LOAD_FAST": 14,
        "COMPARE_OP": 2,
        "POP_JUMP_IF_TRUE": 1,
    },
    (3, 11): {
        **SINCE_3_11,
        "PRECALL": 1,
        "POP_JUMP_FORWARD_IF_FALSE": 1,
        "POP_JUMP_BACKWARD_IF_TRUE": 1,
    },
    (3, 12): {**SINCE_3_11, "POP_JUMP_IF_FALSE": 2, "JUMP_BACKWARD": 1},
    (3, 13): {
        **SINCE_3_11,
        "LOAD_FAST": 4,
        "LOAD_FAST_LOAD_FAST": 5,
        "POP_JUMP_IF_FALSE": 2,
        "JUMP_BACKWARD": 1,
    },
}
MATMUL_BEFORE_3_11 = {
    "LOAD_GLOBAL": 1,
    "LOAD_METHOD": 1,
    "LOAD_FAST": 2,
    "CALL_METHOD": 1,
    "RETURN_VALUE": 1,
}
MATMUL_SINCE_3_11 = {
    "RESUME": 1,
    "LOAD_GLOBAL": 1,
    "LOAD_ATTR": 1,
    "LOAD_FAST": 2,
    "CALL": 1,
    "RETURN_VALUE": 1,
}
MATMUL_COUNTS: dict[tuple[int, int], dict[str, int]] = {
    (3, 8): MATMUL_BEFORE_3_11,
    (3, 9): MATMUL_BEFORE_3_11,
    (3, 10): MATMUL_BEFORE_3_11,
    (3, 11): {**MATMUL_SINCE_3_11, "PRECALL": 1},
    (3, 12): MATMUL_SINCE_3_11,
    (3, 13): {
        "RESUME": 1,
        "LOAD_GLOBAL": 1,
        "LOAD_ATTR": 1,
        "PUSH_NULL": 1,
        "LOAD_FAST_LOAD_FAST": 1,
        "CALL": 1,
        "RETURN_VALUE": 1,
    },
}
# Counts of these changed between patch releases of one minor version.
BY_PATCH = {"PUSH_NULL", "GET_ITER"}


def function(data: dict[str, Any], name: str) -> dict[str, Any]:
    one: dict[str, Any] = data["code_objects"][data["functions"][name]]
    return one


def without_patch(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name not in BY_PATCH}


@pytest.mark.parametrize("minor", MINORS)
def test_euler_and_matmul_have_the_known_counts(minor: tuple[int, int]) -> None:
    interpreter = interpreter_of(minor)
    euler = function(measure(interpreter, "bytecode", EULER), "euler")
    matmul = function(measure(interpreter, "bytecode", MATMUL), "matmul")
    assert without_patch(euler["counts"]) == without_patch(EULER_COUNTS[minor])
    assert without_patch(matmul["counts"]) == without_patch(MATMUL_COUNTS[minor])


@pytest.mark.parametrize("minor", MINORS)
def test_families_agree_across_versions(minor: tuple[int, int]) -> None:
    data = measure(interpreter_of(minor), "bytecode", EULER)
    pairs = [(name, text) for _, _, name, text in function(data, "euler")["instructions"]]
    families = Counter(family for pair in pairs for family in opcodes.families(*pair))
    repeated = minor >= (3, 10)  # the test of `while` stands twice, before and behind the body
    assert families["load local"] == (14 if repeated else 12)
    assert families["compare"] == families["conditional jump"] == (2 if repeated else 1)
    assert [families[name] for name in ("store local", "call", "add", "multiply", "return")] == [
        4,
        1,
        2,
        1,
        1,
    ]


@pytest.mark.parametrize("minor", MINORS)
def test_the_source_says_the_same_in_every_version(minor: tuple[int, int]) -> None:
    facts = function(measure(interpreter_of(minor), "bytecode", EULER), "euler")["ast"]
    assert facts["operators"] == {"Add": 2, "Mult": 1}
    assert (facts["local_loads"], facts["local_stores"], facts["constants"]) == (12, 4, 0)
    assert (facts["calls"], facts["compares"], facts["loops"], facts["returns"]) == (1, 1, 1, 1)


@pytest.mark.parametrize("minor", MINORS)
def test_a_function_handed_over_counts_as_called(minor: tuple[int, int]) -> None:
    data = measure(interpreter_of(minor), "bytecode", EULER + LAMBDA)
    assert function(data, "euler")["callees"] == ["<lambda>"]
    assert function(data, "<module>")["callees"] == ["euler"]


NESTED = """\
import functools

def same(): return 1

class Shape:
    scale = 2
    def __init__(self, size):
        self.size = size
        self.grow()
    def grow(self):
        def twice(n):
            return n * self.scale
        self.size = twice(self.size)
        return [twice(n) for n in range(3)]
    class Inner:
        @functools.lru_cache
        @staticmethod
        def deep(): return (lambda: 1)()

def same(): return Shape(2)
"""


@pytest.mark.parametrize("minor", MINORS)
def test_qualified_names_kinds_and_callees(minor: tuple[int, int]) -> None:
    data = measure(interpreter_of(minor), "bytecode", NESTED)
    named = {one["qualname"]: one for one in data["code_objects"]}
    kinds = {name: one["kind"] for name, one in named.items() if one["kind"] != "comprehension"}
    assert kinds == {
        "<module>": "module",
        "same": "function",
        "Shape": "class",
        "Shape.__init__": "function",
        "Shape.grow": "function",
        "Shape.grow.<locals>.twice": "function",
        "Shape.Inner": "class",
        "Shape.Inner.deep": "function",
        "Shape.Inner.deep.<locals>.<lambda>": "lambda",
    }
    inlined = minor >= (3, 12)
    assert ("Shape.grow.<locals>.<listcomp>" in named) != inlined
    assert named["Shape.__init__"]["callees"] == ["Shape.grow"]
    assert named["Shape.grow"]["callees"] == ["Shape.grow.<locals>.twice"]
    assert named["Shape.Inner.deep"]["first_line"] == 16
    assert data["duplicates"] == {"same": 2}
    last = function(data, "same")
    assert (last["first_line"], last["callees"]) == (20, ["Shape.__init__"])
    assert named["Shape.grow"]["ast"]["comprehensions"] == 1


@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_extended_arg_is_kept_apart(interpreter: Interpreter) -> None:
    many = f"def f():\n    return [{', '.join(f'g({n}.5)' for n in range(300))}]\n"
    one = function(measure(interpreter, "bytecode", many), "f")
    assert "EXTENDED_ARG" not in one["counts"]
    assert one["extended_arg"] > 0
    assert one["counts"]["LOAD_CONST"] == 300


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def f(:\n", "SyntaxError"),
        ("x = " + "(" * 300 + ")" * 300, ""),
        ("x = '" + "\x00" + "'", ""),
    ],
)
def test_what_does_not_compile_is_reported(source: str, error: str) -> None:
    for interpreter in FOUND:
        data = measure(interpreter, "bytecode", source)
        assert error in data["error"]
        assert data["python"] == interpreter.version


def test_constants_that_cannot_be_printed_do_no_harm() -> None:
    huge = "A = 0x" + "f" * 20000 + "\n" + "B = '" + "x" * 90000 + "'\n" * 1
    repeated = "def f():\n" + "    g('%s')\n" % ("y" * 5000) * 500
    for interpreter in FOUND:
        data = measure(interpreter, "bytecode", huge + repeated)
        texts = [text for _, _, _, text in function(data, "f")["instructions"]]
        assert max(map(len, texts)) < 400
        assert "int of 80000 bits" in data["listing"]
        assert " at 0x" not in data["listing"]


def test_deep_sources_end_in_a_report() -> None:
    sources = ["x = " + "lambda: " * 900 + "1", "x = " + "-" * 20000 + "1", "f" + "()" * 20000]
    for interpreter in FOUND:
        for source in sources:
            data = measure(interpreter, "bytecode", source, pyc=True)
            assert len(str(data)) < 8 << 20
            assert "error" in data or data["file"]["total"] > 0


def test_reports_stay_bounded_and_counts_whole() -> None:
    source = "\n".join(f"def f{n}(a): return a + a * {n}" for n in range(3000))
    for interpreter in FOUND[-1:]:
        data = measure(interpreter, "bytecode", source)
        assert len(data["code_objects"]) == 2000
        assert data["omitted"] == 1001
        assert sum(len(one["instructions"]) for one in data["code_objects"]) <= 20000
        assert any(one["truncated"] for one in data["code_objects"])
        assert data["file"]["counts"]["RETURN_VALUE"] >= 3000
        assert len(data["listing"]) <= 1_000_000


@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_the_compiled_file_runs(interpreter: Interpreter, tmp_path: Path) -> None:
    data = measure(interpreter, "bytecode", "print(6 * 7)\n", pyc=True)
    compiled = tmp_path / "answer.pyc"
    compiled.write_bytes(base64.b64decode(data["pyc"]))
    command = [interpreter.executable, "-I", str(compiled)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "42\n"


def test_the_source_is_never_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    source = f"open({str(mark)!r}, 'w').close()\ndef f(a=open({str(mark)!r}, 'w')): pass\n"
    for interpreter in FOUND:
        assert "functions" in measure(interpreter, "bytecode", source)
    assert not mark.exists()


_COMPARE = """
import dis, glob, io, json, os, re, subprocess, sys, tokenize, types, warnings
from collections import Counter
warnings.simplefilter("ignore")
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import bytecode, target
BEFORE_NAME = r"(?:\\d+|--)?\\s*(?:-->)?\\s*(?:>>)?\\s*(?:L\\d+:)?\\s*(?:\\d+\\s+)?"
NAME = re.compile(BEFORE_NAME + r"([A-Z][A-Z0-9_]+)\\b")
bytecode.MOST_CODE_OBJECTS = 10 ** 6
def names_in(text):
    found = Counter()
    for line in text.splitlines():
        match = NAME.match(line.strip())
        if match and match.group(1) in dis.opmap:
            found[match.group(1)] += 1
    return found
def tree(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from tree(const)
files = sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*.py")))
files += sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*", "*.py")))
differences, compared = [], 0
for path in files[:: job["step"]][: job["most"]]:
    try:
        with tokenize.open(path) as file:
            source = file.read()
        code = compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, UnicodeDecodeError, ValueError):
        continue
    data = bytecode.measure(target.Target(source, path, None, {}))
    whole = Counter()
    for one, expected in zip(data["code_objects"], tree(code)):
        counts = Counter(one.opname for one in dis.get_instructions(expected))
        mine = Counter(one["counts"])
        if one["extended_arg"]:
            mine["EXTENDED_ARG"] = one["extended_arg"]
        whole.update(counts)
        compared += 1
        qualname = getattr(expected, "co_qualname", one["qualname"])
        if mine != counts or one["qualname"] != qualname or one["name"] != expected.co_name:
            differences.append([path, one["qualname"]])
    mine = Counter(data["file"]["counts"])
    if data["file"]["extended_arg"]:
        mine["EXTENDED_ARG"] = data["file"]["extended_arg"]
    command = [sys.executable, "-I", "-W", "ignore", "-m", "dis", path]
    shown = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    text = names_in(shown.decode("utf-8", "replace"))
    if not mine == whole == text:
        differences.append([path, "file", str(text - mine), str(mine - text)])
    if data["omitted"] or data["ast_error"]:
        differences.append([path, "omitted", data["ast_error"]])
print()
print(json.dumps({"compared": compared, "differences": differences}), end="")
"""


def compare_with_dis(interpreter: Interpreter, step: int, most: int) -> int:
    job = {"folder": str(PROBES), "step": step, "most": most}
    result = run(interpreter, _COMPARE, job)
    assert result["differences"] == []
    compared: int = result["compared"]
    return compared


@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_counts_equal_those_of_dis_on_a_few_library_files(interpreter: Interpreter) -> None:
    assert compare_with_dis(interpreter, step=61, most=6) > 20


@pytest.mark.proof
@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_counts_equal_those_of_dis_on_a_tenth_of_the_library(interpreter: Interpreter) -> None:
    assert compare_with_dis(interpreter, step=10, most=150) > 1000

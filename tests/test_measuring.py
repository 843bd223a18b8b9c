"""`measure` and `compare`: known figures, the JSON contract, and everything that can be missing."""

from __future__ import annotations

import json
import os
import pstats
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commanding import Done, inside

from workbench import families, interpreters

FOUND = {found.version: found for found in interpreters.discover(environ=os.environ)}
EULER = """\
def euler(f, y0, t0, t_end, h):
    t = t0
    y = y0
    while t < t_end:
        y = y + h * f(t, y)
        t += h
    return y
"""
CALL = "euler(lambda t, y: y - t**2 + 1, 0.5, 0.0, 2.0, 0.01)"
COUNTED = "static,executed,profile"
WORKLOADS = ("matmul", "euler", "quicksort")
ALL = [word for found in FOUND.values() for word in ("--interpreter", found.executable)]

# Static LOAD_FAST and LOAD_FAST_LOAD_FAST, instructions; executed by euler and by the lambda.
LEDGER = {
    "3.8": (12, None, 24, 3610, 1600),
    "3.9": (12, None, 24, 3610, 1600),
    "3.10": (14, None, 27, 3410, 1600),
    "3.11": (14, None, 30, 3811, 1800),
    "3.12": (14, None, 30, 3810, 1800),
    "3.13": (4, 5, 25, 3009, 1600),
}


def version(minor: str) -> str:
    """The newest CPython of that minor version here; without one the test is skipped."""
    fitting = [name for name in FOUND if name.rpartition(".")[0] == minor]
    if not fitting:
        pytest.skip(f"CPython {minor} is not on this machine")
    return fitting[-1]


def target() -> str:
    """A CPython that has numpy, if there is one, to measure on."""
    return next((name for name, one in FOUND.items() if one.packages), version("3.11"))


def file(folder: Path, source: str, name: str = "program.py") -> Path:
    """A program in a file."""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def measure(*arguments: str | Path) -> Done:
    """`workbench measure` in this process."""
    return inside("measure", "-q", *arguments)


def figures(*arguments: str | Path) -> Any:
    """The object of `workbench measure --format json`; of three parts, where none are named."""
    chosen = () if "--only" in arguments else ("--only", COUNTED)
    return measure(*arguments, *chosen, "--format", "json").json


@pytest.fixture(scope="module")
def euler(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The figures of the ledger's program for one minor version, on all interpreters here."""
    path = file(tmp_path_factory.mktemp("euler"), EULER, "euler.py")

    @cache
    def found(minor: str) -> Any:
        chosen = ("--python", version(minor), *ALL)
        return figures(f"{path}:euler", "--call", CALL, *chosen)

    return found


# --- known figures --------------------------------------------------------------------------------


@pytest.mark.parametrize("minor", LEDGER)
def test_euler_has_the_known_figures(euler: Any, minor: str) -> None:
    plain, double, total, own, of_lambda = LEDGER[minor]
    found = euler(minor)
    static = found["static"][version(minor)]
    assert static["function"]["LOAD_FAST"] == plain
    assert static["function"].get("LOAD_FAST_LOAD_FAST") == double
    assert static["total"]["function"] == total == sum(static["function"].values())
    assert found["executed"]["functions"] == {"euler": own, "<lambda>": of_lambda}
    assert found["executed"]["total"] == own + of_lambda
    profile = found["profile"]
    assert (profile["calls"], profile["total_calls"]) == ({"euler": 1, "<lambda>": 200}, 201)


def test_executed_opcodes_add_up_and_lines_are_those_of_the_file(euler: Any) -> None:
    executed = euler("3.11")["executed"]
    assert executed["definition"] == "logical"
    assert (executed["total"], executed["in_call"]) == (5611, 1800)
    assert executed["opcodes"]["LOAD_FAST"] == 2205
    assert executed["arithmetic"] == executed["categories"]["arithmetic"] == 1200
    assert executed["lines"]["5"] == 2200
    assert sum(executed["lines"].values()) == 3811
    assert sum(executed["opcodes"].values()) == sum(executed["categories"].values()) == 5611


@pytest.mark.parametrize("minor", LEDGER)
def test_executed_families_are_the_same_work_on_every_version(euler: Any, minor: str) -> None:
    families = euler(minor)["executed"]["families"]
    # 200 steps: y - t**2 + 1 in the lambda, y + h * f(t, y) and t += h in euler.
    work = {"add": 600, "multiply": 200, "subtract": 200, "power": 200, "call": 200}
    assert {name: families[name] for name in work} == work


def test_the_contract_of_the_json_is_kept(euler: Any) -> None:
    found = euler("3.11")
    assert found["schema"] == "workbench/measure/1"
    assert (found["function"], found["python"]) == ("euler", version("3.11"))
    assert found["target"].endswith("euler.py:euler")
    assert {"static", "executed", "profile"} <= set(found)
    assert list(found["static"]) == list(FOUND)
    for scopes in found["static"].values():
        assert {"function", "callees", "file"} <= set(scopes)
        for scope in ("function", "callees", "file"):
            assert sum(scopes["categories"][scope].values()) == scopes["total"][scope]
            assert scopes["categories"][scope]["arithmetic"] == scopes["arithmetic"][scope]


def test_the_family_view_is_the_same_work_on_every_version(euler: Any) -> None:
    for scopes in euler("3.11")["static"].values():
        found = scopes["families"]["function"]
        assert (found["add"], found["multiply"], found["store local"]) == (2, 1, 4)
    static = euler("3.11")["static"]
    assert static[version("3.13")]["families"]["function"]["load local"] == 14


def test_the_machine_is_told_by_counted_evidence(euler: Any) -> None:
    machine = euler("3.11")["machine"]
    assert machine["kind"] == "stack machine"
    assert (machine["instructions"], machine["with_fixed_stack_use"]) == (30, 28)
    assert (machine["pushes"], machine["pops"]) == (20, 17)
    assert (machine["computing"], machine["computing_with_named_operands"]) == (5, 0)
    operators = {"BINARY_OP *": 1, "BINARY_OP +": 1, "BINARY_OP +=": 1}
    assert machine["arithmetic"] == {"static": operators, "executed": 1200}


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_workload_measures_its_reference_with_its_own_call(name: str) -> None:
    if name == "matmul" and not FOUND[target()].packages:
        pytest.skip("no CPython here has numpy, which matmul needs")
    found = figures(name, "--python", target(), *ALL)
    assert (found["target"], found["function"]) == (name, "reference")
    assert found["call"].startswith(f"{name}(")
    assert found["executed"]["functions"]["reference"] > 0
    assert found["profile"]["calls"]["reference"] >= 1


def test_a_workload_with_a_driver_has_no_call_for_its_reference(tmp_path: Path) -> None:
    source = (families.shipped("workloads") / "euler.py").read_text(encoding="utf-8")
    driver = "def drive(entry, *args):\n    return entry(*args)\n"
    file(tmp_path, f"{source}\nDRIVER = {driver!r}\n", "driven.py")
    done = measure("driven", "--workloads", tmp_path, "--only", "static,executed")
    assert done.code == 0
    assert "executed: not measured: the example call is for generated programs" in done.out
    call = "reference(lambda t, y: y, 1.0, 0.0, 1.0, 0.5)"
    found = figures("driven", "--workloads", tmp_path, "--call", call, "--only", "executed")
    assert found["executed"]["functions"]["reference"] > 0


def test_three_workloads_stand_side_by_side() -> None:
    if not FOUND[target()].packages:
        pytest.skip("no CPython here has numpy, which matmul needs")
    chosen = ("-q", "--python", target(), *ALL)
    found = inside(
        "compare", *WORKLOADS, *chosen, "--only", "static,executed", "--format", "json"
    ).json
    assert found["schema"] == "workbench/compare/1"
    assert [one["target"] for one in found["measures"]] == list(WORKLOADS)
    assert all(one["schema"] == "workbench/measure/1" for one in found["measures"])
    for part in ("static", "executed"):
        for row in found["categories"][part]:
            shares = [row[name]["share"] for name in found["categories"]["names"]]
            assert sum(shares) == pytest.approx(1.0)
    text = inside("compare", *WORKLOADS, *chosen, "--only", "executed").out
    assert all(word in text for word in (*WORKLOADS, "load/store", "LOAD_FAST", "share"))
    assert text.splitlines()[-1].startswith("again: workbench compare matmul euler quicksort")


def test_files_are_compared_with_calls_of_their_own(tmp_path: Path) -> None:
    one = file(tmp_path, "def f(n):\n    return n * n\n", "one.py")
    two = file(tmp_path, "def g(n):\n    return [n, n]\n", "two.py")
    calls = ("--call", "f(2)", "--call", "g(2)")
    found = inside(
        "compare", "-q", one, two, "euler", *calls, "--only", COUNTED, "--format", "json"
    ).json
    assert [m["function"] for m in found["measures"]] == ["f", "g", "reference"]
    assert found["categories"]["executed"][0]["arithmetic"]["count"] == 1
    assert found["categories"]["executed"][1]["container"]["count"] == 1
    few = inside("compare", "-q", one, two, "two.py", "--call", "f(2)", "--call", "g(2)")
    assert few.code == 2
    assert inside("compare", "-q", "euler", "--call", "f(2)").code == 2


# --- what is asked --------------------------------------------------------------------------------


def test_only_the_parts_asked_for_are_there(euler: Any, tmp_path: Path) -> None:
    path = file(tmp_path, EULER)
    found = figures(path, "--call", CALL, "--only", "profile,executed")
    assert "static" not in found
    assert {"executed", "profile"} <= set(found)
    assert set(figures(path, "--only", "static")) & {"executed", "profile"} == set()
    wrong = measure(path, "--only", "statc")
    assert (wrong.code, "did you mean static?" in wrong.err) == (2, True)


def test_without_a_call_the_output_says_why_parts_are_missing(tmp_path: Path) -> None:
    path = file(tmp_path, EULER)
    found = figures(path)
    assert "--call" in found["executed"]["error"]
    assert "--call" in found["profile"]["error"]
    assert found["static"][found["python"]]["function"]["STORE_FAST"] == 4
    done = measure(path)
    assert done.code == 0
    assert 'executed: not measured: no call is given: --call "f(1, 2)"' in done.out
    assert measure(path, "--only", "executed").code == 2


def test_the_function_is_the_one_named_or_called_or_the_only_one(tmp_path: Path) -> None:
    path = file(tmp_path, "def f():\n    return g()\ndef g():\n    return 1\n")
    only = ("--only", "static")
    assert figures(f"{path}:g", *only)["function"] == "g"
    assert figures(path, "--call", "f()", *only)["function"] == "f"
    found = figures(path, *only)
    assert found["function"] is None
    static = found["static"][found["python"]]
    assert static["function"] is None
    assert static["callees"] is None
    assert sum(static["file"].values()) == static["total"]["file"]


def test_callees_are_the_function_and_what_it_calls_in_the_file(tmp_path: Path) -> None:
    source = "def f():\n    return g()\ndef g():\n    return 1\ndef other():\n    return 2\n"
    found = figures(f"{file(tmp_path, source)}:f", "--only", "static")
    total = found["static"][found["python"]]["total"]
    alone = figures(f"{file(tmp_path, source)}:g", "--only", "static")
    added = alone["static"][found["python"]]["total"]["function"]
    assert total["callees"] == total["function"] + added
    assert total["file"] > total["callees"]


def test_names_of_the_call_and_of_the_file_are_kept_apart(tmp_path: Path) -> None:
    path = file(tmp_path, "one = lambda f: f() + f()\n")
    found = figures(path, "--call", "one(lambda: 1)", "--only", "executed,profile")
    calls = found["profile"]["calls"]
    assert calls == {"<lambda>": 1, "<lambda> (in the call)": 2}
    assert set(found["executed"]["functions"]) == set(calls)
    assert found["executed"]["in_call"] == found["executed"]["functions"]["<lambda> (in the call)"]


def test_a_profile_can_be_kept(tmp_path: Path) -> None:
    path, prof = file(tmp_path, EULER), tmp_path / "euler.prof"
    running = "{}.{}".format(*sys.version_info[:2])
    done = measure(path, "--call", CALL, "--only", "profile", "--prof", prof, "--python", running)
    assert done.code == 0
    stats = pstats.Stats(str(prof))
    calls = {key[2]: entry[1] for key, entry in vars(stats)["stats"].items()}
    assert (calls["euler"], calls["<lambda>"]) == (1, 200)
    assert measure(path, "--prof", prof).code == 2
    away = measure(path, "--call", CALL, "--only", "profile", "--prof", tmp_path / "no" / "x.prof")
    assert (away.code, "cannot write" in away.err) == (3, True)


def test_samples_can_be_kept_and_shares_are_in_the_json(tmp_path: Path) -> None:
    path, scope = file(tmp_path, EULER), tmp_path / "euler.speedscope.json"
    running = interpreters.running().version
    chosen = ("--call", CALL, "--only", "profile", "--python", running)
    done = measure(path, *chosen, "--speedscope", scope, "--format", "json")
    assert done.code == 0
    document = json.loads(scope.read_text(encoding="utf-8"))
    assert "euler" in {frame["name"] for frame in document["shared"]["frames"]}
    profile = done.json["profile"]
    assert {"cprofile", "sampling", "executed"} == set(profile["shares"])
    assert profile["shares"]["executed"]["own"]["euler"]["median"] > 0.5
    assert {"import", "first", "steady"} == set(profile["seconds"])
    for one in profile["seconds"].values():
        assert 0 < one["low"] <= one["median"] <= one["high"]
    assert measure(path, "--speedscope", scope).code == 2
    away = measure(path, *chosen, "--speedscope", tmp_path / "no" / "x.json")
    assert away.code != 0


def test_the_last_line_is_the_command_that_gives_the_same_again(tmp_path: Path) -> None:
    import shlex

    path = file(tmp_path, EULER, "with space.py")
    first = measure(f"{path}:euler", "--call", CALL, "--only", "executed", "--scope", "file")
    words = shlex.split(first.out.splitlines()[-1].removeprefix("again: "))
    assert words[:2] == ["workbench", "measure"]
    assert lasting(measure(*words[2:])) == lasting(first)


def lasting(done: Done) -> list[str]:
    """What a text says but for times and memory, which are never the same again."""
    return [block for block in done.out.split("\n\n") if not block.startswith("resources")]


def test_a_file_is_json_by_its_extension(tmp_path: Path) -> None:
    output = tmp_path / "found.json"
    done = measure("euler", "--only", "static", "-o", output)
    assert (done.code, done.out) == (0, "")
    assert json.loads(output.read_text(encoding="utf-8"))["target"] == "euler"


# --- what is missing or wrong ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("quiksort",), 2, "did you mean quicksort?"),
        (("{folder}/progam.py",), 2, "did you mean {folder}/program.py?"),
        (("{folder}/program.py:eulr",), 2, "did you mean euler?"),
        (("{folder}",), 3, "it is no regular file"),
        (("/dev/zero",), 3, "it is no regular file"),
        (("{folder}/program.py", "--call", "euler("), 2, "not a Python expression"),
        (("{folder}/program.py", "--call", "(" * 5000), 2, "not a Python expression"),
        (("{folder}/program.py", "--python", "3.1"), 2, "no CPython 3.1 was found"),
        (("x" * 5000,), 3, "cannot read"),
        (("a\0b",), 3, "cannot read"),
    ],
)
def test_what_is_not_there_is_one_line_and_a_hint(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    file(tmp_path, EULER)
    done = measure(*(word.replace("{folder}", str(tmp_path)) for word in arguments))
    assert done.code == code
    assert said.replace("{folder}", str(tmp_path)) in done.err
    assert done.out == ""


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert measure(tmp_path / "pipe.py").code == 3


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"def f(:\n", "it does not compile there: SyntaxError"),
        (b"(" * 3000 + b")" * 3000, "it does not compile there: "),
        (b"x = '\xff'\n", "the source is not valid UTF-8"),
        (b"x = 1\n" * 200_000, "the source is larger than"),
        (b"x = 1\0\n", "the source contains a NUL character"),
    ],
)
def test_a_file_that_is_no_program_gives_reasons_and_never_a_0(
    tmp_path: Path, source: bytes, why: str
) -> None:
    path = tmp_path / "bad.py"
    path.write_bytes(source)
    done = measure(path, "--format", "json")
    assert done.code == 1
    for scopes in done.json["static"].values():
        assert set(scopes) == {"error"}
        assert why in scopes["error"]
    assert "error" in done.json["machine"]
    assert why in measure(path).out


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("boom()", "the call raised ValueError: \\x1b[31mred"),
        ("loop()", "the call did not finish: timeout"),
        ("nobody()", "the call raised NameError"),
        ("leave()", "the call"),
        ("blind()", "the program interfered with the measurement"),
    ],
)
def test_a_call_that_does_not_end_well_gives_the_reason(
    tmp_path: Path, call: str, why: str
) -> None:
    source = (
        "import builtins, os, sys\n"
        "def boom():\n    raise ValueError('\\x1b[31mred')\n"
        "def loop():\n    while True:\n        pass\n"
        "def leave():\n    os._exit(0)\n"
        "def blind():\n    sys.setprofile(None)\n    builtins.exec = None\n"
    )
    path = file(tmp_path, source)
    version("3.11")
    chosen = ("--call", call, "--timeout", "2", "--only", "executed,profile", "--python", "3.11")
    done = measure(path, *chosen)
    assert done.code == 1
    assert f"executed: not measured: {why}" in done.out
    assert f"profile: not measured: {why}" in done.out
    found = figures(path, *chosen)
    assert set(found["executed"]) == set(found["profile"]) == {"error"}


def test_numpy_that_the_target_lacks_is_said_and_static_figures_stay(tmp_path: Path) -> None:
    path = file(tmp_path, "import numpy as np\ndef f():\n    return np.ones(2)\n")
    without = [name for name, found in FOUND.items() if not found.packages]
    if not without:
        pytest.skip("every CPython here has numpy")
    done = measure(path, "--call", "f()", "--python", without[0], "--format", "json", *ALL)
    assert done.code == 3
    assert "numpy is not installed" in done.json["executed"]["error"]
    assert done.json["static"][without[0]]["function"]


def test_where_nothing_isolates_static_figures_are_printed_before_exit_3(tmp_path: Path) -> None:
    path = file(tmp_path, EULER)
    refuse = ("--isolation", "filtered", "--require-isolation", "strong")
    done = measure(path, "--call", CALL, *refuse)
    assert done.code == 3
    assert "STORE_FAST" in done.out
    assert "executed: not measured: not run: isolation 'strong' was demanded" in done.out
    assert measure(path, "--only", "static", *refuse).code == 0
    assert measure(path, *refuse).code == 0
    assert measure(path, "--call", CALL, "--no-run").code == 0


def test_hostile_names_are_shown_and_never_obeyed(tmp_path: Path) -> None:
    source = (
        "import types\n"
        "def f():\n"
        "    code = (lambda: 1).__code__.replace(co_name='\\x1b[2J\\u202eevil')\n"
        "    return types.FunctionType(code, {})()\n"
    )
    path = file(tmp_path, source, "\u202e\x1b[31mname.py")
    done = measure(path, "--call", "f()")
    assert done.code == 0
    assert "\\u202eevil" in done.out
    found = figures(path, "--call", "f()")
    assert "\x1b[2J\u202eevil" in found["profile"]["calls"]
    assert "\\u202e\\x1b[31mname.py" in inside("compare", "-q", path, "euler").out


def test_a_file_that_bears_the_name_of_the_call_is_told_apart_from_it(tmp_path: Path) -> None:
    path = file(tmp_path, "def f(g):\n    return g()\n", "<call>")
    found = figures(path, "--call", "f(lambda: 1)", "--only", "executed")["executed"]
    assert 0 < found["in_call"] < found["total"]


def test_what_one_target_lacks_is_said_and_the_others_stand(tmp_path: Path) -> None:
    bad = file(tmp_path, "def f(:\n", "bad.py")
    several = file(tmp_path, "def f():\n    return 1\ndef g():\n    return 2\n", "several.py")
    done = inside("compare", "-q", "euler", bad, several, "--call", "f()", "--only", "static")
    assert done.code == 1
    assert "bad.py: not measured: it does not compile there" in done.out
    row = next(line for line in done.out.splitlines() if line.startswith("  instructions"))
    assert row.split()[4:6] == ["-", "-"]
    done = inside("compare", "-q", "euler", several, "--only", "static")
    assert done.code == 0
    assert "several.py: of the whole file, no function is named" in done.out

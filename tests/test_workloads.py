"""Workloads: references against independent oracles, cases, loading, comparing, describing."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench import families, workloads
from workbench.errors import UsageError
from workbench.workloads import Case, Workload

NAMES = ("aes", "cnn", "euler", "matmul", "quicksort", "tsp")
GROWING = ("euler", "matmul", "quicksort")
every = pytest.mark.parametrize("name", NAMES)
SEEDS = (0, 1, 20261122)


def _reference(workload: Workload) -> Callable[..., Any]:
    module = families.load_file(workload.path.parent, workload.name, noun="workloads")
    function: Callable[..., Any] = module.reference
    return function


def _arguments(case: Case, workload: Workload) -> list[Any]:
    """The arguments as a guest gets them: copies, sources of functions compiled."""
    args: list[Any] = []
    for i, arg in enumerate(case.args):
        if i in workload.function_arguments:
            namespace: dict[str, Any] = {}
            exec(arg, namespace)
            args.append(namespace["f"])
        else:
            args.append(arg.copy() if isinstance(arg, (list, np.ndarray)) else arg)
    return args


# --- the references, each against another way to know the answer ---------------------------------


def _matmul_oracle(a: Any, b: Any) -> Any:
    return a @ b


def _quicksort_oracle(xs: list[Any]) -> list[Any]:
    return sorted(xs)


def _euler_oracle(
    f: Callable[[Any, Any], Any], y0: float, t0: float, t_end: float, h: float
) -> float:
    """Euler by its definition: exact fractions within a step, one rounding after it."""
    y, start, step = Fraction(y0), Fraction(t0), Fraction(h)
    for i in range(round((Fraction(t_end) - start) / step)):
        # Without the rounding the fractions would double in length with every step.
        y = Fraction(float(y + step * Fraction(f(float(start + i * step), float(y)))))
    return float(y)


ORACLES = {"matmul": _matmul_oracle, "quicksort": _quicksort_oracle, "euler": _euler_oracle}


def _check(workload: Workload, seed: int) -> None:
    """Fail unless the reference and the oracle agree on all cases."""
    reference, oracle = _reference(workload), ORACLES[workload.name]
    for case in workloads.cases(workload, seed):
        args = _arguments(case, workload)
        try:
            expected = oracle(*_arguments(case, workload))
        except ValueError:
            with pytest.raises(ValueError, match="do not fit"):
                reference(*args)
            continue
        difference = workloads.difference(expected, reference(*args), workload)
        assert difference is None, f"{case.name}: {difference}"


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_reference_agrees_with_its_oracle(name: str, seed: int) -> None:
    _check(workloads.load(name), seed)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("matmul", "if b.shape[0] != inner:", "if False:"),
        ("matmul", "math.fsum(x * y", "math.fsum(x * y * (1 + 1e-6)"),
        ("euler", "range(round((t_end - t0) / h))", "range(round((t_end - t0) / h) + 1)"),
        ("euler", "f(t0 + i * h, y)", "f(t0 + (i + 1) * h, y)"),
        ("quicksort", "right[j] < left[i]", "right[j] > left[i]"),
        ("quicksort", "return merged + left[i:] + right[j:]", "return merged + left[i:]"),
    ],
)
def test_a_broken_reference_is_noticed(tmp_path: Path, name: str, right: str, wrong: str) -> None:
    source = workloads.load(name).source
    assert source.count(right) == 1
    (tmp_path / f"{name}.py").write_text(source.replace(right, wrong), encoding="utf-8")
    broken = workloads.load(name, tmp_path)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        _check(broken, 0)


def test_euler_reaches_closed_forms() -> None:
    euler = _reference(workloads.load("euler"))
    assert euler(lambda t, y: y, 1.0, 0.0, 1.0, 0.5) == 2.25
    assert euler(lambda t, y: y, 1.0, 0.0, 1.0, 0.1) == pytest.approx(1.1**10, rel=1e-12)
    # The sum of the times 0, h, ..., (n - 1) h is h n (n - 1) / 2.
    assert euler(lambda t, y: t, 0.0, 0.0, 2.0, 0.001) == pytest.approx(0.001**2 * 2000 * 1999 / 2)


@pytest.mark.parametrize(
    ("h", "steps"), [(0.5, 4), (0.2, 10), (0.1, 20), (0.01, 200), (1e-3, 2000)]
)
def test_euler_takes_the_steps_its_task_says(h: float, steps: int) -> None:
    seen: list[float] = []
    _reference(workloads.load("euler"))(lambda t, y: seen.append(t) or 0.0, 1.0, 0.0, 2.0, h)
    assert len(seen) == steps


def test_euler_has_cases_that_catch_a_summed_time() -> None:
    def summed(f: Any, y0: float, t0: float, t_end: float, h: float) -> float:
        t, y = t0, y0
        while t < t_end:
            y, t = y + h * f(t, y), t + h
        return y

    task = workloads.load("euler")
    reference = _reference(task)
    caught = {
        case.name
        for case in workloads.cases(task, 0)
        if workloads.difference(
            reference(*_arguments(case, task)), summed(*_arguments(case, task)), task
        )
    }
    assert {"10 steps of 0.1", "10 steps of 0.2", "2000 steps of 0.001"} <= caught


def test_euler_accepts_a_summed_time_with_the_right_number_of_steps() -> None:
    def counted(f: Any, y0: float, t0: float, t_end: float, h: float) -> float:
        t, y = t0, y0
        for _ in range(round((t_end - t0) / h)):
            y, t = y + h * f(t, y), t + h
        return y

    task = workloads.load("euler")
    reference = _reference(task)
    for case in workloads.cases(task, 0):
        expected = reference(*_arguments(case, task))
        assert workloads.difference(expected, counted(*_arguments(case, task)), task) is None


def test_matmul_accepts_blas_and_refuses_single_precision() -> None:
    task = workloads.load("matmul")
    single: set[str] = set()
    for case in workloads.cases(task, 0):
        a, b = case.args
        if a.shape[1] != b.shape[0]:
            continue
        expected = _reference(task)(a, b)
        assert workloads.difference(expected, a @ b, task) is None
        rounded = (a.astype("f4") @ b.astype("f4")).astype("f8")
        if workloads.difference(expected, rounded, task):
            single.add(case.name)
    assert {"square 1x1", "square 8x8", "square 64x64"} & single == {"square 8x8", "square 64x64"}


# --- cases ---------------------------------------------------------------------------------------


@every
def test_cases_are_the_same_for_a_seed_and_others_for_another(name: str) -> None:
    task = workloads.load(name)

    def shown(seed: int) -> list[str]:
        return [workloads.describe(c.args, task, limit=10**6) for c in workloads.cases(task, seed)]

    assert shown(3) == shown(3)
    assert shown(3) != shown(4)


@pytest.mark.parametrize("name", GROWING)
def test_every_family_gives_arguments_that_grow_with_the_size(name: str) -> None:
    task = workloads.load(name)
    for family, draw in task.families.items():
        sizes = []
        for n in (1, 5, 40):
            case = Case("drawn", family, draw(n, random.Random(1)))
            result = _reference(task)(*_arguments(case, task))
            steps = [] if name != "euler" else [1.0] * round(case.args[3] / case.args[4])
            sizes.append(len(steps) or np.size(case.args[0]))
            assert result is not None
        assert sizes == sorted(set(sizes))


def test_the_cases_reach_every_edge_the_tasks_name() -> None:
    shapes = {
        (c.args[0].shape, c.args[1].shape) for c in workloads.cases(workloads.load("matmul"), 0)
    }
    assert {((1, 1), (1, 1)), ((64, 64), (64, 64)), ((2, 0), (0, 3)), ((2, 3), (2, 3))} <= shapes
    lists = [c.args[0] for c in workloads.cases(workloads.load("quicksort"), 0)]
    assert [] in lists
    assert {int, float, str} == {type(x) for xs in lists for x in xs}
    assert any(len(xs) > 2000 and xs == sorted(xs) for xs in lists)
    assert any(len(xs) > 2000 and xs == sorted(xs, reverse=True) for xs in lists)
    assert any(len(xs) > 2000 and len(set(xs)) == 1 for xs in lists)
    assert all(x == x for xs in lists for x in xs)
    steps = {c.args[4] for c in workloads.cases(workloads.load("euler"), 0)}
    assert {0.1, 0.01, 0.001} <= steps


@every
def test_a_workload_file_imports_nothing_but_numpy_and_the_standard_library(name: str) -> None:
    import ast

    tree = ast.parse(workloads.load(name).source)
    found = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    found |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert {module.partition(".")[0] for module in found} <= {"numpy", *sys.stdlib_module_names}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "cnn"])
def test_the_example_call_runs_on_the_reference(name: str) -> None:
    task = workloads.load(name)
    namespace: dict[str, Any] = {task.entry_point: _reference(task)}
    exec(task.call_setup, namespace)
    assert eval(task.call, namespace) is not None


# --- loading -------------------------------------------------------------------------------------

GOOD = """
TITLE = TASK = "t"
ENTRY_POINT = "run"
SIGNATURE = "run(x)"
FLAVOUR = "base"
CALL, CALL_SETUP = "run(1)", ""
FUNCTION_ARGUMENTS = ()
LEAVES_INPUT_UNCHANGED = True
ATOL, RTOL = 0, 1e-9
FAMILIES = {"any": lambda n, rng: (n,)}
def cases(seed): return [{"name": "one", "family": "any", "args": (1,)}]
def reference(x): return x
"""


def _own(folder: Path, text: str, name: str = "own") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_workloads_are_known() -> None:
    assert set(NAMES) <= set(workloads.names())


@every
def test_a_shipped_workload_carries_its_own_source(name: str) -> None:
    task = workloads.load(name)
    assert task.name == name
    assert task.source == task.path.read_text(encoding="utf-8")
    assert task.entry_point in task.call
    assert task.entry_point in task.signature


def test_an_own_workload_is_found_beside_the_shipped_ones(tmp_path: Path) -> None:
    folder = _own(tmp_path, GOOD)
    assert {"own", *NAMES} <= set(workloads.names(folder))
    task = workloads.load("own", folder)
    assert (task.atol, task.rtol) == (0.0, 1e-9)
    assert workloads.cases(task, 1) == (Case("one", "any", (1,)),)


def test_an_explicit_folder_comes_before_the_users_and_the_shipped_one(tmp_path: Path) -> None:
    explicit = _own(tmp_path / "explicit", GOOD.replace('"t"', '"explicit"'), "euler")
    user = tmp_path / "user"
    _own(user / "workloads", GOOD.replace('"t"', '"user"'), "euler")
    _own(user / "workloads", GOOD.replace('"t"', '"user"'), "matmul")

    def title(name: str) -> str:
        return workloads.load(name, explicit, user_folder=user).title

    assert [title(name) for name in GROWING] == ["explicit", "user", "Quicksort"]


def test_the_current_folder_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _own(tmp_path / "workloads", "raise SystemExit('planted')", "euler")
    monkeypatch.chdir(tmp_path)
    assert workloads.load("euler").title.startswith("Differential")


def test_an_unknown_workload_is_an_error_with_the_closest_name() -> None:
    with pytest.raises(UsageError, match="no workload is called 'quiksort'") as caught:
        workloads.load("quiksort")
    assert caught.value.hint == "did you mean quicksort?"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("SIGNATURE = ", "SIGNATUR = ", "does not define SIGNATURE"),
        ('FLAVOUR = "base"', 'FLAVOUR = "jax"', "FLAVOUR must be one of base, numpy, torch"),
        ('FLAVOUR = "base"', "FLAVOUR = None", "FLAVOUR must be a str, not a NoneType"),
        ('ENTRY_POINT = "run"', 'ENTRY_POINT = "a.b"', "must be the name of a function"),
        ("ATOL, RTOL = 0, ", "ATOL, RTOL = -1, ", "ATOL must be a number from 0"),
        ("ATOL, RTOL = 0, ", "ATOL, RTOL = float('nan'), ", "ATOL must be a number from 0"),
        ("ATOL, RTOL = 0, ", "ATOL, RTOL = True, ", "ATOL must be a float, not a bool"),
        ("ARGUMENTS = ()", "ARGUMENTS = [0]", "must be a tuple, not a list"),
        ("ARGUMENTS = ()", "ARGUMENTS = (-1,)", "must hold positions"),
        ("UNCHANGED = True", "UNCHANGED = 1", "must be a bool, not a int"),
        ('{"any": lambda n, rng: (n,)}', '{"any": 3}', "FAMILIES must map names to functions"),
        ("def cases(seed)", "def case(seed)", r"has no function cases\(\)"),
        ("def reference(x)", "def solution(x)", r"has no function reference\(\)"),
        ("def cases", "DRIVER = 1\ndef cases", "DRIVER must be a str, not a int"),
        ("def cases", "DRIVER = 'def drive('\ndef cases", "DRIVER is not Python"),
        ("def cases", "DRIVER = 'x = 1'\ndef cases", r"DRIVER must define drive\(entry_point"),
        ("def cases", "REFERENCE_DRIVER = 'x = 1'\ndef cases", "REFERENCE_DRIVER must define"),
        ("def cases", "check = 3\ndef cases", "check must be a function"),
        ("TITLE", "TITLE TITLE", "cannot be loaded: SyntaxError"),
        ("TITLE", "1 / 0\nTITLE", "cannot be loaded: ZeroDivisionError"),
    ],
)
def test_a_file_that_lacks_something_is_a_clear_error(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    folder = _own(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(UsageError, match=message) as caught:
        workloads.load("own", folder)
    assert "own.py" in caught.value.message


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("return []", "at least one case"),
        ("return None", "at least one case"),
        ('return [{"name": "one", "family": "any", "args": [1]}]', "case 1 must be a dict"),
        ('return [{"name": "one", "args": (1,)}]', "case 1 must be a dict"),
        ("return [(1,)]", "case 1 must be a dict"),
    ],
)
def test_cases_of_another_form_are_a_clear_error(tmp_path: Path, new: str, message: str) -> None:
    start = GOOD.index("def cases(seed): ") + len("def cases(seed): ")
    text = GOOD[:start] + new + GOOD[GOOD.index("\ndef reference") :]
    task = workloads.load("own", _own(tmp_path, text))
    with pytest.raises(UsageError, match=message):
        workloads.cases(task, 1)


def test_a_function_argument_must_be_text(tmp_path: Path) -> None:
    folder = _own(tmp_path, GOOD.replace("ARGUMENTS = ()", "ARGUMENTS = (0,)"))
    with pytest.raises(UsageError, match="argument 0 must be a function's source"):
        workloads.cases(workloads.load("own", folder), 1)


def test_numpy_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from workbench import workloads as w; t = w.load('euler'); w.cases(t, 1);"
        "w.difference([1.0], [1.0], t); w.names(); sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- drivers and checks --------------------------------------------------------------------------

DRIVEN = GOOD + 'DRIVER = "def drive(run, x):\\n    return run(x) + run(x)"\n'
CHECKED = (
    GOOD
    + """
def check(args, expected, got):
    if len(str(got)) > 9:
        raise ValueError("too long")
    return None if got % 2 == expected % 2 else "it is %s, which has the wrong parity" % got
"""
)


def test_the_reference_has_the_same_driver_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    same = workloads.load("own", _own(tmp_path, DRIVEN))
    assert same.driver
    assert same.reference_driver == same.driver
    none = workloads.load("own", _own(tmp_path, DRIVEN + 'REFERENCE_DRIVER = ""\n'))
    assert none.driver
    assert none.reference_driver == ""


def _mistake(folder: Path, text: str, expected: Any, got: Any) -> Any:
    task = workloads.load("own", _own(folder, text))
    return workloads.mistake(Case("one", "any", (1,)), expected, got, task)


def test_without_a_check_an_output_has_to_equal_the_references(tmp_path: Path) -> None:
    assert _mistake(tmp_path, GOOD, 1, 1) is None
    assert _mistake(tmp_path, GOOD, 1, 3).kind == "incorrect"


def test_a_check_of_its_own_decides(tmp_path: Path) -> None:
    assert _mistake(tmp_path, CHECKED, 1, 3) is None
    found = _mistake(tmp_path, CHECKED, 1, 4)
    assert (found.kind, found.text) == ("incorrect", "it is 4, which has the wrong parity")


def test_a_check_sees_values_of_the_right_type_only(tmp_path: Path) -> None:
    assert _mistake(tmp_path, CHECKED, 1, 3.0).kind == "wrong-type"


def test_what_a_check_stumbles_over_is_wrong(tmp_path: Path) -> None:
    found = _mistake(tmp_path, CHECKED, 1, 10**10 + 1)
    assert found.kind == "wrong-type"
    assert "cannot be checked (ValueError: too long)" in found.text


def test_a_check_that_refuses_the_reference_is_the_files_mistake(tmp_path: Path) -> None:
    for body in ("return 'never'", "raise KeyError(1)"):
        text = GOOD + f"def check(args, expected, got):\n    {body}\n"
        with pytest.raises(UsageError, match=r"check\(\) refuses the reference on 'one'"):
            _mistake(tmp_path, text, 1, 1)


def test_a_case_with_a_driver_is_shown_as_its_call(tmp_path: Path) -> None:
    task = workloads.load("own", _own(tmp_path, DRIVEN))
    assert workloads.describe((1,), task) == "drive(run, 1)"

"""The shipped demonstration answers are those that stand readable in tests/recordings."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench import workloads
from workbench.records import Response

HERE = Path(__file__).resolve().parent / "recordings"


def _load_make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_recordings", HERE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = _load_make()
every = pytest.mark.parametrize("workload", make.WORKLOADS)


def _events(workload: str) -> list[dict[str, Any]]:
    text = (make.SHIPPED / f"{workload}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _function(workload: str, name: str) -> Any:
    """The function `name` of the program in a workload's first answer."""
    text = (HERE / workload / "workload.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    namespace: dict[str, Any] = {"__name__": "workload"}
    exec(compile(found[1], "workload.py", "exec"), namespace)
    return namespace[name]


@every
def test_what_is_shipped_is_what_the_readable_files_give(workload: str) -> None:
    shipped = (make.SHIPPED / f"{workload}.jsonl").read_text(encoding="utf-8")
    assert shipped == make.recording(workload), "run: python tests/recordings/make.py"


@every
def test_the_first_line_says_that_this_is_no_real_model(workload: str) -> None:
    first = _events(workload)[0]
    assert first["event"] == "demonstration"
    assert first["workload"] == workload
    assert "not the answer of a real model" in first["note"]


@every
def test_there_is_one_valid_response_for_each_prompt(workload: str) -> None:
    events = _events(workload)[1:]
    responses = [Response.model_validate_json(json.dumps(e["response"])) for e in events]
    assert [r.prompt for r in responses] == [
        "workload",
        "claims",
        "report",
        "analysis_counting",
        "analysis_profiling",
        "analysis_dependences",
    ]
    assert {r.model for r in responses} == {"demonstration-2025"}
    assert {r.finish_reason for r in responses} == {"stop"}


def test_every_shipped_workload_has_a_recording() -> None:
    assert {path.stem for path in make.SHIPPED.glob("*.jsonl")} == set(make.WORKLOADS)
    assert set(make.WORKLOADS) <= set(workloads.names())


@every
def test_the_claims_are_a_list_of_objects_with_kind_and_sentence(workload: str) -> None:
    claims = json.loads((HERE / workload / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert 8 <= len(claims) <= 14
    assert all(type(c["kind"]) is str and type(c["statement"]) is str for c in claims)


@pytest.mark.parametrize(
    ("workload", "right"),
    [("matmul", 1), ("quicksort", 1), ("euler", 0), ("tsp", 0), ("aes", 0)],
)
def test_which_programs_are_wrong(workload: str, right: int) -> None:
    task = workloads.load(workload)
    function = _function(workload, task.entry_point)
    reference = workloads.families.load_file(task.path.parent, workload, noun="workloads").reference
    wrong = []
    for case in workloads.cases(task, seed=7):
        try:
            expected = reference(*_arguments(case, task))
        except ValueError:
            with pytest.raises(ValueError, match=r"incompatible|must have"):
                function(*_arguments(case, task))
            continue
        if workloads.mistake(case, expected, function(*_arguments(case, task)), task):
            wrong.append(case.name)
    assert (not wrong) == bool(right)


def test_the_cipher_is_wrong_with_the_longest_keys_only() -> None:
    encrypt, task = _function("aes", "aes_encrypt_block"), workloads.load("aes")
    reference = workloads.families.load_file(task.path.parent, "aes", noun="workloads").reference
    wrong = {
        case.family
        for case in workloads.cases(task, seed=7)
        if case.family != "wrong length" and encrypt(*case.args) != reference(*case.args)
    }
    assert wrong == {"AES-256"}


def test_the_wrong_one_takes_a_step_too_many() -> None:
    euler, steps = _function("euler", "euler"), []
    euler(lambda t, y: steps.append(t) or 0.0, 0.5, 0.0, 2.0, 0.001)
    assert len(steps) == 2001


def _arguments(case: workloads.Case, task: workloads.Workload) -> list[Any]:
    """A fresh copy of the arguments, with functions compiled."""
    args: list[Any] = []
    for i, arg in enumerate(case.args):
        if i in task.function_arguments:
            namespace: dict[str, Any] = {}
            exec(arg, namespace)
            args.append(namespace["f"])
        else:
            args.append(arg.copy() if hasattr(arg, "copy") else arg)
    return args

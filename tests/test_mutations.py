"""What is true and what is not, one step apart: the judge must tell them from each other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from workbench import choosing, pipeline, settings, survey, workloads
from workbench.errors import WorkbenchError
from workbench.pipeline import Request
from workbench.records import Judged, Options, Response
from workbench.selection import Task
from workbench.survey import Workplace
from workbench.workloads import Case, Workload

Claims = list[dict[str, Any]]
EULER = """\
def euler(f, y0, t0, t_end, h):
    y = y0
    for i in range(round((t_end - t0) / h)):
        y += h * f(t0 + i * h, y)
    return y
"""


class Silent:
    """A reporter that shows nothing."""

    def stage(self, text: str) -> None: ...

    def item(self, text: str) -> None: ...

    def progress(self, progress: Any) -> None: ...


def place(root: Path, **flags: str) -> Workplace:
    """This machine, with results below `root`."""
    found = settings.load(
        {"root": str(root), **flags}, environ=os.environ, folder=root, user_folder=root
    )
    there = survey.workplace(found)
    if there.isolation is None:
        pytest.skip(f"nothing can be run on this machine: {there.why_not_run}")
    return there


# --- claims -------------------------------------------------------------------------------------

# Workload, place in the recorded list, kind, and the value that is one step away.
MUTATIONS = (
    ("euler", 2, "opcode_count", 5),
    ("euler", 8, "arithmetic_instructions", 4),
    ("euler", 9, "call_count", 201),
    ("euler", 12, "returns_value", "5.278830995566722"),
    ("quicksort", 0, "returns_value", "[1, 2, 4]"),
    ("quicksort", 5, "call_count", 4),
    ("quicksort", 6, "opcode_count", 3),
    ("quicksort", 13, "executed_count", 16),
)
# The recordings have no true total; these are the true ones of 3.11 to 3.13 by workload.
TOTALS = {"euler": {11: 30, 12: 30, 13: 25}, "quicksort": {11: 63, 12: 102, 13: 102}}


def labels(workload: str, change: Callable[[Claims], None], root: Path) -> list[str | None]:
    """Labels of the declared claims when the recorded reply is changed like that."""
    here = place(root)
    answers = choosing.demonstration_answers(workload)
    choice = choosing.request(
        workload,
        settings.load({"model": "recorded"}, environ={}, folder=root, user_folder=root),
        here,
        options=Options(),
    ).choice
    changed = tuple(_changed(answer, change) for answer in answers if answer.prompt != "report")
    done = pipeline.run_generate(
        Request(workload, choice, Options(), _complete(changed), demonstration=True), here, Silent()
    )
    return declared(done)


def _changed(answer: Response, change: Callable[[Claims], None]) -> Response:
    if answer.prompt != "claims":
        return answer
    reply = json.loads(answer.text)
    change(reply["claims"])
    return answer.model_copy(update={"text": json.dumps(reply, indent=2)})


def _complete(answers: tuple[Response, ...]) -> tuple[Response, ...]:
    """With a report that says nothing, which saves the time of judging it."""
    report = answers[0].model_copy(update={"prompt": "report", "text": "Nothing to report.\n"})
    return (*answers, report)


def declared(done: Judged) -> list[str | None]:
    found = done.verification
    said = [claim for claim in found.claims if claim.extractor == "declared"]
    verdicts = [found.verdict(claim.id) for claim in said]
    return [verdict.label if verdict else None for verdict in verdicts]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Mapping[str, Any]]:
    """Labels of a workload's claims as recorded, with true totals, and one step away."""

    @cache
    def judge(workload: str) -> Mapping[str, Any]:
        root = tmp_path_factory.mktemp(workload)
        total = TOTALS[workload].get(place(root).target.minor[1])
        if total is None:
            pytest.skip("the true totals are known for CPython 3.11 to 3.13 only")

        def restore(claims: Claims) -> None:
            args = {"function": workload, "count": total, "statement": "All of them."}
            claims.append({"kind": "total_instructions", **args})

        def mutate(claims: Claims) -> None:
            restore(claims)
            claims[-1]["count"] += 1
            for name, index, kind, wrong in MUTATIONS:
                if name == workload:
                    assert claims[index]["kind"] == kind
                    key = "value" if "value" in claims[index] else "count"
                    assert claims[index][key] != wrong
                    claims[index][key] = wrong

        wrong, right = labels(workload, mutate, root), labels(workload, restore, root)
        return {"wrong": wrong, "right": right}

    return judge


@pytest.mark.parametrize(("workload", "index", "kind", "wrong"), MUTATIONS)
def test_one_step_turns_a_true_claim_and_back(
    workload: str, index: int, kind: str, wrong: object, both: Callable[[str], Mapping[str, Any]]
) -> None:
    found = both(workload)
    assert (found["wrong"][index], found["right"][index]) == ("contradicted", "confirmed")


@pytest.mark.parametrize("workload", TOTALS)
def test_one_instruction_more_is_another_total(
    workload: str, both: Callable[[str], Mapping[str, Any]]
) -> None:
    found = both(workload)
    assert (found["wrong"][-1], found["right"][-1]) == ("contradicted", "confirmed")


@pytest.mark.parametrize("workload", TOTALS)
def test_nothing_else_turns(workload: str, both: Callable[[str], Mapping[str, Any]]) -> None:
    found = both(workload)
    turned = {
        i
        for i, pair in enumerate(zip(found["wrong"], found["right"], strict=True))
        if pair[0] != pair[1]
    }
    mutated = {index for name, index, _, _ in MUTATIONS if name == workload}
    assert turned == mutated | {len(found["right"]) - 1}


# --- references ---------------------------------------------------------------------------------

ONE_TOO_MANY = ("range(round((t_end - t0) / h))", "range(round((t_end - t0) / h) + 1)")
NO_ANSWER = ("    return y\n", "    import sys; sys.exit(3)\n")


def workload_folder(folder: Path, *changes: tuple[str, str]) -> Path:
    """A folder with the Euler workload, its reference changed."""
    source = workloads.load("euler").source
    for right, wrong in changes:
        head, found, tail = source.partition("def reference(")
        assert tail.count(right) >= 1
        source = head + found + tail.replace(right, wrong, 1)
    folder.mkdir()
    (folder / "euler.py").write_text(source, encoding="utf-8")
    return folder


def outcome(program: str, root: Path, folder: Path) -> str:
    """How a program comes out when it is compared with the reference in `folder`."""
    file = root / "program.py"
    file.write_text(program, encoding="utf-8")
    here = place(root, workloads=str(folder))
    done = pipeline.verify(Task(file, "euler"), here, Silent())
    (result,) = done.verification.results
    return result.outcome


def as_program(workload: Workload) -> str:
    """The reference of a workload as an answer to its own task."""
    return f"{workload.source}\n\n{workload.entry_point} = reference\n"


def test_a_reference_that_is_one_step_off_makes_right_programs_wrong(tmp_path: Path) -> None:
    right = workload_folder(tmp_path / "right")
    broken = workload_folder(tmp_path / "broken", ONE_TOO_MANY)
    assert outcome(EULER, tmp_path, right) == "ok"
    assert outcome(EULER, tmp_path, broken) == "incorrect"
    assert outcome(EULER.replace("/ h)", "/ h) + 1"), tmp_path, right) == "incorrect"


def test_a_reference_judged_by_another_one_is_found_out(tmp_path: Path) -> None:
    right = workload_folder(tmp_path / "right")
    broken = workload_folder(tmp_path / "broken", ONE_TOO_MANY)
    for own, other in ((right, broken), (broken, right)):
        program = as_program(workloads.load("euler", own))
        assert outcome(program, tmp_path, own) == "ok"
        assert outcome(program, tmp_path, other) == "incorrect"


def test_a_reference_that_does_not_answer_is_our_error_and_no_verdict(tmp_path: Path) -> None:
    silent = workload_folder(tmp_path / "silent", NO_ANSWER)
    with pytest.raises(WorkbenchError, match="the reference of workload euler failed") as caught:
        outcome(EULER, tmp_path, silent)
    assert "euler.py" in (caught.value.hint or "")


def test_the_cases_are_those_of_the_folder(tmp_path: Path) -> None:
    broken = workloads.load("euler", workload_folder(tmp_path / "broken", ONE_TOO_MANY))
    assert all(isinstance(case, Case) for case in workloads.cases(broken, 0))
    assert ONE_TOO_MANY[1] in broken.source

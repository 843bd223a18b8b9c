"""A workload of one's own: what `workloads new` writes runs as it is and is never overwritten."""

from __future__ import annotations

import json
import os
from pathlib import Path

import commanding
import pytest

from workbench import workloads

RIGHT = """\
def running_totals(xs):
    totals, total = [], 0
    for x in xs:
        total += x
        totals.append(total)
    return totals
"""
CLAIMS = {
    "claims": [
        {
            "kind": "returns_value",
            "statement": "running_totals([3, 1, 2]) returns [3, 4, 6].",
            "call": "running_totals([3, 1, 2])",
            "value": "[3, 4, 6]",
        },
        {
            "kind": "returns_value",
            "statement": "The empty list gives [0].",
            "call": "running_totals([])",
            "value": "[0]",
        },
    ]
}


def new(name: str, *more: str | Path, **named: dict[str, str]) -> commanding.Done:
    return commanding.inside("workloads", "new", name, *more, **named)


def test_it_goes_to_the_configuration_folder_and_is_found_from_there(root: Path) -> None:
    done = new("running_totals")
    assert (done.code, done.out) == (0, "")
    path = Path(os.environ["WORKBENCH_CONFIG_DIR"]) / "workloads" / "running_totals.py"
    assert path.is_file()
    assert f"wrote {path}: it is complete and draws 6 inputs" in done.err
    listed = commanding.inside("workloads", "--format", "json").json["workloads"]
    assert "running_totals" in [one["name"] for one in listed]
    assert not any(one["why"] for one in listed)
    assert list(root.iterdir()) == []


def test_what_is_written_passes_its_own_checks(tmp_path: Path) -> None:
    new("own_one", "--workloads", tmp_path)
    task = workloads.load("own_one", tmp_path)
    assert task.entry_point == "own_one"
    assert "NAME" not in task.source
    namespace: dict[str, object] = {}
    exec(task.source, namespace)
    reference = task.families["numbers"]
    assert callable(reference)
    for seed in (0, 1):
        names = [case.name for case in workloads.cases(task, seed)]
        assert len(set(names)) == len(names) == 6


def test_the_option_may_stand_before_or_after_new(tmp_path: Path) -> None:
    folder = tmp_path / "with spaces" / "deeper"
    first = commanding.inside("workloads", "--workloads", folder, "new", "one")
    second = new("two", "--workloads", folder)
    assert (first.code, second.code) == (0, 0)
    assert sorted(path.name for path in folder.glob("*.py")) == ["one.py", "two.py"]
    assert f"--workloads '{folder}'" in second.err


@pytest.mark.parametrize("kind", ["file", "link"])
def test_nothing_is_overwritten(tmp_path: Path, kind: str) -> None:
    kept = tmp_path / "kept"
    kept.write_text("mine", encoding="utf-8")
    path = tmp_path / "mine.py"
    if kind == "link":
        path.symlink_to(kept)
    else:
        path.write_text("mine", encoding="utf-8")
    done = new("mine", "--workloads", tmp_path)
    assert done.code == 2
    assert "exists and is kept as it is" in done.err
    assert (kept.read_text(), path.read_text()) == ("mine", "mine")


@pytest.mark.parametrize("name", ["class", "Big", "1st", "../up", "a b", "base", "", "x" * 60])
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    done = new(name, "--workloads", tmp_path / "new")
    assert done.code == 2
    assert "cannot be the name of a workload" in done.err
    assert not (tmp_path / "new").exists()


def test_the_name_of_a_shipped_workload_is_refused(tmp_path: Path) -> None:
    done = new("euler", "--workloads", tmp_path)
    assert done.code == 2
    assert "a shipped workload is called 'euler'" in done.err


def test_a_folder_that_cannot_be_made_is_an_error_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = new("one", "--workloads", tmp_path / "file")
    assert done.code in (2, 3)
    assert str(tmp_path / "file") in done.err


def test_from_nothing_to_a_verified_generation(tmp_path: Path, root: Path) -> None:
    new("running_totals", "--workloads", tmp_path / "mine")
    report = "It adds up.\n"
    with commanding.model(
        root, workload=commanding.fenced(RIGHT), claims=json.dumps(CLAIMS), report=report
    ) as model:
        done = commanding.inside(
            *("generate", "running_totals", "--workloads", tmp_path / "mine"),
            *("--model", "openai:m", "--root", root, "--format", "json"),
            env=model.environment,
        )
    assert done.code == 1
    assert "running totals" in str(model.server.bodies[0]).lower()
    (program,) = (one for one in done.json["artifacts"] if one["kind"] == "workload")
    assert program["outcome"] == "ok"
    verdicts = [one["verdict"] for one in done.json["claims"] if one["extractor"] == "declared"]
    assert verdicts == ["confirmed", "contradicted"]


def test_a_wrong_file_is_told_from_a_right_one(tmp_path: Path, root: Path) -> None:
    new("running_totals", "--workloads", tmp_path)
    for source, code in ((RIGHT, 0), (RIGHT.replace("total += x", "total = x"), 1)):
        (root / "answer.py").write_text(source, encoding="utf-8")
        done = commanding.inside(
            *("verify", root / "answer.py", "--workload", "running_totals"),
            *("--workloads", tmp_path, "--root", root),
        )
        assert done.code == code

"""Samples: independent runs of one request, in one batch and under one line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from answering import FALSE, FIRST, TRUE, asked_for, claims, model, s
from commanding import Model, inside, runs
from test_interrupt import interrupted


def taking_turns(*replies: Any) -> s.Step:
    """A step that gives another one of these replies each time it is asked."""
    left = list(replies)

    def step(handler: s.Handler) -> None:
        found = left.pop(0)
        (s.answer(found) if isinstance(found, str) else found)(handler)

    return step


def sampled(root: Path, *replies: Any) -> Any:
    """A model whose lists of claims are these, one a sample."""
    return model(root, {"claims": taking_turns(*replies)})


def seeds(asked: Model) -> list[Any]:
    """The seeds with which the first prompt of each sample was asked."""
    bodies = [body for body in asked.server.bodies if asked_for(body) == "workload"]
    return [body.get("seed") for body in bodies]


def test_each_sample_is_a_run_of_its_own(tmp_path: Path) -> None:
    with sampled(tmp_path, claims(TRUE), claims(FALSE), claims(TRUE)) as asked:
        done = asked.generate("--samples", "3", "--format", "json")
        lengths = [len(body["messages"]) for body in asked.server.bodies]
    assert done.code == 1
    report = done.json
    assert report["schema"] == "workbench/batch/1"
    assert len(report["documents"]) == 3
    assert [one["summary"]["contradicted"] for one in report["documents"]] == [0, 1, 0]
    assert [one["sample"]["number"] for one in report["documents"]] == [1, 2, 3]
    assert {one["sample"]["of"] for one in report["documents"]} == {3}
    assert report["summary"]["contradicted"] == 1
    # Every conversation begins anew and grows by two messages a prompt.
    assert lengths == [1, 3, 5, 7, 9, 11] * 3
    found = runs(tmp_path)
    assert {one.run for one in found} == {one["run"] for one in report["documents"]}
    assert len(list(tmp_path.glob("generated/quicksort/*/workload.py"))) == 3
    assert [one.start["sample"]["number"] for one in sorted(found, key=_number)] == [1, 2, 3]


def _number(found: Any) -> int:
    number: int = found.start["sample"]["number"]
    return number


def test_the_text_has_each_in_turn_and_ends_with_one_line_over_all(tmp_path: Path) -> None:
    with sampled(tmp_path, claims(TRUE), claims(FALSE)) as asked:
        done = asked.generate("--samples", "2", "--seed", "41")
        assert seeds(asked) == [41, 42]
    first, second = (done.out.index(f"sample {n} of 2, seed {40 + n}") for n in (1, 2))
    assert first < second
    assert done.out.splitlines()[-1] == "1 of 2 samples ok; claims: 7 confirmed, 1 contradicted"
    assert "sample 1 of 2, seed 41" in done.err
    assert "sample 2 of 2, seed 42" in done.err
    found = sorted(runs(tmp_path), key=_number)
    assert [one.start["options"]["seed"] for one in found] == [41, 42]


def test_without_a_seed_none_is_made_up(tmp_path: Path) -> None:
    with sampled(tmp_path, claims(TRUE), claims(TRUE)) as asked:
        done = asked.generate_inside("--samples", "2")
        assert seeds(asked) == [None, None]
    assert done.code == 0
    assert "sample 2 of 2\n" in done.out
    assert "2 of 2 samples ok" in done.out


def test_one_sample_is_a_batch_as_well(tmp_path: Path) -> None:
    with model(tmp_path, {}) as asked:
        done = asked.generate_inside("--samples", "1", "--format", "json", "-q")
    assert done.json["schema"] == "workbench/batch/1"
    assert len(done.json["documents"]) == 1


def test_without_samples_nothing_is_a_batch(tmp_path: Path) -> None:
    with model(tmp_path, {}) as asked:
        done = asked.generate_inside("--format", "json", "-q")
    assert done.json["schema"] == "workbench/verdicts/1"
    assert done.json["sample"] is None
    (found,) = runs(tmp_path)
    assert found.start["sample"] is None


@pytest.mark.parametrize("output", ["text", "json"])
def test_an_error_keeps_the_samples_before_it(tmp_path: Path, output: str) -> None:
    refused = s.status(401, "the key has expired")
    with model(tmp_path, {"workload": taking_turns(*[FIRST["workload"]] * 2, refused)}) as asked:
        done = asked.generate("--samples", "4", "--format", output)
    assert done.code == 3
    assert "the key has expired" in done.err
    if output == "json":
        assert [one["status"] for one in done.json["documents"]] == ["ok", "ok"]
    else:
        assert done.out.splitlines()[-1].startswith("2 of 2 samples ok (4 were asked for); claims:")
    assert sorted(one.status for one in runs(tmp_path)) == ["error", "ok", "ok"]


def test_half_a_sample_is_shown_with_those_before_it(tmp_path: Path) -> None:
    refused = s.status(401, "the key has expired")
    with model(tmp_path, {"report": taking_turns(FIRST["report"], refused)}) as asked:
        done = asked.generate("--samples", "3", "--format", "json")
    assert done.code == 3
    assert [one["status"] for one in done.json["documents"]] == ["ok", "error"]
    assert [one["sample"]["number"] for one in done.json["documents"]] == [1, 2]


def test_ctrl_c_shows_the_samples_before_it(tmp_path: Path) -> None:
    with model(
        tmp_path, {"workload": taking_turns(FIRST["workload"], s.hang(begun=True))}
    ) as asked:
        arguments = asked.arguments("--samples", "3")
        done = interrupted(arguments, asked.environment, "sample 2 of 3\nasking for workload")
    assert done.code == 130
    assert "sample 1 of 3" in done.out
    assert done.out.splitlines()[-1].startswith("1 of 1 sample ok (3 were asked for)")
    assert sorted(one.status for one in runs(tmp_path)) == ["cancelled", "ok"]


def test_samples_can_be_repaired(tmp_path: Path) -> None:
    with model(tmp_path, {"claims": claims(FALSE)}, {"repair_claims": claims(TRUE)}) as asked:
        done = asked.generate_inside("--samples", "2", "--repair", "1", "--format", "json", "-q")
    assert done.code == 0
    assert [len(one["rounds"]) for one in done.json["documents"]] == [2, 2]


@pytest.mark.parametrize("count", ["0", "-3", "1.5"])
def test_there_is_at_least_one_sample(tmp_path: Path, count: str) -> None:
    done = inside("generate", "quicksort", "--samples", count, "--root", tmp_path)
    assert done.code == 2
    assert not (tmp_path / "transcripts").exists()


def test_a_demonstration_has_no_samples(tmp_path: Path) -> None:
    done = inside(
        *("generate", "quicksort", "--model", "recorded", "--samples", "2", "--root", tmp_path)
    )
    assert done.code == 2
    assert "cannot honour --samples" in done.err
    assert "--model" in done.err
    assert not (tmp_path / "transcripts").exists()

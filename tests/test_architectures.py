"""Two probes' reports to a ranking with its premises; reports of another form give none."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from traiting import dependences, loop, traits

from workbench import architectures
from workbench.figures import Missing
from workbench.records import Measurement, Run


def ranked(found: Measurement | None, free: Measurement | None) -> dict[str, Any]:
    part = architectures.of(found, free)
    assert isinstance(part, dict)
    return part


def values(part: dict[str, Any]) -> dict[str, Any]:
    return {name: one["value"] for name, one in part["traits"].items()}


def test_the_part_has_the_form_that_is_promised() -> None:
    part = ranked(traits(), dependences())
    assert set(part) >= {"winner", "stability", "ranking", "traits", "parameters", "premises"}
    assert [set(row) for row in part["ranking"]] == [{"machine", "cycles"}] * 5
    assert all(isinstance(row["cycles"], int) for row in part["ranking"])
    assert all(set(one) == {"name", "value", "unit", "source"} for one in part["parameters"])
    assert set(part["traits"]) == set(architectures.UNITS)
    assert part == ranked(traits(), dependences())


def test_a_nest_is_as_wide_as_its_independent_loops_together() -> None:
    """20 x 30 independent, 40 summed: 600 wide, entered twice; 900 of 1,000 operations."""
    found = traits(
        operations=1_000,
        loops=[
            loop(3, 2, 40, 900),
            loop(4, 40, 1_200, 880, parent=0),
            loop(5, 1_200, 48_000, 860, parent=1),
            loop(9, 1, 10, 100),
        ],
    )
    verdicts = {3: "independent", 4: "independent", 5: "reduction", 9: "serial"}
    told = values(ranked(found, dependences(work=1_000, span=50, loops=verdicts)))
    assert told["free_share"] == 0.9
    assert told["width"] == 600
    assert told["regions"] == 2


def test_a_reduction_by_itself_is_as_wide_as_it_is_long() -> None:
    found = traits(operations=100, loops=[loop(3, 1, 50, 100)])
    told = values(ranked(found, dependences(work=100, loops={3: "reduction"})))
    assert (told["free_share"], told["width"]) == (1, 50)


def test_free_loops_in_a_serial_one_are_entered_each_time() -> None:
    found = traits(operations=1_000, loops=[loop(3, 1, 10, 1_000), loop(4, 10, 80, 500, parent=0)])
    verdicts = {3: "serial", 4: "independent"}
    told = values(ranked(found, dependences(loops=verdicts)))
    assert (told["free_share"], told["width"], told["regions"]) == (0.5, 8, 10)


@pytest.mark.parametrize("verdicts", [{}, {3: "serial"}, {3: "not analysed"}, {4: "independent"}])
def test_what_is_not_known_to_be_free_is_not(verdicts: dict[int, str]) -> None:
    found = traits(operations=100, loops=[loop(3, 1, 50, 100)])
    assert values(ranked(found, dependences(loops=verdicts)))["free_share"] == 0


def test_calls_on_whole_arrays_are_free() -> None:
    found = traits(operations=1_000, loops=[loop(3, 2, 800, 1_000, kind="bulk")])
    told = values(ranked(found, dependences(loops={})))
    assert (told["free_share"], told["width"], told["regions"]) == (1, 400, 2)


def test_loops_with_less_than_a_hundredth_of_the_work_stay_out() -> None:
    found = traits(operations=10_000, loops=[loop(3, 1, 5, 99), loop(4, 1, 50, 100)])
    told = values(ranked(found, dependences(loops={3: "independent", 4: "independent"})))
    assert (told["free_share"], told["width"]) == (0.01, 50)


def test_loops_that_say_they_are_in_each_other_end() -> None:
    found = traits(operations=100, loops=[loop(3, 1, 5, 50, parent=1), loop(4, 1, 5, 50, parent=0)])
    assert ranked(found, dependences(loops={3: "independent", 4: "independent"}))


def test_premises_are_the_numbers_in_words() -> None:
    found = traits(
        operations=1_000, branches=200, branch_entropy=0.52, gemm_operations=250, loops=[]
    )
    said = ranked(found, dependences(work=7_800, span=200, data=100))["premises"]
    assert said[0].startswith("parallelism 39: 7,800 operations, the longest chain of them 200")
    assert said[1] == "parallelism by data alone 78"
    assert "25 % of the work is in products of matrices" in said
    assert any(one.startswith("74 % of the branches are predictable") for one in said)


def test_what_was_left_out_is_said() -> None:
    said = ranked(traits(truncated=True, unfollowed=3), dependences())["premises"]
    assert any("only the first two million" in one for one in said)
    assert any("calls of functions that are not the program's" in one for one in said)


@pytest.mark.parametrize(
    ("found", "free", "cause"),
    [
        (None, dependences(), "unasked"),
        (traits(), None, "unasked"),
        (b.measurement(probe="traits", data=None, run=Run(outcome="timeout")), dependences(), None),
        (b.measurement(probe="traits", data=None, run=Run(outcome="not-run")), None, "place"),
        (b.measurement(probe="traits", data={}), dependences(), "program"),
        (traits(branch_entropy=1.5), dependences(), "program"),
        (traits(branch_entropy=float("nan")), dependences(), "program"),
        (traits(operations=-1), dependences(), "program"),
        (traits(operations=10**30), dependences(), "program"),
        (traits(loops=[{"line": 3}]), dependences(), "program"),
        (traits(raised={"types": ["ValueError"], "message": ""}), dependences(), "program"),
        (traits(), b.measurement(probe="dependences", data={"work": "9"}), "program"),
        (traits(), b.measurement(probe="dependences", data={"work": None}), "program"),
    ],
)
def test_without_both_reports_there_is_no_ranking(
    found: Measurement | None, free: Measurement | None, cause: str | None
) -> None:
    missing = architectures.of(found, free)
    assert isinstance(missing, Missing)
    assert missing.why
    assert missing.cause == (cause or "program")

"""Verifying again: only what failed last, and what the new verdicts say otherwise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import builders as b
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from answering import ALSO_TRUE, FALSE, TRUE, WRONG, claims, fenced, model
from commanding import Done, inside, runs

from workbench import changes
from workbench.records import Claim, Verification


def generated(root: Path, *stated: str, **more: str) -> list[str]:
    """Runs with these lists of claims; their names, in this order."""
    names: list[str] = []
    for one in stated:
        with model(root, {"claims": one, **more}) as asked:
            asked.generate_inside("-q")
        # Two runs of one second are in no order by their names.
        names += [found.run for found in runs(root) if found.run not in names]
    return names


def verify(root: Path, *arguments: str | Path) -> Done:
    return inside("verify", "--root", root, *arguments)


def counted(number: int, count: int, opcode: str = "LOAD_FAST", **more: Any) -> Claim:
    """A claim about an opcode with an id of its own."""
    args = {"function": "euler", "opcode": opcode, "count": count}
    return b.claim(id=f"{number:012d}", args=args, claimed=count, quote=str(count), **more)


def seen(*pairs: tuple[Claim, str | None], name: str = "v1", **more: Any) -> Verification:
    verdicts = tuple(b.verdict(label, claim=claim.id) for claim, label in pairs)
    return b.verification(id=name, claims=tuple(c for c, _ in pairs), verdicts=verdicts, **more)


def told(before: Verification, now: Verification) -> list[tuple[str, str, str | None, str | None]]:
    found = changes.between(before, now).found
    return [(one.how, one.quote or one.name, one.before, one.now) for one in found]


# --- what two verifications say differently -------------------------------------------------------


def test_only_what_is_different_is_told() -> None:
    before = seen((counted(1, 3), "confirmed"), (counted(2, 4, "RESUME"), "confirmed"))
    now = seen((counted(1, 3), "confirmed"), (counted(2, 4, "RESUME"), "other-version"), name="v2")
    assert told(before, now) == [("changed", "4", "confirmed", "other-version")]
    assert told(before, before) == []


def test_a_tool_that_failed_is_a_change() -> None:
    before, now = seen((counted(1, 3), "confirmed")), seen((counted(1, 3), None))
    assert told(before, now) == [("changed", "3", "confirmed", None)]
    assert told(now, before) == [("changed", "3", None, "confirmed")]


def test_claims_come_and_go() -> None:
    before, now = seen((counted(1, 3), "confirmed")), seen((counted(2, 5, "RESUME"), "ambiguous"))
    assert told(before, now) == [
        ("new", "5", None, "ambiguous"),
        ("vanished", "3", "confirmed", None),
    ]


def test_a_claim_that_moved_is_the_same_claim() -> None:
    before = seen((counted(1, 3), "confirmed"), (counted(2, 3), "confirmed"))
    now = seen((counted(7, 3), "contradicted"), (counted(8, 3), "confirmed"))
    assert told(before, now) == [("changed", "3", "confirmed", "contradicted")]


def test_another_claim_in_the_same_place_is_another_one() -> None:
    before = seen((counted(1, 3), "confirmed"))
    now = seen((counted(1, 3, "RESUME"), "contradicted"))
    assert [how for how, *_ in told(before, now)] == ["new", "vanished"]


def test_programs_change_too() -> None:
    before = seen(artifacts=(b.artifact(),), results=(b.result("ok"),))
    now = seen(artifacts=(b.artifact(),), results=(b.result("timeout"),))
    assert told(before, now) == [("changed", "workload.py", "ok", "timeout")]
    assert told(before, seen()) == [("vanished", "workload.py", "ok", None)]
    assert told(seen(), now) == [("new", "workload.py", None, "timeout")]


def test_what_a_script_prints_is_no_word_of_the_model() -> None:
    printed = counted(1, 3, location=b.location(file="x/evidence/analysis_counting.output.txt"))
    assert changes.topic(printed) != changes.topic(counted(1, 3))
    assert changes.topic(counted(1, 3)) == changes.topic(counted(2, 9))
    assert changes.topic(counted(1, 3)) != changes.topic(counted(1, 3, "RESUME"))


def test_hostile_arguments_do_no_harm() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for value in (float("nan"), {"a": 1}, "x" * 100_000, {1: 2}, 10**5000, deep):
        claim = b.claim(args={"function": value, "count": value}, claimed=None)
        assert changes.topic(claim) == changes.topic(claim)
        assert changes.same_value(claim, claim)


# --- the command ----------------------------------------------------------------------------------


def test_verify_says_what_changed_since_the_last_verdicts(tmp_path: Path) -> None:
    generated(tmp_path, claims(TRUE))
    first = verify(tmp_path, "-q")
    assert "since the last verdicts (v1, " in first.out
    assert ": nothing has changed\n" in first.out
    program = next(tmp_path.glob("generated/*/*/workload.py"))
    program.write_text(WRONG, encoding="utf-8")
    second = verify(tmp_path, "-q")
    assert "since the last verdicts (v2, " in second.out
    assert "  workload.py: ok -> incorrect\n" in second.out
    assert "same-output" not in second.out, "the program's outcome has said it"
    assert (
        'returns-value "quicksort([2, 1]) gives [1, 2].": confirmed -> contradicted' in second.out
    )
    third = verify(tmp_path, "-q", "--format", "json").json
    assert third["changes"] == {
        "since": "v3",
        "time": runs(tmp_path)[0].verifications[2].time,
        "claims": [],
        "programs": [],
    }


def test_the_json_names_every_change(tmp_path: Path) -> None:
    generated(tmp_path, claims(TRUE))
    next(tmp_path.glob("generated/*/*/workload.py")).write_text(WRONG, encoding="utf-8")
    report = verify(tmp_path, "-q", "--format", "json").json
    assert [(one["name"], one["before"], one["now"]) for one in report["changes"]["programs"]] == [
        ("workload.py", "ok", "incorrect")
    ]
    changed = {one["kind"]: one for one in report["changes"]["claims"]}
    assert set(changed) >= {"returns_value", "same_output"}
    one = changed["returns_value"]
    assert (one["how"], one["before"], one["now"]) == ("changed", "confirmed", "contradicted")
    assert one["id"] in {claim["id"] for claim in report["claims"]}


def test_a_script_that_prints_something_else_has_new_and_vanished_claims(tmp_path: Path) -> None:
    generated(tmp_path, claims(TRUE))
    script = next(tmp_path.glob("generated/*/*/analysis_counting.py"))
    script.write_text('print(\'{"function": "quicksort", "opcodes": {"NOP": 0}}\')\n')
    found = verify(tmp_path, "-q", "--format", "json").json["changes"]["claims"]
    assert sorted(one["how"] for one in found) == ["new", "vanished"]


def test_a_first_verification_has_nothing_to_compare_with(tmp_path: Path) -> None:
    program = tmp_path / "mine.py"
    program.write_text(WRONG, encoding="utf-8")
    done = verify(tmp_path, program, "--workload", "quicksort", "--format", "json", "-q")
    assert done.json["changes"] is None


def test_only_what_failed_last_is_verified_again(tmp_path: Path) -> None:
    good, bad = generated(tmp_path, claims(TRUE), claims(FALSE))
    done = verify(tmp_path, "--last-failed", "-q", "--format", "json")
    assert done.code == 1
    assert [one["run"] for one in done.json["documents"]] == [bad]
    named = verify(tmp_path, good, "--last-failed", "-q", "--format", "json")
    assert (named.code, named.json["documents"]) == (0, [])
    assert {one.run: len(one.verifications) for one in runs(tmp_path)} == {good: 1, bad: 2}


def test_the_newest_verdicts_decide_what_failed(tmp_path: Path) -> None:
    (run,) = generated(tmp_path, claims(ALSO_TRUE), workload=fenced(WRONG))
    assert verify(tmp_path, "--last-failed", "-q").code == 1
    program = next(tmp_path.glob("generated/*/*/workload.py"))
    program.write_text("def quicksort(xs):\n    return sorted(xs)\n", encoding="utf-8")
    fixed = verify(tmp_path, "--last-failed", "-q")
    assert fixed.code == 0
    assert "workload.py: incorrect -> ok" in fixed.out
    none = verify(tmp_path, "--last-failed")
    assert none.code == 0
    assert none.out == ""
    assert "no run failed when it was last verified" in none.err
    assert len(runs(tmp_path)[0].verifications) == 3
    assert runs(tmp_path)[0].run == run


def test_runs_without_verdicts_have_not_failed(tmp_path: Path) -> None:
    generated(tmp_path, claims(FALSE))
    path = runs(tmp_path)[0].path
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"verification": "v1"' not in line))
    assert "no run failed" in verify(tmp_path, "--last-failed").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--last-failed",), "nothing has been generated"),
        (("x.py", "--workload", "quicksort", "--last-failed"), "--last-failed is about"),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = verify(tmp_path, *arguments)
    assert done.code == 2
    assert words in done.err

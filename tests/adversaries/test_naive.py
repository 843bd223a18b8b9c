"""The witness: programs that a judge of the usual kind finds right, and `verify` does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import hostile
import pytest
from hostile import OWN, SHARED, Attack

from workbench.guest.tiers import detect

NAIVE = Path(__file__).with_name("naive.py")
# What a task shows: the same for everybody who has read it.
PUBLISHED = [[[xs], sorted(xs)] for xs in ([3, 1, 2], [5, 4, 3, 2, 1], [], [1])]
# Lies about values and about the end of a program, which harm nobody: no others are run here.
FOOLING = {
    "programs": (33, 34, 72, 73, 92, 96, 99, 102),
    "own": (22, 23, 24, 26, 36, 37, 74),
}
SEEN_THROUGH = {"programs": (86, 88), "own": (40, 61)}


def chosen(numbers: dict[str, tuple[int, ...]]) -> list[Attack]:
    every = hostile.attacks(SHARED) + hostile.attacks(OWN)
    return [one for one in every if one.number in numbers[one.path.parent.name]]


def finds_right(path: Path, entry: str = "quicksort") -> bool:
    """What the naive judge says of a program."""
    done = subprocess.run(
        [sys.executable, "-I", NAIVE, path, entry, json.dumps(PUBLISHED)],
        capture_output=True,
        cwd=path.parent,
        env={},
        timeout=60,
        check=False,
    )
    return done.returncode == 0


def test_the_naive_judge_finds_an_honest_program_right(tmp_path: Path) -> None:
    program = tmp_path / "honest.py"
    program.write_text("def quicksort(xs):\n    return sorted(xs)\n", encoding="utf-8")
    assert finds_right(program)
    program.write_text("def quicksort(xs):\n    return list(xs)\n", encoding="utf-8")
    assert not finds_right(program)


@pytest.mark.parametrize("attack", **hostile.named(chosen(FOOLING)))
def test_it_is_fooled_where_verify_is_not(attack: Attack, tmp_path: Path) -> None:
    assert attack.workload is not None
    assert finds_right(attack.path, attack.entry.partition("(")[0])
    there = hostile.place(tmp_path, detect().tier, 10.0)
    result, _ = hostile.verified(attack.path, attack.workload, there)
    assert result.outcome in attack.outcomes
    assert result.outcome != "ok"


@pytest.mark.parametrize("attack", **hostile.named(chosen(SEEN_THROUGH)))
def test_it_is_not_fooled_by_everything(attack: Attack) -> None:
    assert not finds_right(attack.path)


def test_enough_of_them_fool_it() -> None:
    assert len(chosen(FOOLING)) == sum(map(len, FOOLING.values())) >= 8

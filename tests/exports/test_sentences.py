"""The last lines: what was judged, in words."""

from __future__ import annotations

import builders as b
import pytest
from showing import pair, pairs, program

from workbench.exports import text as export
from workbench.records import Judged


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (
            program(*pairs(confirmed=2, contradicted=3, uncheckable=1)),
            "The code is right. 3 of 5 checkable claims about it are not. "
            "1 claim could not be checked.",
        ),
        (
            program(*pairs(confirmed=4, contradicted=1)),
            "The code is right. 1 of 5 checkable claims about it is not.",
        ),
        (
            program(*pairs(contradicted=1)),
            "The code is right. The one checkable claim about it is not.",
        ),
        (
            program(*pairs(confirmed=1)),
            "The code is right. The one checkable claim about it holds.",
        ),
        (
            program(*pairs(confirmed=3)),
            "The code is right. All 3 checkable claims about it hold.",
        ),
        (
            program(*pairs(contradicted=2, other_version=1, ambiguous=2, undecided=1)),
            "The code is right. 2 of 6 checkable claims about it are not; 1 is true on another "
            "Python version, 2 depend on how they are read and 1 is too close to decide.",
        ),
        (
            program(*pairs(other_version=2)),
            "The code is right. 2 checkable claims about it: 2 are true on another Python version.",
        ),
        (
            program(*pairs(contradicted=1, confirmed=1), outcome="incorrect"),
            "The code is wrong. 1 of 2 checkable claims about it is false.",
        ),
        (
            program(outcome="timeout"),
            "The code does not end in time. There are no claims about it.",
        ),
        (
            program(*pairs(uncheckable=2), outcome="not-run", error="nothing isolates"),
            "The code was not run (nothing isolates). The 2 claims about it cannot be checked.",
        ),
        (
            program(outcome="crash", error="KeyError: 'x'", excused="the text speaks of it"),
            "The code ends early without fault (the text speaks of it). "
            "There are no claims about it.",
        ),
        (
            program(*pairs(uncheckable=1)),
            "The code is right. The claim about it cannot be checked.",
        ),
        (
            program(pair(None)),
            "The code is right. 1 claim could not be judged: a measuring tool failed.",
        ),
        (
            b.judged(pair("confirmed"), artifacts=(b.artifact(),), results=(b.result(),)),
            "The code runs. The one checkable claim about it holds.",
        ),
        (b.judged(), "There is no program in it. There are no claims about it."),
        (b.judged(status="unread", why="not text"), "It could not be read: not text."),
        (
            b.judged(status="cancelled"),
            "There is no program in it. There are no claims about it. "
            "It was cancelled before everything was judged.",
        ),
    ],
)
def test_the_sum_is_said_in_words(judged: Judged, words: str) -> None:
    assert export.summary(judged).split("\n") == [
        words,
        "tested on CPython 3.8.18, 3.11.7, 3.13.0; Linux x86_64, isolation strong",
    ]


def test_several_programs_and_scripts_are_told_apart() -> None:
    names = ("a1", "a2", "a3")
    scripts = tuple(b.artifact(id=name, kind="analysis") for name in ("s1", "s2"))
    judged = b.judged(
        artifacts=(*(b.artifact(id=name) for name in names), *scripts),
        results=(
            b.result("ok"),
            b.result("crash", artifact="a2"),
            b.result("crash", artifact="a3"),
            b.result("incorrect", artifact="s1"),
            b.result("ok", artifact="s2"),
        ),
    )
    words = export.summary(judged)
    assert words.startswith("Of 3 programs 1 runs and 2 crash. 1 of 2 analysis scripts failed.")

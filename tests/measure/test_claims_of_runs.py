"""Claims about cost and dependences, measured in the real guest and judged."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest

from workbench import interpreters, judge, measure
from workbench.guest import tiers
from workbench.records import Limits

SOURCE = """\
def dot(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


def grow(n):
    return len(bytearray(n))


def double(xs):
    return [2 * x for x in xs]


def place(i):
    return i * 1


def chain(t, n):
    for i in range(1, n):
        t[place(i)] = t[place(i - 1)] + 1
    return t
"""
DOT = "dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])"
MANY = "double(list(range(64)))"
CHAIN = "chain([0] * 9, 9)"


def label(kind: str, call: str, args: dict[str, Any]) -> str | None:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    bench = measure.Bench((here,), here, tier, tier, limits=Limits(wall_seconds=60.0))
    point = call.partition("(")[0]
    artifact = b.artifact(name="w.py", source=SOURCE, entry_point=point)
    claim = b.claim(kind=kind, args={"function": point} | args, defined=True)
    measured = measure.artifact(artifact, judge.needs([claim], call), bench, None, compare=False)
    subject = judge.Subject(
        artifact, measured.static, measured.observed, entry_point=point, call=call
    )
    (verdict,) = judge.claims([claim], {artifact.id: subject}, here.version)
    return verdict.label


@pytest.mark.parametrize(
    ("kind", "call", "args", "expected"),
    [
        # Three multiplications and three additions.
        ("flops", DOT, {"count": 6}, "confirmed"),
        ("flops", DOT, {"count": 7}, "contradicted"),
        ("peak_memory", "grow(50_000_000)", {"bytes": 50_000_000, "order": "about"}, "confirmed"),
        ("bound_by", DOT, {"what": "memory"}, "undecided"),
        # 64 products, none of which waits for another.
        ("parallelism", MANY, {"what": "none", "value": None}, "contradicted"),
        ("parallelism", CHAIN, {"what": "none", "value": None}, "undecided"),
    ],
)
def test_labels(kind: str, call: str, args: dict[str, Any], expected: str) -> None:
    assert label(kind, call, args) == expected


@pytest.mark.parametrize(
    ("verdict", "expected"), [("serial", "confirmed"), ("parallel", "contradicted")]
)
def test_a_loop_that_only_a_run_can_settle(verdict: str, expected: str) -> None:
    args = {"verdict": verdict, "line": 21, "variable": None}
    assert label("loop_dependence", CHAIN, args) == expected

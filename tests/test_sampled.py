"""Samples of a guest: added up by hand, and refused when they are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench import profiles, sampled


def report(**more: Any) -> dict[str, Any]:
    """main for 1 s by itself, 3 s in work, 2 s in a library that work calls, 2 s in a listcomp."""
    frames = [
        {"name": "<module>", "file": "<call>", "line": 1, "own": True},
        {"name": "main", "file": "w.py", "line": 1, "own": True},
        {"name": "work", "file": "w.py", "line": 5, "own": True},
        {"name": "loads", "file": "json.py", "line": 9, "own": False},
        {"name": "<listcomp>", "file": "w.py", "line": 6, "own": True},
    ]
    stacks = [[0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 4]]
    samples = [[0, 1.0], [1, 1.5], [1, 1.5], [2, 2.0], [3, 2.0]]
    return {"frames": frames, "stacks": stacks, "samples": samples, "tampered": False, **more}


def read(**more: Any) -> sampled.Samples:
    found = sampled.read(report(**more))
    assert found is not None
    return found


def test_shares_by_itself_and_with_calls() -> None:
    found = read()
    assert found.seconds == 8.0
    assert found.own() == {"main": 1 / 8, "work": 7 / 8}
    assert found.with_calls() == {"main": 1.0, "work": 7 / 8}


def test_recursion_counts_once() -> None:
    found = read(stacks=[[1, 2, 2, 2]], samples=[[0, 1.0]])
    assert found.with_calls() == {"main": 1.0, "work": 1.0}


def test_nothing_seen_has_no_shares() -> None:
    assert read(samples=[]).own() == {}
    assert read(samples=[[0, 0.0]]).with_calls() == {}


@pytest.mark.parametrize(
    "more",
    [
        {"samples": [[9, 1.0]]},
        {"samples": [[-1, 1.0]]},
        {"samples": [[0.5, 1.0]]},
        {"samples": [[0, -1.0]]},
        {"samples": [[0, 1e300]]},
        {"samples": [[0]]},
        {"samples": None},
        {"stacks": [[99]]},
        {"stacks": [[-1]]},
        {"frames": [{"name": 1}]},
        {"tampered": True},
    ],
)
def test_what_is_no_report_gives_nothing(more: dict[str, Any]) -> None:
    assert sampled.read(report(**more)) is None
    assert sampled.read(None) is None


def test_names_are_made_safe_for_viewers() -> None:
    evil = [{"name": "<script>\x1b[2J", "file": "a\u202eb", "line": 1, "own": True}]
    found = read(frames=evil, stacks=[[0]], samples=[[0, 1.0]])
    text = profiles.speedscope(found, "<b>")
    (frame,) = json.loads(text)["shared"]["frames"]
    assert "<" not in frame["name"]
    assert "\x1b" not in frame["name"]
    assert "\u202e" not in frame["file"]
    assert text.isascii()

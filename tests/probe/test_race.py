"""Two calls timed in turns, on the oldest and the newest interpreter and in the guest."""

from __future__ import annotations

import pytest
from probe_driver import MINORS, interpreter_of, measure

SOURCE = "def f(n):\n    return sum(range(n))\n\ndef g():\n    raise KeyError('x')\n"


@pytest.mark.parametrize("minor", MINORS)
def test_each_turn_has_a_time_of_both(minor: tuple[int, int]) -> None:
    call = "(lambda: f(10), lambda: f(1000))"
    data = measure(interpreter_of(minor), "race", SOURCE, call=call)
    assert len(data["first"]) == len(data["second"]) >= 5
    assert all(seconds > 0 for seconds in (*data["first"], *data["second"]))
    assert data["raised"] is None
    assert data["repeats"][0] >= data["repeats"][1] >= 1


@pytest.mark.parametrize(
    ("call", "name"),
    [("(lambda: f(1), g)", "KeyError"), ("f(1)", "TypeError"), ("(1, 2)", "TypeError")],
)
def test_what_ends_it_is_told(call: str, name: str) -> None:
    data = measure(interpreter_of(MINORS[-1]), "race", SOURCE, call=call)
    assert data["raised"]["types"][0] == name
    assert data["first"] == []

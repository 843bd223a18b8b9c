"""How long two calls take, one after the other in turns.

Repeats are interleaved, so that whatever slows the machine slows both; which of the two begins
changes from turn to turn. Short calls are repeated within a turn until they can be timed.
"""

from __future__ import annotations

import time
from typing import Any, Callable, Dict

import codes
import executed

VANTAGE = "guest"
FORMAT = 1

TURNS = 15
SHORTEST_SECONDS = 0.002
LONGEST_SECONDS = 1.5
MOST_REPEATS = 100_000
_clock = time.perf_counter


def measure(target: Any) -> Dict[str, Any]:
    """Time parameters["call"], an expression that gives two functions without arguments.

    Returns {"python", "first": [seconds of one call, for each turn], "second": the same, "repeats":
    [calls in a turn, for each], "raised": None or {"types", "message"} of what ended it}. Fewer
    than TURNS turns where the calls are long.
    """
    namespace = target.load()
    setup = target.parameters.get("setup") or ""
    exec(compile(setup, executed.HOST_FILE, "exec", dont_inherit=True), namespace)
    report: Dict[str, Any] = {"python": codes.python(), "first": [], "second": [], "repeats": []}
    report["raised"] = None
    try:
        pair = target.evaluate(target.parameters["call"], namespace)
        first, second = pair
        _race(first, second, report)
    except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
        report["raised"] = executed.described(error)
    return report


def _race(first: Callable[[], Any], second: Callable[[], Any], report: Dict[str, Any]) -> None:
    repeats = report["repeats"] = [_repeats(first), _repeats(second)]
    end = _clock() + LONGEST_SECONDS
    for turn in range(TURNS):
        order = [(first, "first", 0), (second, "second", 1)]
        for call, name, place in order if turn % 2 else order[::-1]:
            report[name].append(_seconds(call, repeats[place]))
        if _clock() > end:
            break


def _repeats(call: Callable[[], Any]) -> int:
    """How many calls in a row take long enough to be timed; this is the warm-up, too."""
    repeats = 1
    while repeats < MOST_REPEATS:
        taken = _seconds(call, repeats) * repeats
        if taken >= SHORTEST_SECONDS:
            break
        repeats *= 2
    return repeats


def _seconds(call: Callable[[], Any], repeats: int) -> float:
    begin = _clock()
    for _ in range(repeats):
        call()
    return (_clock() - begin) / repeats

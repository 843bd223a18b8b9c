"""Runs the artifact as a script under cProfile, several times: which function takes which time.

The artifact lies in the folder. Tracing makes small functions look slower than they are, so it is
run under a sampler, too.
"""

from __future__ import annotations

import contextlib
import cProfile
import io
import os
import sys
import time
import types
from typing import Any, Callable, Dict, List, Optional

import sampler

VANTAGE = "guest"
FORMAT = 1

RUNS = 3
MOST_FUNCTIONS = 200
LONG_SECONDS = 1.0
DEEPEST = 10
MOST_SAMPLED = 2000
_clock, _processor = time.perf_counter, time.process_time
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")


def measure(target: Any) -> Dict[str, Any]:
    """Run to the end, RUNS times when one run is short.

    Returns {"seconds": [one for each run: see `times`], "sampled": what Sampler.report gives of
    more runs, or None when one of them raised}. What the program raises comes through.
    """
    code = target.compile()
    sys.argv = [target.filename]
    sys.path.insert(0, os.getcwd())
    found: List[Dict[str, Any]] = []
    while len(found) < RUNS and (not found or found[-1]["total"] < LONG_SECONDS):
        run = _fresh(code, target.filename)
        profiler = cProfile.Profile()
        # Held here: the program may replace it.
        stop = profiler.disable
        profiler.enable()
        try:
            run()
        finally:
            stop()
        profiler.snapshot_stats()
        found.append(times(profiler.stats, [target.filename]))
    return {"seconds": found, "sampled": _sampled(code, target.filename)}


class _Nowhere(io.TextIOBase):
    """Takes text and keeps none; the guest may not write to /dev/null."""

    def write(self, text: str) -> int:
        """How many characters were taken."""
        return len(text)


def _fresh(code: Any, filename: str) -> Callable[[], None]:
    """What runs the program once, in a main module of its own."""
    module = types.ModuleType("__main__")
    module.__file__ = filename
    sys.modules["__main__"] = module

    def run() -> None:
        with contextlib.suppress(SystemExit):
            exec(code, module.__dict__)

    return run


def _sampled(code: Any, filename: str) -> Optional[Dict[str, Any]]:
    """More runs, whose output nobody needs, under the sampler."""
    watching = sampler.Sampler([filename])

    def body() -> None:
        end, enough = _clock() + 2 * LONG_SECONDS, _processor() + LONG_SECONDS
        runs = 0
        while runs < MOST_SAMPLED and _clock() < end and _processor() < enough:
            _fresh(code, filename)()
            runs += 1

    try:
        with contextlib.redirect_stdout(_Nowhere()):
            watching.run(body)  # once: a timer that is set anew for each short run never ends
    except Exception:  # noqa: BLE001 - it ran to its end before, which is what counts
        return None
    return watching.report()


def times(stats: Any, files: Any) -> Dict[str, Any]:
    """The seconds of one run: {"total": of everything, "functions": {name: {"self",
    "cumulative"}}} for functions of these files, under the names cProfile prints; the top level
    is called <module>. Functions of one name are added up, and what a comprehension takes by
    itself belongs to the function it stands in, as on the versions that compile it into that.
    """
    functions: Dict[str, Dict[str, float]] = {}
    for key, entry in stats.items():
        if key[0] in files:
            home = _home(key, stats)
            one = functions.setdefault(home, {"self": 0.0, "cumulative": 0.0})
            one["self"] += entry[2]
            if home == key[2]:
                one["cumulative"] += entry[3]
    longest = sorted(functions, key=lambda name: -functions[name]["cumulative"])
    return {
        "total": float(sum(entry[2] for entry in stats.values())),
        "functions": {name: functions[name] for name in longest[:MOST_FUNCTIONS]},
    }


def _home(key: Any, stats: Any) -> str:
    """The name of a function, or of the only one that calls it when it is a comprehension."""
    for _ in range(DEEPEST):
        callers = list(stats[key][4]) if key in stats else []
        if key[2] not in COMPREHENSIONS or len(callers) != 1:
            break
        key = callers[0]
    return str(key[2])

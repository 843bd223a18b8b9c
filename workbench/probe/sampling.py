"""How long a program takes, its phases apart, and where a sampler sees its call.

Import, first call and later calls are timed with nothing watching; then the call is repeated
under the sampler, and once more with its instructions counted when it is short.
"""

from __future__ import annotations

import time
from typing import Any, Dict, List, Optional

import codes
import executed
import sampler

VANTAGE = "guest"
FORMAT = 1

REPEATS = 15
STEADY_SECONDS = 1.0
# Of processor time, in which samples are taken; a busy machine takes longer over it.
SAMPLED_SECONDS = 1.0
LONGEST_SECONDS = 2.0
MOST_RUNS = 20000
MOST_FUNCTIONS = 500
# Counting every instruction may take a hundred times as long.
COUNTED_SECONDS = 0.02
_clock, _processor = time.perf_counter, time.process_time


def measure(target: Any) -> Dict[str, Any]:
    """Time parameters["call"] after parameters["setup"], and sample it unless {"samples": False}.

    Returns {"python", "import_seconds" of executing the module's body, "first_seconds" of the
    first call, "steady_seconds": [of each later call, up to 15 or for a second], "sampled": what
    Sampler.report gives or None, "runs" of the call under it, "executed": {function: its own
    instructions} of a short call, else None, "raised": None or {"types",
    "message"} of what ended a call}. numpy and torch are loaded before the program imports them.
    """
    start = _clock()
    namespace = target.load()
    imported = _clock() - start
    setup = target.parameters.get("setup") or ""
    exec(compile(setup, executed.HOST_FILE, "exec", dont_inherit=True), namespace)
    code = compile(target.parameters["call"], executed.CALL_FILE, "eval", dont_inherit=True)
    report: Dict[str, Any] = {
        "python": codes.python(),
        "import_seconds": imported,
        "first_seconds": 0.0,
        "steady_seconds": [],
        "sampled": None,
        "runs": 0,
        "executed": None,
        "raised": None,
    }
    try:
        report["first_seconds"] = _timed(code, namespace)
        report["steady_seconds"] = _steady(code, namespace)
        if target.parameters.get("samples", True):
            files = [target.filename, executed.HOST_FILE, executed.CALL_FILE]
            report.update(_sampled(code, namespace, files))
            if report["first_seconds"] < COUNTED_SECONDS:
                report["executed"] = _executed(target)
    except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
        report["raised"] = executed.described(error)
    return report


def _executed(target: Any) -> Optional[Dict[str, int]]:
    """Instructions that each function executed itself; None where they could not be counted."""
    found = executed.measure(target)
    if found.get("error") or found["raised"] or found["tampered"]:
        return None
    parts = [*found["functions"].items(), *found["host_functions"].items()]
    return {name: int(one["total"]) for name, one in parts[:MOST_FUNCTIONS]}


def _timed(code: Any, namespace: Dict[str, Any]) -> float:
    start = _clock()
    eval(code, namespace)
    return _clock() - start


def _steady(code: Any, namespace: Dict[str, Any]) -> List[float]:
    found: List[float] = []
    while len(found) < REPEATS and sum(found) < STEADY_SECONDS:
        found.append(_timed(code, namespace))
    return found


def _sampled(code: Any, namespace: Dict[str, Any], files: List[str]) -> Dict[str, Any]:
    watching = sampler.Sampler(files)
    runs = [0]

    def body() -> None:
        end, enough = _clock() + LONGEST_SECONDS, _processor() + SAMPLED_SECONDS
        while _clock() < end and _processor() < enough and runs[0] < MOST_RUNS:
            eval(code, namespace)
            runs[0] += 1

    watching.run(body)
    return {"sampled": watching.report(), "runs": runs[0]}

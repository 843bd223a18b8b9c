"""How often each function is called by one call, as cProfile counts it.

A generator counts once for each time it is entered, as in every cProfile report.
"""

from __future__ import annotations

import base64
import contextlib
import cProfile
import marshal
import sys
from typing import Any, Dict, List, Sequence, Tuple

import codes
import executed
import shares

VANTAGE = "guest"
FORMAT = 1

HOST_FILES = (executed.HOST_FILE, executed.CALL_FILE)
LARGEST_PROF = 3000000

# Profile entries by (file, line, name): primitive calls, all calls, and times.
Stats = Dict[Tuple[str, int, str], Any]

# Held here: the code under watch may replace them.
_getprofile: Any = sys.getprofile
_monitoring: Any = getattr(sys, "monitoring", None)
_get_tool: Any = getattr(_monitoring, "get_tool", None)


def measure(target: Any) -> Dict[str, Any]:
    """Calls made by parameters["call"] after parameters["setup"]; {"prof": True} adds the profile,
    {"times": True} how long they took.

    Returns {"python", "calls": {name: total}, "functions": {name: {"total", "primitive",
    "first_lines"}} for functions of the artifact's file under the names cProfile prints,
    "host_functions": the same for those of the setup and the call, "all_calls": {"total",
    "primitive"} of everything that was called, built-ins included, "tampered": whether another
    profiler stood in place at the end, "raised": None or {"types", "message"}, "prof": base64 of
    the `.prof` file, "seconds": [what shares.times gives, for each of up to three runs]}. "calls"
    holds both kinds of functions, the artifact's where names are alike.
    """
    namespace = target.load()
    setup = target.parameters.get("setup") or ""
    exec(compile(setup, executed.HOST_FILE, "exec", dont_inherit=True), namespace)
    baseline = _profiled(target, "None", {})
    profile = _profiled(target, target.parameters["call"], namespace)
    stats = _without(profile["stats"], baseline["stats"])
    functions = _calls(stats, [target.filename])
    host_functions = _calls(stats, HOST_FILES)
    named = {**host_functions, **functions}
    report = {
        "python": codes.python(),
        "calls": {name: one["total"] for name, one in named.items()},
        "functions": functions,
        "host_functions": host_functions,
        "all_calls": {
            "total": sum(entry[1] for entry in stats.values()),
            "primitive": sum(entry[0] for entry in stats.values()),
        },
        "tampered": profile["tampered"],
        "raised": profile["raised"],
    }
    if target.parameters.get("prof"):
        body = marshal.dumps(profile["stats"])
        small = len(body) <= LARGEST_PROF
        report["prof"] = base64.b64encode(body).decode("ascii") if small else None
    if target.parameters.get("times"):
        report["seconds"] = _times(target, profile, namespace)
    return report


def _times(target: Any, first: Dict[str, Any], namespace: Dict[str, Any]) -> List[Dict[str, Any]]:
    """The seconds of the run there is and, when it was short and ended well, of two more."""
    files = [target.filename, *HOST_FILES]
    found = [shares.times(first["stats"], files)]
    last = first
    while len(found) < shares.RUNS and found[-1]["total"] < shares.LONG_SECONDS:
        if last["raised"] or last["tampered"]:
            break
        last = _profiled(target, target.parameters["call"], namespace)
        found.append(shares.times(last["stats"], files))
    return found


def _profiled(target: Any, call: str, namespace: Dict[str, Any]) -> Dict[str, Any]:
    profiler = cProfile.Profile()
    stop = profiler.disable
    raised = None
    tampered = False
    profiler.enable()
    try:
        target.evaluate(call, namespace)
    except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
        raised = executed.described(error)
    finally:
        tampered = not _in_place(profiler)
        # From 3.12 on this fails when the tool was taken away; what was seen before stays.
        with contextlib.suppress(ValueError):
            stop()
    profiler.snapshot_stats()
    stats = profiler.stats
    return {"stats": stats, "raised": raised, "tampered": tampered}


def _in_place(profiler: cProfile.Profile) -> bool:
    """Whether the profiler still watches; it is a tool of sys.monitoring from 3.12 on."""
    if _get_tool is not None:
        return bool(_get_tool(_monitoring.PROFILER_ID) == "cProfile")
    return bool(_getprofile() is profiler)


def _without(stats: Stats, baseline: Stats) -> Stats:
    """The calls without those that evaluating any expression at all makes."""
    left: Stats = {}
    for key, entry in stats.items():
        primitive, total = (
            entry[place] - (baseline[key][place] if key in baseline else 0) for place in (0, 1)
        )
        if total > 0:
            left[key] = (primitive, total)
    return left


def _calls(stats: Stats, files: Sequence[str]) -> Dict[str, Dict[str, Any]]:
    found: Dict[str, Dict[str, Any]] = {}
    for (file, line, name), entry in sorted(stats.items()):
        if file not in files or name == "<module>":
            continue
        one = found.setdefault(name, {"total": 0, "primitive": 0, "first_lines": []})
        one["primitive"] += entry[0]
        one["total"] += entry[1]
        one["first_lines"].append(line)
    return found

"""What one call costs: floating-point operations, bytes of arrays, memory, the machine's limits.

The program runs as it is for time and memory, and once more rewritten, so that its arithmetic and
its calls pass by a tally. Only the file's own source, the setup and the call are rewritten: what
an imported module computes within itself is not counted, except by torch, which tells all.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import sys
import time
import tracemalloc
import types
from typing import Any, Dict, List, Optional

import ceilings
import codes
import executed
import operations
import tally
import target as targets
import tensors

VANTAGE = "guest"
FORMAT = 1

MOST_NAMES = 200
RUNS = 5
LONG_SECONDS = 0.5
_clock = time.perf_counter


class Rewritten(targets.Target):
    """The same artifact, whose code passes by the tally."""

    def compile(self) -> types.CodeType:
        """The rewritten module, never executed; raises LoadFailedError in phase compile."""
        try:
            return operations.compiled(self.source, self.filename, "exec")
        except BaseException as error:  # noqa: BLE001
            raise targets.LoadFailedError("compile", error) from None

    def evaluate(self, expression: str, namespace: Dict[str, Any]) -> Any:
        """The value of a call text in that namespace; whatever it raises, comes through."""
        return eval(operations.compiled(expression, executed.CALL_FILE, "eval"), namespace)


def measure(target: Any) -> Dict[str, Any]:
    """The cost of parameters["call"] after parameters["setup"].

    Returns {"python", "flops": {operation: n}, "bytes": {operation: n}, "types": {dtype: flops},
    "left_out": {operation: calls without a formula}, "largest_call_bytes", "python_peak_bytes",
    "seconds": [of each plain run], "ceilings": see ceilings.measured, "raised": None or {"types",
    "message"}}. With {"ceilings": False} among the parameters there are none.
    """
    setup = target.parameters.get("setup") or ""
    code = compile(setup, executed.HOST_FILE, "exec", dont_inherit=True)
    namespace = _loaded(target, code)
    seconds, raised = _timed(target, namespace)
    peak = 0 if raised else _peak(target, namespace)
    numpy = sys.modules.get("numpy")
    counting = tally.Tally(numpy)
    setattr(builtins, operations.NAME, counting)
    copy = Rewritten(
        target.source, target.filename, target.entry_point, target.parameters, target.driver
    )
    namespace = _loaded(copy, operations.compiled(setup, executed.HOST_FILE, "exec"))
    ended = _counted(copy, namespace, counting)
    if (ended is None) != (raised is None):
        why = "the call does not end alike each time: %s" % (ended or raised)
        return {"python": codes.python(), "error": why}
    report = {
        "python": codes.python(),
        "flops": _named(counting.flops),
        "bytes": _named(counting.bytes),
        "types": _named(counting.types),
        "left_out": _named(counting.left_out),
        "largest_call_bytes": counting.largest,
        "python_peak_bytes": peak,
        "seconds": seconds,
        "raised": ended,
    }
    if target.parameters.get("ceilings", True) and ended is None:
        del namespace
        gc.collect()
        report["ceilings"] = ceilings.measured(numpy, _main_type(counting.types))
    return report


def _loaded(target: Any, setup: types.CodeType) -> Dict[str, Any]:
    namespace: Dict[str, Any] = target.load()
    exec(setup, namespace)
    return namespace


def _timed(target: Any, namespace: Dict[str, Any]) -> Any:
    """Seconds of each run, more than one of a short call, and what ended it, if that is so."""
    found: List[float] = []
    while not found or (len(found) < RUNS and sum(found) < LONG_SECONDS):
        start = _clock()
        raised = _raised(target, namespace)
        found.append(_clock() - start)
        if raised is not None:
            return found, raised
    return found, None


def _raised(target: Any, namespace: Dict[str, Any]) -> Optional[Dict[str, Any]]:
    try:
        target.evaluate(target.parameters["call"], namespace)
    except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
        described: Dict[str, Any] = executed.described(error)
        return described
    return None


def _peak(target: Any, namespace: Dict[str, Any]) -> int:
    """The most that the call's objects had of Python's memory, numpy's arrays included."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        _raised(target, namespace)
        return max(0, tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()


def _counted(target: Any, namespace: Dict[str, Any], counting: Any) -> Optional[Dict[str, Any]]:
    mode: Any = tensors.mode(counting.add, counting.leave_out) or contextlib.nullcontext()
    counting.clear()
    with mode:
        return _raised(target, namespace)


def _named(counts: Dict[str, int]) -> Dict[str, int]:
    most = sorted(counts, key=lambda name: -counts[name])[:MOST_NAMES]
    return {name: counts[name] for name in most}


def _main_type(types: Dict[str, int]) -> str:
    most = max(types, key=lambda name: types[name], default="float64")
    return most if most in ("float32", "float64") else "float64"

"""What one call is like, whatever machine runs it: branches, element accesses, loops, products.

The program is woven anew (weave.py) and told on by hooks; what is imported from elsewhere runs as
it is and counts as one operation for each call of a built-in function, more for known libraries.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import sys
from typing import Any, Dict

import codes
import events
import executed
import hooks
import weave

VANTAGE = "guest"
FORMAT = 1


def measure(target: Any) -> Dict[str, Any]:
    """The traits of parameters["call"], an expression, after parameters["setup"].

    Returns {"python", "raised", "operations", "arithmetic", "multiplications", "gemm_operations",
    "branches", "branch_entropy" (0 to 1, linear, 8 outcomes of history), "decisions" (branches
    that are not of loops), "decision_entropy", "outside" (operations of built-in functions and of
    calls on arrays), "unfollowed" (calls of Python functions that are not the program's),
    "accesses", "compared" (accesses with one before them at their site), "regular" (of these at
    the same element or the next to it), "miss_bytes" (32 KiB, LRU), "compulsory_bytes",
    "truncated" (branches and accesses were looked at up to two million only), "loops": [{"line",
    "kind", "parent" (place in this list, or None), "runs", "iterations", "operations"}]}. "raised"
    is None or what ended the call.
    """
    counts = events.Tally([])
    weaver = weave.Weaver(counts.loops, "numpy" in sys.modules)
    seen = hooks.looking(counts, sys.modules)
    files = frozenset([target.filename, executed.HOST_FILE, executed.CALL_FILE])
    for name, hook in hooks.Hooks(counts, seen, files).named().items():
        setattr(builtins, weave.PREFIX + name, hook)
    target.compile()
    woven = _woven(weaver, target.source, target.filename, "exec")
    target.compile = lambda: woven
    namespace = target.load()
    setup = target.parameters.get("setup") or ""
    exec(_woven(weaver, setup, executed.HOST_FILE, "exec"), namespace)
    call = _woven(weaver, target.parameters["call"], executed.CALL_FILE, "eval")
    watched = seen.watched() if seen is not None else None
    counts.clear()
    raised = None
    try:
        with watched if watched is not None else contextlib.nullcontext():
            eval(call, namespace)
    except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
        raised = executed.described(error)
    return dict(counts.report(), python=codes.python(), raised=raised)


def _woven(weaver: weave.Weaver, source: str, file: str, mode: Any) -> Any:
    tree = ast.parse(source.strip() if mode == "eval" else source, file, mode)
    return compile(weaver.weave(tree), file, mode, dont_inherit=True)

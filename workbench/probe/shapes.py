"""Runs the artifact as a script and notes the shapes that its layers are given and give back.

The artifact lies in the folder. Hooks of torch that hold for all modules see every layer, in the
order of their calls.
"""

from __future__ import annotations

import os
import runpy
import sys
from typing import Any, Dict, List, Optional

VANTAGE = "guest"
FORMAT = 1

MOST_CALLS = 200
MOST_NAMES = 2000
LONGEST = 500
_SIZES = (
    "in_features",
    "out_features",
    "in_channels",
    "out_channels",
    "num_features",
    "kernel_size",
    "stride",
    "padding",
)


class _Seen:
    """The calls of layers so far. `names` maps a module's identity to its name in its parent."""

    def __init__(self) -> None:
        self.calls: List[Dict[str, Any]] = []
        self.open: Dict[int, Dict[str, Any]] = {}
        self.names: Dict[int, str] = {}
        self.kept: List[Any] = []

    def before(self, module: Any, inputs: Any) -> None:
        self._learn(module)
        if len(self.calls) >= MOST_CALLS or next(module.children(), None) is not None:
            return
        call = {
            "name": self.names.get(id(module)),
            "kind": type(module).__name__[:LONGEST],
            "sizes": _sizes(module),
            "input": _shape(inputs[0] if inputs else None),
            "output": None,
        }
        self.calls.append(call)
        self.open[id(module)] = call

    def after(self, module: Any, inputs: Any, output: Any) -> None:
        call = self.open.pop(id(module), None)
        if call is not None:
            call["output"] = _shape(output)

    def _learn(self, module: Any) -> None:
        if id(module) in self.names or len(self.names) > MOST_NAMES:
            return
        self.kept.append(module)  # or its identity might be given to another one
        self.names.setdefault(id(module), "")
        for name, inner in module.named_modules():
            if name and len(self.names) <= MOST_NAMES:
                self.kept.append(inner)
                self.names[id(inner)] = name[:LONGEST]


def measure(target: Any) -> Dict[str, Any]:
    """Run to the end, or to the exception that ends it.

    Returns {"layers": [{"name": as in `named_modules` or "", "kind": class, "sizes":
    {"in_features": 512, …} as declared, "input", "output": [sizes] or None}] for each call of a
    layer without layers in it, "exception", "message", "line": of what ended it or None}.
    """
    target.compile()
    from torch.nn.modules import module as modules

    seen = _Seen()
    modules.register_module_forward_pre_hook(seen.before)
    modules.register_module_forward_hook(seen.after)
    sys.argv = [target.filename]
    sys.path.insert(0, os.getcwd())
    report: Dict[str, Any] = {"exception": None, "message": None, "line": None}
    try:
        runpy.run_path(target.filename, run_name="__main__")
    except SystemExit:
        pass
    except Exception as error:  # noqa: BLE001 - what ends the program is a result
        report.update(_described(error, target.filename))
    report["layers"] = seen.calls
    return report


def _shape(value: Any) -> Optional[List[int]]:
    shape = getattr(value, "shape", None)
    try:
        return [int(size) for size in shape][:20] if shape is not None else None
    except (TypeError, ValueError):
        return None


def _sizes(module: Any) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for name in _SIZES:
        value = getattr(module, name, None)
        if type(value) is int:
            found[name] = value
        elif type(value) is tuple and all(type(one) is int for one in value):
            found[name] = list(value)[:5]
    return found


def _described(error: BaseException, filename: str) -> Dict[str, Any]:
    line = None
    trace = error.__traceback__
    while trace is not None:
        if os.path.basename(trace.tb_frame.f_code.co_filename) == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = str(error)[:LONGEST]
    except Exception:  # noqa: BLE001 - its own text may raise
        message = ""
    return {"exception": type(error).__name__[:LONGEST], "message": message, "line": line}

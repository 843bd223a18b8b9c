"""What one call costs at one size: executed instructions, modelled steps of C work, memory.

Only the call itself is measured: its arguments are made before it.
"""

from __future__ import annotations

import base64
import collections
import gc
import inspect
import random
import sys
import tracemalloc
import types
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

import codes
import executed
import meter
import weaving

VANTAGE = "guest"
FORMAT = 1

_FRAME = 80
"""Bytes of a frame beside its variables and its stack of values, on the versions from 3.11 on."""
_POINTER = 8


class _Captured(BaseException):
    """The arguments are made; the call is about to begin."""

    def __init__(self, function: Any, arguments: Tuple[Any, ...], named: Dict[str, Any]) -> None:
        BaseException.__init__(self)
        self.function = function
        self.arguments = arguments
        self.named = named


def measure(target: Any) -> Dict[str, Any]:
    """Costs of the call in `parameters`, in three runs, each with arguments of its own.

    Parameters: `budget` in instructions, and either `call`, an expression with the free name n,
    with `setup` and `n`, or `inputs` (what `decoded` takes) for the entry point, with `functions`,
    positions of arguments that are source texts. Returns {"python", "opcodes", "steps",
    "doubtful", "bytes", "unmodelled", "raised"}; {"python", "stopped": True} when the budget
    ended; {"python", "raised"} for an exception; {"python", "error"} when the counter failed.
    """
    found: Dict[str, Any] = {"python": codes.python(), "raised": None}
    watch = meter.Meter(target.parameters["budget"], target.filename)
    try:
        _metered(target, watch)
        counted = executed.measure(_Prepared(target))
        if counted.get("error") or counted["raised"] or counted.get("tampered"):
            failed = {key: counted.get(key) for key in ("error", "raised", "tampered")}
            return dict(found, **{key: value for key, value in failed.items() if value})
        space = _space(target)
    except meter.Enough:
        return dict(found, stopped=True)
    except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
        return dict(found, raised=executed.described(error))
    return dict(
        found,
        opcodes=counted["total"] + counted["host_total"],
        steps=watch.steps,
        doubtful=watch.doubtful,
        bytes=space,
        unmodelled=sorted(watch.unmodelled),
    )


class _Prepared:
    """The target for the counter of instructions: the call with its arguments ready."""

    def __init__(self, target: Any) -> None:
        self.source = target.source
        self.filename = target.filename
        self.parameters = {"call": "", "setup": ""}
        self.target = target
        self.action: Optional[Callable[[], Any]] = None

    def load(self) -> Dict[str, Any]:
        _seed()
        namespace = self.target.load()
        self.action = _action(self.target, namespace)
        return namespace  # type: ignore[no-any-return]

    def evaluate(self, expression: str, namespace: Dict[str, Any]) -> Any:
        assert self.action is not None
        return self.action()


def _metered(target: Any, watch: meter.Meter) -> None:
    _seed()
    target.compile()  # its own failures, told as such
    module = types.ModuleType("workload")
    module.__file__ = target.filename
    module.__dict__.update(watch.names())
    sys.modules["workload"] = module
    exec(weaving.woven(target.source, target.filename), module.__dict__)
    action = _action(target, module.__dict__)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(3 * limit)
    watch.on = True
    try:
        action()
    finally:
        watch.on = False
        sys.setrecursionlimit(limit)


def _space(target: Any) -> int:
    """The most bytes that were held at once beyond the arguments, frames of calls included."""
    _seed()
    action = _action(target, target.load())
    stack = [0, 0]

    def profile(frame: Any, event: str, argument: Any) -> None:
        if event in ("call", "return"):
            code = frame.f_code
            size = _FRAME + _POINTER * (code.co_nlocals + code.co_stacksize)
            stack[0] += size if event == "call" else -size
            stack[1] = max(stack[1], stack[0])

    _warmed(profile)
    stack[:] = [0, 0]
    gc.collect()
    gc.disable()
    tracemalloc.start()
    sys.setprofile(profile)
    try:
        before = _traced_from_here()
        action()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        sys.setprofile(None)
        tracemalloc.stop()
        gc.enable()
    return max(0, peak - before) + stack[1]


def _warmed(profile: Any) -> None:
    """What Python sets aside when something is watched for the first time is not the program's."""
    tracemalloc.start()
    sys.setprofile(profile)
    try:
        sorted([3, 1, 2], key=lambda one: -one)
    finally:
        sys.setprofile(None)
        tracemalloc.get_traced_memory()
        tracemalloc.stop()


def _traced_from_here() -> int:
    """The bytes that are traced now, from which the peak is looked for (from 3.9 on)."""
    if hasattr(tracemalloc, "reset_peak"):
        tracemalloc.reset_peak()
    return tracemalloc.get_traced_memory()[0]


def _action(target: Any, namespace: Dict[str, Any]) -> Callable[[], Any]:
    """The call with its arguments made; what it returns lazily is run through."""
    captured = _given(target, namespace) if "inputs" in target.parameters else None
    if captured is None:
        captured = _captured(target, namespace)

    def action() -> Any:
        result = captured.function(*captured.arguments, **captured.named)
        if isinstance(result, types.GeneratorType):
            collections.deque(result, maxlen=0)
            return None
        return result

    return action


def _captured(target: Any, namespace: Dict[str, Any]) -> _Captured:
    parameters = target.parameters
    own = {
        name: value
        for name, value in namespace.items()
        if getattr(value, "__module__", None) == "workload" or _is_of(value, target.filename)
    }
    exec(
        compile(parameters.get("setup") or "", executed.HOST_FILE, "exec", dont_inherit=True),
        namespace,
    )

    def section(function: Any, *arguments: Any, **named: Any) -> Any:
        raise _Captured(function, arguments, named)

    code = weaving.section(parameters["call"], own, inspect.isgeneratorfunction)
    scope = dict(namespace)
    scope.update({"n": parameters["n"], weaving.SECTION: section})
    try:
        eval(code, scope)
    except _Captured as captured:
        return captured
    raise ValueError("the call calls nothing")


def _is_of(value: Any, filename: str) -> bool:
    code = getattr(value, "__code__", None)
    return getattr(code, "co_filename", None) == filename


def _given(target: Any, namespace: Dict[str, Any]) -> _Captured:
    function = target.driven(namespace[target.entry_point])
    arguments = [decoded(one) for one in target.parameters["inputs"]]
    for at in target.parameters.get("functions", ()):
        arguments[at] = _defined(arguments[at])
    return _Captured(function, tuple(arguments), {})


def _defined(source: str) -> Any:
    """The function that a text of one `def` defines."""
    scope: Dict[str, Any] = {}
    exec(compile(source, executed.HOST_FILE, "exec", dont_inherit=True), scope)
    return next(value for value in scope.values() if isinstance(value, types.FunctionType))


def decoded(value: Any) -> Any:
    """A value that came as plain data: {"literal": text} or {"array": [type, shape, base64]}."""
    if "literal" in value:
        return eval(value["literal"], {"inf": float("inf"), "nan": float("nan")})
    import numpy

    kind, shape, data = value["array"]
    flat = numpy.frombuffer(base64.b64decode(data), dtype=kind)
    return flat.reshape(shape).copy()


def _seed() -> None:
    """The same random numbers in every run."""
    random.seed(0)
    for library in _libraries():
        library(0)


def _libraries() -> Iterator[Any]:
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None:
        yield numpy.random.seed
    if torch is not None:
        yield torch.manual_seed

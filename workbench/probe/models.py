"""What is known of functions that are not the program's: what they read, change and cost."""

from __future__ import annotations

import builtins
import sys
import types
from typing import Any, Dict, List, NamedTuple, Sequence

import bulk
import locations
import methods
import shadow
import target
from shadow import NOW, T

BUILT_IN = frozenset(
    [types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType]
    + [types.MethodWrapperType, types.GeneratorType]
)
_PLAIN = (
    "abs bool bytes bytearray chr complex dict divmod float format frozenset hash hex int "
    "isinstance issubclass callable len list max min oct ord pow repr round set slice sorted str "
    "sum tuple type any all ascii bin next iter object getattr hasattr id"
)
_LAZY = "enumerate zip reversed"
_EAGER = frozenset(["list", "tuple", "sorted", "set", "frozenset", "bytes", "bytearray", "dict"])
_TREES = frozenset(["sum", "min", "max", "any", "all", "fsum", "prod", "join", "fmean", "mean"])
_STATELESS = frozenset(
    [
        "math",
        "cmath",
        "_operator",
        "operator",
        "itertools",
        "fractions",
        "decimal",
        "_struct",
        "struct",
        "string",
        "_decimal",
        "binascii",
        "zlib",
        "_functools",
        "copy",
        "statistics",
        "re",
        "time",
    ]
)
_FIRST_CHANGED = frozenset(["_heapq", "heapq", "_bisect", "bisect"])
_ARRAY_CHANGERS = frozenset(
    [
        "fill",
        "sort",
        "put",
        "itemset",
        "resize",
        "partition",
        "fill_diagonal",
        "copyto",
        "place",
        "putmask",
        "shuffle",
        "at",
    ]
)
_TYPES = frozenset(["builtins", "collections", "_collections", target.MODULE])
_RANDOM = object()
_OUTPUT = object()


class Model(NamedTuple):
    """How a callee is understood; `why` says why it is not."""

    name: str
    why: str = ""
    reads: bool = True
    lazy: bool = False
    calls_back: bool = False
    changes_first: bool = False
    state: Any = None
    layer: Any = None

    def after(
        self,
        result: Any,
        values: Sequence[Any],
        keywords: Dict[str, Any],
        late: shadow.Time,
        times: Sequence[shadow.Time],
        line: int,
        stream: List[shadow.Time],
    ) -> None:
        """Count what the call cost, and note what it wrote."""
        work, span = self._cost(result, values, stream)
        if self.name == "len" and values:
            late = shadow.latest(*times, methods.length(values[0], line))
        state = values[0] if self.name == "next" and values else self.state
        if state is not None:
            name = "the state of %s()" % self.name
            late = shadow.latest(late, locations.get(state, "state", name, line))
        done = shadow.step(late, work, span)
        if state is not None:
            locations.put(state, "state", done, line)
        if self.changes_first and values:
            locations.put_whole(values[0], done, line)
        if "out" in keywords and locations.is_array(keywords["out"]):
            locations.write_array(keywords["out"], done, line)
        self._put(result, values, done, line, stream)
        T[NOW] = done

    def _cost(self, result: Any, values: Sequence[Any], stream: List[shadow.Time]) -> Any:
        given = [*values, getattr(self, "owner", None)]
        weight: Any = getattr(self.layer, "weight", None)
        if locations.is_tensor(weight) and len(weight.shape) > 1 and bulk.is_bulk(result):
            return bulk.layer_cost(weight, getattr(self.layer, "bias", None) is not None, result)
        if any(bulk.is_bulk(one) for one in [result, *given]):
            return bulk.cost(self.name, given, result)
        sizes = [len(one) for one in values if type(one) in (list, tuple, set, dict, range)]
        n = max(sizes + [len(stream), 1])
        if self.name == "sorted":
            return n * bulk.log2(n), bulk.log2(n) ** 2
        if (self.name in _TREES and len(values) == 1) or self.name in ("sum", "join", "reduce"):
            return n, bulk.log2(n)
        return (n, 1) if self.name in _EAGER else (1, 1)

    def _put(
        self, result: Any, values: Sequence[Any], done: shadow.Time, line: int, stream: Any
    ) -> None:
        if type(result) is list and self.name == "list" and values:
            source = values[0]
            if stream and len(stream) == len(result):
                locations.put_all(result, [shadow.step(one, 0) for one in stream], line)
                return
            if type(source) in (list, tuple) and locations.known(source) is not None:
                name = "what is copied"
                times = [locations.get(source, k, name, line) for k in range(len(result))]
                locations.put_all(result, [shadow.step(one, 0) for one in times], line)
                return
        bulk.made(result, done, line)


_KNOWN: Dict[int, Model] = {}


def prepare() -> None:
    """Learn the built-ins of this interpreter by identity."""
    _KNOWN.clear()
    for name in _PLAIN.split():
        calls_back = name in ("sorted", "min", "max", "next")
        _KNOWN[id(getattr(builtins, name))] = Model(name, calls_back=calls_back)
    _KNOWN[id(len)] = Model("len", reads=False)
    for name in ("range", "isinstance", "type", "id", "iter", "callable", "hasattr", "object"):
        _KNOWN[id(getattr(builtins, name))] = Model(name, reads=False)
    for name in _LAZY.split():
        _KNOWN[id(getattr(builtins, name))] = Model(name, lazy=True, reads=False)
    for name in ("map", "filter"):
        _KNOWN[id(getattr(builtins, name))] = Model(name, calls_back=True)
    _KNOWN[id(print)] = Model("print", state=_OUTPUT)


def model_of(function: Any) -> Model:
    """How a callee is understood."""
    known = _KNOWN.get(id(function))
    if known is not None:
        return known
    name = str(getattr(function, "__name__", type(function).__name__))[:80]
    owner = getattr(function, "__self__", None)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(function, numpy.ufunc):
        return Model(name)
    if name in ("__init__", "__new__", "__init_subclass__"):
        return Model(name, calls_back=True)
    if owner is not None and not isinstance(owner, types.ModuleType):
        return _of_method(function, name, owner)
    module = str(getattr(function, "__module__", None) or "")
    if isinstance(function, type) and module in _TYPES:
        return Model(name, calls_back=module == target.MODULE)
    first = module.split(".")[0]
    if first in ("random", "_random") or module.startswith("numpy.random"):
        return Model(name, state=_RANDOM, changes_first=name == "shuffle")
    if first in _FIRST_CHANGED:
        changes = name.startswith(("heap", "_heap", "insort")) and not name.startswith("bisect")
        return Model(name, changes_first=changes)
    if first in _STATELESS:
        return Model(name, calls_back=True)
    if _is_layer(function):
        return Model(name.lower(), calls_back=True, layer=function)
    if first in ("numpy", "torch", "_torch"):
        return Model(name, changes_first=name in _ARRAY_CHANGERS, calls_back=True)
    return Model(name, why="it calls %s, which is not followed" % name)


def _is_layer(function: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(function, torch.nn.Module)


def _of_method(function: Any, name: str, owner: Any) -> Model:
    kind = owner if isinstance(owner, type) else type(owner)
    module = str(getattr(kind, "__module__", ""))
    if kind in (str, bytes, int, float, complex, tuple, range, frozenset, type, dict):
        return Model(name)
    if module == "random" or module.startswith("numpy.random"):
        return Model(name, state=_RANDOM, changes_first=name == "shuffle")
    if str(getattr(function, "__module__", "")).split(".")[0] == "torch":
        return Model(name, calls_back=True)
    if bulk.is_bulk(owner):
        return _Method.about(owner, name)
    if kind is types.GeneratorType:
        return Model(name, calls_back=True)
    if module.split(".")[0] in ("fractions", "decimal", "re", "_sre", "_struct", "Struct"):
        return Model(name)
    return Model(name, why="it calls %s, which is not followed" % name)


class _Method(Model):
    """A method of an array or a tensor, which is one of what it reads."""

    owner: Any

    @classmethod
    def about(cls, owner: Any, name: str) -> "Model":
        changes = name in _ARRAY_CHANGERS or (locations.is_tensor(owner) and name.endswith("_"))
        made = cls(name, calls_back=False)
        made.owner = owner
        made.changes = changes  # type: ignore[attr-defined]
        return made

    def after(
        self,
        result: Any,
        values: Sequence[Any],
        keywords: Dict[str, Any],
        late: shadow.Time,
        times: Sequence[shadow.Time],
        line: int,
        stream: List[shadow.Time],
    ) -> None:
        """Count what the call cost, and note what it wrote."""
        late = shadow.latest(late, bulk.everything(self.owner, line))
        super().after(result, values, keywords, late, times, line, stream)
        if self.changes:  # type: ignore[attr-defined]
            locations.put_whole(self.owner, T[NOW], line)

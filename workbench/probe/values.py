"""Values by exact type: what the artifact is called with and what it returned. Guest side.

Everything that is not exactly one of the listed types leaves as `opaque`: its type's name only.
No method of a foreign object is called.
"""

from __future__ import annotations

import builtins
import sys
from types import FunctionType
from typing import Any, Dict, List, Tuple

DEPTH = 32
ITEMS = 1000000
INTEGER_BITS = 1 << 20
DTYPES = frozenset(
    ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8"]
    + ["<f2", "<f4", "<f8", "<c8", "<c16"]
)
_numpy: Any = None
_torch: Any = None
_name_of = type.__dict__["__name__"].__get__
_module_of = type.__dict__["__module__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_flags_of = type.__dict__["__flags__"].__get__
_HEAP_TYPE = 1 << 9
_MESSAGE = 500
_BUILTIN = {id(cls): name for name, cls in vars(builtins).items() if isinstance(cls, type)}
"""Built-in classes by identity: any class may say that it is one, and be called like it."""


class TooLargeError(Exception):
    """A value has more items than a frame may carry."""


def use_libraries() -> None:
    """Let arrays and tensors travel: called once, when the flavour has imported its libraries."""
    global _numpy, _torch
    _numpy = sys.modules["numpy"]
    _torch = sys.modules.get("torch")


def type_name(cls: type) -> str:
    """`module.name` of a class, without asking its metaclass; at most 120 characters."""
    try:
        module, name = _module_of(cls), str(_name_of(cls))
        plain = module == "builtins" and (id(cls) in _BUILTIN or not _is_heap(cls))
        text = name if plain or type(module) is not str else module + "." + name
    except BaseException:  # noqa: BLE001
        text = "unknown"
    return text[:120]


def _is_heap(cls: type) -> bool:
    """Whether a class was made while Python ran; those of the interpreter itself are not."""
    return bool(_flags_of(cls) & _HEAP_TYPE)


def mro_names(cls: type) -> List[str]:
    """Names of a class and its bases, most derived first; at most 20."""
    return [type_name(base) for base in _mro_of(cls)[:20]]


def describe(error: BaseException, filename: str) -> Dict[str, Any]:
    """Types, message and the artifact's line of an exception whose methods may be traps."""
    try:
        text = str(error)
        message = text[:_MESSAGE] if type(text) is str else ""
    except BaseException:  # noqa: BLE001
        message = "(its message cannot be read)"
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return {"types": mro_names(type(error)), "message": message, "line": line}


def encode(value: Any) -> Tuple[Any, List[bytes]]:
    """(JSON-plain description, list of buffers); raises TooLargeError."""
    buffers: List[bytes] = []
    budget = [ITEMS]
    return _encode(value, buffers, budget, 0), buffers


def _encode(value: Any, buffers: List[bytes], budget: List[int], depth: int) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise TooLargeError
    cls = type(value)
    if value is None or cls is bool or cls is str:
        return value
    if cls is int:
        return _integer(value)
    if cls is float:
        return value if value - value == 0.0 else {"f": float.__repr__(value)}
    if cls is bytes:
        buffers.append(value)
        return {"b": len(value)}
    if cls is list or cls is tuple or cls is dict:
        if depth >= DEPTH:
            return {"o": cls.__name__ + " nested too deeply"}
        return _container(cls, value, buffers, budget, depth + 1)
    if _numpy is not None and (cls is _numpy.ndarray or _is_scalar(cls)):
        return _array(cls, value, buffers)
    if _torch is not None and cls is _torch.Tensor:
        return _tensor(value, buffers)
    if _torch is not None and cls is _torch.Size:
        # A shape is a tuple of ints, and torch's own class for it says nothing more.
        return _container(tuple, value, buffers, budget, depth + 1)
    return {"o": type_name(cls)}


def _is_scalar(cls: type) -> bool:
    """Whether this is numpy's own scalar class for a listed dtype (never a subclass of one)."""
    try:
        return _numpy.generic in _mro_of(cls) and _module_of(cls) == "numpy"
    except BaseException:  # noqa: BLE001
        return False


def _integer(value: int) -> Any:
    if -(1 << 63) <= value < (1 << 63):
        return value
    if value.bit_length() > INTEGER_BITS:
        return {"o": "int of more than %d bits" % INTEGER_BITS}
    return {"i": "%x" % value}


def _container(cls: type, value: Any, buffers: List[bytes], budget: List[int], depth: int) -> Any:
    if len(value) > budget[0]:
        raise TooLargeError
    if cls is dict:
        pairs = list(value.items())
        return {
            "d": [
                [_encode(key, buffers, budget, depth), _encode(item, buffers, budget, depth)]
                for key, item in pairs
            ]
        }
    tag = "l" if cls is list else "t"
    return {tag: [_encode(item, buffers, budget, depth) for item in value]}


def _array(cls: type, value: Any, buffers: List[bytes]) -> Any:
    code = value.dtype.str
    if code not in DTYPES or (cls is not _numpy.ndarray and value.dtype.type is not cls):
        return {"o": type_name(cls) + " of dtype " + code[:40]}
    raw = value.tobytes()
    buffers.append(raw)
    if cls is _numpy.ndarray:
        return {"a": [code, list(value.shape)]}
    return {"x": code}


def _tensor(value: Any, buffers: List[bytes]) -> Any:
    """A dense tensor in main memory, without its history of gradients."""
    try:
        array = value.detach().resolve_conj().resolve_neg().numpy()
        code, shape, raw = array.dtype.str, list(array.shape), array.tobytes()
    except Exception:  # noqa: BLE001 - sparse, quantised, bfloat16, meta: no array is like it
        return {"o": "torch.Tensor that is no array"}
    if code not in DTYPES:
        return {"o": "torch.Tensor of dtype " + code[:40]}
    buffers.append(raw)
    return {"T": [code, shape]}


def decode(description: Any, buffers: memoryview) -> Any:
    """The value the trusted host described; `buffers` is one memoryview."""
    return _Decoder(buffers).value(description)


class _Decoder:
    def __init__(self, buffers: memoryview) -> None:
        self.rest = buffers

    def take(self, size: int) -> bytes:
        part, self.rest = self.rest[:size], self.rest[size:]
        return bytes(part)

    def value(self, node: Any) -> Any:
        if type(node) is not dict:
            return node
        ((tag, body),) = node.items()
        if tag == "l":
            return [self.value(item) for item in body]
        if tag == "t":
            return tuple([self.value(item) for item in body])
        if tag == "d":
            return {self.value(key): self.value(item) for key, item in body}
        if tag == "b":
            return self.take(body)
        if tag == "i":
            return int(body, 16)
        if tag == "f":
            return float(body)
        return self.special(tag, body)

    def special(self, tag: str, body: Any) -> Any:
        if tag == "F":
            return compile_function(body)
        if _numpy is None:
            raise ValueError("an array needs the numpy flavour")
        code, shape = body if tag == "a" else (body, [])
        dtype = _numpy.dtype(code)
        count = 1
        for size in shape:
            count *= size
        array = _numpy.frombuffer(self.take(count * dtype.itemsize), dtype=dtype).reshape(shape)
        return array.copy() if tag == "a" else array[()]


def compile_function(source: str) -> Any:
    """The one function that the host's source text defines, under its own name and file name."""
    namespace: Dict[str, Any] = {"__name__": "argument"}
    exec(compile(source, "<argument>", "exec", dont_inherit=True), namespace)
    found = [item for item in namespace.values() if type(item) is FunctionType]
    if len(found) != 1:
        raise ValueError("the source of a function argument must define one function")
    return found[0]

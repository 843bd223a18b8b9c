"""Values by exact type: towards the guest, and back from it. Nothing that comes back is trusted.

A value is described in JSON, arrays and bytes follow as raw buffers. Never pickle, eval, np.load
or a method of something the guest made.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.comparison import Tensor

DEPTH = 40
ITEMS = 1_000_000
INTEGER_DIGITS = 1 << 18
DIMENSIONS = 32
DTYPES = frozenset(
    [
        "|b1",
        "|i1",
        "|u1",
        "<i2",
        "<u2",
        "<i4",
        "<u4",
        "<i8",
        "<u8",
        "<f2",
        "<f4",
        "<f8",
        "<c8",
        "<c16",
    ]
)
MARK = b"wbf1"
_HEADER_BYTES = 1 << 12
_LENGTH = struct.Struct("<I")
_FLOATS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


class MalformedError(Exception):
    """What the guest sent is no frame or no value of ours."""


@dataclass(frozen=True)
class Opaque:
    """Something of a type that does not travel; all that is known is the type's name."""

    type_name: str


@dataclass(frozen=True)
class Function:
    """Source text of one `def`, to be compiled in the guest and passed as an argument."""

    source: str


def pack(header: dict[str, Any], buffers: Sequence[bytes] = ()) -> bytes:
    """One frame, its mark and its length included."""
    head = json.dumps(header, allow_nan=False, separators=(",", ":")).encode()
    body = b"".join((_LENGTH.pack(len(head)), head, *buffers))
    return MARK + _LENGTH.pack(len(body)) + body


def unpack(payload: bytes) -> tuple[dict[str, Any], memoryview]:
    """(header, buffers) of a frame's payload; raises MalformedError."""
    if len(payload) < 4:
        raise MalformedError("a frame without a header")
    (size,) = _LENGTH.unpack_from(payload)
    if size > len(payload) - 4:
        raise MalformedError("a header longer than its frame")
    try:
        header = json.loads(payload[4 : 4 + size].decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedError("a header that is not JSON") from error
    if type(header) is not dict:
        raise MalformedError("a header that is not an object")
    return header, memoryview(payload)[4 + size :]


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def encode(value: Any) -> tuple[Any, list[bytes]]:
    """(JSON-plain description, buffers); raises TypeError for a type that does not travel."""
    buffers: list[bytes] = []
    return _describe(value, buffers), buffers


def _describe(value: Any, buffers: list[bytes]) -> Any:
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if -(1 << 63) <= value < 1 << 63 else {"i": f"{value:x}"}
    if kind is float:
        return value if value - value == 0 else {"f": repr(value)}
    if kind is bytes:
        buffers.append(value)
        return {"b": len(value)}
    if kind is list or kind is tuple:
        return {"l" if kind is list else "t": [_describe(item, buffers) for item in value]}
    if kind is dict:
        pairs = [[_describe(k, buffers), _describe(v, buffers)] for k, v in value.items()]
        return {"d": pairs}
    if kind is Function:
        return {"F": value.source}
    return _describe_array(value, buffers)


def _describe_array(value: Any, buffers: list[bytes]) -> Any:
    is_array = type(value) is np.ndarray
    if not (is_array or isinstance(value, np.generic)) or value.dtype.str not in DTYPES:
        raise TypeError(f"a value of type {type(value).__name__} cannot be sent to the guest")
    buffers.append(value.tobytes())
    if is_array:
        return {"a": [value.dtype.str, list(value.shape)]}
    return {"x": value.dtype.str}


def would_fit(arguments: Any, buffers: Sequence[bytes], result: Any, room: int) -> bool:
    """Whether arguments, as they were sent, certainly fit into `room` bytes beside a result."""
    text = len(json.dumps(arguments))
    size = text + sum(map(len, buffers)) + len(json.dumps(result)) + _HEADER_BYTES
    return size < room and text < ITEMS  # no item takes less than a byte


class Decoder:
    """Reads the values of one frame, in their order; call `end` after the last."""

    def __init__(self, buffers: memoryview) -> None:
        self._rest = buffers
        self._items = ITEMS

    def value(self, description: Any) -> Any:
        """The value described; raises MalformedError."""
        return self._value(description, 0)

    def end(self) -> None:
        """Raises MalformedError when bytes are left over."""
        if len(self._rest):
            raise MalformedError("bytes that belong to no value")

    def _value(self, node: Any, depth: int) -> Any:
        self._items -= 1
        if self._items < 0 or depth > DEPTH:
            raise MalformedError("a value too large or too deep")
        if node is None or type(node) in (bool, int, float, str):
            return node
        if type(node) is not dict or len(node) != 1:
            raise MalformedError("a value without a type")
        ((tag, body),) = node.items()
        if tag in ("l", "t", "d"):
            return self._container(tag, body, depth + 1)
        if tag == "b":
            return bytes(self._take(body))
        if tag == "a" or tag == "x":
            return self._array(tag, body)
        if tag == "T":
            return Tensor(self._array("a", body))
        return _scalar(tag, body)

    def _container(self, tag: str, body: Any, depth: int) -> Any:
        if type(body) is not list:
            raise MalformedError("a container without items")
        if tag == "d":
            return self._dict(body, depth)
        items = [self._value(item, depth) for item in body]
        return items if tag == "l" else tuple(items)

    def _dict(self, body: list[Any], depth: int) -> dict[Any, Any]:
        pairs = []
        for pair in body:
            if type(pair) is not list or len(pair) != 2:
                raise MalformedError("a dict without pairs")
            key = self._value(pair[0], depth)
            if not _is_key(key):
                raise MalformedError("a dict key that cannot be one")
            pairs.append((key, self._value(pair[1], depth)))
        _refuse_collisions([key for key, _ in pairs])
        found = dict(pairs)
        if len(found) != len(pairs):
            raise MalformedError("a dict with equal keys")
        return found

    def _take(self, size: Any) -> memoryview:
        if type(size) is not int or not 0 <= size <= len(self._rest):
            raise MalformedError("a buffer that is not there")
        part, self._rest = self._rest[:size], self._rest[size:]
        return part

    def _array(self, tag: str, body: Any) -> Any:
        code, shape = body if tag == "a" and type(body) is list and len(body) == 2 else (body, [])
        if type(code) is not str or code not in DTYPES or type(shape) is not list:
            raise MalformedError("an array of unknown kind")
        if len(shape) > DIMENSIONS or not all(type(n) is int and 0 <= n < 1 << 40 for n in shape):
            raise MalformedError("an array of impossible shape")
        dtype, count = np.dtype(code), 1
        for size in shape:
            count *= size
        raw = self._take(count * dtype.itemsize)
        try:
            array = np.frombuffer(bytes(raw), dtype=dtype).reshape(shape).copy()
        except ValueError as error:
            raise MalformedError("an array of impossible shape") from error
        return array if tag == "a" else array[()]


def _scalar(tag: str, body: Any) -> Any:
    if type(body) is not str:
        raise MalformedError("a value without a body")
    if tag == "o":
        return Opaque(clean(body[:200]))
    if tag == "f" and body in _FLOATS:
        return _FLOATS[body]
    if tag == "i" and 0 < len(body.lstrip("-")) <= INTEGER_DIGITS:
        try:
            return int(body, 16)
        except ValueError as error:
            raise MalformedError("an integer without digits") from error
    raise MalformedError("a value of unknown type")


def _is_key(key: Any) -> bool:
    if type(key) is tuple:
        return all(_is_key(item) for item in key)
    return key is None or type(key) in (bool, int, float, str, bytes) or type(key) is Opaque


def _refuse_collisions(keys: list[Any]) -> None:
    """Keys chosen to have one hash make building a dict quadratic."""
    hashes = sorted(hash(key) for key in keys)
    limit = 200
    if any(a == b for a, b in zip(hashes, hashes[limit:], strict=False)):
        raise MalformedError("a dict whose keys collide")


def plain(node: Any, depth: int = 0) -> Any:
    """JSON data of bounded depth whose texts are valid Unicode; raises MalformedError."""
    if depth > DEPTH:
        raise MalformedError("data nested too deeply")
    if type(node) is dict:
        return {clean(key): plain(item, depth + 1) for key, item in node.items()}
    if type(node) is list:
        return [plain(item, depth + 1) for item in node]
    return clean(node) if type(node) is str else node


def clean(text: str) -> str:
    """The same text with lone surrogates written out, so that it can be stored anywhere."""
    return text.encode("utf-8", "backslashreplace").decode()

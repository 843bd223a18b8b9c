"""Frames between guest and host: a mark, a length, a JSON header, then raw buffers.

Guest side. Descriptors may have been made non-blocking by the artifact, hence the polling.
"""

from __future__ import annotations

import json
import os
import select
import struct
from typing import Any, Sequence, Tuple

_MARK = b"wbf1"
_LENGTH = struct.Struct("<I")
_dumps, _loads, _read, _write, _poll = json.dumps, json.loads, os.read, os.write, select.poll


class ClosedError(Exception):
    """The host went away."""


def pack(header: dict[str, Any], buffers: Sequence[Any] = ()) -> bytes:
    """Bytes of one frame, its length included; raises ValueError for NaN in the header."""
    head = _dumps(header, allow_nan=False, separators=(",", ":")).encode("utf-8", "strict")
    body = [_LENGTH.pack(len(head)), head] + list(buffers)
    return b"".join([_MARK, _LENGTH.pack(sum(len(part) for part in body))] + body)


def unpack(payload: bytes) -> Tuple[dict[str, Any], memoryview]:
    """(header, memoryview of the buffers) of a frame's payload, as the trusted host sent it."""
    (size,) = _LENGTH.unpack_from(payload)
    return _loads(payload[4 : 4 + size].decode("utf-8")), memoryview(payload)[4 + size :]


def send(descriptor: int, frame: bytes) -> None:
    """Write all of a packed frame."""
    view = memoryview(frame)
    while view:
        try:
            view = view[_write(descriptor, view[:65536]) :]
        except BlockingIOError:
            _wait(descriptor, select.POLLOUT)


def receive(descriptor: int) -> Tuple[dict[str, Any], memoryview]:
    """(header, buffers) of the next frame; raises ClosedError at the end of the stream."""
    (size,) = _LENGTH.unpack(_exactly(descriptor, 8)[4:])
    return unpack(_exactly(descriptor, size))


def _exactly(descriptor: int, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        try:
            part = _read(descriptor, min(missing, 1 << 20))
        except BlockingIOError:
            _wait(descriptor, select.POLLIN)
            continue
        if not part:
            raise ClosedError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, event: int) -> None:
    poll = _poll()
    poll.register(descriptor, event)
    poll.poll()

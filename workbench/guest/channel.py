"""Frames over two pipes, with an absolute deadline, while stdout and stderr are drained.

Everything read here was written by a guest: nothing is believed before its length and form are.
"""

from __future__ import annotations

import os
import select
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.guest import wire
from workbench.records import Outcome

STDOUT_BYTES = 256 << 10
STDERR_BYTES = 16 << 10
_CHUNK = 64 << 10
_LENGTH = struct.Struct("<I")
_HEAD = 8
_LOOK_SECONDS = 0.25


class EndedError(Exception):
    """The conversation is over before its end; `outcome` and `why` say how."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome: Outcome = outcome
        self.why = why


@dataclass
class Pipes:
    """The host's ends. `request` is written, the others are read; all are closed by `close`."""

    request: int
    response: int
    stdout: int
    stderr: int

    def all(self) -> tuple[int, int, int, int]:
        """The descriptors, -1 for those closed already."""
        return self.request, self.response, self.stdout, self.stderr

    def close_request(self) -> None:
        """Tell the guest that nothing more will come."""
        if self.request >= 0:
            os.close(self.request)
            self.request = -1

    def close(self) -> None:
        """Close what is open still."""
        for descriptor in self.all():
            if descriptor >= 0:
                os.close(descriptor)
        self.request = self.response = self.stdout = self.stderr = -1


@dataclass
class Captured:
    """What a stream brought: the first part of stdout, the last of stderr."""

    limit: int
    keep_last: bool = False
    data: bytearray = field(default_factory=bytearray)
    total: int = 0

    def add(self, part: bytes) -> None:
        """Take in a part and forget what is beyond the limit."""
        self.total += len(part)
        self.data += part
        if self.keep_last:
            del self.data[: -self.limit]
        else:
            del self.data[self.limit :]

    def text(self) -> str:
        """As text, with undecodable bytes replaced."""
        return bytes(self.data).decode("utf-8", "replace")


class Channel:
    """One conversation. `deadline` is on the monotonic clock, in seconds, and may be moved.

    `look` says what is wrong beyond the streams (a folder that grows without bound), or None.
    """

    def __init__(
        self,
        pipes: Pipes,
        *,
        deadline: float,
        frame_bytes: int,
        output_bytes: int,
        look: Callable[[], str | None] | None = None,
    ) -> None:
        self.pipes = pipes
        self.deadline = deadline
        self.stdout = Captured(STDOUT_BYTES)
        self.stderr = Captured(STDERR_BYTES, keep_last=True)
        self._frame_bytes = frame_bytes
        self._output_bytes = output_bytes
        self._look = look
        self._looked = time.monotonic()
        self._arrived = bytearray()
        self._at_end = False
        for descriptor in pipes.all():
            os.set_blocking(descriptor, False)

    def send(self, frame: bytes) -> None:
        """Write a packed frame; raises EndedError, also when an answer came before it."""
        self._step(0, sending=False)
        if self._arrived:
            raise EndedError("protocol", "an answer before its question")
        view = memoryview(frame)
        while view:
            if self._step(None, sending=True):
                try:
                    view = view[os.write(self.pipes.request, view[:_CHUNK]) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    raise EndedError("crash", "the guest ended before its last answer") from None

    def receive(self) -> bytes:
        """The payload of the next frame; raises EndedError."""
        while True:
            payload = self._take()
            if payload is not None:
                return payload
            if self._at_end:
                if self._arrived:
                    raise EndedError("protocol", "the guest ended within a frame")
                raise EndedError("crash", "the guest ended before its last answer")
            self._step(None, sending=False)

    def drain(self, seconds: float) -> bool:
        """Read until all streams end or the time is over; True if they ended.

        Raises EndedError for output beyond its limit and for bytes after the last answer.
        """
        self.deadline = time.monotonic() + seconds
        while self._open_streams():
            try:
                self._step(None, sending=False)
            except EndedError as ended:
                if ended.outcome == "timeout":
                    return False
                raise
        if self._arrived:
            raise EndedError("protocol", "bytes after the last answer")
        return True

    def _take(self) -> bytes | None:
        if not wire.MARK.startswith(self._arrived[:4]):
            raise EndedError("protocol", "bytes that are no answer")
        if len(self._arrived) < _HEAD:
            return None
        (size,) = _LENGTH.unpack_from(self._arrived, 4)
        if size > self._frame_bytes:
            raise EndedError("output-limit", f"an answer of more than {self._frame_bytes} bytes")
        if len(self._arrived) < _HEAD + size:
            return None
        payload = bytes(self._arrived[_HEAD : _HEAD + size])
        del self._arrived[: _HEAD + size]
        return payload

    def _open_streams(self) -> list[int]:
        ends = [self.pipes.stdout, self.pipes.stderr]
        if not self._at_end:
            ends.append(self.pipes.response)
        return [end for end in ends if end >= 0]

    def _step(self, seconds: float | None, *, sending: bool) -> bool:
        """Wait once and read what is there; True when the request pipe can be written."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise EndedError("timeout", "the wall-clock limit was reached")
        wait = left if seconds is None else seconds
        if self._look is not None:
            self._look_now()
            wait = min(wait, _LOOK_SECONDS)
        poll = select.poll()
        for descriptor in self._open_streams():
            poll.register(descriptor, select.POLLIN)
        if sending:
            poll.register(self.pipes.request, select.POLLOUT)
        writable = False
        for descriptor, _ in poll.poll(1000 * wait):
            if descriptor == self.pipes.request:
                writable = True
            else:
                self._read(descriptor)
        return writable

    def _look_now(self) -> None:
        """Let the caller look, four times a second, at what no stream tells."""
        now = time.monotonic()
        if self._look is not None and now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            problem = self._look()
            if problem is not None:
                raise EndedError("output-limit", problem)

    def _read(self, descriptor: int) -> None:
        part = os.read(descriptor, _CHUNK)
        if descriptor == self.pipes.response:
            self._at_end = not part
            self._arrived += part
            if len(self._arrived) > self._frame_bytes + _CHUNK + _HEAD:
                raise EndedError("output-limit", "answers nobody asked for, without end")
            return
        stream = self.stdout if descriptor == self.pipes.stdout else self.stderr
        if not part:
            os.close(descriptor)
            if stream is self.stdout:
                self.pipes.stdout = -1
            else:
                self.pipes.stderr = -1
            return
        stream.add(part)
        if stream.total > self._output_bytes:
            raise EndedError("output-limit", f"more than {self._output_bytes} bytes of output")


def unpack(payload: bytes) -> tuple[dict[str, object], memoryview]:
    """A frame's header and buffers; raises EndedError when it has not the form of one."""
    try:
        return wire.unpack(payload)
    except wire.MalformedError as error:
        raise EndedError("protocol", str(error)) from error

"""A server that answers each request as its script says: the faults that real servers have."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = Callable[["Handler"], None]


class Scripted(ThreadingHTTPServer):
    """Plays its steps in order, one a request; `bodies` and `headers` are what it was sent."""

    daemon_threads = False

    def __init__(self, steps: tuple[Step, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.steps = list(steps)
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are no error here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request a connection."""

    server: Scripted

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.server.bodies.append(json.loads(self.rfile.read(length) or b"null"))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        step = self.server.steps.pop(0) if self.server.steps else status(410, "script is over")
        step(self)

    def do_GET(self) -> None:
        self.do_POST()

    def begin(self, code: int, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()


@contextlib.contextmanager
def scripted(*steps: Step) -> Iterator[Scripted]:
    """A running server with this script."""
    with Scripted(steps) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


# --- steps --------------------------------------------------------------------------------------


def sends(
    body: str | bytes, kind: str = "application/json", code: int = 200, **headers: str
) -> Step:
    """A plain answer; `Retry_After="2"` becomes the header Retry-After."""

    def step(handler: Handler) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.begin(code, kind, named)
        handler.wfile.write(body if isinstance(body, bytes) else body.encode())

    return step


def status(code: int, message: str, error_code: str | None = None, **headers: str) -> Step:
    """An error as OpenAI words it."""
    error = {"message": message, "type": "error", "param": None, "code": error_code}
    return sends(json.dumps({"error": error}), code=code, **headers)


def event(delta: dict[str, Any] | None, finish: str | None = None, **more: Any) -> str:
    """One chunk of a streamed chat completion; without a delta it has no choices."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted-1"}
    return f"data: {json.dumps({**head, 'choices': choices, **more})}\n\n"


def stream(*events: str) -> Step:
    """These server-sent events and nothing after them."""
    return sends("".join(events), "text/event-stream")


def answer(text: str, finish: str = "stop", reasoning: str = "") -> Step:
    """A complete reply, in pieces of ten characters, with usage."""
    pieces = [text[start : start + 10] for start in range(0, len(text), 10)]
    thoughts = [event({"reasoning_content": reasoning})] if reasoning else []
    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    return stream(
        event({"role": "assistant", "content": None}),
        *thoughts,
        *(event({"content": piece}) for piece in pieces),
        event({}, finish),
        event(None, usage=usage),
        "data: [DONE]\n\n",
    )


def reset(begun: bool = False) -> Step:
    """The connection is reset, at once or in the middle of the stream."""

    def step(handler: Handler) -> None:
        if begun:
            handler.begin(200, "text/event-stream", {"Content-Length": "10000"})
            handler.wfile.write(event({"content": "half a rep"}).encode())
        no_linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        handler.connection.close()

    return step


def hang(begun: bool = False) -> Step:
    """Nothing (more) is sent until the server is closed."""

    def step(handler: Handler) -> None:
        if begun:
            handler.begin(200, "text/event-stream")
            handler.wfile.write(event({"content": "half a rep"}).encode())
        handler.server.closing.wait()

    return step


def pings() -> Step:
    """Comments that say the server lives, for ever, and nothing else."""

    def step(handler: Handler) -> None:
        handler.begin(200, "text/event-stream")
        while not handler.server.closing.wait(0.02):
            handler.wfile.write(b": ping\n\n")

    return step

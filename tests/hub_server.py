"""A server that plays the hub of models: a repository with one file, and a network's faults."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPO = "someone/tiny-model"
FILE = "tiny-q8.gguf"
REFERENCE = f"hf:{REPO}:{FILE}"
REVISION = "0123456789abcdef0123456789abcdef01234567"
CONTENT = b"GGUF" + bytes(range(256)) * 4000


class Hub(ThreadingHTTPServer):
    """What it answers can be changed; `asked` is every path with its headers, names in small."""

    daemon_threads = False

    def __init__(self, content: bytes = CONTENT) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.cuts: list[int] = []
        """After how many bytes each answer with the file breaks off, one a request."""
        self.stalls = False
        """Whether a connection that broke off stays open instead, silent."""
        self.closing = threading.Event()
        self.resumes = True
        self.elsewhere = ""
        """Where the file is instead; the answer is a redirect then."""
        self.status = 200
        self.info: Any = {
            "id": REPO,
            "sha": REVISION,
            "cardData": {"license": "apache-2.0"},
            "siblings": [
                {"rfilename": "README.md", "size": 10},
                {
                    "rfilename": FILE,
                    "size": len(content),
                    "lfs": {
                        "size": len(content),
                        "sha256": hashlib.sha256(content).hexdigest(),
                        "pointerSize": 135,
                    },
                },
            ],
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def file(self) -> dict[str, Any]:
        """What is announced about the file."""
        entry: dict[str, Any] = self.info["siblings"][1]
        return entry

    def fetched(self) -> list[dict[str, str]]:
        """The headers of every request for the file."""
        return [headers for path, headers in self.asked if not path.startswith("/api/")]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are no error here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request a connection."""

    server: Hub

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        hub = self.server
        hub.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
        if self.path == f"/api/models/{REPO}?blobs=true":
            body = hub.info if isinstance(hub.info, bytes) else json.dumps(hub.info).encode()
            self.answer(hub.status, body)
        elif self.path not in (f"/{REPO}/resolve/{REVISION}/{FILE}", "/blob"):
            self.answer(404, b"{}")
        elif hub.elsewhere:
            self.answer(302, b"", Location=hub.elsewhere)
        else:
            self.file()

    def file(self) -> None:
        content, start = self.server.content, 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        headers = {}
        if asked and self.server.resumes:
            start = int(asked[1])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cut = self.server.cuts.pop(0) if self.server.cuts else None
        self.answer(206 if headers else 200, content[start:], cut, **headers)

    def answer(self, status: int, body: bytes, cut: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None and self.server.stalls:
            self.server.closing.wait()


@contextlib.contextmanager
def running(content: bytes = CONTENT) -> Iterator[Hub]:
    """A hub for as long as the context lasts."""
    with Hub(content) as hub:
        thread = threading.Thread(target=hub.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield hub
        finally:
            hub.closing.set()
            hub.shutdown()
            thread.join()

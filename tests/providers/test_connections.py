"""A connection is not kept for the next request: its server may close it at that moment."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from workbench.providers import openai
from workbench.providers.base import Endpoint
from workbench.records import Message, Options

HELLO = (Message(role="user", content="hello"),)
REPLY = {"choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}], "model": "m"}


class Server(ThreadingHTTPServer):
    """One that keeps connections, and counts them and the requests."""

    daemon_threads = True
    connections = requests = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        assert isinstance(self.server, Server)
        self.server.connections += 1

    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        self.server.requests += 1
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps(REPLY).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


def test_each_request_has_a_connection_of_its_own() -> None:
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        with contextlib.closing(openai.create(Endpoint("openai", "m", url, "k"))) as provider:
            for _ in range(3):
                said = [delta.text for delta in provider.stream(HELLO, options=Options())]
                assert "".join(said) == "yes"
        server.shutdown()
    assert (server.requests, server.connections) == (3, 3)

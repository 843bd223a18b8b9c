"""A small server that speaks Ollama's protocol, written from its API documentation.

Behind it answers a real llama.cpp server, so that `format` with a schema is really enforced. Some
of its models misbehave, each in the way its name says.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CAPABILITIES = {
    "tiny:latest": ["completion"],
    "embedder:latest": ["embedding"],
    "thinker:latest": ["completion", "thinking"],
    "tiny-coder:1b": ["completion", "tools"],
    "breaks:latest": ["completion"],
    "drops:latest": ["completion"],
    "never-done:latest": ["completion"],
    "too-large:latest": ["completion"],
}
DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "llama",
    "families": ["llama"],
    "parameter_size": "115.52K",
    "quantization_level": "F32",
}
WHEN = "2026-01-01T00:00:00Z"
OPTIONS = {"num_predict": "max_tokens", "temperature": "temperature", "seed": "seed"}
TOO_LARGE = "model requires more system memory (80.0 GiB) than is available (2.0 GiB)"


class Server(ThreadingHTTPServer):
    """Joins its threads when it is closed, and remembers the bodies it was sent."""

    daemon_threads = False

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = upstream
        self.requests: list[dict[str, Any]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are no error here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection, one request: /api/tags, /api/show, /api/chat."""

    server: Server

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path != "/api/tags":
            return self.reply(404, {"error": "404 page not found"})
        listed = [
            {"name": name, "model": name, "modified_at": WHEN, "size": 462080, "details": DETAILS}
            for name in CAPABILITIES
        ]
        return self.reply(200, {"models": listed})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        name = body["model"] if ":" in body["model"] else f"{body['model']}:latest"
        if name not in CAPABILITIES:
            return self.reply(404, {"error": f"model '{body['model']}' not found"})
        if self.path == "/api/show":
            shown = {"capabilities": CAPABILITIES[name], "details": DETAILS, "model_info": {}}
            return self.reply(200, shown)
        if "completion" not in CAPABILITIES[name]:
            return self.reply(400, {"error": f'"{body["model"]}" does not support chat'})
        if body.get("think") and "thinking" not in CAPABILITIES[name]:
            return self.reply(400, {"error": f'"{body["model"]}" does not support thinking'})
        if name.startswith("too-large"):
            return self.reply(500, {"error": TOO_LARGE})
        return self.chat(body, name.partition(":")[0])

    def chat(self, body: dict[str, Any], behaviour: str) -> None:
        try:
            upstream = urllib.request.urlopen(self.translated(body), timeout=60)
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error)["error"]["message"]
            return self.reply(error.code, {"error": said})
        self.start("application/x-ndjson")
        if behaviour == "thinker":
            for word in ("Let me ", "think."):
                self.line(body, {"role": "assistant", "content": "", "thinking": word})
        finish, usage, pieces = "stop", {}, 0
        with upstream:
            for event in events(upstream):
                usage = event.get("usage") or usage
                for choice in event.get("choices", []):
                    finish = choice.get("finish_reason") or finish
                    if text := choice["delta"].get("content"):
                        pieces += 1
                        self.line(body, {"role": "assistant", "content": text})
                if pieces == 3 and behaviour == "breaks":
                    return self.json_line({"error": "the model runner has unexpectedly stopped"})
                if pieces == 3 and behaviour == "drops":
                    self.wfile.write(b'{"model": "drops", "message": {"role": "assis')
                    return None
        if behaviour == "never-done":
            return None
        counts = {
            "prompt_eval_count": usage["prompt_tokens"],
            "eval_count": usage["completion_tokens"],
        }
        message = {"role": "assistant", "content": ""}
        return self.line(body, message, done=True, done_reason=finish, **counts)

    def translated(self, body: dict[str, Any]) -> urllib.request.Request:
        """The same request in OpenAI's dialect."""
        request: dict[str, Any] = {"messages": body["messages"], "stream": True}
        request["stream_options"] = {"include_usage": True}
        options = body.get("options") or {}
        request |= {theirs: options[ours] for ours, theirs in OPTIONS.items() if ours in options}
        if body.get("format") == "json":
            request["response_format"] = {"type": "json_object"}
        elif body.get("format"):
            described = {"name": "reply", "strict": True, "schema": body["format"]}
            request["response_format"] = {"type": "json_schema", "json_schema": described}
        return urllib.request.Request(
            f"{self.server.upstream}/v1/chat/completions",
            json.dumps(request).encode(),
            {"Content-Type": "application/json"},
        )

    def line(self, body: dict[str, Any], message: dict[str, Any], **more: Any) -> None:
        head = {"model": body["model"], "created_at": WHEN, "message": message}
        self.json_line({**head, "done": False, **more})

    def json_line(self, value: dict[str, Any]) -> None:
        self.wfile.write(json.dumps(value).encode() + b"\n")

    def start(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()  # HTTP/1.0: the body ends with the connection

    def reply(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def events(stream: Any) -> Iterator[dict[str, Any]]:
    """The JSON objects of a stream of server-sent events."""
    for line in stream:
        if line.startswith(b"data: {"):
            yield json.loads(line[6:])


@contextlib.contextmanager
def running(upstream: str) -> Iterator[Server]:
    """A server in front of `upstream` for as long as the context lasts."""
    with Server(upstream) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def url(server: Server) -> str:
    """Where it listens."""
    return f"http://127.0.0.1:{server.server_address[1]}"

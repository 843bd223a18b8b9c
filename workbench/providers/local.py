"""Asks a GGUF file on this machine: starts llama.cpp's server on loopback and talks to it.

The talking is the openai provider's. The server has a random key, so that no other user of the
machine can ask it, and is a process of its own: a model that breaks llama.cpp breaks nothing else.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from workbench import families, kept
from workbench.errors import ProviderError
from workbench.providers import base
from workbench.providers.base import Delta, Endpoint, ModelInfo, Provider, Rung
from workbench.records import Message, Options, Response

INSTALL = "pip install 'workbench[local]' (in a checkout: make local)"
_WHOLE = "is the file whole, of a kind that llama.cpp knows, and small enough for the memory here?"
_PROGRAM = Path(__file__).with_name("_llama.py")
_DYING_SECONDS = 5.0
_SAID_BYTES = 1 << 16


def create(endpoint: Endpoint, responses: Sequence[Response] = ()) -> Local:
    """A provider for a file, or for a kept model; `responses` are of no use here."""
    return Local(endpoint)


class Local:
    """One model file. See `base.Provider` for what the methods promise."""

    name = "local"
    repeatable = True

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._running: _Running | None = None

    def stream(
        self,
        messages: Sequence[Message],
        *,
        options: Options,
        response_schema: Mapping[str, Any] | None = None,
        rung: Rung = "json_schema",
        prompt_name: str | None = None,
    ) -> Iterator[Delta]:
        """As the openai provider streams; the first call also waits for the model to load."""
        running = self._started(options.context_tokens)
        try:
            yield from running.provider.stream(
                messages,
                options=options,
                response_schema=response_schema,
                rung=rung,
                prompt_name=prompt_name,
            )
        except ProviderError:
            status = running.server.end_status
            if status is None:
                raise
            raise self._died(running, status) from None

    def models(self) -> tuple[ModelInfo, ...]:
        """The kept models."""
        folder = self.endpoint.folder
        lacking = "" if importlib.util.find_spec("xllamacpp") else f"needs {INSTALL}"
        return tuple(_info(each, lacking) for each in (kept.listed(folder) if folder else ()))

    def close(self) -> None:
        """End the server, if one was started."""
        if self._running is not None:
            running, self._running = self._running, None
            running.end()

    def _started(self, context_tokens: int) -> _Running:
        if self._running is not None and self._running.context_tokens != context_tokens:
            self.close()
        if self._running is None:
            self._running = self._start(self._checked(), context_tokens)
        return self._running

    def _start(self, path: Path, context_tokens: int) -> _Running:
        """A server that listens. Raises ProviderError when the file cannot be loaded."""
        key = secrets.token_urlsafe(32)
        server = _Server()
        try:
            answer = server.ask({"path": str(path), "key": key, "context_tokens": context_tokens})
            if "url" in answer:
                reached = replace(self.endpoint, base_url=f"{answer['url']}/v1", api_key=key)
                module = families.load("providers", "openai")
                return _Running(server, module.create(reached), context_tokens)
            if "missing" in answer:
                message = f"llama.cpp is not installed: {answer['missing']}"
                raise self._failure("bad-request", message, INSTALL)
            status = server.end_status  # what it says is all there only when it is gone
            said = server.said() or answer.get("why") or _ending(status)
            raise self._failure("bad-request", f"llama.cpp cannot load it: {said}", _WHOLE)
        except BaseException:
            server.end()
            raise

    def _died(self, running: _Running, status: int) -> ProviderError:
        message = f"llama.cpp ended ({_ending(status)}) {running.server.said()}"
        self.close()
        return self._failure("bad-request", message, "is there enough memory? try a smaller model")

    def _checked(self) -> Path:
        """The file to load. Raises ProviderError unless it looks like a GGUF file."""
        path = self._path()
        try:
            if not path.is_file():
                message = f"there is no file {path}"
                hint = "workbench models pull hf:OWNER/REPO:FILE.gguf fetches one"
                raise self._failure("unknown-model", message, hint)
            with path.open("rb") as file:
                magic = file.read(len(kept.MAGIC))
        except OSError as error:
            message = f"cannot read {path}: {error.strerror or error}"
            raise self._failure("unknown-model", message, f"ls -l {path}") from None
        if magic != kept.MAGIC:
            hint = "llama.cpp takes GGUF files only: is it a download that failed, another format?"
            raise self._failure("bad-request", f"{path} is no GGUF file", hint)
        return path.absolute()

    def _path(self) -> Path:
        model, folder = self.endpoint.model, self.endpoint.folder
        if os.sep in model:
            return Path(model).expanduser()
        found = kept.find(model, folder) if folder else None
        if found is None:
            here = f"local:./{model} for the file here; " if Path(model).is_file() else ""
            message = f"no model of the name {model} is kept"
            hint = f"{here}`workbench models` lists the kept ones, local:PATH takes any file"
            raise self._failure("unknown-model", message, hint)
        return found

    def _failure(self, kind: str, message: str, hint: str) -> ProviderError:
        return base.failure(self.endpoint, kind, message, hint=hint)


@dataclass(frozen=True)
class _Running:
    """A server that listens, and the provider that talks to it."""

    server: _Server
    provider: Provider
    context_tokens: int

    def end(self) -> None:
        """Close the connections, end the process."""
        self.provider.close()
        self.server.end()


class _Server:
    """The process. It ends with `end`, and by itself when this process is gone."""

    def __init__(self) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `end` closes it
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say what to serve; the answer comes when the model is loaded, or never will be."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline(_SAID_BYTES)
        answer = json.loads(line) if line else {}
        return answer if isinstance(answer, dict) else {}

    @property
    def end_status(self) -> int | None:
        """The exit status; None while it runs. One that just broke off gets time to be gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_DYING_SECONDS)
        return None

    def said(self) -> str:
        """What llama.cpp wrote about an error, its best line; "" for nothing."""
        # Not by seeking: the process writes at the same position.
        text = os.pread(self._errors.fileno(), _SAID_BYTES, 0).decode("utf-8", "replace")
        found = [match.group(1) for match in _ERROR.finditer(text)]
        for marker in ("gguf_init_from_reader:", "error loading model:"):
            for line in found:
                if marker in line:
                    return line.partition(marker)[2].strip()
        return found[0] if found else ""

    def end(self) -> None:
        """Kill it: there is nothing that it would have to put in order."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self._errors.close()


def _ending(status: int | None) -> str:
    return f"signal {-status}" if status is not None and status < 0 else f"status {status}"


_ERROR = re.compile(r"^[\d.]+ E +(\S.*)$", re.M)


def _info(model: kept.Kept, lacking: str) -> ModelInfo:
    told = model.origin
    origin = (told.repo, told.licence) if told else ()
    parts = [lacking, kept.size_text(model.size_bytes), *origin]
    return ModelInfo(
        name=model.name,
        details=", ".join(part for part in parts if part),
        coder=base.is_coder(model.name),
    )

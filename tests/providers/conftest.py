"""Real servers on loopback: llama.cpp with a tiny model, and Ollama's protocol in front of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import ollama_server
import tiny_model

from workbench.providers import _structured


@pytest.fixture(scope="session")
def llama_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a llama.cpp server whose model has random weights."""
    folder = tmp_path_factory.mktemp("llama")
    model = folder / "tiny.gguf"
    tiny_model.write(model)
    command = [sys.executable, str(Path(__file__).with_name("llama_server.py")), str(model)]
    log = folder / "log.txt"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), log.read_text(errors="replace")[-2000:]
        try:
            yield url
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def ollama(llama_url: str) -> Iterator[ollama_server.Server]:
    """A server that speaks Ollama's protocol, with the same model behind it."""
    with ollama_server.running(llama_url) as server:
        yield server


@pytest.fixture(autouse=True)
def _forgotten_rungs() -> Iterator[None]:
    """What one test taught about a port's server must not reach the next server on it."""
    yield
    _structured._worked.clear()

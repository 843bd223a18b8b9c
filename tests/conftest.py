"""Temporary homes for every test, and no socket to anything but this machine."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import socket
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Examples that are the same each time and no durations; `--hypothesis-profile search` makes others.
settings.register_profile("facts", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("facts")

# A shell without job control starts what it leaves in the background with Ctrl-C ignored, which
# every process below inherits; the tests that send one need it as a terminal has it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_CLEARED = ("OPENAI_", "OLLAMA_", "WORKBENCH_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No user's settings, keys or colours reach a test."""
    for name in list(os.environ):
        if name.upper().startswith(_CLEARED) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WORKBENCH_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections leave this process to loopback addresses and unix sockets only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test connects to {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a root with one generated run when it is first asked for it."""
    from commanding import workbench

    place = tmp_path_factory.mktemp("demonstration")

    @cache
    def made() -> Path:
        done = workbench("generate", "euler", "--model", "recorded", "--root", place, "-q")
        assert done.code == 1
        return place

    return made


@pytest.fixture
def demonstrated(
    _demonstration: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A root of one generated run, the demonstration of euler, whose program is wrong.

    A copy, as the current folder.
    """
    place = tmp_path / "root"
    shutil.copytree(_demonstration(), place)
    monkeypatch.chdir(place)
    return place

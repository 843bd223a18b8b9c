"""Attempts to escape from a guest, and what the host sees of them: the proof of a tier."""

from __future__ import annotations

import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = '''
import os
import socket


def attempt(canary, outside, port):
    """Names of the escapes that worked, with what stopped the others."""
    worked, stopped = [], []
    tries = {
        "read a file outside": lambda: open(canary).read(),
        "write a file outside": lambda: open(outside, "w").write("escaped"),
        "connect to this machine": lambda: connect(port),
        "start a process": start,
        "signal the parent": lambda: os.kill(os.getppid(), 18),
    }
    for name, escape in tries.items():
        try:
            escape()
        except Exception as error:
            stopped.append(name + ": " + type(error).__name__)
        else:
            worked.append(name)
    return worked, stopped


def connect(port):
    with socket.socket() as client:
        client.settimeout(2)
        client.connect(("127.0.0.1", port))
        client.sendall(b"escaped")


def start():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
'''
ENTRY_POINT = "attempt"
ATTEMPTS = 5


@dataclass(frozen=True)
class Bait:
    """What is laid out for the guest: a file, a place to write to, a listener."""

    canary: Path
    outside: Path
    listener: socket.socket

    def arguments(self) -> tuple[str, str, int]:
        """The arguments of the program's entry point."""
        return str(self.canary), str(self.outside), self.listener.getsockname()[1]

    def touched(self) -> list[str]:
        """What the host itself notices of escapes, whatever the guest says."""
        found = []
        if self.outside.exists():
            found.append("write a file outside")
        try:
            connection, _ = self.listener.accept()
        except BlockingIOError:
            return found
        connection.close()
        return [*found, "connect to this machine"]


@contextmanager
def bait() -> Iterator[Bait]:
    """Lay out the bait in a folder of its own, and take it in again."""
    with tempfile.TemporaryDirectory(prefix="workbench-bait-") as folder:
        canary = Path(folder) / "canary"
        canary.write_text(secrets.token_hex(16))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.setblocking(False)
            yield Bait(canary, Path(folder) / "outside", listener)

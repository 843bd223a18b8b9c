"""Attempts to escape from a guest, and what the host sees of them: the proof of a tier."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = '''
import os
import signal
import socket


def attempt(bait):
    """Names of the escapes that worked, with what stopped the others."""
    worked, stopped = [], []
    for name, argument in bait.items():
        try:
            ESCAPES[name](argument)
        except Exception as error:
            stopped.append(name + ": " + type(error).__name__)
        else:
            worked.append(name)
    return worked, stopped


def read(path):
    with open(path, "rb") as file:
        file.read(1)


def write(path):
    with open(path, "w") as file:
        file.write("escaped")


def connect(address):
    family = socket.AF_INET if type(address) is tuple else socket.AF_UNIX
    with socket.socket(family) as client:
        client.settimeout(2)
        client.connect(address)
        client.sendall(b"escaped")


def send(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"escaped", address)


def start(_):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def tell(_):
    os.kill(os.getppid(), signal.SIGCONT)


ESCAPES = {
    "read a file outside": read,
    "read the environment of its host": read,
    "write a file outside": write,
    "write to shared memory": write,
    "connect to this machine": connect,
    "send to this machine": send,
    "connect to a socket without a file": connect,
    "start a process": start,
    "signal the parent": tell,
}
'''
ENTRY_POINT = "attempt"
Argument = str | bytes | tuple[str, int] | None


@dataclass(frozen=True)
class Bait:
    """What is laid out for the guest: a file, places to write to, listeners by the escape."""

    folder: Path
    shared: Path | None
    listeners: dict[str, socket.socket]

    @property
    def outside(self) -> Path:
        """A file that only an escape makes."""
        return self.folder / "outside"

    def arguments(self) -> dict[str, Argument]:
        """The escapes to be attempted here, each with what it needs."""
        found: dict[str, Argument] = {
            "read a file outside": str(self.folder / "canary"),
            "write a file outside": str(self.outside),
            "start a process": None,
            "signal the parent": None,
        }
        if self.shared is not None:
            found["read the environment of its host"] = f"/proc/{os.getpid()}/environ"
            found["write to shared memory"] = str(self.shared)
        for name, listener in self.listeners.items():
            found[name] = listener.getsockname()
        return found

    def touched(self) -> list[str]:
        """What the host itself notices of escapes, whatever the guest says."""
        found = []
        if self.outside.exists():
            found.append("write a file outside")
        if self.shared is not None and self.shared.exists():
            found.append("write to shared memory")
        for name, listener in self.listeners.items():
            with contextlib.suppress(BlockingIOError):
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(16)
                else:
                    listener.accept()[0].close()
                found.append(name)
        return found


@contextmanager
def bait() -> Iterator[Bait]:
    """Lay out the bait in a folder of its own, and take it in again. Raises OSError."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="workbench-bait-")))
        (folder / "canary").write_text(secrets.token_hex(16))
        listeners = {
            "connect to this machine": _listening(stack, socket.AF_INET, ("127.0.0.1", 0)),
            "send to this machine": _listening(
                stack, socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM
            ),
        }
        shared = None
        if sys.platform == "linux":  # elsewhere there are neither such sockets nor these folders
            name = f"workbench-bait-{secrets.token_hex(8)}"
            listeners["connect to a socket without a file"] = _listening(
                stack, socket.AF_UNIX, b"\0" + name.encode()
            )
            if os.access("/dev/shm", os.W_OK):
                shared = Path("/dev/shm", name)
                stack.callback(shared.unlink, missing_ok=True)
        yield Bait(folder, shared, listeners)


def _listening(
    stack: contextlib.ExitStack,
    family: socket.AddressFamily,
    address: tuple[str, int] | bytes,
    kind: socket.SocketKind = socket.SOCK_STREAM,
) -> socket.socket:
    listener = stack.enter_context(socket.socket(family, kind))
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    listener.setblocking(False)
    return listener

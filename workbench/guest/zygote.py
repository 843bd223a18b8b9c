"""The host's side of one zygote: a process in its jail that forks guests when told to.

Orders go over a socket that nobody but host and zygote holds; what becomes of each child is told
on a socket of its own. The zygote runs no artifact, so what it says is what the kernel told it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence

from workbench.guest import jail, launcher, layers, reachable, scratch
from workbench.records import Interpreter

CHILDREN = 1000
"""A zygote that forked so many is replaced."""
SLOTS = 8
"""Children at a time; each has a scratch folder that no other can reach or fill."""
_SCRATCH = "/scratch"
_START_SECONDS = 60.0
_ANSWER_SECONDS = 20.0
_MESSAGE_BYTES = 4096


class Zygote:
    """Started once; takes orders while `is_open`; certainly gone after `end`."""

    def __init__(self, interpreter: Interpreter, flavour: str, tier: str) -> None:
        self.tier = tier
        self.reach = reachable.of(interpreter, flavour)
        self.is_open = False
        self.is_broken = False
        self.resident_bytes = 0
        self._order = {"flavour": flavour, "packages": interpreter.packages}
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None
        self._stream = -1
        self._folder: str | None = None
        self._free = list(range(SLOTS))
        self._taken: dict[str, int] = {}
        self._children = 0

    def start(self) -> None:
        """Start the process and wait until it is ready; raises OSError with the reason."""
        try:
            self._launch()
            self._wait_until_ready()
            self._inspect()
        except BaseException:
            self.end()
            raise
        self.is_open = True

    def _launch(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Pipes, as a guest's own streams are: Python buffers by what it finds there.
        try:
            (self._stream, stream), (info, tell) = jail.pipes(2)
        except OSError:
            theirs.close()
            raise
        try:
            try:
                launcher.start(
                    self._command(theirs.fileno(), tell),
                    folder="/",
                    descriptors=(theirs.fileno(), tell),
                    stdout=stream,
                    stderr=stream,
                    started=self._started,
                )
            finally:
                theirs.close()
                os.close(stream)
                os.close(tell)
            if layers.OF[self.tier].jail:
                self._pid = jail.child(info)
        finally:
            os.close(info)

    def _command(self, control: int, tell: int) -> list[str]:
        if layers.OF[self.tier].jail:
            slots = [f"{_SCRATCH}/{number}" for number in range(SLOTS)]
            command = jail.enclosed(self.reach, tell, slots)
            return command + jail.interpreter(self.reach, 0, control)
        self._folder = os.path.realpath(tempfile.mkdtemp(prefix="workbench-zygote-"))
        return jail.interpreter(self.reach, os.getpid(), control)

    def _started(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._pid = process.pid

    def _wait_until_ready(self) -> None:
        assert self._control is not None
        self._control.settimeout(_START_SECONDS)
        rules = {"read": self.reach.read, "folders": self.reach.folders}
        order = {**self._order, **rules, "scratch": self._folder or _SCRATCH}
        try:
            self._control.send(json.dumps(order).encode())
            answer = self._control.recv(_MESSAGE_BYTES)
        except ConnectionError:
            answer = b""
        problem = json.loads(answer).get("error") if answer else "it ended while it started"
        if problem is not None:
            raise OSError(errno.EIO, str(problem))
        self._control.settimeout(_ANSWER_SECONDS)

    def _inspect(self) -> None:
        """What its children would suffer from or share: threads, and memory not their own."""
        if "\nThreads:\t1\n" not in jail.proc(self._pid, "status"):
            raise OSError(errno.EIO, "it has more than one thread")
        maps = [line.split()[1] for line in jail.proc(self._pid, "maps").splitlines()]
        if not maps or any("w" in rights and "s" in rights for rights in maps):
            raise OSError(errno.EIO, "its memory could be shared")
        self.resident_bytes = jail.resident_bytes(self._pid, "VmRSS")

    def take(self) -> str | None:
        """A scratch folder for one more child, as the child sees it; None when all are taken."""
        with self._lock:
            if not self.is_open or not self._free:
                return None
            number = self._free.pop()
            try:
                path = self._made(number)
            except OSError:
                self._free.append(number)
                return None
            self._taken[path] = number
            self._children += 1
            self.is_open = self._children < CHILDREN
            return path

    def _made(self, number: int) -> str:
        if layers.OF[self.tier].jail:
            return f"{_SCRATCH}/{number}"
        return tempfile.mkdtemp(prefix="guest-", dir=self._folder)

    def fork(self, pipes: Sequence[int], folder: str) -> socket.socket:
        """Order a child with these ends of pipes; on the socket comes what becomes of it."""
        control = self._control
        if control is None:
            raise OSError(errno.EPIPE, "the zygote is gone")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_ANSWER_SECONDS)
        order = {"folder": folder, "clear": layers.OF[self.tier].jail}
        try:
            socket.send_fds(control, [json.dumps(order).encode()], [*pipes, theirs.fileno()])
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours

    def give_back(self, folder: str, *, is_clean: bool) -> None:
        """The child that had this folder is gone; the last one takes a closed zygote along."""
        if not layers.OF[self.tier].jail:
            with contextlib.suppress(OSError):  # it may have gone with the zygote's own folder
                scratch.remove(folder)
        with self._lock:
            number = self._taken.pop(folder)
            if is_clean:
                self._free.append(number)
            else:
                self.is_open = False
            is_over = not self.is_open and not self._taken
        if is_over:
            self.end()

    def give_up(self) -> None:
        """Something is wrong: end it at once, with the children it has."""
        self.is_broken = True
        self.is_open = False
        self.interrupt()

    def interrupt(self) -> None:
        """Kill it, from whichever thread; `end` still has to be called."""
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Leave nothing: no process, no descriptor, no folder. May be called twice."""
        self.is_open = False
        with self._lock:
            if self._control is not None:
                self._control.close()
                if self._stream >= 0:
                    os.close(self._stream)
                self._control = None
            self.interrupt()
            if self._process is not None:
                self._process.wait()
            if self._folder is not None:
                scratch.remove(self._folder)
                self._folder = None

    def forget(self) -> None:
        """In a forked copy of the host: it is the other's zygote."""
        self.is_open = False
        if self._control is not None:
            self._control.close()
            os.close(self._stream)
            self._control = None
        if self._process is not None:
            self._process.returncode = 0  # or Popen would complain of a process left behind

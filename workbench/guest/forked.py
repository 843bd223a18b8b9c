"""One guest that a zygote forked: the same face as `jail.Guest`, without a start of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import socket
import threading
from typing import Any

from workbench.guest import jail, layers, scratch
from workbench.guest.channel import Pipes
from workbench.guest.zygote import Zygote

_MESSAGE_BYTES = 4096
_END_SECONDS = 20.0


class Forked:
    """A child of a zygote, which is certainly gone after `close`.

    `is_lost` says that the zygote failed, so that nothing is known of how the child ended: what
    was seen of it must not be believed.
    """

    def __init__(self, zygote: Zygote, folder: str) -> None:
        self.tier = zygote.tier
        self.reach = zygote.reach
        self.scratch = folder
        self.is_lost = False
        self.pipes: Pipes | None = None
        self._zygote: Zygote | None = zygote
        self._lock = threading.Lock()
        self._answers: socket.socket | None = None
        self._handle = -1
        self._pid: int | None = None
        self._shared_bytes = 0
        self._is_clean = True
        self._ending: jail.Ending | None = None

    def start(self) -> Pipes:
        """Have the child forked and return the host's ends of its pipes; raises OSError."""
        assert self._zygote is not None
        (request, to_request), *others = jail.pipes(4)
        self.pipes = Pipes(to_request, *(reading for reading, _ in others))
        theirs = [request, *(writing for _, writing in others)]
        try:
            self._answers = self._zygote.fork(theirs, self.scratch)
            text, handles, _, _ = socket.recv_fds(self._answers, _MESSAGE_BYTES, 1)
        except OSError:
            self._lose()
            raise
        finally:
            jail.close(theirs)
        if not handles:
            self._lose()
            why = json.loads(text).get("error") if text else None
            raise OSError(0, str(why or "the zygote ended"))
        self._handle = handles[0]
        self._pid = _pid(self._handle)
        return self.pipes

    def rules(self, writes: bool) -> dict[str, Any]:
        """What the child is told to allow itself, within what its zygote allowed itself."""
        reach = self.reach
        return {
            "read": [self.scratch],
            "layer": [*reach.binds, *reach.over, *reach.devices, self.scratch],
            "folders": list(reach.folders),
            "write": [self.scratch] if writes else [],
        }

    def scratch_problem(self) -> str | None:
        """What is wrong with the scratch folder: only the jail's own file system has a limit."""
        if layers.OF[self.tier].jail:
            return None
        return scratch.problem(self.scratch, jail.SCRATCH_BYTES)

    def cpu_seconds_so_far(self) -> float:
        """CPU seconds of the child's main thread; 0.0 if the kernel does not say."""
        return jail.cpu_seconds(self._pid)

    def note_ready(self) -> None:
        """Read its size before the artifact comes.

        A fork starts without the pages of files that its zygote has, libraries for the most part,
        so its size says nothing beside that of a process of its own. What it grows by does, on
        top of what the zygote has.
        """
        assert self._zygote is not None
        now = jail.resident_bytes(self._pid, "VmRSS")
        if now:
            self._shared_bytes = self._zygote.resident_bytes - now

    def note_peak(self) -> None:
        """Nothing to be noted: what `wait4` reports is the child's own."""

    def wait(self, seconds: float) -> bool:
        """Whether the child ends by itself within that time."""
        if self._ending is not None or self._answers is None:
            return True
        if not _readable(self._answers.fileno(), seconds):
            # An end that the zygote does not report in good time is not the child's fault.
            if self._handle < 0 or not _readable(self._handle, 0.0):
                return False
            if not _readable(self._answers.fileno(), _END_SECONDS):
                self._lose()
                return True
        try:
            text = self._answers.recv(_MESSAGE_BYTES)
        except ConnectionError:
            text = b""
        self._take_in(text)
        return True

    def _take_in(self, text: bytes) -> None:
        if not text:
            self._lose()
            return
        report = json.loads(text)
        code = os.waitstatus_to_exitcode(report["status"])
        self._is_clean = report["clean"]
        self._ending = jail.Ending(
            code if code >= 0 else None,
            -code if code < 0 else None,
            report["cpu_seconds"],
            report["max_rss_bytes"] + self._shared_bytes,
        )

    def _lose(self) -> None:
        """The zygote failed. It goes, and with it the child, wherever it got to."""
        self.is_lost = True
        self._is_clean = False
        self._ending = jail.Ending(None, None, 0.0, 0)
        if self._zygote is not None:
            self._zygote.give_up()

    def kill(self) -> None:
        """End the child at once and wait until its zygote has reaped it."""
        if self._ending is None and self._answers is not None:
            self.interrupt()
            if self._handle < 0 or not self.wait(_END_SECONDS):
                self._lose()  # interrupted before it was known by a handle, or not to be ended

    def interrupt(self) -> None:
        """Kill the child from another thread; its own one notices."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._handle >= 0:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def ending(self) -> jail.Ending:
        """How it ended; to be asked after `wait` or `kill`."""
        return self._ending or jail.Ending(None, None, 0.0, 0)

    def close(self) -> None:
        """Leave nothing: no process, no descriptor, no folder. May be called twice."""
        self.kill()
        if self.pipes is not None:
            self.pipes.close()
        if self._answers is not None:
            self._answers.close()
            self._answers = None
        with self._lock:
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1
        if self._zygote is not None:
            self._zygote.give_back(self.scratch, is_clean=self._is_clean)
            self._zygote = None


def _readable(descriptor: int, seconds: float) -> bool:
    """Whether there is something to be read; a process's handle can be when it has ended."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(1000 * seconds))


def _pid(handle: int) -> int | None:
    """The process id, as this process sees it, behind a handle that came from the jail."""
    text = jail.proc(os.getpid(), f"fdinfo/{handle}")
    found = re.search(r"^Pid:\s*(\d+)$", text, re.MULTILINE)
    return int(found[1]) if found and found[1] != "0" else None

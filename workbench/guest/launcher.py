"""Starts processes from one thread that lives as long as the host.

The kernel's parent-death signal is sent when the *thread* that forked ends. A guest started from
a short-lived worker thread would be killed in the middle of its work; hence this one.
"""

from __future__ import annotations

import errno
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Started = Callable[[subprocess.Popen[bytes]], None]


@dataclass
class _Ticket:
    command: list[str]
    folder: str
    descriptors: tuple[int, ...]
    stdout: int
    stderr: int
    started: Started
    done: threading.Event = field(default_factory=threading.Event)
    error: OSError | None = None

    def start(self) -> None:
        """Start the process, in a session of its own and with an empty environment."""
        try:
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=self.stdout,
                stderr=self.stderr,
                env={},
                cwd=self.folder,
                pass_fds=self.descriptors,
                start_new_session=True,
            )
            self.started(process)
        except OSError as error:
            self.error = error
        finally:
            self.done.set()


_lock = threading.Lock()
_tickets: queue.SimpleQueue[_Ticket] | None = None


def _serve(tickets: queue.SimpleQueue[_Ticket]) -> None:
    while True:
        tickets.get().start()


def _queue() -> queue.SimpleQueue[_Ticket]:
    global _tickets
    with _lock:
        if _tickets is None:
            tickets: queue.SimpleQueue[_Ticket] = queue.SimpleQueue()
            thread = threading.Thread(
                target=_serve, args=(tickets,), name="guest-launcher", daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:  # no room for one more; a process would not fit either
                raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
            _tickets = tickets
        return _tickets


def _after_fork() -> None:
    """A forked copy of the host has no launcher thread: it starts its own when it needs one."""
    global _tickets, _lock
    _tickets, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def start(
    command: Sequence[str],
    *,
    folder: str,
    descriptors: Sequence[int],
    stdout: int,
    stderr: int,
    started: Started,
) -> None:
    """Start a command that inherits just these descriptors; raises OSError.

    `started` gets the process before anything else can happen, also when the caller is being
    interrupted (Ctrl-C): whoever cleans up then, knows what there is to kill.
    """
    ticket = _Ticket(list(command), folder, tuple(descriptors), stdout, stderr, started)
    _queue().put(ticket)
    try:
        ticket.done.wait()
    except BaseException:
        ticket.done.wait()
        raise
    if ticket.error is not None:
        raise ticket.error

"""The zygote: forks one child for each artifact, and never sees an artifact itself.

It imports the libraries once and then only forks, reaps and reports. A child leaves `serve` with
pipes of its own and nothing else of the zygote's; what it does afterwards cannot reach back.
"""

from __future__ import annotations

import _socket
import contextlib
import gc
import json
import os
import select
import signal
import struct
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import sandbox

_PIDFD_OPEN = 434
_MESSAGE_BYTES = 1 << 18
_DESCRIPTORS = 5
_ENTRIES, _DEPTH = 2000, 50
"""A folder with more than this is not emptied: the zygote is given up instead."""


class _Child(NamedTuple):
    pid: int
    answers: int
    folder: Optional[str]


class Zygote:
    """The loop between the control socket, on which children are ordered, and their ends."""

    def __init__(self, control: int) -> None:
        self.control = _socket.socket(fileno=control)
        self.order: Dict[str, Any] = json.loads(self.control.recv(_MESSAGE_BYTES))
        self.poll = select.poll()
        self.children: Dict[int, _Child] = {}
        self.answers: Dict[int, _Child] = {}

    def refuse(self, error: Exception) -> None:
        """Tell the host why it has to do without this zygote."""
        why = "%s: %s" % (type(error).__name__, error)
        self.control.send(json.dumps({"error": why[:500]}).encode())

    def restrict(self) -> None:
        """Take away what no child will need; what differs between them is taken in each."""
        scratch = self.order["scratch"]
        sandbox.close_descriptors((self.control.fileno(),))
        sandbox.drop_capabilities()
        sandbox.landlock(self.order["read"] + [scratch], self.order["folders"], [scratch])
        sandbox.prepare()
        # What lives now is never garbage: a child that collects must not copy all its pages.
        gc.collect()
        gc.freeze()

    def serve(self) -> Tuple[int, int]:
        """Fork as ordered until the host is gone. Returns in a child only: its two pipes."""
        self.poll.register(self.control, select.POLLIN)
        self.control.send(b"{}")
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor == self.control.fileno():
                    pipes = self._obey()
                    if pipes is not None:
                        return pipes
                elif descriptor in self.children:
                    self._bury(descriptor)
                elif descriptor in self.answers:
                    self.poll.unregister(descriptor)
                    os.kill(self.answers.pop(descriptor).pid, signal.SIGKILL)

    def _obey(self) -> Optional[Tuple[int, int]]:
        """One order: fork, and tell the host by which handle the kernel knows the child."""
        space = _socket.CMSG_SPACE(4 * _DESCRIPTORS)
        text, ancillary, _, _ = self.control.recvmsg(_MESSAGE_BYTES, space)
        if not text:
            os._exit(0)  # the children die with us
        descriptors = struct.unpack("%di" % _DESCRIPTORS, ancillary[0][2])
        order, answers, parent = json.loads(text), descriptors[-1], os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            _say(answers, {"error": str(error.strerror)})
            _close(descriptors)
            return None
        if pid == 0:
            return self._leave(descriptors[:-1], order["folder"], parent)
        _close(descriptors[:-1])
        self._announce(pid, answers, order["folder"] if order["clear"] else None)
        return None

    def _announce(self, pid: int, answers: int, folder: Optional[str]) -> None:
        handle = int(sandbox.system_call(_PIDFD_OPEN, pid, 0))
        rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("i", handle))]
        link = _socket.socket(fileno=answers)
        with contextlib.suppress(OSError):  # a host that is gone shows on the control socket
            link.sendmsg([b"{}"], rights)
        link.detach()
        child = _Child(pid, answers, folder)
        self.children[handle] = self.answers[answers] = child
        self.poll.register(handle, select.POLLIN)
        self.poll.register(answers, 0)

    def _bury(self, handle: int) -> None:
        """A child has ended, and all its threads: report what the kernel knows of it."""
        child = self.children.pop(handle)
        self.poll.unregister(handle)
        os.close(handle)
        _, status, usage = os.wait4(child.pid, 0)
        report = {
            "status": status,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "max_rss_bytes": usage.ru_maxrss << 10,
            "clean": child.folder is None or _emptied(child.folder),
        }
        if self.answers.pop(child.answers, None) is not None:
            self.poll.unregister(child.answers)
        _say(child.answers, report)
        os.close(child.answers)

    def _leave(self, pipes: Tuple[int, ...], folder: str, parent: int) -> Tuple[int, int]:
        """In the child: keep its own pipes, forget the zygote's."""
        try:
            sandbox.die_with_parent(parent)
            os.setsid()
            self.control.detach()
            request, response, stdout, stderr = pipes
            # Opened anew: a shared open file would carry flags and offsets to later children.
            os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
            os.dup2(stdout, 1)
            os.dup2(stderr, 2)
            sandbox.close_descriptors((request, response))
            os.chdir(folder)
            if "PWD" in os.environ:
                os.environ["PWD"] = folder
            _draw_anew()
        except BaseException as error:  # noqa: BLE001 - nothing may go on as a second zygote
            os.write(2, str(error).encode()[:500])
            os._exit(3)
        return request, response


def _draw_anew() -> None:
    """Generators of random numbers that were seeded before the fork; `random` does it itself."""
    torch, generators = sys.modules.get("torch"), sys.modules.get("numpy.random")
    if torch is not None:
        torch.default_generator.seed()
    if generators is not None:
        generators.seed()


def _say(answers: int, report: Dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        os.write(answers, json.dumps(report).encode())


def _close(descriptors: Tuple[int, ...]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _emptied(folder: str) -> bool:
    """Remove what a child left in its folder; False when that is too much or too odd."""
    found: List[Tuple[str, bool]] = []
    waiting = [(folder, 0)]
    try:
        while waiting:
            current, depth = waiting.pop()
            with os.scandir(current) as entries:
                for entry in entries:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    found.append((entry.path, is_folder))
                    if is_folder:
                        waiting.append((entry.path, depth + 1))
                    if len(found) > _ENTRIES or depth > _DEPTH:
                        return False
        for path, is_folder in reversed(found):
            (os.rmdir if is_folder else os.unlink)(path)
    except OSError:
        return False
    return True

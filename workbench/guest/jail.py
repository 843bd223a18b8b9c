"""One guest process: its command line, its scratch folder, its pipes, and its certain end."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.guest import launcher, layers, reachable, scratch, seatbelt
from workbench.guest.channel import Pipes
from workbench.guest.reachable import Reach
from workbench.records import Interpreter

_SCRATCH = "/scratch"
SCRATCH_BYTES = 64 << 20
_BWRAP_SEARCH = os.defpath + os.pathsep + "/usr/local/bin"
_INFO_SECONDS = 30.0


@dataclass(frozen=True)
class Ending:
    """How a process ended: exit code or signal, and CPU seconds as the kernel counted them."""

    exit_code: int | None
    signal: int | None
    cpu_seconds: float
    max_rss_bytes: int


def bubblewrap() -> str | None:
    """The path of bwrap, from the system's folders only; None without it."""
    return shutil.which("bwrap", path=_BWRAP_SEARCH)


def enclosed(reach: Reach, info: int, folders: Sequence[str], *, writes: bool = True) -> list[str]:
    """The jail, to be followed by a command, which runs in the first of the scratch folders.

    That command is its process 1, so that the kernel's accounts reach the host. Each folder is a
    file system of its own, which nobody else can fill. Without `writes` it belongs to a guest
    without the right to write to it: where no Landlock says so, the folder has to.
    """
    program = bubblewrap()
    if program is None:
        raise FileNotFoundError("bwrap is not installed")
    command = [program, "--unshare-all", "--die-with-parent", "--as-pid-1"]
    command += ["--cap-drop", "ALL", "--info-fd", str(info)]
    for path in reach.binds:
        command += ["--ro-bind", path, path]
    for text, path in reach.links:
        command += ["--symlink", text, path]
    for path in reach.masks:
        command += ["--tmpfs", path]
    for path in reach.over:
        command += ["--ro-bind", path, path]
    for path in reach.devices:
        command += ["--dev-bind", path, path]
    for path in folders:
        rights = "0700" if writes else "0500"
        command += ["--perms", rights, "--size", str(SCRATCH_BYTES), "--tmpfs", path]
    command += ["--chdir", folders[0]]
    for path in (*reversed(reach.masks), "/"):
        command += ["--remount-ro", path]
    return command


def interpreter(reach: Reach, *arguments: int) -> list[str]:
    """The command that starts the probe, isolated from the user's settings and packages."""
    command = [reach.executable, "-I", "-S", "-B", "-X", "utf8", reachable.PROBE]
    return command + [str(argument) for argument in arguments]


class Guest:
    """A process that is started once and is certainly gone after `close`."""

    def __init__(self, interpreter: Interpreter, flavour: str, tier: str, *, writes: bool = True):
        self.tier = tier
        self._layers = layers.OF[tier]
        self._writes = writes or self._layers.landlock
        self.is_lost = False
        self.reach = reachable.of(interpreter, flavour)
        self.pipes: Pipes | None = None
        self._folder: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None
        self._peak_bytes = 0
        self._ending: Ending | None = None

    @property
    def scratch(self) -> str:
        """The folder in which the guest runs, as the guest sees it."""
        return _SCRATCH if self._folder is None else os.path.realpath(self._folder)

    def start(self) -> Pipes:
        """Start the process and return the host's ends of its pipes; raises OSError."""
        pairs = pipes(5)
        (request, to_request), *others = pairs
        ours = [to_request, *(reading for reading, _ in others)]
        theirs = [request, *(writing for _, writing in others)]
        info = ours.pop()
        try:
            self._launch(*theirs)
        except BaseException:
            close(ours)
            close([info])
            raise
        finally:
            close(theirs)
        self.pipes = Pipes(*ours)
        if self._layers.jail:
            self._pid = child(info)
        close([info])
        return self.pipes

    def _launch(self, request: int, response: int, stdout: int, stderr: int, info: int) -> None:
        descriptors = [request, response]
        if self._layers.jail:
            command, folder = enclosed(self.reach, info, [_SCRATCH], writes=self._writes), "/"
            descriptors.append(info)
        else:
            self._folder = folder = tempfile.mkdtemp(prefix="workbench-guest-")
            command = []
            if self._layers.seatbelt:
                command = seatbelt.enclosed(self.reach, self.scratch, writes=self._writes)
        parent = 0 if self._layers.jail else os.getpid()
        command += interpreter(self.reach, parent, request, response)
        launcher.start(
            command,
            folder=folder,
            descriptors=descriptors,
            stdout=stdout,
            stderr=stderr,
            started=self._started,
        )

    def _started(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        if not self._layers.jail:
            self._pid = process.pid

    def rules(self, writes: bool) -> dict[str, Any]:
        """What the guest is told to allow itself of the file system."""
        return {
            "read": [*self.reach.read, self.scratch],
            "folders": list(self.reach.folders),
            "write": [self.scratch] if writes else [],
        }

    def scratch_problem(self) -> str | None:
        """What is wrong with the scratch folder: only the jail's own file system has a limit."""
        return None if self._folder is None else scratch.problem(self._folder, SCRATCH_BYTES)

    def cpu_seconds_so_far(self) -> float:
        """CPU seconds of the guest's main thread; 0.0 if the kernel does not say."""
        return cpu_seconds(self._pid)

    def note_ready(self) -> None:
        """Nothing to be noted: its size is its own from the start."""

    def note_peak(self) -> None:
        """Read the highest resident size while the process lives.

        What `wait4` reports starts with the size of the host, which the child shares until it
        executes its own program.
        """
        self._peak_bytes = max(self._peak_bytes, resident_bytes(self._pid, "VmHWM"))

    def wait(self, seconds: float) -> bool:
        """Whether the process ends by itself within that time."""
        end = time.monotonic() + seconds
        while not self._reap(os.WNOHANG):
            if time.monotonic() >= end:
                return False
            time.sleep(0.001)
        return True

    def kill(self) -> None:
        """End the process and its group at once, and reap it."""
        process = self._process
        if process is not None and self._ending is None:
            self.note_peak()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            self._reap(0)

    def interrupt(self) -> None:
        """Kill the process from another thread; its own one notices, and reaps it."""
        process = self._process
        if process is not None and self._ending is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def ending(self) -> Ending:
        """How it ended; to be asked after `wait` or `kill`."""
        return self._ending or Ending(None, None, 0.0, 0)

    def close(self) -> None:
        """Leave nothing: no process, no descriptor, no folder. May be called twice."""
        self.kill()
        if self.pipes is not None:
            self.pipes.close()
        if self._folder is not None:
            scratch.remove(self._folder)
            self._folder = None

    def _reap(self, options: int) -> bool:
        if self._ending is not None or self._process is None:
            return True
        pid, status, usage = os.wait4(self._process.pid, options)
        if pid == 0:
            return False
        code = os.waitstatus_to_exitcode(status)
        self._process.returncode = code  # or Popen would complain of a process left behind
        if self._layers.jail and code > 128:
            code = 128 - code  # how bwrap hands on a signal
        peak = self._peak_bytes or _plausible_peak(_bytes(usage.ru_maxrss))
        cpu = usage.ru_utime + usage.ru_stime
        self._ending = Ending(code if code >= 0 else None, -code if code < 0 else None, cpu, peak)
        return True


def _plausible_peak(peak: int) -> int:
    """0 (unknown) for a peak that may be the host's own size, see `note_peak`."""
    own = _bytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return peak if peak > own else 0


def _bytes(max_rss: int) -> int:
    """A peak as `getrusage` reports it: macOS counts bytes, Linux KiB."""
    return max_rss if sys.platform == "darwin" else max_rss << 10


def pipes(count: int) -> list[tuple[int, int]]:
    """So many pipes, each as (to be read, to be written), or none; raises OSError."""
    made: list[tuple[int, int]] = []
    try:
        while len(made) < count:
            made.append(os.pipe())
    except OSError:
        close([end for pair in made for end in pair])
        raise
    return made


def close(descriptors: Sequence[int]) -> None:
    """Close descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)


def cpu_seconds(pid: int | None) -> float:
    """CPU seconds of a process's main thread; 0.0 if the kernel does not say."""
    return int(proc(pid, "schedstat").partition(" ")[0] or 0) * 1e-9


def resident_bytes(pid: int | None, name: str) -> int:
    """A process's resident size now (VmRSS) or at its highest (VmHWM); 0 when not to be read."""
    for line in proc(pid, "status").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) << 10
    return 0


def child(info: int) -> int | None:
    """The guest's process id, as bwrap writes it; None when it did not get that far."""
    text = b""
    poll = select.poll()
    poll.register(info, select.POLLIN)
    while not text.rstrip().endswith(b"}") and poll.poll(1000 * _INFO_SECONDS):
        part = os.read(info, 4096)
        if not part:
            break
        text += part
    try:
        return int(json.loads(text)["child-pid"])
    except (ValueError, KeyError):
        return None


def proc(pid: int | None, name: str) -> str:
    """A file that the kernel keeps about a process; empty when there is none to be read."""
    if pid is None:
        return ""
    try:
        with open(f"/proc/{pid}/{name}", encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""

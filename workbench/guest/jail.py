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
import tempfile
import time
from dataclasses import dataclass

from workbench.guest import launcher, reachable, scratch
from workbench.guest.channel import Pipes
from workbench.records import Interpreter

_SCRATCH = "/scratch"
_SCRATCH_BYTES = 64 << 20
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


class Guest:
    """A process that is started once and is certainly gone after `close`."""

    def __init__(self, interpreter: Interpreter, flavour: str, tier: str):
        self.tier = tier
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
        pairs = [os.pipe() for _ in range(5)]
        (request, to_request), *others = pairs
        ours = [to_request, *(reading for reading, _ in others)]
        theirs = [request, *(writing for _, writing in others)]
        info = ours.pop()
        try:
            self._launch(*theirs)
        except BaseException:
            _close(ours)
            _close([info])
            raise
        finally:
            _close(theirs)
        self.pipes = Pipes(*ours)
        if self.tier == "strong":
            self._pid = _child(info)
        _close([info])
        return self.pipes

    def _launch(self, request: int, response: int, stdout: int, stderr: int, info: int) -> None:
        descriptors = [request, response]
        if self.tier == "strong":
            command, folder = self._bwrap_command(info), "/"
            descriptors.append(info)
        else:
            self._folder = folder = tempfile.mkdtemp(prefix="workbench-guest-")
            command = []
        parent = 0 if self.tier == "strong" else os.getpid()
        command += [self.reach.executable, "-I", "-S", "-B", "-X", "utf8", reachable.PROBE]
        command += [str(request), str(response), str(parent)]
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
        if self.tier != "strong":
            self._pid = process.pid

    def _bwrap_command(self, info: int) -> list[str]:
        """The jail. The guest is its process 1, so that the kernel's accounts reach the host."""
        program = bubblewrap()
        if program is None:
            raise FileNotFoundError("bwrap is not installed")
        reach = self.reach
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
        command += ["--size", str(_SCRATCH_BYTES), "--tmpfs", _SCRATCH, "--chdir", _SCRATCH]
        for path in (*reversed(reach.masks), "/"):
            command += ["--remount-ro", path]
        return command

    def scratch_problem(self) -> str | None:
        """What is wrong with the scratch folder: only the jail's own file system has a limit."""
        return None if self._folder is None else scratch.problem(self._folder, _SCRATCH_BYTES)

    def cpu_seconds_so_far(self) -> float:
        """CPU seconds of the guest's main thread; 0.0 if the kernel does not say."""
        return int(_proc(self._pid, "schedstat").partition(" ")[0] or 0) * 1e-9

    def note_peak(self) -> None:
        """Read the highest resident size while the process lives.

        What `wait4` reports starts with the size of the host, which the child shares until it
        executes its own program.
        """
        for line in _proc(self._pid, "status").splitlines():
            if line.startswith("VmHWM:"):
                self._peak_bytes = max(self._peak_bytes, int(line.split()[1]) << 10)

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
        if self.tier == "strong" and code > 128:
            code = 128 - code  # how bwrap hands on a signal
        peak = self._peak_bytes or _plausible_peak(usage.ru_maxrss << 10)
        cpu = usage.ru_utime + usage.ru_stime
        self._ending = Ending(code if code >= 0 else None, -code if code < 0 else None, cpu, peak)
        return True


def _plausible_peak(peak: int) -> int:
    """0 (unknown) for a peak that may be the host's own size, see `note_peak`."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    return peak if peak > own else 0


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _child(info: int) -> int | None:
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


def _proc(pid: int | None, name: str) -> str:
    if pid is None:
        return ""
    try:
        with open(f"/proc/{pid}/{name}", encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""

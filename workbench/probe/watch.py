"""Notices what an artifact does besides computing, through audit hooks: best effort.

A sufficiently nosy artifact can silence this from within; nothing that decides a verdict
depends on it. Codes: 601 tracer replaced, 602 threads left, 603 clock replaced, 604 hidden
code, 605 frames or gc searched, 606 something denied was tried, 608 results kept between calls.
"""

from __future__ import annotations

import _thread
import functools
import os
import signal
import sys
import time
from types import CodeType, FrameType
from typing import Any, Dict, FrozenSet, List, Optional, Set

_TRACERS = frozenset(["sys.settrace", "sys.setprofile", "sys.monitoring.register_callback"])
_HIDDEN = frozenset(["exec", "compile", "marshal.loads", "marshal.load", "code.__new__"])
_NATIVE = frozenset(["ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function", "ctypes.cdata"])
_NOSY = frozenset(
    ["sys._getframe", "sys._current_frames"]
    + ["gc.get_objects", "gc.get_referrers", "gc.get_referents"]
)
_DENIED = frozenset(
    ["socket.__new__", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"]
    + ["os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.kill", "os.killpg"]
    + ["os.symlink", "os.link", "os.chmod", "os.chown", "os.mkfifo", "os.mknod", "pty.spawn"]
)
_FILES = frozenset(["open", "os.listdir", "os.scandir"])
_STARTS = "_thread.start_new_thread"
_READS, _SETS = "object.__getattr__", "object.__setattr__"
_FRAMES = frozenset(["tb_frame", "gi_frame", "cr_frame", "ag_frame"])
_EVENTS = _TRACERS | _HIDDEN | _NATIVE | _NOSY | _DENIED | _FILES | {_STARTS, _READS, _SETS}
# Library code that calls what it is given: what it executes is its caller's.
_PASSING = frozenset(
    ["threading.py", "contextlib.py", "timeit.py", "code.py", "runpy.py", "thread.py", "sched.py"]
    + ["bdb.py", "pdb.py", "doctest.py", "trace.py", "profile.py", "cProfile.py", "weakref.py"]
    + ["functools.py"]
)
_IMPORTING = "<frozen importlib"
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CLOCKS = [name for name in dir(time) if name.endswith(("_ns", "time", "counter", "monotonic"))]
_PROBE = os.path.dirname(os.path.abspath(__file__))
_SYSTEM = ("/etc/", "/usr/", "/proc/", "/sys/", "/dev/")

_CACHED = type(functools.lru_cache(lambda: None))
_ALARMS = tuple(getattr(signal, name) for name in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"))

_alarm = signal.getitimer
_frame = sys._getframe
_frames = sys._current_frames
_threads = _thread._count
_sleep = time.sleep
_absolute = os.path.abspath


class Watch:
    """Codes seen so far; silent until `begin`."""

    def __init__(self) -> None:
        self.codes: Set[str] = set()
        self.live = False
        self.started = False
        self.busy = False
        self.target: Any = None
        self.readable: List[str] = []
        self.writable: List[str] = []
        self.packages = ""
        self.events: FrozenSet[str] = frozenset()
        self.clocks: Dict[str, Any] = {}

    def begin(self, target: Any, setup: Dict[str, Any], *, script: bool) -> None:
        """Watch from here on; a script may profile, trace and execute, that is its work."""
        self.target = target
        self.events = _DENIED | _FILES if script else _EVENTS
        self.readable = setup["read"] + setup["folders"] + setup["write"] + sys.path
        self.writable = setup["write"]
        self.packages = str(setup["packages"])
        # A thread that outlives its call should still be there when it is looked for.
        sys.setswitchinterval(0.0005)
        self.clocks = {name: getattr(time, name) for name in _CLOCKS}
        for name in ("mkfifo", "mknod"):
            setattr(os, name, self._noting("WB606", getattr(os, name)))
        if not script:
            # Nor have these: a program that asks wants to behave while it is being watched.
            for name in ("gettrace", "getprofile"):
                setattr(sys, name, self._noting("WB601", getattr(sys, name)))
        self.live = True
        sys.addaudithook(self._hook)

    def seen(self) -> List[str]:
        """What there is to report now, sorted."""
        self.look_for_threads()
        if self.started and "WB602" not in self.codes:
            # It may not have had its first turn yet.
            _sleep(0.002)
            self.look_for_threads()
        self.started = False
        if any(getattr(time, name, None) is not clock for name, clock in self.clocks.items()):
            self.codes.add("WB603")
        return sorted(self.codes)

    def look_for_threads(self) -> None:
        """Note threads that run now. One within C code has no frame, one just begun no count.

        An alarm that is set does the same: its handler runs whenever it comes.
        """
        if len(_frames()) > 1 or _threads() > 0 or any(_alarm(which)[0] for which in _ALARMS):
            self.codes.add("WB602")

    def look_at(self, function: Any) -> None:
        """Note an entry point that keeps its results: to call it once more costs nothing."""
        if type(function) is _CACHED:
            self.codes.add("WB608")

    def _noting(self, code: str, function: Any) -> Any:
        """A function without an audit event of its own, noted when the artifact calls it."""

        def noted(*args: Any, **named: Any) -> Any:
            if code == "WB606" or self._is_artifact(_frame(1)):
                self.codes.add(code)
            return function(*args, **named)

        return noted

    def _hook(self, event: str, args: Any) -> None:
        if not self.live or self.busy or event not in self.events:
            return
        # What follows raises audit events of its own.
        self.busy = True
        try:
            code = self._judge(event, args, _frame(1))
            if code is not None:
                self.codes.add(code)
        except BaseException:  # noqa: BLE001 - a watcher must not change what is watched
            pass
        finally:
            self.busy = False

    def _judge(self, event: str, args: Any, frame: FrameType) -> Optional[str]:
        if event == _STARTS:
            self.started = True
            return None
        if event in _TRACERS:
            return "WB601" if self._behind(frame) else None
        if event in _HIDDEN:
            return "WB604" if self._is_artifact(frame) or self._is_passed(args, frame) else None
        if event in (_READS, _SETS):
            return self._looked_into(event, args[1]) if self._is_artifact(frame) else None
        if event in _NATIVE:
            return "WB604" if self._behind(frame) else None
        if event in _NOSY:
            return "WB605" if self._is_artifact(frame) else None
        if event in _DENIED:
            return None if self._is_library(frame) else "WB606"
        return "WB606" if self._is_outside(event, args) else None

    def _is_artifact(self, frame: FrameType) -> bool:
        target = self.target
        if frame.f_globals is target.namespace:
            return True
        return bool(frame.f_code.co_filename == target.filename)

    def _behind(self, frame: Optional[FrameType]) -> bool:
        """Whether the artifact, rather than one of the probes, is behind a call."""
        while frame is not None:
            if self._is_artifact(frame):
                return True
            if frame.f_code.co_filename.startswith(_PROBE):
                return False
            frame = frame.f_back
        return True

    def _is_passed(self, args: Any, frame: FrameType) -> bool:
        """Whether a library executes what the artifact gave it, in place of code of its own."""
        file = frame.f_code.co_filename
        if file.startswith(_IMPORTING):
            code = args[0] if args else None
            if type(code) is not CodeType or code.co_filename.startswith("<frozen"):
                return False
            return self._behind(frame) and not os.path.isfile(code.co_filename)
        return os.path.basename(file) in _PASSING and self._behind(frame)

    def _looked_into(self, event: str, name: str) -> Optional[str]:
        if event == _SETS:
            return "WB604" if name == "__code__" else None
        return "WB605" if name in _FRAMES else None

    def _is_library(self, frame: Optional[FrameType]) -> bool:
        """Whether a library asked on its own account: numpy.testing starts lscpu, for one."""
        while frame is not None and not self._is_artifact(frame):
            if frame.f_code.co_filename.startswith(self.packages):
                return True
            frame = frame.f_back
        return False

    def _is_outside(self, event: str, args: Any) -> bool:
        path = args[0]
        if type(path) is bytes:
            path = os.fsdecode(path)
        if type(path) is not str:
            return False
        path = _absolute(path)
        writes = event == "open" and type(args[2]) is int and args[2] & _WRITES
        if writes and path != "/dev/null":
            return not _below(path, self.writable)
        return not path.startswith(_SYSTEM) and not _below(path, self.readable)


def _below(path: str, roots: List[str]) -> bool:
    return any(path == root or path.startswith(root + "/") for root in roots)

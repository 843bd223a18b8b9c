"""Ways to count every executed instruction: what they share, tracing and monitoring.

Tracing serves 3.8 to 3.11, monitoring 3.12 on; the one that rewrites bytecode is in counters.py.
Each counts hits per code object and byte offset for code of given files, and nothing else. What a
watcher is told and what it is never told differs by version; the reasons stand where it matters.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from types import CodeType, FrameType
from typing import Any, Callable, Dict, Iterable, Iterator, Optional, Tuple

import codes

Hits = Dict[int, int]

# Held here: the code under watch may replace the attributes of these modules.
_settrace = sys.settrace
_gettrace = sys.gettrace
_settrace_of_threads: Callable[[Any], None] = threading.settrace
_version = sys.version_info[:2]


class Watched:
    """A code object of a watched file and what was seen of it."""

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.hits: Hits = {}
        self.calls = 0
        names = codes.names_by_offset(code)
        self.resumes = frozenset(at for at, name in names.items() if name == "RESUME")
        self.first_resume = min(self.resumes) if self.resumes else -1
        # Before the first RESUME nothing is reported: MAKE_CELL, COPY_FREE_VARS, and
        # RETURN_GENERATOR with the POP_TOP behind it.
        self.prologue = tuple(sorted(at for at in names if at < self.first_resume))
        self.generator_start = min(
            (at for at, name in names.items() if name == "RETURN_GENERATOR"), default=-1
        )

    def entered(self, offset: int) -> None:
        """Count what runs silently when a frame starts or goes on at that offset (3.11 on)."""
        if offset == self.first_resume:
            self.calls += 1
            self._count(self.prologue)
        elif self.generator_start >= 0 and offset < self.first_resume:
            # Thrown into before it ever ran; 3.13 names the offset behind RETURN_GENERATOR.
            self._count(at for at in self.prologue if at <= self.generator_start)
        if offset in self.resumes:
            self._count((offset,))

    def _count(self, offsets: Iterable[int]) -> None:
        for at in offsets:
            self.hits[at] = self.hits.get(at, 0) + 1


class Watcher:
    """Counts while `run` runs. One use only; `watched` and `tampered` hold the result.

    `broken` says why the counts cannot be right; then they are not to be used.
    Watched code objects are told apart by identity: equal ones must not be merged.
    """

    engine = ""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = set(files)
        self.watched: Dict[int, Watched] = {}
        self.tampered = False
        self.broken: Optional[str] = None

    @staticmethod
    def refuses() -> Optional[str]:
        """Why this interpreter cannot be counted on so, or None."""
        return None

    def cannot_count(self, source: str, file: str) -> Optional[str]:
        """Why code of this source cannot be counted, or None; runs nothing."""
        return None

    def rewritten(self, code: CodeType) -> CodeType:
        """What is to be executed in place of code of a watched file."""
        return code

    @contextlib.contextmanager
    def compiling(self) -> Iterator[None]:
        """What is to be counted must be compiled within; not all engines need it."""
        yield

    def run(self, action: Callable[[], Any]) -> Any:
        """Call the action and return what it returns; what it raises comes through."""
        raise NotImplementedError

    def find(self, code: CodeType) -> Any:
        """The Watched of a code object, None when its file is not watched."""
        found = self.watched.get(id(code))
        if found is None and code.co_filename in self.files:
            found = self.watched[id(code)] = Watched(code)
        return found


class Tracing(Watcher):
    """`sys.settrace` with events for opcodes, for this thread and those started meanwhile."""

    engine = "tracing"

    @staticmethod
    def refuses() -> Optional[str]:
        """Why this interpreter cannot be counted on so, or None."""
        return None if _version <= (3, 11) else "from 3.12 on tracing loses events"

    def run(self, action: Callable[[], Any]) -> Any:
        tracer = self._tracer()
        _settrace_of_threads(tracer)
        _settrace(tracer)
        try:
            return action()
        finally:
            self.tampered = _gettrace() is not tracer
            _settrace(None)
            _settrace_of_threads(None)

    def _tracer(self) -> Callable[[FrameType, str, Any], Any]:
        locals_of: Dict[int, Any] = {}
        announced = _version >= (3, 11)

        def tracer(frame: FrameType, event: str, arg: Any) -> Any:
            code = frame.f_code
            watched = self.find(code)
            if watched is None or event != "call":
                return None
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
            if announced:
                watched.entered(frame.f_lasti)
            elif frame.f_lasti < 0:
                watched.calls += 1
            local = locals_of.get(id(code))
            if local is None:
                local = locals_of[id(code)] = _local_tracer(watched.hits)
            return local

        return tracer


def _local_tracer(hits: Hits) -> Callable[[FrameType, str, Any], Any]:
    def local(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "opcode":
            at = frame.f_lasti
            hits[at] = hits.get(at, 0) + 1
        return local

    return local


class Monitoring(Watcher):
    """`sys.monitoring` INSTRUCTION events, for all threads.

    Not tracing: from 3.12 on, a trace function that asks for opcodes of the frame it is called
    for gets none or too few, without any error.
    """

    engine = "monitoring"

    @staticmethod
    def refuses() -> Optional[str]:
        """Why this interpreter cannot be counted on so, or None."""
        return None if _version >= (3, 12) else "there is no sys.monitoring before 3.12"

    def run(self, action: Callable[[], Any]) -> Any:
        monitoring: Any = getattr(sys, "monitoring")  # noqa: B009 - absent before 3.12
        tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
        callbacks = self._callbacks(monitoring)
        wanted = 0
        for event in callbacks:
            wanted |= event
        monitoring.use_tool_id(tool, "workbench")
        try:
            for event, callback in callbacks.items():
                monitoring.register_callback(tool, event, callback)
            monitoring.restart_events()  # an earlier watcher switched off what it did not want
            monitoring.set_events(tool, wanted)
            try:
                return action()
            finally:
                self.tampered = monitoring.get_tool(tool) != "workbench"
                if not self.tampered:
                    self.tampered = monitoring.get_events(tool) != wanted
                    monitoring.set_events(tool, 0)
                    for event, callback in callbacks.items():
                        held = monitoring.register_callback(tool, event, None)
                        self.tampered = self.tampered or held is not callback
        finally:
            if not self.tampered or monitoring.get_tool(tool) == "workbench":
                monitoring.free_tool_id(tool)

    def _callbacks(self, monitoring: Any) -> Dict[int, Callable[..., Any]]:
        off = monitoring.DISABLE
        events = monitoring.events
        seen: Dict[int, Tuple[Watched, Hits, Any]] = {}

        def instruction(code: CodeType, offset: int) -> Any:
            known = seen.get(id(code))
            if known is None:
                watched = self.find(code)
                if watched is None:
                    return off
                known = seen[id(code)] = (watched, watched.hits, watched.resumes)
            # RESUME is counted where a frame starts or goes on, in every version the same way.
            if offset not in known[2]:
                hits = known[1]
                hits[offset] = hits.get(offset, 0) + 1
            return None

        def entered(code: CodeType, offset: int) -> Any:
            watched = self.find(code)
            if watched is None:
                return off
            watched.entered(offset)
            return None

        def thrown(code: CodeType, offset: int, exception: BaseException) -> Any:
            watched = self.find(code)
            if watched is not None and offset not in watched.resumes:
                watched.entered(offset)

        return {
            events.INSTRUCTION: instruction,
            events.PY_START: entered,
            events.PY_RESUME: entered,
            events.PY_THROW: thrown,
        }

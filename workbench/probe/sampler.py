"""Looks at the stack of Python functions at short intervals of processor time.

The interpreter handles the timer's signal between two instructions. Within a long call of C code it
cannot; the time since the last look then counts for the function that made the call.
"""

from __future__ import annotations

import os
import signal
import time
from types import FrameType
from typing import Any, Callable, Dict, List, Optional, Tuple

INTERVAL_SECONDS = 0.001
MOST_SAMPLES = 5000
DEEPEST = 200
LONGEST_NAME = 200
_HERE = os.path.dirname(os.path.abspath(__file__))
# Held here: the code under watch may replace them.
_signal, _getsignal, _setitimer = signal.signal, signal.getsignal, signal.setitimer
_SIGNAL, _TIMER, _IGNORE = signal.SIGPROF, signal.ITIMER_PROF, signal.SIG_IGN
_clock = time.process_time


class Sampler:
    """Samples of what runs within `run`; `files` are those of the program and of its call."""

    def __init__(self, files: Any) -> None:
        self.files = tuple(files)
        self.frames: Dict[Tuple[str, int, str], int] = {}
        self.stacks: Dict[Tuple[int, ...], int] = {}
        self.samples: List[Tuple[int, float]] = []
        self.tampered = False
        self.last = 0.0
        self.looking = False

    def run(self, body: Callable[[], Any]) -> None:
        """Call the body while sampling; whatever it raises, comes through."""
        before = _signal(_SIGNAL, self._look)
        handler = _getsignal(_SIGNAL)
        self.last = _clock()
        _setitimer(_TIMER, INTERVAL_SECONDS, INTERVAL_SECONDS)
        try:
            body()
        finally:
            self.tampered = self.tampered or _getsignal(_SIGNAL) != handler
            _setitimer(_TIMER, 0.0)
            # A signal that is still on its way must not end the process.
            _signal(_SIGNAL, _IGNORE if before in (None, signal.SIG_DFL) else before)

    def report(self) -> Dict[str, Any]:
        """{"frames": [{"name", "file", "line", "own"}], "stacks": [[frame, outermost first]],
        "samples": [[stack, processor seconds since the sample before]], "tampered"}; "own" tells
        functions of the program and of its call from those of libraries."""
        frames = [
            {"name": name, "file": file, "line": line, "own": file in self.files}
            for file, line, name in self.frames
        ]
        return {
            "frames": frames,
            "stacks": [list(stack) for stack in self.stacks],
            "samples": [list(one) for one in self.samples],
            "tampered": self.tampered,
        }

    def _look(self, _number: int, frame: Optional[FrameType]) -> None:
        # On a busy machine the next signal may come before this look is over.
        if self.looking:
            return
        self.looking = True
        try:
            self._note(frame)
        finally:
            self.looking = False

    def _note(self, frame: Optional[FrameType]) -> None:
        now = _clock()
        passed, self.last = now - self.last, now
        if len(self.samples) >= MOST_SAMPLES:
            return
        stack: List[int] = []
        while frame is not None and len(stack) < DEEPEST:
            code = frame.f_code
            if code.co_filename.startswith(_HERE):
                break
            stack.append(self._frame(code))
            frame = frame.f_back
        if stack:
            key = tuple(reversed(stack))
            place = self.stacks.setdefault(key, len(self.stacks))
            self.samples.append((place, passed))

    def _frame(self, code: Any) -> int:
        file = code.co_filename if code.co_filename in self.files else _base(code.co_filename)
        key = (file, code.co_firstlineno, code.co_name[:LONGEST_NAME])
        return self.frames.setdefault(key, len(self.frames))


def _base(path: str) -> str:
    return path.rpartition("/")[2][:LONGEST_NAME]

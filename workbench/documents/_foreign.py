"""What every reader of foreign files needs: bounds of time, and one net for the faults of parsers.

Parsers of such files run in this process, so what is given to them is bounded in size before.
"""

from __future__ import annotations

import logging
import signal
import threading
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from workbench.records import Document, sha256_of

SECONDS = 60
MAX_MARKS = 1_500_000
"""Marks that begin or end an element, in what is parsed as a tree: one takes much more memory."""
TOO_MANY = "it has too many elements: split it"
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a parser may raise on a damaged file, beside errors of its own."""


class TooLongError(BaseException):
    """The time is up. No Exception: a parser that forgives everything must not catch it."""


def unread(name: str, path: str, why: str) -> Document:
    """The record of a file that cannot be read; `why` says what to do."""
    return Document(name=name, path=path, text="", sha256=sha256_of(""), status="unread", why=why)


@contextmanager
def bounded(logger: str) -> Iterator[None]:
    """Parse in silence, and for SECONDS at most; then TooLongError is raised.

    What a parser logs has the words of the file in it, which are hostile. Only the main thread can
    be interrupted: in others the bounds of size have to do.
    """
    log = logging.getLogger(logger)
    before, log.disabled = log.disabled, True
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings(), _alarm():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.disabled = before
        log.setLevel(level)


@contextmanager
def _alarm() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    old = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)

"""Progress on stderr: a live line on a terminal, else one line for each finished item."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from workbench import safe_text

if TYPE_CHECKING:
    from workbench.conversation import Progress

_CLEAR = "\r\x1b[2K"
_BAR = 24


class Reporter:
    """Shows stages, items and arriving tokens; silent when `quiet`.

    With `total` things to do it shows a bar over them, or without a terminal a line for each.
    """

    def __init__(self, *, quiet: bool, total: int = 0) -> None:
        self.quiet = quiet
        self.total = total
        self.done = 0
        self.live = sys.stderr.isatty() and not quiet
        self._lock = threading.Lock()
        self._stage = ""
        self._told = False

    def stage(self, text: str) -> None:
        """A stage begins."""
        self._stage = safe_text.one_line(text)
        self._told = False
        self._show(self._stage)

    def item(self, text: str) -> None:
        """One item of the stage is done."""
        if self.live:
            self._show(f"{self._stage}: {safe_text.one_line(text, 60)}")

    def progress(self, progress: Progress) -> None:
        """A reply is arriving: tokens, time to the first one, tokens per second."""
        done = progress.state == "done"
        if self.quiet or (done and self._told):
            return
        line = f"{self._stage}: {describe(progress)}"
        if self.live:
            self._show(line)
        if done:
            self._told = True
            self.close()
            self._print(line)

    def finished(self, name: str, status: str, *, remembered: bool = False) -> None:
        """One of `total` things is done."""
        self.done += 1
        if not self.total or self.quiet:
            return
        before = ", judged before" if remembered else ""
        if self.live:
            self._show("")
        else:
            self._print(
                f"{self.done} of {self.total}: {safe_text.one_line(name)}: {status}{before}"
            )

    def stopped(self, how: str) -> None:
        """How many of `total` things are done, and how it goes on."""
        if self.total:
            self.close()
            self._print(f"{self.done} of {self.total} {how}")

    def warn(self, text: str) -> None:
        """A line that stays, unless `quiet`."""
        if not self.quiet:
            self.close()
            self._print(f"warning: {safe_text.one_line(text, 400)}")

    def close(self) -> None:
        """Leave the terminal's line empty."""
        if self.live:
            with self._lock:
                sys.stderr.write(_CLEAR)
                sys.stderr.flush()

    def _show(self, text: str) -> None:
        if self.quiet:
            return
        if self.live:
            with self._lock:
                sys.stderr.write(f"{_CLEAR}{(self._bar() + text)[:120]}")
                sys.stderr.flush()
        elif not self.total:
            self._print(text)

    def _bar(self) -> str:
        """How much of everything is done: "" where there is one thing only."""
        if not self.total:
            return ""
        filled = _BAR * self.done // self.total
        return f"[{'#' * filled}{'.' * (_BAR - filled)}] {self.done} of {self.total}  "

    def _print(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def describe(progress: Progress) -> str:
    """A reply's progress in words; unknown numbers are said to be unknown."""
    if progress.state == "waiting":
        return f"waiting, {progress.seconds:.0f} s"
    if progress.state == "retrying":
        return safe_text.one_line(f"retrying: {progress.note or 'no reason known'}")
    usage = progress.usage
    count = f"{progress.pieces} pieces"
    if usage is not None and usage.output_tokens is not None:
        sent = "unknown" if usage.input_tokens is None else usage.input_tokens
        count = f"{usage.output_tokens} tokens ({sent} sent)"
    parts = ["reasoning"] if progress.state == "reasoning" else []
    parts.append(count)
    if progress.first_token_seconds is not None:
        parts.append(f"first after {progress.first_token_seconds:.2f} s")
    if progress.tokens_per_second is not None:
        parts.append(f"{progress.tokens_per_second:.0f} per second")
    return ", ".join(parts)

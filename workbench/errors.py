"""What a user may be shown: one line that says what happened, where, and what to try.

Only errors for the user live here. What a model or its program does wrong is a result and
becomes a record; everything else is a bug and keeps its traceback.
"""

from __future__ import annotations

import errno

USAGE = 2
"""Exit code: the command line or the configuration is wrong."""
ENVIRONMENT = 3
"""Exit code: something outside is missing (a model, isolation, a readable input)."""


class WorkbenchError(Exception):
    """Base of every error shown to a user: what happened, and what to try next."""

    exit_code = USAGE

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.judged: object | None = None
        """What could be judged before the error; it is shown before the error is."""


class UsageError(WorkbenchError):
    """A name, option or file given by the user does not fit."""


class ConfigurationError(WorkbenchError):
    """A setting is unknown, malformed, or came from a place it may not come from."""


class MissingError(WorkbenchError):
    """Something this machine or its services should offer is not there."""

    exit_code = ENVIRONMENT


class IsolationError(MissingError):
    """No tier of isolation works here, or not the one that was demanded."""


class StorageError(MissingError):
    """A folder or file cannot be read or written."""


_FULL_TABLE = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


def exhausted(error: OSError | RuntimeError) -> MissingError | None:
    """The error for the user when this machine has no room left; None for every other error."""
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL_DISK:
        place = getattr(error, "filename", None) or "the folder for temporary files"
        return StorageError(
            f"cannot write to {place}: {error.strerror if isinstance(error, OSError) else error}",
            hint="free some space, or set TMPDIR to a folder with some",
        )
    # The text is CPython's own: an exception of its own this has not.
    if number in _FULL_TABLE or "can't start new thread" in str(error):
        return MissingError(
            "this machine has no room for another process, thread or open file",
            hint="end some programs, raise the limit (ulimit -u, ulimit -n), or lower --jobs",
        )
    return None


class ProviderError(MissingError):
    """A model could not be asked; `kind` is one of `KINDS`, seconds as the server said."""

    KINDS = (
        "authentication",
        "quota",
        "rate-limit",
        "unknown-model",
        "context-too-long",
        "connection",
        "timeout",
        "truncated",
        "refused",
        "bad-request",
        "format-unsupported",
        "server",
    )
    RETRIED = frozenset({"rate-limit", "server", "timeout", "connection", "truncated"})

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        hint: str | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        if kind not in self.KINDS:
            raise ValueError(f"unknown kind of provider error: {kind!r}")
        super().__init__(message, hint=hint)
        self.kind = kind
        self.retry_after_seconds = retry_after_seconds


def did_you_mean(name: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The known name closest to `name`, or None when none is close."""
    import difflib

    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return close[0] if close else None

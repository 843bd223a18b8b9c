"""Reading what foreign servers send: bytes, headers and JSON of any shape."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

BODY_LIMIT_BYTES = 10 << 20
"""What is read of an answer that is no stream, and of one line of a stream."""


def events(parts: Iterable[bytes], silence_seconds: float) -> Iterator[bytes]:
    """The data of each server-sent event: one line each, as all servers of this dialect do.

    Raises TimeoutError when nothing but comments came for that long: a server may say that it
    lives, and some do so for ever.
    """
    rest = b""
    heard = time.monotonic()
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        if len(rest) > BODY_LIMIT_BYTES:
            raise json.JSONDecodeError("a line without end", "", 0)
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].strip()
                heard = time.monotonic()
        if time.monotonic() - heard > silence_seconds:
            raise TimeoutError("nothing but signs of life")
    if rest.startswith(b"data:"):
        yield rest[5:].strip()


def body(response: Any) -> str:
    """The text of an answer that is no stream, as far as the limit."""
    received = b""
    for part in response.iter_bytes():
        received += part
        if len(received) > BODY_LIMIT_BYTES:
            break
    return received.decode("utf-8", "replace")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the server said it, in any of the three ways there are; None if not."""
    for name, unit in (("retry-after-ms", 1e-3), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if 0 <= seconds < 1e9:
            return seconds
    try:
        then = parsedate_to_datetime(headers["retry-after"])
        sent = parsedate_to_datetime(headers["date"])
        return max(0.0, (then - sent).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


def tokens(value: object) -> int | None:
    """A count as a server reported it; None for whatever is no count."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def words(value: object) -> str:
    """A text field of foreign JSON; "" for whatever is no text."""
    return value if isinstance(value, str) else ""


def said(body: object) -> str:
    """The server's words in an error's body, whatever shape that has."""
    if isinstance(body, dict):
        known = (body.get(key) for key in ("message", "detail", "error"))
        body = next((value for value in known if value), body)
    return body if isinstance(body, str) else json.dumps(body, default=str) if body else ""


def status_in(body: object) -> int | None:
    """An HTTP status told inside a body, as routers and llama.cpp do."""
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else None

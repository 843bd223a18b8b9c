"""Requests to the hub: to whom the key goes, which redirects are followed, what an answer means."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from workbench import safe_text
from workbench.errors import MissingError, UsageError, WorkbenchError
from workbench.providers import base

if TYPE_CHECKING:
    import httpx

_HOPS = 6
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CONNECT_SECONDS = 10.0
_READ_SECONDS = 60.0
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Hub:
    """Where the hub is, and the user's key for it."""

    url: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address without user name and password."""
        return base.Endpoint("hub", "", self.url).shown_url

    def headers(self, url: str) -> dict[str, str]:
        """What goes with a request to `url`: the key to the hub itself only, and never in clear."""
        plain = {"accept-encoding": "identity", "user-agent": "workbench"}
        hidden = base.parts_of(url).scheme == "https" or base.is_loopback(url)
        if self.token and hidden and _origin(url) == _origin(self.url):
            plain["authorization"] = f"Bearer {self.token}"
        return plain


class AgainError(Exception):
    """An answer after which it is worth asking once more."""


def connected(url: str, token: str | None) -> Hub:
    """The hub at `url`. Raises UsageError for an address or a key that cannot be one."""
    url, token = url.strip().rstrip("/"), (token or "").strip()
    if _origin(url) is None:
        raise UsageError("HF_ENDPOINT is no address", hint="write it like https://huggingface.co")
    if token and not re.fullmatch(r"[\x21-\x7e]+", token):
        message = "HF_TOKEN holds characters that no key has (a line break, a typographic quote?)"
        raise UsageError(message, hint="copy it again from the hub's page of access tokens")
    return Hub(url, token or None)


@contextlib.contextmanager
def client(hub: Hub) -> Iterator[httpx.Client]:
    """A client for one exchange with the hub; it follows no redirect by itself."""
    import httpx

    timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
    # A proxy of the environment cannot reach this machine's loopback.
    with httpx.Client(timeout=timeout, trust_env=not base.is_loopback(hub.url)) as opened:
        yield opened


@contextlib.contextmanager
def asked(
    opened: httpx.Client, hub: Hub, url: str, headers: Mapping[str, str]
) -> Iterator[httpx.Response]:
    """The answer to GET, its body still to be read; each redirect is looked at before it is taken.

    Raises MissingError for a redirect that leads from https to http, nowhere, or in circles.
    """
    for _ in range(_HOPS):
        request = opened.build_request("GET", url, headers={**hub.headers(url), **headers})
        response = opened.send(request, stream=True)
        if response.status_code not in _REDIRECTS:
            try:
                yield response
            finally:
                response.close()
            return
        response.close()
        before, url = url, _joined(url, response.headers.get("location", ""))
        if _origin(url) is None or (_scheme(before), _scheme(url)) == ("https", "http"):
            raise MissingError(f"{hub.shown} redirects to an address that is not followed")
    raise MissingError(f"{hub.shown} redirects in circles")


def check(response: httpx.Response, hub: Hub, repo: str) -> None:
    """Raises what an answer without content means: AgainError, or MissingError with what to do."""
    status = response.status_code
    if status in (200, 206):
        return
    if status == 429 or status >= 500:
        raise AgainError(f"the hub answered {status}")
    if status in (401, 403):
        hint = f"accept its conditions at {hub.shown}/{repo} and set HF_TOKEN; is the name right?"
        raise MissingError(f"{hub.shown} does not give {repo} to everybody ({status})", hint=hint)
    if status == 404:
        raise MissingError(f"{hub.shown} has no {repo}, or not this file", hint="check the name")
    raise MissingError(f"{hub.shown} answered {status} about {repo}")


def failures() -> tuple[type[Exception], ...]:
    """What may come of asking, beside our own errors."""
    import httpx

    return (httpx.HTTPError, httpx.InvalidURL, AgainError)


def unreachable(hub: Hub, error: Exception, *, hint: str | None = None) -> WorkbenchError:
    """The error for the user when the hub cannot be asked."""
    why = safe_text.one_line(str(error)) or type(error).__name__
    hint = hint or "is this machine online? HF_ENDPOINT names another hub"
    return MissingError(f"{hub.shown} cannot be asked: {why}", hint=hint)


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no address of a web server."""
    parts = base.parts_of(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and port else None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _scheme(url: str) -> str:
    return base.parts_of(url).scheme

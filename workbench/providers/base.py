"""What every provider offers, and how its failures become errors that say what to do next.

No SDK is imported here. A provider is a file of this folder with `create(endpoint, responses=())`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import SplitResult, urlsplit, urlunsplit

from workbench import safe_text
from workbench.errors import ProviderError
from workbench.kept import Step
from workbench.records import Message, Options, Usage

Rung = Literal["json_schema", "json_object", "prompt"]
RUNGS: tuple[Rung, ...] = ("json_schema", "json_object", "prompt")
"""Ways to ask for JSON, the most binding first; `prompt` sends nothing beside the words."""

LIST_CONNECT_SECONDS = 3.0
LIST_READ_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a reply as it arrives; usage, finish reason and model come once, mostly last."""

    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    finish_reason: str | None = None
    model: str | None = None


@dataclass(frozen=True)
class Endpoint:
    """Where a model is reached. `base_url` is complete, with scheme; "" for `recorded`, `local`.

    `folder` is where kept models are, for `local`.
    """

    provider: str
    model: str
    base_url: str = field(default="", repr=False)
    api_key: str | None = field(default=None, repr=False)
    folder: Path | None = None

    @property
    def shown_url(self) -> str:
        """The URL without user name, password, query and fragment."""
        parts = parts_of(self.base_url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))

    @property
    def loopback(self) -> bool:
        """True when nothing leaves this machine."""
        return not self.base_url or is_loopback(self.base_url)


@dataclass(frozen=True)
class ModelInfo:
    """A model that a server offers. `chat`: it answers messages; `coder`: it is made for code."""

    name: str
    details: str = ""
    chat: bool = True
    coder: bool = False


class Provider(Protocol):
    """Something that answers messages. `repeatable`: asking again can give another answer."""

    name: str
    endpoint: Endpoint
    repeatable: bool

    def stream(
        self,
        messages: Sequence[Message],
        *,
        options: Options,
        response_schema: Mapping[str, Any] | None = None,
        rung: Rung = "json_schema",
        prompt_name: str | None = None,
    ) -> Iterator[Delta]:
        """The reply, piece by piece; the last pieces carry a finish reason and, if known, usage.

        `response_schema` is sent as `rung` says. Raises ProviderError, and nothing else, for
        whatever goes wrong outside; a reply without its end is `truncated`.
        """

    def models(self) -> tuple[ModelInfo, ...]:
        """The models that can be asked here. Raises ProviderError."""

    def close(self) -> None:
        """Give the connections back. The provider is not used afterwards."""


class Puller(Provider, Protocol):
    """A provider whose server can fetch the model it is asked for."""

    def lacks(self) -> bool:
        """True when the server does not have the model. Raises ProviderError."""

    def pull(self) -> Iterator[Step]:
        """Fetch it; tells how far it is. Raises ProviderError."""


def is_loopback(url: str) -> bool:
    """True when the host of `url` is this machine."""
    host = parts_of(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parts_of(url: str) -> SplitResult:
    """The parts of a URL; all empty for what is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


_CODER = re.compile(r"code|coding|devstral", re.I)


def is_coder(name: str) -> bool:
    """True when a model's name says that it was made for code."""
    return bool(_CODER.search(name))


_QUOTA = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|insufficient (funds|credit|balance)",
    re.I,
)
_CONTEXT = re.compile(
    r"context_length|exceed_context|(context|input) (length|size|window)|maximum context"
    r"|prompt is too long|too many (input )?tokens|context the overflows",
    re.I,
)
_FORMAT = re.compile(
    r"response_?format|json_?schema|json_?object|json mode|invalid format|grammar|schema"
    r"|structured output",
    re.I,
)
_MODEL = re.compile(
    r"model.{0,200}?(not found|does not exist)|(unknown|invalid|no such|not a valid) model"
    r"|model_not_found",
    re.I | re.S,
)
_REFUSED = re.compile(
    r"content_filter|content_policy|content management policy|safety system", re.I
)
_KINDS_OF_STATUS = {401: "authentication", 402: "quota", 403: "authentication", 408: "timeout"}
_KINDS_OF_STATUS |= {413: "context-too-long", 429: "rate-limit", 504: "timeout"}


def kind_of(status: int | None, text: str, *, structured: bool = False) -> str:
    """The kind of ProviderError for an HTTP status and what the server said about it.

    `structured` says that the request demanded a format, which a server may refuse.
    """
    if _QUOTA.search(text):
        return "quota"
    if status in _KINDS_OF_STATUS:
        return _KINDS_OF_STATUS[status]
    for pattern, kind in ((_CONTEXT, "context-too-long"), (_REFUSED, "refused")):
        if pattern.search(text):
            return kind
    if structured and _FORMAT.search(text):
        return "format-unsupported"
    if _MODEL.search(text) and (status is None or status < 500):
        return "unknown-model"
    if status is None or status >= 500 or status in (409, 425):
        return "server"
    return "bad-request"


_HINTS = {
    "authentication": "set a key that {url} accepts; `workbench config` shows where it came from",
    "quota": "the account has no credit left: add some, or ask another model with --model",
    "rate-limit": "wait a while, or ask another model with --model",
    "unknown-model": "`workbench models` lists the models there are",
    "context-too-long": "take a model with a larger context, or a shorter prompt",
    "connection": "is a server running at {url}?",
    "timeout": "is the server at {url} overloaded? a smaller model answers sooner, "
    "--read-timeout waits longer",
    "truncated": "the connection ended before the reply did: try again",
    "refused": "the server's content filter stopped it: ask another model with --model",
    "bad-request": "check --model, its options and the URL {url}",
    "format-unsupported": "ask a model or a server that can answer with JSON",
    "server": "the server at {url} failed: its log says why; try again later",
}


def failure(
    endpoint: Endpoint,
    kind: str,
    message: str,
    *,
    hint: str | None = None,
    retry_after_seconds: float | None = None,
) -> ProviderError:
    """The error for the user: one line without secrets, and what to do next."""
    what = hint or _HINTS[kind].format(url=endpoint.shown_url or "this address")
    asked = f"{endpoint.provider}:{endpoint.model}" if endpoint.model else endpoint.provider
    shown = safe_text.one_line(without_secrets(message, endpoint), limit=400)
    return ProviderError(
        kind,
        f"{asked}: {shown or kind}",
        hint=without_secrets(what, endpoint),
        retry_after_seconds=retry_after_seconds,
    )


_LOOKS_SECRET = re.compile(r"(?<![A-Za-z0-9])sk-[A-Za-z0-9_*.-]{8,}|(?<=Bearer )[^\s'\"]+", re.I)


def without_secrets(text: str, endpoint: Endpoint) -> str:
    """The text with the endpoint's key, its password, and whatever looks like a key replaced."""
    key = endpoint.api_key or ""
    password = parts_of(endpoint.base_url).password
    # An SDK may quote a header as bytes, where a stray newline or quote is written as an escape.
    text = safe_text.redact(text, (key, key.strip(), repr(key)[1:-1], password))
    return _LOOKS_SECRET.sub("[secret]", text)


def checked_key(endpoint: Endpoint) -> str | None:
    """The key, without white space around it.

    Raises ProviderError when no HTTP header can carry it: an SDK would quote it in its error.
    """
    key = (endpoint.api_key or "").strip()
    if key and not re.fullmatch(r"[\x21-\x7e]+", key):
        message = "the key holds characters that no key has (a line break, a typographic quote?)"
        raise failure(endpoint, "authentication", message)
    return key or None

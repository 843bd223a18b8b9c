"""Asks any server that speaks OpenAI's chat completions: OpenAI, vLLM, LM Studio, llama.cpp, …

The only file that imports the `openai` package, and only once something is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.errors import ProviderError
from workbench.providers import _completions, _wire, base
from workbench.providers.base import Delta, Endpoint, ModelInfo, Rung
from workbench.records import Message, Options, Response

if TYPE_CHECKING:
    import openai

# Families of models which the same list offers and which answer no messages.
_NO_CHAT = re.compile(
    r"embed|whisper|tts|dall-e|moderation|image|audio|realtime|transcribe|rerank|sora"
    r"|babbage|davinci|-instruct-\d{4}$",
    re.I,
)
# A server that sends signs of life gets this many read timeouts until the next piece.
_SILENT_TIMEOUTS = 5


def create(endpoint: Endpoint, responses: Sequence[Response] = ()) -> OpenAI:
    """A provider for an OpenAI-compatible server; `responses` are of no use here."""
    return OpenAI(endpoint)


class OpenAI:
    """One server. See `base.Provider` for what the methods promise."""

    name = "openai"
    repeatable = True

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._client: openai.OpenAI | None = None

    def stream(
        self,
        messages: Sequence[Message],
        *,
        options: Options,
        response_schema: Mapping[str, Any] | None = None,
        rung: Rung = "json_schema",
        prompt_name: str | None = None,
    ) -> Iterator[Delta]:
        """Always streamed: chat completions with usage in the last chunk."""
        import httpx2
        import openai

        timeout = openai.Timeout(
            options.read_timeout_seconds, connect=options.connect_timeout_seconds
        )
        format_ = _response_format(response_schema, rung)
        request = self._request(messages, options) | format_ | {"timeout": timeout}
        reader = _completions.Reader(self.endpoint, bool(format_))
        try:
            client: Any = self._connected()
            # The bytes, not the SDK's Stream: that hides the end marker and is left to the garbage
            # collector when a reply is abandoned.
            with client.chat.completions.with_streaming_response.create(**request) as response:
                if "json" in response.headers.get("content-type", ""):
                    yield from reader.whole(_wire.body(response))
                else:
                    silence = options.read_timeout_seconds * _SILENT_TIMEOUTS
                    for event in _wire.events(response.iter_bytes(), silence):
                        yield from reader.event(event)
            reader.end()
        except _sdk_errors() as error:
            if reader.finished and isinstance(error, (openai.APIConnectionError, httpx2.HTTPError)):
                return  # the reply is complete; only its usage is lost
            raise self._failure(error, structured=reader.structured, begun=reader.begun) from None

    def models(self) -> tuple[ModelInfo, ...]:
        """What the server lists; by name those that chat and those made for code."""
        import openai

        timeout = openai.Timeout(base.LIST_READ_SECONDS, connect=base.LIST_CONNECT_SECONDS)
        try:
            page = _plain(self._connected().models.list(timeout=timeout))
        except _sdk_errors() as error:
            raise self._failure(error) from None
        if not isinstance(page.get("data"), list):
            message = _wire.words(page.get("message")) or _wire.said(page.get("error"))
            raise base.failure(self.endpoint, "server", message or "the list of models has no data")
        entries = (entry for entry in page["data"] if isinstance(entry, dict))
        found = ((_wire.words(entry.get("id")), entry) for entry in entries)
        return tuple(
            ModelInfo(
                name=name,
                details=_wire.words(entry.get("owned_by")),
                chat=not _NO_CHAT.search(name),
                coder=base.is_coder(name),
            )
            for name, entry in found
            if name
        )

    def close(self) -> None:
        """Close the connections, if any were made."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> openai.OpenAI:
        if self._client is None:
            import httpx2
            import openai

            # A proxy of the environment cannot reach this machine's loopback, and a redirect
            # from there would leave the machine.
            local = self.endpoint.loopback
            key = base.checked_key(self.endpoint)
            transport = openai.DefaultHttpxClient(
                trust_env=not local,
                follow_redirects=not local,
                # A connection for each request: one that is kept may be closed by its server in
                # the moment of the next request, which then fails for nothing.
                limits=httpx2.Limits(max_keepalive_connections=0),
            )
            self._client = openai.OpenAI(
                base_url=self.endpoint.base_url,
                # Without one the SDK would send the key of the environment, to whatever server.
                api_key=key or "none",
                max_retries=0,
                http_client=transport,
            )
        return self._client

    def _request(self, messages: Sequence[Message], options: Options) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": [{"role": each.role, "content": each.content} for each in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        # OpenAI's reasoning models refuse the old name, other servers do not know the new one.
        ours = base.parts_of(self.endpoint.base_url).hostname == "api.openai.com"
        limit = "max_completion_tokens" if ours else "max_tokens"
        optional = {
            "temperature": options.temperature,
            "seed": options.seed,
            limit: options.max_output_tokens,
        }
        return request | {name: value for name, value in optional.items() if value is not None}

    def _failure(
        self, error: Exception, *, structured: bool = False, begun: bool = False
    ) -> ProviderError:
        import httpx2
        import openai

        if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException, TimeoutError)):
            return base.failure(self.endpoint, "timeout", "no answer within the time allowed")
        if isinstance(error, (openai.APIConnectionError, httpx2.TransportError)):
            kind = "truncated" if begun else "connection"
            cause = error.__cause__ or error
            return base.failure(self.endpoint, kind, f"the connection failed: {cause}")
        if isinstance(error, (httpx2.HTTPError, json.JSONDecodeError, UnicodeDecodeError)):
            return base.failure(self.endpoint, "truncated", f"the answer is torn: {error}")
        if not isinstance(error, openai.APIError):
            return base.failure(self.endpoint, "bad-request", f"the request failed: {error}")
        said = _wire.said(error.body) or str(error)
        status = getattr(error, "status_code", None) or _wire.status_in(error.body)
        about = f"{error.code or ''} {error.type or ''} {said}"
        kind = base.kind_of(status, about, structured=structured)
        hint = _KEY_HINT if kind == "authentication" else None
        wait = None
        if isinstance(error, openai.APIStatusError):
            wait = _wire.retry_after(error.response.headers)
            said = f"{said} (HTTP {status})"
        return base.failure(self.endpoint, kind, said, hint=hint, retry_after_seconds=wait)


_KEY_HINT = (
    "set OPENAI_API_KEY to a key for this server (OPENAI_BASE_URL says which one is asked), "
    "or ask a local model with --model ollama:NAME"
)


def _sdk_errors() -> tuple[type[Exception], ...]:
    """What may come of asking: the SDK's own errors, httpx2's, those of parsing, our patience."""
    import httpx2
    import openai

    return (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, ValueError, TimeoutError)


def _response_format(schema: Mapping[str, Any] | None, rung: Rung) -> dict[str, Any]:
    if schema is None or rung == "prompt":
        return {}
    if rung == "json_object":
        return {"response_format": {"type": "json_object"}}
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", str(schema.get("title") or "reply"))[:64]
    described = {"name": name, "schema": dict(schema), "strict": _is_strict(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": described}}


def _is_strict(schema: object) -> bool:
    """Whether OpenAI takes the schema as strict: closed objects, all of their keys required."""
    if isinstance(schema, list):
        return all(_is_strict(each) for each in schema)
    if not isinstance(schema, Mapping):
        return True
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(properties):
            return False
        return all(_is_strict(each) for each in properties.values())
    return schema.get("type") != "object" and all(
        _is_strict(schema[key]) for key in ("items", "anyOf", "$defs") if key in schema
    )


def _plain(record: Any) -> dict[str, Any]:
    """What an SDK's record held before the SDK believed it."""
    to_dict = getattr(record, "to_dict", None)
    if to_dict is None:
        raise json.JSONDecodeError("an event is no JSON object", str(record)[:80], 0)
    plain: dict[str, Any] = to_dict(mode="python", warnings=False)
    return plain

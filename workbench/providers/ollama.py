"""Asks a local Ollama. The only file that imports the `ollama` package, once something is asked."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.errors import ProviderError
from workbench.kept import Step
from workbench.providers import _wire, base
from workbench.providers.base import Delta, Endpoint, ModelInfo, Rung
from workbench.records import Message, Options, Response, Usage

if TYPE_CHECKING:
    import ollama

# No tokenizer makes tokens this long of English and code. Beyond it Ollama would drop the
# beginning of the conversation without a word.
_MOST_BYTES_PER_TOKEN = 6
_SHOWN_MODELS = 64
# While it checks what it has pulled it says nothing.
_PULL_SILENCE_SECONDS = 900.0
_Part = TypeVar("_Part")
_NO_CHAT = re.compile(r"embed|bert|rerank|minilm|bge-", re.I)


def create(endpoint: Endpoint, responses: Sequence[Response] = ()) -> Ollama:
    """A provider for an Ollama server; `responses` are of no use here."""
    return Ollama(endpoint)


class Ollama:
    """One server. See `base.Provider` for what the methods promise."""

    name = "ollama"
    repeatable = True

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    def stream(
        self,
        messages: Sequence[Message],
        *,
        options: Options,
        response_schema: Mapping[str, Any] | None = None,
        rung: Rung = "json_schema",
        prompt_name: str | None = None,
    ) -> Iterator[Delta]:
        """Always streamed; the thinking of models that think comes as reasoning."""
        self._fits(messages, options)
        format_ = _format(response_schema, rung)
        done = False
        timeouts = (options.connect_timeout_seconds, options.read_timeout_seconds)
        with self._client(*timeouts) as client:
            # `think` is left out: a model that can think does so then, and the word itself is an
            # error for one that cannot.
            chat: Any = client.chat
            parts = chat(
                model=self.endpoint.model,
                messages=[{"role": each.role, "content": each.content} for each in messages],
                stream=True,
                format=format_,
                options=_options(options),
            )
            with contextlib.closing(self._received(parts, format_ is not None)) as received:
                for part in received:
                    done = done or bool(part.done)
                    yield _delta(part)
        if not done:
            raise base.failure(self.endpoint, "truncated", "the reply ended without its end marker")

    def models(self) -> tuple[ModelInfo, ...]:
        """The installed models; by their capabilities (by name, if unknown) those that chat."""
        with self._client(base.LIST_CONNECT_SECONDS, base.LIST_READ_SECONDS) as client:
            try:
                listed = client.list().models
            except _sdk_errors() as error:
                raise self._failure(error) from None
            return tuple(_info(client, each) for each in listed[:_SHOWN_MODELS] if each.model)

    def lacks(self) -> bool:
        """True when the server says that it does not have this model. Raises ProviderError."""
        with self._client(base.LIST_CONNECT_SECONDS, base.LIST_READ_SECONDS) as client:
            try:
                client.show(self.endpoint.model)
            except _sdk_errors() as error:
                failure = self._failure(error)
                if failure.kind == "unknown-model":
                    return True
                raise failure from None
        return False

    def pull(self) -> Iterator[Step]:
        """Have the server download the model; tells how far it is. Raises ProviderError."""
        layers: dict[str, tuple[int, int]] = {}
        done = False
        with self._client(base.LIST_CONNECT_SECONDS, _PULL_SILENCE_SECONDS) as client:
            parts = client.pull(self.endpoint.model, stream=True)
            with contextlib.closing(self._received(parts, structured=False)) as received:
                for part in received:
                    done = done or part.status == "success"
                    total = _wire.tokens(part.total)
                    if part.digest and total:
                        layers[part.digest] = (_wire.tokens(part.completed) or 0, total)
                        counts, sizes = zip(*layers.values(), strict=True)
                        yield Step("downloading", min(sum(counts), sum(sizes)), sum(sizes))
                    else:
                        yield Step(part.status or "")
        if not done:
            raise base.failure(self.endpoint, "truncated", "the pull ended before it was done")

    def close(self) -> None:
        """Nothing stays open between two calls."""

    @contextlib.contextmanager
    def _client(self, connect_seconds: float, read_seconds: float) -> Iterator[ollama.Client]:
        """A client of its own for each call: timeouts belong to the client in this SDK."""
        import httpx
        import ollama

        local = self.endpoint.loopback
        key = base.checked_key(self.endpoint)
        try:
            client = ollama.Client(
                host=self.endpoint.base_url,
                timeout=httpx.Timeout(read_seconds, connect=connect_seconds),
                headers={"authorization": f"Bearer {key}"} if key else None,
                # A proxy of the environment cannot reach this machine's loopback, and a redirect
                # from there would leave the machine.
                trust_env=not local,
                follow_redirects=not local,
            )
        except _sdk_errors() as error:
            raise self._failure(error) from None
        try:
            yield client
        finally:
            client.close()  # type: ignore[no-untyped-call]

    def _received(self, parts: Iterator[_Part], structured: bool) -> Generator[_Part, None, None]:
        """The SDK's parts, its errors made ours. Only the SDK's own code runs in the `try`."""
        begun = False
        try:
            for part in parts:
                begun = True
                yield part
        except _sdk_errors() as error:
            raise self._failure(error, structured=structured, begun=begun) from None

    def _fits(self, messages: Sequence[Message], options: Options) -> None:
        size = sum(len(each.content.encode("utf-8", "replace")) for each in messages)
        if size > options.context_tokens * _MOST_BYTES_PER_TOKEN:
            message = f"{size} bytes do not fit into a context of {options.context_tokens} tokens"
            raise base.failure(self.endpoint, "context-too-long", message)

    def _failure(
        self, error: Exception, *, structured: bool = False, begun: bool = False
    ) -> ProviderError:
        import httpx
        import ollama

        url = self.endpoint.shown_url
        if isinstance(error, httpx.TimeoutException):
            return base.failure(self.endpoint, "timeout", "no answer within the time allowed")
        if isinstance(error, (httpx.TransportError, ConnectionError)):
            kind = "truncated" if begun else "connection"
            # The SDK's own ConnectionError only advertises where to download Ollama.
            why = "" if isinstance(error, ConnectionError) else f": {error}"
            start = (
                f"is Ollama running at {url}? `ollama serve` starts it, OLLAMA_HOST names another"
            )
            return base.failure(self.endpoint, kind, f"no connection to {url}{why}", hint=start)
        if isinstance(error, (httpx.InvalidURL, UnicodeEncodeError)):
            return base.failure(self.endpoint, "bad-request", f"the request failed: {error}")
        if not isinstance(error, ollama.ResponseError):
            # The SDK stumbles over JSON of an unexpected shape, and over JSON that is cut off.
            kind = "truncated" if isinstance(error, ValueError) else "server"
            return base.failure(self.endpoint, kind, f"the answer cannot be read: {error}")
        said: str = _wire.said(error.error)
        status = error.status_code if error.status_code > 0 else None
        if status is not None and 300 <= status < 400:
            said = "the server sends elsewhere"
        kind, hint = _judged(base.kind_of(status, said, structured=structured), said, self.endpoint)
        return base.failure(self.endpoint, kind, said, hint=hint)


def _judged(kind: str, said: str, endpoint: Endpoint) -> tuple[str, str | None]:
    """Kind and hint for what only Ollama says."""
    if kind == "unknown-model":
        return kind, f"workbench models pull ollama:{endpoint.model}"
    if kind == "authentication":
        return kind, "sign in with `ollama signin`, or take a model that runs on this machine"
    if "requires more system memory" in said:
        return "bad-request", "take a smaller model: `workbench models` lists the installed ones"
    if "does not support chat" in said:
        return "bad-request", "take a chat model: `workbench models` lists the installed ones"
    return kind, None


def _sdk_errors() -> tuple[type[Exception], ...]:
    """What this SDK lets through: its own errors, httpx's, and those of its parsing."""
    import httpx
    import ollama

    own = (ollama.ResponseError, ollama.RequestError, httpx.HTTPError, httpx.InvalidURL)
    return (*own, ConnectionError, ValueError, AttributeError, TypeError)


def _format(schema: Mapping[str, Any] | None, rung: Rung) -> Any:
    if schema is None or rung == "prompt":
        return None
    return dict(schema) if rung == "json_schema" else "json"


def _options(options: Options) -> dict[str, Any]:
    wanted = {
        "num_ctx": options.context_tokens,
        "num_predict": options.max_output_tokens,
        "temperature": options.temperature,
        "seed": options.seed,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _delta(part: ollama.ChatResponse) -> Delta:
    usage = Usage(
        input_tokens=_wire.tokens(part.prompt_eval_count),
        output_tokens=_wire.tokens(part.eval_count),
    )
    return Delta(
        text=part.message.content or "",
        reasoning=part.message.thinking or "",
        usage=usage if part.done else None,
        finish_reason=(part.done_reason or "stop") if part.done else None,
        model=part.model or None,
    )


def _info(client: ollama.Client, listed: ollama.ListResponse.Model) -> ModelInfo:
    name = listed.model or ""
    try:
        capabilities = client.show(name).capabilities
    except _sdk_errors():
        capabilities = None  # an older server, or a model on its way out: go by the name
    chat = not _NO_CHAT.search(name) if capabilities is None else "completion" in capabilities
    details = listed.details
    known = (details.parameter_size, details.quantization_level) if details else ()
    return ModelInfo(
        name=name,
        details=" ".join(each for each in known if each),
        chat=chat,
        coder=base.is_coder(name),
    )

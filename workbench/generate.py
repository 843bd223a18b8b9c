"""Prompt → Response: which model is asked, and how.

What a model answers is a result, however bad; only what keeps it from answering is an error.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from workbench import families, safe_text
from workbench.errors import ProviderError, UsageError, did_you_mean
from workbench.kept import Step
from workbench.providers._structured import Ladder, Validator, object_in
from workbench.providers._talk import CUT, OnProgress, Progress, Talk
from workbench.providers.base import Endpoint, ModelInfo, Provider, Puller
from workbench.records import Message, Options, Prompt, Response

__all__ = ["CUT", "Choice", "EndpointDefaults", "ModelInfo", "OnProgress", "Progress", "Provider"]
__all__ += ["Validator", "ask", "choose_model", "list_models", "ollama_url", "open_provider"]
__all__ += ["Endpoint", "lacks", "object_in", "pull"]


def open_provider(endpoint: Endpoint, responses: Sequence[Response] = ()) -> Provider:
    """The provider for an endpoint; the caller closes it. `responses` are what `recorded` says."""
    module = families.load("providers", endpoint.provider)
    provider: Provider = module.create(endpoint, responses)
    return provider


def lacks(endpoint: Endpoint) -> bool:
    """True when an Ollama that answers does not have the model."""
    if endpoint.provider != "ollama":
        return False
    with contextlib.closing(_puller(endpoint)) as provider, contextlib.suppress(ProviderError):
        return provider.lacks()
    return False


def pull(endpoint: Endpoint) -> Iterator[Step]:
    """Have Ollama fetch a model; tells how far it is. Raises ProviderError."""
    with contextlib.closing(_puller(endpoint)) as provider:
        yield from provider.pull()


def _puller(endpoint: Endpoint) -> Puller:
    provider: Puller = families.load("providers", endpoint.provider).create(endpoint)
    return provider


def ask(
    provider: Provider,
    prompt: Prompt,
    history: Sequence[Message],
    options: Options,
    *,
    validate: Validator | None = None,
    on_progress: OnProgress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Response:
    """The model's reply to `history` and then `prompt`.

    With `prompt.response_schema` the reply is asked for as JSON by the ladder and checked by
    `validate` (and for the schema's required keys); one that stays wrong is returned all the same,
    with `schema_errors`. Usage and seconds are sums over all turns that were answered, usage None
    where one is unknown; `retries` tells every further attempt and why it was made.
    Raises ProviderError when there is no reply.
    """
    talk = Talk(provider, prompt.name, options, on_progress or (lambda progress: None), sleep)
    messages = (*history, Message(role="user", content=prompt.text))
    reply, rung, problems = (
        (talk.reply(messages), None, ())
        if prompt.response_schema is None
        else Ladder(talk, messages, prompt.response_schema, validate).climb()
    )
    return Response(
        prompt=prompt.name,
        text=reply.text,
        reasoning=reply.reasoning,
        provider=provider.name,
        request_model=provider.endpoint.model,
        model=reply.model or provider.endpoint.model,
        finish_reason=reply.finish_reason,
        usage=talk.usage,
        seconds=talk.seconds,
        first_token_seconds=reply.first_token_seconds,
        retries=tuple(talk.notes),
        structured=rung if provider.repeatable else None,
        schema_errors=problems,
    )


# --- which model ----------------------------------------------------------------------------------

OPENAI_URL = "https://api.openai.com/v1"
OLLAMA_URL = "http://127.0.0.1:11434"
NO_MODEL = "no model reachable: using the recorded demonstration answers"
WAYS = (
    "a key: set OPENAI_API_KEY (and OPENAI_BASE_URL for another server), then --model openai:NAME",
    "Ollama: `ollama serve`, `ollama pull NAME`, then --model ollama:NAME",
    "a GGUF file: `pip install 'workbench[local]'`, then --model local:PATH "
    "(`workbench models pull hf:OWNER/REPO:FILE.gguf` fetches one)",
)
"""The three ways to a real model."""
_LISTED = 8
_NONE_KEPT = "no model is kept: `workbench models pull hf:OWNER/REPO:FILE.gguf` fetches one"


@dataclass(frozen=True)
class EndpointDefaults:
    """Where models are, as users have it set; None is unset."""

    openai_base_url: str | None = None
    openai_api_key: str | None = field(default=None, repr=False)
    ollama_host: str | None = None
    model_folder: Path | None = None

    def endpoint(self, provider: str, model: str = "") -> Endpoint:
        """The endpoint for a model of a provider. Raises UsageError for a malformed address."""
        if provider == "openai":
            url = (self.openai_base_url or OPENAI_URL).strip()
            if not _host(url, "OPENAI_BASE_URL"):
                hint = "write it like http://127.0.0.1:8080/v1"
                raise UsageError("OPENAI_BASE_URL names no host", hint=hint)
            return Endpoint(provider, model, url, self.openai_api_key or None)
        if provider == "ollama":
            return Endpoint(provider, model, ollama_url(self.ollama_host))
        if provider == "local":
            return Endpoint(provider, model, folder=self.model_folder)
        return Endpoint(provider, model)

    @property
    def openai_is_set_up(self) -> bool:
        """True when the user named a key or a server."""
        return bool(self.openai_api_key or self.openai_base_url)


@dataclass(frozen=True)
class Choice:
    """The model to ask, why that one, and what the user is told about it."""

    endpoint: Endpoint
    source: Literal["flag", "configured", "ollama", "recorded"]
    note: str
    ways: tuple[str, ...] = ()


def ollama_url(host: str | None) -> str:
    """The URL for OLLAMA_HOST as users write it: host, host:port, :port, with or without scheme.

    Without a scheme the port defaults to 11434, with one to that of the scheme. Raises UsageError.
    """
    text = (host or "").strip().rstrip("/")
    if not text:
        return OLLAMA_URL
    schemed = "://" in text
    url = text if schemed else f"http://{text}"
    name = _host(url, "OLLAMA_HOST") or "127.0.0.1"
    parts = urlsplit(url)
    # Ollama's server takes these as "every interface"; nobody can be connected to by that name.
    name = "127.0.0.1" if name in ("0.0.0.0", "::") else name
    name = f"[{name}]" if ":" in name else name
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    default = {"http": 80, "https": 443}.get(parts.scheme, 11434) if schemed else 11434
    return f"{parts.scheme}://{user}{name}:{parts.port or default}{parts.path}"


def choose_model(
    flag: str | None, configured: str | None, endpoints: EndpointDefaults, *, offline: bool
) -> Choice:
    """The flag's model, else the configured one, else what is there, else the recordings.

    Raises UsageError for a name that does not fit, for a key without a model, and for an
    endpoint elsewhere when `offline`.
    """
    if flag is not None:
        return Choice(_named(flag, "--model", endpoints, offline), "flag", f"asking {flag}")
    if configured:
        named = _named(configured, "the configured model", endpoints, offline)
        return Choice(named, "configured", f"asking {configured}, the configured model")
    installed = _installed(endpoints, offline)
    if installed:
        first = installed[0].name
        note = f"asking ollama:{first}, 1 of {len(installed)} installed chat models"
        return Choice(endpoints.endpoint("ollama", first), "ollama", note)
    _demand_a_name(endpoints, offline)
    return Choice(Endpoint("recorded", "recorded"), "recorded", NO_MODEL, WAYS)


def recorded_endpoint(model: str = "recorded") -> Endpoint:
    """The endpoint of answers that lie in a transcript; `model` is the one that gave them."""
    return Endpoint("recorded", model)


def list_models(endpoints: EndpointDefaults, offline: bool) -> list[tuple[str, ModelInfo | str]]:
    """Every model that can be asked, by provider; for a provider without any, why."""
    found: list[tuple[str, ModelInfo | str]] = []
    for name in families.package_members("providers"):
        if name == "openai" and not endpoints.openai_is_set_up:
            found.append((name, "not set up: set OPENAI_API_KEY, or OPENAI_BASE_URL"))
            continue
        try:
            endpoint = endpoints.endpoint(name)
            if offline and not endpoint.loopback:
                found.append((name, f"not asked: {endpoint.shown_url} is elsewhere (--offline)"))
                continue
            models = _models(endpoint)
        except (ProviderError, UsageError) as error:
            found.append((name, f"{error.message}; {error.hint}" if error.hint else error.message))
            continue
        found.extend((name, model) for model in models)
        if not models:
            found.append((name, _NONE_KEPT if name == "local" else "the server has no models"))
    return found


def _models(endpoint: Endpoint) -> tuple[ModelInfo, ...]:
    with contextlib.closing(open_provider(endpoint)) as provider:
        return provider.models()


def _named(text: str, origin: str, endpoints: EndpointDefaults, offline: bool) -> Endpoint:
    known = families.package_members("providers")
    provider, colon, model = (part.strip() for part in text.partition(":"))
    if provider == "recorded" and not model:
        return Endpoint("recorded", "recorded")
    if provider not in known:
        close = did_you_mean(provider, known) if colon and model else None
        hint = f"write openai:{text} or ollama:{text}"
        if close or text.endswith(".gguf"):
            hint = f"did you mean {close}:{model}?" if close else f"write local:{text}"
        raise UsageError(f"{origin} {text!r} does not say which provider to ask", hint=hint)
    if provider == "recorded":
        raise UsageError(f"{origin} {text!r}: the recorded answers have no models", hint="recorded")
    if not model:
        hint = f"write {provider}:NAME; `workbench models` lists the names"
        raise UsageError(f"{origin} {text!r} names no model", hint=hint)
    endpoint = endpoints.endpoint(provider, model)
    if offline and not endpoint.loopback:
        hint = "--offline allows models on this machine, and --model recorded"
        raise UsageError(f"{origin} {text!r} is asked at {endpoint.shown_url}", hint=hint)
    return endpoint


def _installed(endpoints: EndpointDefaults, offline: bool) -> list[ModelInfo]:
    """The chat models of a running Ollama, those for code first."""
    endpoint = endpoints.endpoint("ollama")
    if offline and not endpoint.loopback:
        return []
    try:
        models = _models(endpoint)
    except ProviderError:
        return []
    return _best_first(models)


def _best_first(models: Iterable[ModelInfo]) -> list[ModelInfo]:
    return sorted((each for each in models if each.chat), key=lambda each: not each.coder)


def _demand_a_name(endpoints: EndpointDefaults, offline: bool) -> None:
    """Raise UsageError when an OpenAI-compatible server is set up: somebody must choose."""
    if not endpoints.openai_is_set_up:
        return
    endpoint = endpoints.endpoint("openai")
    if offline and not endpoint.loopback:
        return
    choose = "--model openai:NAME, or `workbench config set model openai:NAME`"
    try:
        models = _best_first(_models(endpoint))
    except ProviderError as error:
        if not endpoints.openai_api_key:
            return
        message = f"no model is named, and the server cannot list its models: {error.message}"
        hint = error.hint if error.kind == "authentication" else choose
        raise UsageError(message, hint=hint) from None
    names = ", ".join(safe_text.one_line(each.name, 80) for each in models[:_LISTED])
    more = f" and {len(models) - _LISTED} more" if len(models) > _LISTED else ""
    offered = f"{endpoint.shown_url} offers {names or 'none'}{more}"
    raise UsageError(f"no model is named; {offered}", hint=choose)


def _host(url: str, setting: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"{setting} is no address: {error}") from None
    if parts.scheme not in ("http", "https"):
        hint = "write it like http://127.0.0.1:8080/v1"
        raise UsageError(f"{setting} does not begin with http:// or https://", hint=hint)
    return parts.hostname or ""

"""Which model is asked, and with which answers: makes the request that the pipeline carries out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from workbench import families, generate, survey, transcripts, wording
from workbench.errors import UsageError
from workbench.extracting import Extraction
from workbench.generate import Choice, EndpointDefaults, ModelInfo
from workbench.pipeline import Request
from workbench.records import Options, Response
from workbench.settings import Settings
from workbench.survey import Health, Workplace

RECORDINGS = families.PACKAGE / "recordings"


def request(
    workload: str,
    settings: Settings,
    place: Workplace,
    *,
    options: Options,
    offline: bool = False,
    replay: str | None = None,
    samples: int | None = None,
    repair: int = 0,
) -> Request:
    """The request for a workload. Raises UsageError for what cannot be honoured."""
    survey.workload(workload, place)
    if replay is not None:
        _refuse_more(samples, repair)
        return _replay(workload, replay, place, options)
    flagged = settings.source("model") == "flag"
    choice = generate.choose_model(
        settings["model"] if flagged else None,
        None if flagged else settings["model"],
        endpoints(settings),
        offline=offline,
    )
    if choice.endpoint.provider != "recorded":
        return Request(workload, choice, options, samples=samples, repair=repair)
    _refuse_more(samples, repair)
    _refuse(options, place)
    return Request(workload, choice, options, demonstration_answers(workload), demonstration=True)


def extraction(
    settings: Settings, model: str | None, *, options: Options, offline: bool
) -> Extraction | None:
    """The model that is asked for claims in prose: the one that is named, and no other, however
    workbench is configured. Raises UsageError for what cannot be honoured."""
    if model is None:
        return None
    choice = generate.choose_model(model, None, endpoints(settings), offline=offline)
    if choice.endpoint.provider == "recorded":
        hint = "name a model: --model openai:NAME, ollama:NAME or local:PATH"
        raise UsageError("there are no recorded answers about documents", hint=hint)
    return Extraction(choice, options)


def endpoints(settings: Settings) -> EndpointDefaults:
    """Where models are, as the settings say."""
    return EndpointDefaults(
        settings["openai_base_url"],
        settings["openai_api_key"],
        settings["ollama_host"],
        settings.model_folder,
    )


def models(settings: Settings, *, offline: bool) -> Sequence[tuple[str, ModelInfo | str]]:
    """What can be asked, by provider; for a provider without any, why."""
    return generate.list_models(endpoints(settings), offline)


def demonstration_answers(workload: str) -> tuple[Response, ...]:
    """The recorded answers for a workload. Raises UsageError where there are none."""
    path = RECORDINGS / f"{workload}.jsonl"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RECORDINGS.glob("*.jsonl")))
        raise UsageError(
            f"there is no demonstration of {workload}",
            hint=f"demonstrations: {known}; name a model with --model to ask for {workload}",
        )
    return transcripts.read(path).responses


def _replay(workload: str, run: str, place: Workplace, options: Options) -> Request:
    folder = place.root / "transcripts"
    path = Path(run) if run.endswith(".jsonl") else transcripts.find(folder, run)
    found = transcripts.read(path)
    if not found.responses:
        raise UsageError(
            f"{path.stem} holds no answers (status: {found.status})",
            hint="`workbench transcripts list` shows the runs",
        )
    if found.workload != workload:
        raise UsageError(
            f"{path.stem} is about {found.workload}, not about {workload}",
            hint=f"workbench generate {found.workload or 'WORKLOAD'} --replay {run}",
        )
    _refuse(options, None)
    note = f"replaying the answers of {path.stem}"
    first = found.responses[0] if found.responses else None
    model = first.request_model if first else "recorded"
    choice = Choice(generate.recorded_endpoint(model), "recorded", note)
    return Request(
        workload,
        choice,
        options,
        found.responses,
        demonstration=found.demonstration or found.start.get("event") == "demonstration",
        replay=path.stem,
    )


def _refuse(options: Options, place: Workplace | None) -> None:
    """Recorded answers cannot honour what would have changed them."""
    if options.temperature is not None or options.seed is not None:
        raise UsageError(
            "recorded answers cannot honour --temperature or --seed",
            hint="name a model with --model",
        )
    if place is not None and wording.edited(place.prompt_folder, place.user_folder):
        raise UsageError(
            "recorded answers cannot honour edited prompts",
            hint="name a model with --model, or leave --prompts away",
        )


def _refuse_more(samples: int | None, repair: int) -> None:
    """What was recorded once can neither be asked for again nor go on talking."""
    if samples is not None or repair:
        raise UsageError(
            "recorded answers cannot honour --samples or --repair",
            hint="name a model with --model",
        )


def model_health(settings: Settings) -> list[Health]:
    """Whether a model can be asked, for `workbench doctor`."""
    found = models(settings, offline=False)
    rows = []
    for name in dict.fromkeys(provider for provider, _ in found):
        offered = [one for provider, one in found if provider == name]
        why = next((one for one in offered if isinstance(one, str)), None)
        state: Literal["ok", "warn"] = "warn" if why else "ok"
        rows.append(Health(state, f"provider {name}", why or f"{len(offered)} to ask"))
    return rows


__all__ = ["ModelInfo", "demonstration_answers", "endpoints", "models", "request"]

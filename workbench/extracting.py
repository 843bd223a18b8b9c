"""Asking a model for the claims in a document's prose: which prompts, and what its answers offer.

An answer is hostile. What it offers is looked for in the document, word for word, when claims are
read; a model that fails is told, and the check goes on without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from workbench import generate, offers, read, safe_text, wording
from workbench.conversation import Asked, Line, Reporter
from workbench.errors import ProviderError
from workbench.handed import Given
from workbench.offers import Offer, Piece
from workbench.records import Claim, Options, Prompt
from workbench.survey import Workplace
from workbench.transcripts import Event, Writer
from workbench.trying import Tried

MAX_PIECES = 40
_MAX_OFFERS = 40
_MAX_REPLY = 200_000
_FUNCTIONS = 60
_MALFORMED = "it is no claim of a kind that was asked for"
_LASTING = frozenset({"authentication", "quota", "unknown-model", "connection"})


@dataclass
class Extraction:
    """The model that looks through prose, and how it is asked; `gave_up` says why no more."""

    choice: generate.Choice
    options: Options
    gave_up: str | None = None

    @property
    def model(self) -> str:
        """The model as users write it."""
        endpoint = self.choice.endpoint
        return safe_text.one_line(f"{endpoint.provider}:{endpoint.model}", 120)

    def start(self) -> Event:
        """What the event that begins a run says of it."""
        endpoint = self.choice.endpoint
        asked = {
            "provider": endpoint.provider,
            "model": endpoint.model,
            "server": endpoint.shown_url,
            "options": self.options.model_dump(mode="json"),
        }
        return {"extraction": asked}


@dataclass
class Told:
    """What a model offered, by the path of the document, and what is to be said about it."""

    offers: dict[str, list[Offer]] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def ask(
    given: Given,
    tried: Sequence[Tried],
    extraction: Extraction,
    *,
    place: Workplace,
    writer: Writer,
    reporter: Reporter,
) -> Told:
    """Show a model the prose of all documents, piece by piece; each exchange is written at once.

    After an error of the provider no more is asked: the note says what was not looked through.
    """
    told = Told()
    found = ((one.path, piece) for one in given.documents for piece in offers.prose(one))
    pieces = list(islice(found, MAX_PIECES + 1))
    if len(pieces) > MAX_PIECES:
        told.notes.append(f"only the first {MAX_PIECES} pieces of prose were shown to the model")
    if not pieces:
        return told
    if extraction.gave_up is not None:
        told.notes.append(f"{extraction.model} was not asked: {extraction.gave_up}")
        return told
    functions = _functions(tried)
    try:
        with closing(generate.open_provider(extraction.choice.endpoint)) as provider:
            line = Line(provider, extraction.options, writer, reporter)
            for number, (path, piece) in enumerate(pieces[:MAX_PIECES], start=1):
                asked = Asked()
                stage = f"looking for claims, {number} of {len(pieces[:MAX_PIECES])}"
                line.put([_prompt(piece, functions, place)], asked, stage=stage)
                if asked.error is not None:
                    raise asked.error
                for offer in _offered(asked.responses[-1].text, piece, told):
                    told.offers.setdefault(path, []).append(offer)
    except ProviderError as error:
        told.notes.append(_failure(error, extraction))
    return told


def counted(told: Told, claims: Sequence[Claim], extraction: Extraction) -> str | None:
    """In words: how much a model offered, what of it was kept, and why the rest was not."""
    kept = sum(1 for one in claims if one.extractor == offers.LLM)
    lost = sum(told.dropped.values())
    if not kept + lost:
        return None
    why = "; ".join(f"{count}: {reason}" for reason, count in sorted(told.dropped.items()))
    head = f"{extraction.model} offered {kept + lost} from the prose, kept {kept}"
    return f"{head}, left out {lost} ({why})" if lost else head


def _prompt(piece: Piece, functions: Sequence[str], place: Workplace) -> Prompt:
    return wording.extraction(
        piece.text,
        ".".join(map(str, place.target.minor)),
        names=offers.offerable(),
        functions=functions,
        folder=place.prompt_folder,
        user_folder=place.user_folder,
    )


def _functions(tried: Sequence[Tried]) -> list[str]:
    names = (name for one in tried for name in read.functions(one.stands.artifact.source))
    return list(islice(dict.fromkeys(name[:80] for name in names), _FUNCTIONS))


def _failure(error: ProviderError, extraction: Extraction) -> str:
    why = safe_text.one_line(f"{error.message}; {error.hint}" if error.hint else error.message, 300)
    if error.kind in _LASTING:
        extraction.gave_up = why
    return f"{extraction.model} did not look through all prose: {why}"


def _offered(text: str, piece: Piece, told: Told) -> Iterator[Offer]:
    """What a reply offers; what is no claim of a kind that was asked for is counted."""
    reply = generate.object_in(text[:_MAX_REPLY], ["claims"]) or {}
    listed = reply.get("claims")
    if not isinstance(listed, list):
        told.dropped["the reply holds no list of claims"] += 1
        return
    if len(listed) > _MAX_OFFERS:
        told.dropped[f"more than {_MAX_OFFERS} for one piece"] += len(listed) - _MAX_OFFERS
    for one in listed[:_MAX_OFFERS]:
        offer = offers.offer(one, piece)
        if offer is None:
            told.dropped[_MALFORMED] += 1
        else:
            yield offer

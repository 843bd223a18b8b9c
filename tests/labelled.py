"""The labelled corpus in `corpus/`, and how what `check` reports is held against its labels.

Beside each document lies `NAME.labels.json`: every claim in it, with its quote (verbatim),
line (in a notebook also its cell), form, kind, subject, opcode and value where there are any, the
verdicts accepted for it and how they were worked out: by plain `dis`, by running the program or by
hand, never by workbench. A document's labels are complete: what is reported beyond them and
decided is wrong, but for what follows from them (see `expected`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench import pipeline, settings, survey
from workbench.records import Claim, Judged, Verdict
from workbench.survey import Workplace

CORPUS = Path(__file__).parent / "corpus"
SUFFIX = ".labels.json"
ABSTAINED = ("uncheckable", "undecided", None)
"""Verdicts that neither say that something is so nor that it is not."""


@dataclass(frozen=True)
class Label:
    """One claim of a document as a person reads it; an optional one need not be found."""

    document: str
    quote: str
    form: str
    kind: str
    value: Any
    verdicts: tuple[str, ...]
    why: str
    line: int | None = None
    cell: int | None = None
    subject: str | None = None
    opcode: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class Reported:
    """One claim that was reported, with its verdict."""

    claim: Claim
    verdict: Verdict

    @property
    def is_decided(self) -> bool:
        return self.verdict.label not in ABSTAINED


@dataclass(frozen=True)
class Comparison:
    """What was reported about one document: by label, and what no label speaks of."""

    document: str
    found: tuple[tuple[Label, Reported | None], ...]
    others: tuple[tuple[Reported, tuple[str, ...]], ...]

    def wrong(self) -> Iterator[tuple[Label | None, Reported, tuple[str, ...]]]:
        """Decided verdicts which are not accepted, with those that are (none: no such claim)."""
        for label, one in self.found:
            if one is not None and one.is_decided and one.verdict.label not in label.verdicts:
                yield label, one, label.verdicts
        for one, accepted in self.others:
            if one.is_decided and one.verdict.label not in accepted:
                yield None, one, accepted


class Silent:
    """Nobody waits."""

    def stage(self, text: str) -> None: ...

    def item(self, text: str) -> None: ...

    def progress(self, progress: Any) -> None: ...

    def warn(self, text: str) -> None: ...


def documents() -> list[str]:
    """The documents of the corpus, by their paths in it."""
    found = (path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob(f"*{SUFFIX}"))
    return sorted(name.removesuffix(SUFFIX) for name in found)


def labels(document: str) -> list[Label]:
    """The labels of one document, in its order."""
    stated = json.loads((CORPUS / f"{document}{SUFFIX}").read_text(encoding="utf-8"))
    rows = [{**row, "verdicts": tuple(row["verdicts"])} for row in stated["claims"]]
    return [Label(document=document, **row) for row in rows]


def machine(root: Path) -> Workplace | None:
    """This machine with CPython 3.11 as the target; None without it or where nothing can run."""
    found = settings.load({"root": str(root)}, environ={}, folder=root, user_folder=root)
    there = survey.workplace(found)
    targets = [one for one in there.interpreters if one.minor == (3, 11)]
    if there.isolation is None or not targets:
        return None
    return replace(there, target=targets[-1])


def check(document: str, place: Workplace) -> Judged:
    """What `check` says about one document."""
    return pipeline.check(CORPUS / document, place, Silent())


def reported(judged: Judged) -> list[Reported]:
    """Every claim that was reported, with its verdict."""
    verdicts = {verdict.claim: verdict for verdict in judged.verification.verdicts}
    claims = judged.verification.claims
    return [Reported(claim, verdicts[claim.id]) for claim in claims if claim.id in verdicts]


def compare(document: str, there: Sequence[Reported]) -> Comparison:
    """Each label with what was reported for it, each reported claim used once."""
    left = list(there)
    found: list[tuple[Label, Reported | None]] = []
    for label in labels(document):
        one = next((one for one in left if matches(label, one.claim)), None)
        if one is not None:
            left.remove(one)
        found.append((label, one))
    others = tuple((one, expected(one.claim, found)) for one in left)
    return Comparison(document, tuple(found), others)


def matches(label: Label, claim: Claim) -> bool:
    """Whether a reported claim is the labelled one: its kind, place, subject, opcode and value."""
    if claim.kind != label.kind or not _is_there(label, claim):
        return False
    if label.opcode is not None and claim.args.get("opcode", label.opcode) != label.opcode:
        return False
    if label.subject is not None and not _is_about(label.subject, claim):
        return False
    said = [claim.claimed, *claim.args.values()]
    return label.value is None or any(_text(label.value) == _text(one) for one in said)


def _is_there(label: Label, claim: Claim) -> bool:
    place = claim.location
    if label.line is None:
        return True
    last = label.line + label.quote.count("\n")
    return place.cell == label.cell and label.line <= place.end_line and place.line <= last


def _is_about(subject: str, claim: Claim) -> bool:
    named = [claim.args.get("function"), claim.args.get("call"), claim.subject]
    names = [str(one).split("(")[0].rpartition(".")[2] for one in named if one]
    return not names or subject in names


def _text(value: Any) -> str:
    text = str(value).strip("`'\" ")
    try:
        return str(float(text))
    except ValueError:
        return text.replace(" ", "").lower()


def expected(claim: Claim, found: Iterable[tuple[Label, Reported | None]]) -> tuple[str, ...]:
    """The verdicts accepted for a claim which no label speaks of.

    A program claims without words that it runs. A table or a list as a whole is true when all of
    its numbers are. Everything else was not claimed: nothing is accepted.
    """
    if claim.kind == "program_runs":
        return ("confirmed",)
    if claim.kind != "opcode_table":
        return ()
    here = {
        label.verdicts[0]
        for row in claim.args.get("rows", ())
        for label, _ in found
        if label.kind == "opcode_count" and _is_row(label, row)
    }
    if here == {"confirmed"}:
        return ("confirmed",)
    if here <= {"confirmed", "other-version"}:
        return ("other-version", "ambiguous") if here else ()
    return ("contradicted", "other-version", "ambiguous")


def _is_row(label: Label, row: Mapping[str, Any]) -> bool:
    same = label.opcode == row["opcode"] and label.value == row["count"]
    return same and row.get("function") in (None, label.subject)

"""Two runs side by side: which claim of one is which of the other, and what became of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from workbench.exports import _words
from workbench.records import LABELS, Claim
from workbench.review import data
from workbench.reviewing import Opened
from workbench.safe_text import one_line


@dataclass(frozen=True)
class Side:
    """One of the two: its name for links, facts for its head, its programs."""

    name: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    said: str
    programs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """One claim on one side."""

    id: str
    label: str
    quote: str
    claimed: str
    measured: str


@dataclass(frozen=True)
class Row:
    """A claim of either side or of both; `same` when both have the same verdict and value."""

    about: str
    left: Cell | None
    right: Cell | None

    @property
    def same(self) -> bool:
        """Whether there is nothing to see."""
        if self.left is None or self.right is None:
            return False
        return (self.left.label, self.left.claimed) == (self.right.label, self.right.claimed)


def side(opened: Opened) -> Side:
    """One side's head."""
    found = opened.transcript
    verification = opened.judged.verification if opened.judged else None
    facts = (
        ("run", found.run),
        ("model", str(found.start.get("model") or "-")),
        ("workload", str(found.workload or found.start.get("source") or "-")),
        ("verification", f"{opened.number} of {len(found.verifications)}"),
        ("round of repair", str(verification.round) if verification else "-"),
    )
    verdicts = verification.verdicts if verification else ()
    labels = Counter[str](one.label or "failed" for one in verdicts)
    counts = tuple((label, labels[label]) for label in (*LABELS, "failed") if labels[label])
    programs = tuple(
        (one_line(one.name, 100), one.source)
        for one in (verification.artifacts if verification else ())
        if one.kind == "workload"
    )
    said, _ = data.sentences(opened.judged)
    return Side(f"{found.run}@{opened.number}", facts, counts, said, programs)


def rows(left: Opened, right: Opened) -> list[Row]:
    """The claims of both: the same ids together, then those about the same thing, in order."""
    one, other = _claims(left), _claims(right)
    ids = {claim.id: claim for claim in other}
    pairs: list[tuple[Claim | None, Claim | None]] = []
    pairs += [(claim, ids[claim.id]) for claim in one if claim.id in ids]
    met = {claim.id for claim, _ in pairs if claim is not None}
    by_topic: dict[str, tuple[list[Claim], list[Claim]]] = {}
    for at, claims in enumerate((one, other)):
        for claim in claims:
            if claim.id not in met:
                by_topic.setdefault(_topic(claim), ([], []))[at].append(claim)
    for mine, theirs in by_topic.values():
        pairs += zip_longest(mine, theirs)
    found = [_row(a, b, left, right) for a, b in pairs]
    return sorted(found, key=lambda row: (row.same, row.left is None or row.right is None))


def _claims(opened: Opened) -> Sequence[Claim]:
    return opened.judged.verification.claims if opened.judged else ()


def _topic(claim: Claim) -> str:
    """What a claim is about: its kind and arguments without the value it states."""
    stated = ("count", "value", "counts", "verdict", "exists")
    args = {key: value for key, value in claim.args.items() if key not in stated}
    return json.dumps([claim.kind, claim.subject, args], sort_keys=True, default=str)


def _row(a: Claim | None, b: Claim | None, left: Opened, right: Opened) -> Row:
    claim = a or b
    assert claim is not None
    opcode = claim.args.get("opcode")
    about = [claim.kind.replace("_", "-"), str(opcode) if isinstance(opcode, str) else ""]
    about += [f"in {claim.subject}" if claim.subject else ""]
    return Row(one_line(" ".join(filter(None, about)), 120), _cell(a, left), _cell(b, right))


def _cell(claim: Claim | None, opened: Opened) -> Cell | None:
    if claim is None or opened.judged is None:
        return None
    verdict = opened.judged.verification.verdict(claim.id)
    measured = None
    if verdict is not None:
        measured = _words.measured(claim, verdict, opened.judged.verification)
    return Cell(
        id=claim.id,
        label=(verdict.label or "failed") if verdict else "failed",
        quote=one_line(claim.quote, 160),
        claimed=_words.claimed(claim),
        measured=one_line(measured or "", 300),
    )

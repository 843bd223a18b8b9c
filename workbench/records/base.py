"""What all records share: their base, the words they choose from, and hashes of texts."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict

Speaker = Literal["user", "assistant", "system"]
Vantage = Literal["static", "guest", "host"]
Label = Literal[
    "confirmed", "contradicted", "other-version", "ambiguous", "undecided", "uncheckable"
]
LABELS: tuple[Label, ...] = (
    "confirmed",
    "contradicted",
    "other-version",
    "ambiguous",
    "undecided",
    "uncheckable",
)
DISCREPANCIES: frozenset[str] = frozenset(LABELS) - {"confirmed", "uncheckable"}
Outcome = Literal[
    "ok",
    "incorrect",
    "wrong-type",
    "crash",
    "timeout",
    "memory",
    "output-limit",
    "protocol",
    "rejected-source",
    "no-entry-point",
    "blocked",
    "not-run",
]
Provenance = Literal["model", "demonstration", "document"]
TargetSource = Literal["flag", "stated", "inferred", "default"]
Answer = Literal[
    "corrected",
    "doubled-down",
    "wrong-again",
    "withdrew",
    "unclear",
    "unanswered",
    "not-asked",
    "broke",
]
"""What a round of repair did to one thing; `broke` is about what was right before."""


class Record(BaseModel):
    """Base of all records: immutable, exact types, unknown fields of newer files ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


def sha256_of(text: str) -> str:
    """Hex SHA-256 of a text's UTF-8 bytes; lone surrogates are kept apart, not lost."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_hash(*parts: object) -> str:
    """12 hex digits that stay the same for the same parts."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:12]

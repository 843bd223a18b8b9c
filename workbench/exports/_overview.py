"""Many documents at a glance: a row for each, the worst findings of it, what was not read.

Every text returned is one safe line: foreign text has gone through `safe_text`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.exports import _sentences, _words
from workbench.exports._items import Item, items
from workbench.records import LABELS, Judged
from workbench.safe_text import one_line

WORST = 3
_HEAD = ("document", "programs", *LABELS, "worst finding")
_ORDER = ("contradicted", "other-version", "ambiguous", "undecided")
_LONGEST_NAME = 48
_LONGEST_TEXT = 100


def worst(judged: Judged, most: int = WORST) -> list[Item]:
    """The findings that matter most: programs at fault, false claims, then warnings; in each of
    these the order of the document."""
    found = [one for one in items(judged) if one.counts in ("error", "warning")]
    return sorted(found, key=_badness)[:most]


def words(judged: Judged, item: Item) -> str:
    """A finding as one line: rule, place, what is claimed and what was measured."""
    details = dict(item.details)
    rule = f"{item.rule} " if item.rule else ""
    at = item.location
    place = f"line {at.line}"
    if at.part is not None:
        place = f"{at.part[0]} {at.part[1]}, {place}"
    if judged.sort == "submission":
        place = f"{_inside(at.file, judged.source)} {place}"
    if item.what != "claim":
        return one_line(f"{rule}{place}: {item.title}", 300)
    if not (details.get("claimed") and details.get("measured")):
        return one_line(f"{rule}{place}: {item.title}", 300)
    text = f"claimed {details['claimed']}, measured {details['measured']}"
    return one_line(f"{rule}{place}: {text}", 300)


def _inside(file: str, folder: str) -> str:
    """The name of a file in the folder that was handed in."""
    return file.removeprefix(folder).lstrip("/") or file


def unread(judged: Judged) -> list[str]:
    """What could not be read of it, a line each."""
    return [
        one_line(f"{_inside(one.file, judged.source)}: {one.why}", 300) for one in judged.unread
    ]


def table(found: Sequence[Judged]) -> str:
    """A row for each document under one head, and the sum in words; ends with a newline."""
    rows = [list(_HEAD), *(_row(one) for one in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:], strict=True)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return "\n".join([*lines, "", _sum(found)]) + "\n"


def _row(judged: Judged) -> list[str]:
    name = one_line(judged.source, 300)
    if len(name) > _LONGEST_NAME:
        name = f"…{name[1 - _LONGEST_NAME :]}"
    if judged.status in ("unread", "error"):
        return [name, "", *("" for _ in LABELS), one_line(_sentences.summary(judged))]
    programs = [r for r in judged.verification.results if "-repaired" not in r.artifact]
    fine = sum(1 for one in programs if one.outcome == "ok")
    labels = _labels(judged)
    first = next((one_line(words(judged, one), _LONGEST_TEXT) for one in worst(judged, 1)), "")
    more = f"; {len(judged.unread)} not read" if judged.unread else ""
    return [
        name,
        f"{fine}/{len(programs)}",
        *(str(labels[label]) for label in LABELS),
        first + more,
    ]


def _labels(judged: Judged) -> Counter[str | None]:
    """How often each label was given, without the claims that nobody wrote."""
    return Counter(
        verdict.label
        for claim in judged.verification.claims
        if not _words.is_implicit(claim) and claim.id not in judged.hidden
        if (verdict := judged.verification.verdict(claim.id)) is not None
    )


def _sum(found: Sequence[Judged]) -> str:
    read = [one for one in found if one.status not in ("unread", "error")]
    bad = sum(1 for one in read if one.failed)
    total: Counter[str | None] = Counter()
    for one in read:
        total += _labels(one)
    claims = ", ".join(f"{total[label]} {label}" for label in LABELS if total[label]) or "none"
    many = "document" if len(found) == 1 else "documents"
    parts = [f"{len(found)} {many}: {bad} with something false or failing"]
    if len(found) > len(read):
        parts.append(f"{len(found) - len(read)} not read")
    if again := sum(1 for one in found if one.remembered):
        parts.append(f"{again} judged before")
    return f"{', '.join(parts)}; claims: {claims}"


def _badness(item: Item) -> int:
    if item.what == "program":
        return 0
    known = _ORDER.index(item.state) if item.state in _ORDER else len(_ORDER)
    return 1 + known

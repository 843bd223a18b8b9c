"""Judged records with a given number of labels, and how they are shown."""

from __future__ import annotations

import builders as b

from workbench.exports import text as export
from workbench.records import Claim, Judged, Verdict


def plain(judged: Judged, *, verbose: bool = False, width: int | None = None) -> str:
    return export.render(judged, color=False, verbose=verbose, width=width)


def pair(
    label: str | None = "contradicted", number: int = 1, **more: object
) -> tuple[Claim, Verdict]:
    name = f"{number:012d}"
    claim = b.claim(id=name, **more)
    rule = {"confirmed": None, "uncheckable": "WB501", "other-version": "WB103"}.get(
        str(label), "WB502" if label in ("ambiguous", "undecided") else "WB101"
    )
    return claim, b.verdict(label, claim=name, rule=rule if label else None)


def pairs(**labels: int) -> list[tuple[Claim, Verdict]]:
    names = [name.replace("_", "-") for name, count in labels.items() for _ in range(count)]
    return [pair(label, number) for number, label in enumerate(names, 1)]


def program(
    *found: tuple[Claim, Verdict], outcome: str = "ok", text: str = "", **more: object
) -> Judged:
    """A program that was compared with its reference, and these claims about it."""
    implicit = b.same_output()
    label = "confirmed" if outcome == "ok" else "contradicted"
    verdict = b.verdict(label, claim=implicit.id, rule=None if outcome == "ok" else "WB401")
    result = b.result(outcome, **more)
    return b.judged(
        (implicit, verdict), *found, text=text, artifacts=(b.artifact(),), results=(result,)
    )


def rows(text: str, head: str) -> list[list[str]]:
    """The cells of the table whose header row begins so."""
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |"))
    found = []
    for line in lines[at + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found

"""How much of the labelled corpus `workbench check` finds, and how much of what it says is right.

    python tests/extraction_score.py [DOCUMENT...]

Prints every disagreement and a table by form; over the whole corpus the table also goes into
docs/extraction.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import labelled
from labelled import Comparison

PAGE = Path(__file__).parents[1] / "docs" / "extraction.md"
BEGIN, END = "<!-- extraction-score: begin -->", "<!-- extraction-score: end -->"
HELD_OUT = "held_out/"
BEYOND = "beyond the labels"


@dataclass
class Score:
    """Counts of one form: claims there are, found, decided, and decided rightly."""

    claims: int = 0
    found: int = 0
    decided: int = 0
    right: int = 0

    @property
    def recall(self) -> str:
        return f"{self.found / self.claims:.3f}" if self.claims else "-"

    @property
    def precision(self) -> str:
        return f"{self.right / self.decided:.3f}" if self.decided else "-"


def main(names: Sequence[str]) -> int:
    """Score the named documents, or all of them."""
    with tempfile.TemporaryDirectory() as root:
        place = labelled.machine(Path(root))
        if place is None:
            print("nothing can be scored: CPython 3.11 or the isolation is missing")
            return 2
        compared = []
        for name in names or labelled.documents():
            found = labelled.compare(name, labelled.reported(labelled.check(name, place)))
            for line in [*missed(found), *disagreements(found)]:
                print(line, flush=True)
            compared.append(found)
    table = rendered(compared)
    print(table)
    if not names:
        put(table)
    return 0


def missed(compared: Comparison) -> list[str]:
    """One line for every label for which nothing was reported."""
    return [
        f"missed {compared.document}:{_at(label.cell, label.line)} {label.kind} "
        f"{label.quote[:60]!r}"
        for label, one in compared.found
        if one is None and not label.optional
    ]


def disagreements(compared: Comparison) -> list[str]:
    """One line for every decided verdict that is not accepted."""
    return [
        f"WRONG  {compared.document}:{_at(one.claim.location.cell, one.claim.location.line)} "
        f"{one.claim.kind} {one.claim.quote[:60]!r} "
        f"expected {' or '.join(accepted) or 'no such claim'}{'' if label else ' (no label)'}, "
        f"got {one.verdict.label}: {one.verdict.explanation[:200]}"
        for label, one, accepted in compared.wrong()
    ]


def _at(*numbers: int | None) -> str:
    return ":".join(str(number) for number in numbers if number is not None)


def scores(compared: Sequence[Comparison]) -> dict[str, Score]:
    """By form, in the order of the corpus; what no label speaks of stands behind them."""
    result: dict[str, Score] = {}
    for one in compared:
        for label, said in one.found:
            if said is None and label.optional:
                continue
            score = result.setdefault(label.form, Score())
            score.claims += 1
            score.found += said is not None
            if said is not None and said.is_decided:
                score.decided += 1
                score.right += said.verdict.label in label.verdicts
    beyond = Score()
    for one in compared:
        for other, accepted in one.others:
            beyond.decided += other.is_decided
            beyond.right += other.is_decided and other.verdict.label in accepted
    return {**dict(sorted(result.items())), BEYOND: beyond}


def whole(parts: dict[str, Score]) -> Score:
    """The sum of all forms; of what is beyond the labels only what is wrong counts."""
    total = Score()
    for form, one in parts.items():
        total.claims += one.claims
        total.found += one.found
        total.decided += one.decided - one.right if form == BEYOND else one.decided
        total.right += 0 if form == BEYOND else one.right
    return total


def rendered(compared: Sequence[Comparison]) -> str:
    """The scores as a table of Markdown."""
    parts = scores(compared)
    held = [one for one in compared if one.document.startswith(HELD_OUT)]
    sums = {"**all**": whole(parts)}
    if held:
        sums["**held out**"] = whole(scores(held))
    rows = [
        f"| {form} | {one.claims} | {one.found} | {one.recall} | {one.decided} | {one.right} "
        f"| {one.precision} |"
        for form, one in {**parts, **sums}.items()
    ]
    head = "| form | claims | found | recall | decided | right | precision |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|--:|", *rows])


def put(table: str) -> None:
    """Write the table into the page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

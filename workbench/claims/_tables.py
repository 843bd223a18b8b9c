"""Which cells belong to which table, and what a cell's neighbours in its column say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.claims._names import canonical
from workbench.records import Claim

TABLE = "opcode_table"
Column = tuple[str, int]
"""The claim of a table and the number of one of its columns."""


@dataclass(frozen=True)
class Tables:
    """The tables of some claims. `owners` maps the id of a cell's claim to that of its table's.

    Names of tables are unique in one document only, so cells are found by their order: those of a
    table follow its own claim.
    """

    owners: Mapping[str, str]
    columns: Mapping[Column, Sequence[Claim]]

    def listed(self, cell: Claim) -> int | None:
        """The sum of the opcode rows in the cell's column; None when one of them has no number."""
        rows = self._column(cell)
        counts = [row.args.get("count") for row in rows]
        numbers = [count for count in counts if type(count) is int]
        return sum(numbers) if numbers and len(numbers) == len(rows) else None

    def parts(self, cell: Claim) -> tuple[int, ...]:
        """The counts of all rows of the cell's opcode in its column, if there are several."""
        same = [row for row in self._column(cell) if _opcode(row) == _opcode(cell)]
        counts = [row.args.get("count") for row in same]
        numbers = tuple(count for count in counts if type(count) is int)
        return numbers if len(numbers) > 1 and cell.kind == "opcode_count" else ()

    def _column(self, cell: Claim) -> Sequence[Claim]:
        if cell.table is None:
            return ()
        return self.columns.get((self.owners.get(cell.id, ""), cell.table.column), ())


def of(claims: Sequence[Claim]) -> Tables:
    """The tables of claims that stand in the order of their documents."""
    owners: dict[str, str] = {}
    columns: dict[Column, list[Claim]] = {}
    owner: Claim | None = None
    name: str | None = None
    for claim in claims:
        if claim.kind == TABLE:
            owner, name = claim, claim.table.id if claim.table else None
        elif claim.table is not None and owner is not None:
            name = name or claim.table.id
            if claim.table.id == name and claim.extractor == owner.extractor:
                owners[claim.id] = owner.id
                if claim.kind == "opcode_count":
                    columns.setdefault((owner.id, claim.table.column), []).append(claim)
    return Tables(owners, columns)


def _opcode(claim: Claim) -> str:
    return canonical(str(claim.args.get("opcode")))

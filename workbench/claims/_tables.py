"""Which cells belong to which table, and what a cell's neighbours in its column say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.claims._names import canonical
from workbench.claims.base import Finding
from workbench.records import Claim, JointReading

TABLE = "opcode_table"


@dataclass
class Column:
    """The opcode rows of one column: their sum (None when one has no number), and by opcode."""

    total: int | None = None
    counts: dict[str, list[int]] = field(default_factory=dict)
    broken: bool = False

    def add(self, row: Claim) -> None:
        """Take in one more row."""
        count = row.args.get("count")
        if type(count) is not int or self.broken:
            self.total, self.broken = None, True
            return
        self.total = (self.total or 0) + count
        self.counts.setdefault(_opcode(row), []).append(count)


@dataclass(frozen=True)
class Tables:
    """The tables of some claims. `owners` maps the id of a cell's claim to that of its table's.

    Names of tables are unique in one document only, so cells are found by their order: those of a
    table follow its own claim.
    """

    owners: Mapping[str, str]
    columns: Mapping[tuple[str, int, str | None], Column]

    def listed(self, cell: Claim) -> int | None:
        """The sum of the opcode rows in the cell's column; None when one of them has no number."""
        column = self._column(cell)
        return column.total if column else None

    def parts(self, cell: Claim) -> tuple[int, ...]:
        """The counts of all rows of the cell's opcode in its column, if there are several."""
        column = self._column(cell)
        if column is None or column.broken or cell.kind != "opcode_count":
            return ()
        counts = column.counts.get(_opcode(cell), ())
        return tuple(counts) if len(counts) > 1 else ()

    def around(self, claim: Claim, wholes: Mapping[str, Finding]) -> dict[str, object]:
        """What the tables that were judged say to a claim; `wholes` are their findings by id."""
        mine = wholes.get(self.owners.get(claim.id, ""))
        return {
            "table": next(_joint(mine), None) if mine else None,
            "failure": mine.reason if mine else None,
            "listed": self.listed(claim),
            "parts": self.parts(claim),
            "tables": tuple(one for whole in wholes.values() for one in _joint(whole)),
        }

    def _column(self, cell: Claim) -> Column | None:
        owner = self.owners.get(cell.id)
        if cell.table is None or owner is None:
            return None
        return self.columns.get((owner, cell.table.column, cell.python))


def of(claims: Sequence[Claim]) -> Tables:
    """The tables of claims that stand in the order of their documents."""
    owners: dict[str, str] = {}
    columns: dict[tuple[str, int, str | None], Column] = {}
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
                    place = owner.id, claim.table.column, claim.python
                    columns.setdefault(place, Column()).add(claim)
    return Tables(owners, columns)


def _joint(whole: Finding) -> Iterator[JointReading]:
    """The best joint reading of a table that was judged, if there is one."""
    yield from (one for one in whole.readings[:1] if isinstance(one, JointReading))


def _opcode(claim: Claim) -> str:
    return canonical(str(claim.args.get("opcode")))

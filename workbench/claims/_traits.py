"""Traits of a program on one call, as two probes reported them; checked, since guests may lie.

`traits` saw branches, element accesses, loops and products; `dependences` saw work, span and which
loops carry a dependence. A loop of one is that of the other when it stands on the same line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, ValidationError

from workbench.machine_models import Traits
from workbench.records import Measurement, Record

FREE = ("independent", "reduction")
BULK = "bulk"
_MOST = 10**18
_LOOPS = 5_000
_MATTERS = 100

Count = Annotated[int, Field(ge=0, le=_MOST)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Loop(Record):
    """A loop, or the calls on whole arrays of one line, as the traits probe saw it."""

    line: Count
    kind: str = Field(max_length=40)
    parent: Count | None
    runs: Count
    iterations: Count
    operations: Count


class Seen(Record):
    """What the traits probe reported; `probe/traits.py` says what each number is."""

    operations: Count
    arithmetic: Count
    multiplications: Count
    gemm_operations: Count
    branches: Count
    branch_entropy: Share
    decisions: Count
    decision_entropy: Share
    outside: Count
    unfollowed: Count
    accesses: Count
    compared: Count
    regular: Count
    miss_bytes: Count
    compulsory_bytes: Count
    truncated: bool
    loops: list[Loop] = Field(max_length=_LOOPS)

    @property
    def gemm_share(self) -> float:
        """Share of the operations that is in products of matrices."""
        return min(1.0, self.gemm_operations / max(1, self.operations))

    @property
    def regular_share(self) -> float | None:
        """Share of the accesses that are at the same element or the next; None without any."""
        return min(1.0, self.regular / self.compared) if self.compared else None

    @property
    def whole(self) -> bool:
        """Whether nearly all that ran was looked at: only then can something be ruled out."""
        return not self.truncated and not self.unfollowed and 10 * self.outside <= self.operations

    @property
    def branch_rate(self) -> float:
        """Branches for each operation."""
        return self.branches / max(1, self.operations)


class _Span(Record):
    data: Count
    control: Count
    reductions: Count


class _Verdict(Record):
    line: Count
    verdict: str = Field(max_length=40)


class Depends(Record):
    """What the dependences probe reported, as far as it matters here."""

    work: Count
    span: _Span
    loops: list[_Verdict] = Field(max_length=_LOOPS)


def seen(found: Measurement | None) -> Seen | str:
    """What the traits probe saw of a call that came to its end, or why nothing is known."""
    data = _data(found, "traits")
    if isinstance(data, str):
        return data
    try:
        return Seen.model_validate(data)
    except ValidationError:
        return "the guest's report is not one of the traits probe"


def depends(found: Measurement | None) -> Depends | str:
    """What the dependences probe saw of a call it could follow, or why nothing is known."""
    data = _data(found, "dependences")
    if isinstance(data, str):
        return data
    if data.get("work") is None or data.get("span") is None:
        rows = data.get("not_followed")
        first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], Mapping) else {}
        why = data.get("why") or first.get("why") or "the run was not followed"
        return f"work and span are not known: {str(why)[:200]}"
    try:
        return Depends.model_validate(data)
    except ValidationError:
        return "the guest's report is not one of the dependences probe"


def _data(found: Measurement | None, probe: str) -> Mapping[str, object] | str:
    if found is None:
        return f"{probe} were not measured"
    if found.run is not None and found.run.outcome == "not-run":
        return f"not run: {found.run.error}"
    if found.error is not None:
        return f"the {probe} probe failed: {found.error}"[:300]
    if not isinstance(found.data, Mapping):
        return f"the call did not finish: {found.run.outcome if found.run else 'crash'}"
    if found.data.get("raised"):
        return "the call raised an exception"
    return found.data


def together(seen: Seen, depends: Depends) -> Traits:
    """The traits that the machine models need.

    Work and span are those of `depends`, with control and reductions reassociated; shares and
    rates are of what `seen` counted. Free loops with less than 1 % of the work are left out.
    """
    free = _free(seen.loops, depends.loops)
    work = max(1, depends.work)
    total = max(1, seen.operations)
    parts = [_Nest.of(seen.loops, free, place) for place in _outermost(seen.loops, free)]
    # Nobody vectorises or offloads a loop that hardly matters.
    parts = [part for part in parts if part.operations * _MATTERS >= total]
    shared = sum(part.operations for part in parts)
    width = shared / sum(part.operations / part.width for part in parts) if shared else 1.0
    regular = seen.regular_share
    return Traits(
        work=float(work),
        span=float(min(work, max(1, depends.span.reductions))),
        free_share=min(1.0, shared / total),
        width=width,
        regions=float(max(1, sum(part.runs for part in parts))),
        gemm_share=seen.gemm_share,
        branch_entropy=seen.branch_entropy,
        branch_rate=seen.branch_rate,
        access_rate=seen.accesses / total,
        regular_share=1.0 if regular is None else regular,
        miss_bytes=float(seen.miss_bytes),
        compulsory_bytes=float(seen.compulsory_bytes),
        operations=float(seen.arithmetic),
    )


def _free(loops: Sequence[Loop], verdicts: Iterable[_Verdict]) -> list[str | None]:
    """For each loop "independent" or "reduction" when no dependence of another kind was seen.

    Where several loops of a line have different verdicts, the least free one counts for all.
    """
    said: dict[int, set[str]] = {}
    for one in verdicts:
        said.setdefault(one.line, set()).add(one.verdict)
    found: list[str | None] = []
    for loop in loops:
        here = said.get(loop.line, set())
        if loop.kind == BULK:
            found.append("independent")
        elif here and here <= set(FREE):
            lazy = loop.kind == "GeneratorExp" or here == {"reduction"}
            found.append("reduction" if lazy and "reduction" in here else "independent")
        else:
            found.append(None)
    return found


def _outermost(loops: Sequence[Loop], free: Sequence[str | None]) -> list[int]:
    """Places of free loops that are in no free loop, and did something."""
    return [
        place
        for place, loop in enumerate(loops)
        if free[place] and loop.operations and not any(free[p] for p in _around(loops, place))
    ]


def _around(loops: Sequence[Loop], place: int) -> list[int]:
    """The loops around one, the nearest first; a report that goes in circles ends."""
    found: list[int] = []
    parent = loops[place].parent
    while parent is not None and parent < len(loops) and parent not in (*found, place):
        found.append(parent)
        parent = loops[parent].parent
    return found


@dataclass(frozen=True)
class _Nest:
    """A free loop with those in it that do at least half of its work."""

    operations: int
    runs: int
    width: float

    @classmethod
    def of(cls, loops: Sequence[Loop], free: Sequence[str | None], place: int) -> _Nest:
        whole = loops[place]
        chain, at = [place], place
        while True:
            inner = [n for n, one in enumerate(loops) if one.parent == at and n not in chain]
            inner = [n for n in inner if free[n] and 2 * loops[n].operations >= whole.operations]
            if not inner:
                break
            at = max(inner, key=lambda n: loops[n].operations)
            chain.append(at)
        # What is summed over takes no threads of its own where something else is free.
        counted = [n for n in chain if free[n] == "independent"] or chain[:1]
        width = 1.0
        for n in counted:
            width *= max(1.0, loops[n].iterations / max(1, loops[n].runs))
        return cls(whole.operations, whole.runs, width)

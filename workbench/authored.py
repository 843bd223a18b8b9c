"""What an author's own tools left in a submission: compiled files and profiles, held against it.

They decide no verdict. A compiled file that differs from its source is noted at the program; what
a profile says of a function stands beside the claims about that function's time and calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench import artifacts
from workbench.handed import Given
from workbench.measure import Bench
from workbench.measure import authored as reading
from workbench.records import Artifact, Claim, Measurement, Unread, Verdict
from workbench.trying import Tried

_KINDS = ("call_count", "hotspot", "time_share")
_MOST_NAMES = 5


@dataclass(frozen=True)
class Left:
    """What was read: measurements, notes by the id of a program, rows of profiles by their name."""

    measurements: tuple[Measurement, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profiles: Mapping[str, tuple[reading.Row, ...]] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()

    def noted(self, artifact: Artifact) -> Artifact:
        """The program with what its compiled files say."""
        notes = (*artifact.notes, *self.notes.get(artifact.id, ()))
        return artifact.model_copy(update={"notes": notes})

    def beside(self, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """The verdicts, with what the author's own profiles say of the same functions."""
        known = {claim.id: claim for claim in claims}
        return tuple(
            one.model_copy(update={"help": (*one.help, *said)})
            if (said := self._said(known[one.claim]))
            else one
            for one in verdicts
        )

    def _said(self, claim: Claim) -> list[str]:
        function = claim.args.get("function")
        if claim.kind not in _KINDS or not isinstance(function, str):
            return []
        bare = function.rpartition(".")[2].removesuffix("()")
        found = (_sentence(name, rows, bare) for name, rows in self.profiles.items())
        return [one for one in found if one]


def look(given: Given, tried: Sequence[Tried], spot: Bench) -> Left:
    """Read every compiled file and profile of a submission in a guest of its own."""
    programs = {
        one.literal.artifact.name.removesuffix(".py"): one.literal.artifact
        for one in tried
        if one.literal.artifact.named
    }
    left = Left()
    for path, data in given.evidence.items():
        name = given.short(path)
        module = reading.module_of(name)
        seen: Measurement | str
        if len(data) > reading.LARGEST:
            seen = f"it is larger than {reading.LARGEST >> 20} MiB"
        elif module is None:
            seen = reading.profile(data, name, artifacts.whole(given.source), spot)
        elif module not in programs:
            seen = f"there is no {module}.py to compare it with"
        else:
            seen = reading.compiled(data, name, programs[module], spot)
        left = _with(left, path, name, seen)
    return left


def _with(left: Left, path: str, name: str, seen: Measurement | str) -> Left:
    if isinstance(seen, str):
        return replace(left, unread=(*left.unread, Unread(file=path, why=seen)))
    left = replace(left, measurements=(*left.measurements, seen))
    if not seen.artifact:
        return replace(left, profiles={**left.profiles, name: reading.rows(seen)})
    note = _compared(name, seen)
    notes = (*left.notes.get(seen.artifact, ()), note)
    return replace(left, notes={**left.notes, seen.artifact: notes})


def _compared(name: str, seen: Measurement) -> str:
    found = reading.differences(seen)
    if found is None:
        return f"{name} could not be compared with it"
    if not found:
        return f"{name} is what CPython {seen.python} compiles it to"
    names = ", ".join(found[:_MOST_NAMES])
    more = f" and {len(found) - _MOST_NAMES} more" if found[_MOST_NAMES:] else ""
    return f"{name} is not what CPython {seen.python} compiles it to: {names}{more} differ"


def _sentence(name: str, rows: Sequence[reading.Row], function: str) -> str | None:
    """What a profile says of a function: share of the time, calls; None where it is not in it."""
    whole = sum(row.own for row in rows)
    mine = [row for row in rows if row.name == function]
    if not mine or whole <= 0:
        return None
    own = 100 * sum(row.own for row in mine) / whole
    total = 100 * min(max(row.total for row in mine) / whole, 1.0)
    calls = sum(row.calls for row in mine)
    times = "1 call" if calls == 1 else f"{calls} calls"
    shares = f"{own:.0f} % of the time by itself, {total:.0f} % with what it calls"
    return f"the author's own {name} has {function} with {shares}, {times}"

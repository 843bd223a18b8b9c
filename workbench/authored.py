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
    """What was read: measurements, notes by the id of a program, rows of profiles by their name.

    `programs` says by id where the programs with a name of their own lie.
    """

    measurements: tuple[Measurement, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profiles: Mapping[str, tuple[reading.Row, ...]] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
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
        program = self.programs.get(artifacts.printed(claim.artifact or ""))
        alike = [one for one in set(self.programs.values()) if _base(one) == _base(program or "")]
        if program is None or len(alike) != 1:
            return []
        bare = function.rpartition(".")[2].removesuffix("()")
        found = (
            _sentence(name, rows, _base(program), bare) for name, rows in self.profiles.items()
        )
        return [one for one in found if one]


def look(given: Given, tried: Sequence[Tried], spot: Bench) -> Left:
    """Read every compiled file and profile of a submission in a guest of its own."""
    named = [one.literal.artifact for one in tried if one.literal.artifact.named]
    left = Left(programs={one.id: _place(one, given) for one in named})
    for path, data in given.evidence.items():
        name = given.short(path)
        source = reading.source_of(name)
        seen: Measurement | str
        if len(data) > reading.LARGEST:
            seen = f"it is larger than {reading.LARGEST >> 20} MiB"
        elif source is None:
            seen = reading.profile(data, name, artifacts.whole(given.source), spot)
        else:
            one = _at(source, named, given)
            seen = one if isinstance(one, str) else reading.compiled(data, name, one, spot)
        left = _with(left, path, name, seen)
    return left


def _place(program: Artifact, given: Given) -> str:
    """Where a program lies in what was handed in; of one that a document shows, its name there."""
    file = given.short(program.location.file)
    return file if _base(file) == _base(program.name) else program.name


def _at(source: str, named: Sequence[Artifact], given: Given) -> Artifact | str:
    """The program that lies there, or else the one that a document shows under that name; in words
    why it cannot be told which it is."""
    alike = [one for one in named if _place(one, given) == source]
    fitting = [one for one in alike if given.short(one.location.file) == source] or alike
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        return f"there are {len(fitting)} programs called {source}: of which it is cannot be told"
    return f"there is no {source} to compare it with"


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


def _base(path: str) -> str:
    """The name of a file without its folders, as either system writes paths."""
    return path.replace("\\", "/").rpartition("/")[2]


def _sentence(name: str, rows: Sequence[reading.Row], file: str, function: str) -> str | None:
    """What a profile says of the one function of that name in a file of that name: share of the
    time, calls; None where it is not in it, or where there are several."""
    whole = sum(row.own for row in rows)
    mine = [row for row in rows if row.name == function and _base(row.file) == file]
    if len(mine) != 1 or whole <= 0:
        return None
    own = 100 * mine[0].own / whole
    total = 100 * min(mine[0].total / whole, 1.0)
    times = "1 call" if mine[0].calls == 1 else f"{mine[0].calls} calls"
    shares = f"{own:.0f} % of the time by itself, {total:.0f} % with what it calls"
    return f"the author's own {name} has {function} with {shares}, {times}"

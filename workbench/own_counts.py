"""What an author's own listings and counts say: held against the source, and against the words.

They decide no verdict. Whether a file of a submission is of the source is noted at the program;
what a listing or count shows stands beside the false numbers of the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench import artifacts, judge, own_files, printouts
from workbench.handed import Given
from workbench.own_files import FITS, LISTING, STALE, TABLE, Part, bare
from workbench.records import Artifact, Claim, Verdict

_TEXTS = (".txt", ".dis", ".lst", ".log", ".out", ".csv", ".tsv", ".json", ".asm", ".bytecode")
_KINDS = ("opcode_count", "total_instructions")
_MOST_FILES, _MOST_PROGRAMS, _MOST_PARTS, _MOST_NAMES = 20, 8, 600, 8
_SINCE = "the source may have changed since, or another patch release printed it"
_OLDER, _OF_NOTHING = "it is not of this source", "it fits no function of this source"
_FEWEST = 2
"""From here on a number that two sources share is no luck, and so many of them."""


@dataclass(frozen=True)
class Own:
    """What one listing or count shows of a function; `file` is the one that it is all there is in.

    `but` is why it is not of the source, "" for what is; `whole`: what it does not show is not
    there. Of some counts neither program nor function is known ("").
    """

    where: str
    program: str
    function: str
    counts: Mapping[str, int]
    but: str = ""
    whole: bool = True
    file: str = ""

    def shows(self, claim: Claim) -> int | None:
        """Its number for what a claim is about; None where it has none."""
        same = bare(str(claim.args.get("function"))) == bare(self.function)
        if artifacts.printed(claim.artifact or "") != self.program or not same:
            return None
        if claim.kind == "total_instructions":
            every = sum(n for name, n in self.counts.items() if name != "EXTENDED_ARG")
            return every if self.whole else None
        opcode = str(claim.args.get("opcode")).strip().upper()
        return self.counts.get(opcode, 0 if self.whole else None)


@dataclass(frozen=True)
class Told:
    """What was found: what the files show, and notes by the id of a program."""

    owns: tuple[Own, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def noted(self, artifact: Artifact) -> Artifact:
        """The program with what is said of the files of its author."""
        more = self.notes.get(artifacts.printed(artifact.id), ())
        return artifact.model_copy(update={"notes": (*artifact.notes, *more)}) if more else artifact

    def beside(self, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """The verdicts, each false count with what the author's own listings and counts show.

        `claims` have their places as readers count them.
        """
        known = {claim.id: claim for claim in claims}
        own = [each for one in self.owns for each in _tied(one, claims)]
        owns = (*own, *_pasted(known, verdicts))
        return tuple(
            one.model_copy(update={"help": (*one.help, *said)})
            if one.label == "contradicted" and (said := _said(known[one.claim], owns))
            else one
            for one in verdicts
        )


def words(given: Given, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims without those of files that are listings: nobody says anything in them."""
    if given.sort != "submission":
        return tuple(claims)
    shown = {one.location.file for one in claims if one.kind == LISTING}
    shown -= {one.location.file for one in claims if one.kind != LISTING}
    tools = {file for file in shown if _is_listing(given, given.short(file))}
    return tuple(one for one in claims if one.kind != LISTING or one.location.file not in tools)


def look(given: Given, subjects: Mapping[str, judge.Subject], target: str) -> Told:
    """Hold every listing and count in the files of a submission against its programs."""
    if given.sort != "submission":
        return Told()
    programs = [
        one.artifact
        for one in subjects.values()
        if one.stands and one.artifact.kind == "workload" and one.artifact.named
    ]
    groups: list[tuple[str, list[Part]]] = []
    room = _MOST_PARTS
    for name in [name for name in given.files if name.lower().endswith(_TEXTS)][:_MOST_FILES]:
        near = [one for one in programs if own_files.is_named(one, name)]
        meant = (near or programs)[:_MOST_PROGRAMS]
        for parts in own_files.parts(name, given.files[name], meant):
            room -= len(parts)
            if room < 0:
                break
            groups += [(name, parts)] if parts else []
    fitting = own_files.judged([parts for _, parts in groups], subjects, target)
    found: dict[str, list[Part]] = {name: [] for name, _ in groups}
    loose: list[Own] = []
    for (name, parts), fits in zip(groups, fitting, strict=True):
        found[name] += fits if len(fits) == 1 else []
        if not fits and parts[0].claim.kind == TABLE:
            own = _own(name, parts[0])
            loose.append(replace(own, program="", function="", but=_OF_NOTHING))
    told = Told(tuple(loose))
    for name, parts in found.items():
        told = _with(told, name, parts, target)
    return told


def _is_listing(given: Given, name: str) -> bool:
    is_text = name.lower().endswith(_TEXTS)
    return is_text and bool(printouts.listings(given.files.get(name, ""), name))


def _with(told: Told, name: str, found: Sequence[Part], target: str) -> Told:
    notes = dict(told.notes)
    for program in dict.fromkeys(artifacts.printed(one.program.id) for one in found):
        mine = [one for one in found if artifacts.printed(one.program.id) == program]
        notes[program] = (*notes.get(program, ()), *_notes(name, mine, target))
    return Told((*told.owns, *(_own(name, one) for one in found)), notes)


def _notes(name: str, found: Sequence[Part], target: str) -> Iterator[str]:
    """Which code a file is of, by version, and what in it is not of this source."""
    given: dict[str, list[str]] = {}
    for one in found:
        explanation = one.verdict.explanation if one.verdict else ""
        measured = one.verdict.measured if one.verdict else None
        if one.label == "confirmed" or (one.label in FITS and isinstance(measured, str)):
            version = target if one.label == "confirmed" else str(measured)
            given.setdefault(version, []).append(one.function)
        elif one.label in FITS:
            yield f"{name} is of {one.function}: {explanation}"
        else:
            short = explanation.split("; ")[0] if one.claim.kind == LISTING else explanation
            is_named = one.verdict is not None and one.verdict.reason in own_files.STALE
            more = f"; {_SINCE}" if is_named else ""
            yield f"{name} is not of this {one.function}: {short}{more}"
    for version, names in given.items():
        more = f" and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
        yield f"{name} is what CPython {version} gives for {', '.join(names[:_MOST_NAMES])}{more}"


def _own(file: str, part: Part) -> Own:
    where, args = f"the author's own {file}", part.claim.args
    program = artifacts.printed(part.program.id)
    but = "" if part.label in FITS else _OLDER
    if part.claim.kind == TABLE:
        counts = {row["opcode"]: row["count"] for row in args["rows"]}
        return Own(where, program, part.function, counts, but, whole=False, file=file)
    whole = _is_whole(args)
    return Own(where, program, part.function, _counted(args), but, whole=whole, file=file)


def _is_whole(args: Mapping[str, Any]) -> bool:
    """Whether no line of a listing is left out."""
    return not args.get("cut") and not any(row.get("gap") for row in args["instructions"])


def _counted(args: Mapping[str, Any]) -> Counter[str]:
    """The opcodes of a listing; none where lines of it are left out."""
    rows = args["instructions"] if _is_whole(args) else []
    return Counter(row["opcode"] for row in rows if row["opcode"] != "CACHE")


def _pasted(claims: Mapping[str, Claim], verdicts: Sequence[Verdict]) -> Iterator[Own]:
    """What the listings show that stand in the documents themselves."""
    several = len({claim.location.file for claim in claims.values()}) > 1
    for one in verdicts:
        claim = claims[one.claim]
        function = claim.args.get("function") or claim.args.get("code")
        decided = one.label in FITS or (one.label == "contradicted" and one.reason in STALE)
        if claim.kind != LISTING or not decided or not claim.artifact or not function:
            continue
        part = " of {} {}".format(*claim.location.part) if claim.location.part else ""
        file = f" of {_base(claim.location.file)}" if several else ""
        where = f"the listing on line {claim.location.line}{part}{file}"
        if _is_whole(claim.args):
            program, counts = artifacts.printed(claim.artifact), _counted(claim.args)
            but = "" if one.label in FITS else _OLDER
            yield Own(where, program, str(function), counts, but)


def _tied(own: Own, claims: Sequence[Claim]) -> Iterator[Own]:
    """Counts of nobody knows what are of the function whose numbers in the document are theirs."""
    if own.function:
        yield own
        return
    numbers: dict[tuple[str, str], list[bool]] = {}
    for claim in claims:
        count, function = claim.args.get("count"), claim.args.get("function")
        if claim.kind != "opcode_count" or not claim.artifact or not isinstance(function, str):
            continue
        if type(count) is int and count >= _FEWEST:
            shown = own.counts.get(str(claim.args.get("opcode")).strip().upper())
            key = artifacts.printed(claim.artifact), function
            numbers.setdefault(key, []).append(shown == count)
    fitting = [key for key, same in numbers.items() if sum(same) >= max(_FEWEST, len(same) / 2)]
    if len(fitting) == 1:
        yield replace(own, program=fitting[0][0], function=fitting[0][1])


def _said(claim: Claim, owns: Sequence[Own]) -> list[str]:
    """What the author's own listings and counts have to say to a false number."""
    if claim.kind not in _KINDS or type(claim.args.get("count")) is not int:
        return []
    found = []
    for own in owns:
        number = own.shows(claim)
        is_itself = bool(own.file) and claim.location.file.endswith(f"/{own.file}")
        if number is not None and not is_itself:
            too = ", too" if number == claim.args["count"] else ""
            found.append(f"{own.where} has {number}{too}" + (f"; {own.but}" if own.but else ""))
    return found[:_MOST_NAMES]


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]

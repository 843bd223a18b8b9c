"""Which code the listings and counts in an author's files are of, as far as it can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench import judge, printouts, read
from workbench.records import Artifact, Claim, Location, Verdict, short_hash

LISTING, TABLE = "dis_listing", "opcode_table"
FITS = ("confirmed", "other-version")
STALE = ("differs", "other-arguments", "no-joint-reading")
_MODULE, _WHOLE = "<module>", "the whole file"
_MOST_FUNCTIONS = 40
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Part:
    """A listing or a count as a claim about one function of one program."""

    program: Artifact
    function: str
    claim: Claim
    verdict: Verdict | None = None

    @property
    def label(self) -> str | None:
        """The label of that claim."""
        return self.verdict.label if self.verdict else None

    @property
    def may_be_older(self) -> bool:
        """Whether what is not of the source may be of an older state of it."""
        reason = self.verdict.reason if self.verdict else ""
        return self.claim.kind == TABLE or reason in STALE


def parts(name: str, text: str, programs: Sequence[Artifact]) -> Iterator[list[Part]]:
    """For each listing or count in a file what it may be of."""
    listings = printouts.listings(text, name)
    for one in listings:
        args = {key: value for key, value in one.args.items() if key not in ("function", "code")}
        named = one.args.get("code") or one.args.get("function")
        yield [
            _part(LISTING, program, function, {**args, "code": function}, name)
            for program in programs
            for function in _functions(program, named, name, _MODULE)
        ]
    for tally in printouts.tallies(text, name) if not listings else ():
        rows = [{"opcode": opcode, "count": count} for opcode, count in tally.counts.items()]
        yield [
            _part(TABLE, program, function, {"function": function, "rows": rows}, name)
            for program in programs
            for function in _functions(program, tally.function, name, _WHOLE)
        ]


def _functions(program: Artifact, named: str | None, file: str, more: str) -> list[str]:
    """What a listing or count may be of: what it names, what its file names, or anything."""
    every = list(read.functions(program.source))[:_MOST_FUNCTIONS]
    if named is not None:
        inner = named.startswith("<") or bare(named) in every
        is_class = re.search(rf"\bclass\s+{re.escape(named)}\b", program.source)
        return [named] if inner or is_class else []
    in_name = [one for one in every if holds(file.rpartition("/")[2], one)]
    return in_name if len(in_name) == 1 else [*every, more]


def _part(kind: str, program: Artifact, function: str, args: dict[str, Any], file: str) -> Part:
    claim = Claim(
        id=short_hash(file, kind, program.id, function, repr(args)),
        artifact=program.id,
        kind=kind,
        args=args,
        quote=file,
        location=Location(file=file, line=1, column=1, end_line=1, end_column=1),
        subject=function,
        extractor="printouts",
        defined=True,
    )
    return Part(program, function, claim)


def judged(
    groups: Sequence[Sequence[Part]], subjects: Mapping[str, judge.Subject], target: str
) -> list[list[Part]]:
    """For each listing or count what it is of, or was before the source changed, with its verdict.

    None where that cannot be told, several where it is of each of them.
    """
    claims = [one.claim for group in groups for one in group]
    verdicts = iter(judge.claims(claims, subjects, target) if claims else ())
    return [_fitting([replace(one, verdict=next(verdicts)) for one in group]) for group in groups]


def _fitting(every: Sequence[Part]) -> list[Part]:
    for label in FITS:
        if fits := [one for one in every if one.label == label]:
            return fits
    near = [one for one in every if one.label == "contradicted" and one.may_be_older]
    of_one = len(near) == 1 and (near[0].claim.kind == LISTING or len(every) == 1)
    return near if of_one else []


def is_named(program: Artifact, file: str) -> bool:
    """Whether the name of a file has that of the program in it: solver.dis.txt, dis_solver.txt."""
    stem = program.name.rpartition("/")[2].removesuffix(".py")
    return holds(file.rpartition("/")[2], stem)


def holds(file: str, name: str) -> bool:
    """Whether the words of a name stand together in that of a file."""
    inner, outer = (_WORD.findall(one.lower()) for one in (name, file))
    size = len(inner)
    return bool(inner) and any(outer[i : i + size] == inner for i in range(len(outer)))


def bare(name: str) -> str:
    return name.rpartition(".")[2].removesuffix("()")

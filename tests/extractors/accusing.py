"""A small program, measured by this interpreter, and what its verdicts on a text are."""

from __future__ import annotations

import re
from functools import cache

import builders as b

from workbench import interpreters, judge, measure, read
from workbench.claims._facts import StaticFacts, facts_from
from workbench.guest import tiers
from workbench.records import Artifact, Claim, Measurement, Verdict

SOURCE = """\
def area(w, h):
    total = 0
    for i in range(w):
        if i < h:
            total += i * h + w
    return rim(total, h)


def rim(w, h):
    return w + h + w + h


class Box:
    def run(self):
        return self


class Bag:
    def run(self, item):
        return [self.item, item.item, self.item]
"""


def artifact() -> Artifact:
    """The program, with `area` as its entry point."""
    return b.artifact(source=SOURCE, entry_point="area", workload="area")


@cache
def measured() -> Measurement:
    """Its bytecode on the interpreter that runs the tests."""
    here = interpreters.running()
    bench = measure.Bench((here,), here, tiers.detect(allow_none=True), None)
    return measure.static(artifact(), here, bench)


@cache
def facts() -> StaticFacts:
    """The same, read."""
    found = facts_from(measured())
    assert isinstance(found, StaticFacts)
    return found


def count(function: str, opcode: str) -> int:
    """How many there are; 0 of an opcode that this version does not have."""
    return facts().count(function, opcode) or 0


def counts(function: str) -> dict[str, int]:
    """All opcodes of a function."""
    code = facts().function(function)
    assert code is not None
    return dict(code.counts)


def total(function: str) -> int:
    """All its instructions."""
    code = facts().function(function)
    assert code is not None
    return code.total


def filled(text: str) -> str:
    """The text with {LOAD_FAST} as that number of area, {rim.LOAD_FAST} as that of rim.

    {LOAD_FAST+3} is three more, {area.*} the whole of area.
    """

    def number(found: re.Match[str]) -> str:
        function, opcode = found.group(1) or "area", found.group(2)
        value = total(function) if opcode == "*" else count(function, opcode)
        return str(value + int(found.group(3) or 0))

    return re.sub(r"\{(?:([A-Za-z.]+)\.)?([A-Z][A-Z_]+|\*)([+-]\d+)?\}", number, text)


def judged(text: str) -> list[tuple[Claim, Verdict]]:
    """Every claim of a filled text with its verdict."""
    document = read.document(filled(text).encode(), "chat.md")
    claims = read.claims(document, (artifact(),))
    here = measured()
    subject = judge.Subject(artifact(), {here.python: here}, entry_point="area")
    verdicts = judge.claims(claims, {"a1": subject}, here.python)
    return list(zip(claims, verdicts, strict=True))

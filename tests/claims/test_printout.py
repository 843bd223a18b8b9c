"""The rebuilt text of a disassembly, held against what each CPython here really prints."""

from __future__ import annotations

import pytest
from disassembling import PROGRAMS, found, printed, subject

from workbench.claims import _printout
from workbench.claims._facts import StaticFacts, facts_from

VERSIONS = [one.version for one in found()]
WITH_TABLE = ("guard", "squares")
"""What has an exception table from 3.11 on, which no fact tells."""


def words(text: str) -> list[list[str]]:
    """The words of every line, with addresses and names of files as they are rebuilt."""
    lines = (line.replace("program.py", "file.py") for line in text.splitlines())
    return [["0x," if word.startswith("0x") else word for word in line.split()] for line in lines]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in ("Box", "words")])
def test_it_is_what_dis_prints(name: str, version: str) -> None:
    facts = facts_from(subject(name).static[version])
    assert isinstance(facts, StaticFacts)
    code = facts.function(name)
    assert code is not None
    rebuilt = _printout.of(code, facts)
    if rebuilt is None:
        new = tuple(map(int, version.split(".")[:2])) >= (3, 11)
        assert new
        assert name in WITH_TABLE
        return
    assert [list(line.words) for line in rebuilt.all] == words(printed(name, version))

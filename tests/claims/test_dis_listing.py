"""Pasted disassemblies against what each CPython here really prints, whole and with one change."""

from __future__ import annotations

import re
from collections.abc import Callable

import claiming as c
import disassembling as d
import needing
import pytest

from workbench.claims.base import Finding

VERSIONS = [one.version for one in d.found()]
HOW: dict[tuple[int, ...], tuple[str, ...]] = {
    (3, 11): ("", "caches"),
    (3, 12): ("", "caches"),
    (3, 13): ("", "caches", "offsets"),
}
HERE = d.found()[-1].version


def minor(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))


def number_of(listing: str) -> int:
    """How many code objects are shown: the one asked for, and those that have a header."""
    return 1 + listing.count("Disassembly of <code")


def old() -> str:
    """The 3.10 here, whose lines tell it from all others."""
    return needing.interpreter(d.on((3, 10)), "3.10")


def newer() -> str:
    return needing.interpreter(d.on((3, 11)), "3.11")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", [name for name in d.PROGRAMS if name != "Box"])
def test_what_a_version_prints_is_confirmed_there_and_accused_nowhere(
    name: str, version: str
) -> None:
    for how in HOW.get(minor(version)[:2], ("",)):
        listing = d.printed(name, version, how)
        there = d.judged(name, listing, version)
        assert [one.label for one in there] == ["confirmed"] * number_of(listing)
        others = {one.label for one in d.judged(name, listing, VERSIONS[0])}
        assert others <= {"confirmed", "other-version"}


@pytest.mark.parametrize("version", VERSIONS)
def test_modules_and_methods(version: str) -> None:
    module = d.judged("loop", d.printed("loop", version, "module"), version)
    assert [one.label for one in module] == ["confirmed"] * 2
    methods = d.judged("Box", d.printed("Box", version), version)
    assert [one.label for one in methods] == ["confirmed"] * 2


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("(n)", "(total)", 1),
        lambda text: text.replace("LOAD_FAST", "LOAD_GLOBAL", 1),
        lambda text: re.sub(r"\n[^\n]*GET_ITER[^\n]*", "", text),
        lambda text: re.sub(r"(\n[^\n]*GET_ITER[^\n]*)", r"\1\1", text),
        lambda text: text.replace("(7)", "(8)"),
        lambda text: re.sub(r"STORE_FAST +\d+ ", "STORE_FAST 9 ", text, count=1),
        lambda text: text.replace("RETURN_VALUE", "RETURN_VALUES"),
    ],
)
def test_one_change_is_seen(change: Callable[[str], str]) -> None:
    for version in (old(), newer()):
        listing = d.printed("loop", version)
        changed = change(listing)
        assert changed != listing
        (found,) = d.judged("loop", changed, version)
        assert (found.label, found.verdict.rule) == ("contradicted", "WB113")


def test_the_first_line_that_differs_is_quoted_with_the_nearest_version() -> None:
    (found,) = d.judged("loop", d.printed("loop", old()).replace("(7)", "(8)"), HERE)
    text = found.verdict.explanation
    assert "(8)`" in text
    assert "(7)`" in text
    assert f"CPython {old()}, the nearest" in text
    assert "1 of " in text


def test_another_version_is_named() -> None:
    (found,) = d.judged("loop", d.printed("loop", old()), newer())
    assert (found.label, found.verdict.rule) == ("other-version", "WB103")
    assert f"CPython {old()} gives for loop" in found.verdict.explanation


def test_lines_of_source_blanks_and_remarks_do_not_count() -> None:
    listing = d.printed("loop", newer())
    moved = re.sub(r"^ {2}(\d) ", lambda found: f" 4{found[1]} ", listing, flags=re.M)
    remarks = re.sub(r"(GET_ITER|RETURN_VALUE)\b *", r"\1  # what (this) does", listing)
    narrow = re.sub(r" {2,}", " ", listing)
    tabs = re.sub(r" {4,}", "\t", listing)
    quoted = "\n".join(f"    {line}" for line in listing.split("\n"))
    for text in (moved, remarks, narrow, tabs, quoted):
        assert text != listing
        assert [one.label for one in d.judged("loop", text, newer())] == ["confirmed"]


def test_without_offsets() -> None:
    listing = re.sub(r"^[ >\d]*(?=[A-Z])", "", d.printed("loop", newer()), flags=re.M)
    assert [one.label for one in d.judged("loop", listing, newer())] == ["confirmed"]


def test_offsets_that_no_version_has() -> None:
    listing = re.sub(
        r"\b4 LOAD_CONST|\b4 STORE_FAST", lambda m: f"3{m[0][1:]}", d.printed("loop", newer())
    )
    (found,) = d.judged("loop", listing, newer())
    assert (found.label, found.verdict.reason) == ("contradicted", "invented-offsets")


def test_dots_stand_for_lines() -> None:
    lines = [line for line in d.printed("loop", newer()).split("\n") if line.strip()]
    start, part, end = lines[:6], lines[8:13], lines[-2:]
    for text in ([*start, "..."], [*start, "  ...", *end], ["...", *part, "..."]):
        (found,) = d.judged("loop", "\n".join(text), newer())
        assert found.label == "confirmed"
        assert "part of" in found.verdict.explanation
    wrong = [*start[:3], start[3].replace("xs", "n"), *start[4:], "..."]
    assert [one.label for one in d.judged("loop", "\n".join(wrong), newer())] == ["contradicted"]
    (unsaid,) = d.judged("loop", "\n".join(part), newer())
    assert unsaid.label in ("ambiguous", "uncheckable")


PYTHON_2 = """\
  3           0 LOAD_CONST               1 (0)
              3 STORE_FAST               2 (total)

  4           6 SETUP_LOOP              24 (to 33)
              9 LOAD_FAST                0 (xs)
             12 GET_ITER
        >>   13 FOR_ITER                16 (to 32)
             16 STORE_FAST               3 (x)
             32 POP_BLOCK
        >>   33 LOAD_FAST                2 (total)
             36 RETURN_VALUE
"""
PYTHON_37 = """\
  1           0 LOAD_FAST                0 (a)
              2 LOAD_CONST               1 (3)
              4 BINARY_MULTIPLY
              6 RETURN_VALUE
"""
PYTHON_314 = """\
  1           RESUME                   0

  2           LOAD_FAST_BORROW_LOAD_FAST_BORROW 1 (a, b)
              BINARY_OP                5 (*)
              RETURN_VALUE
"""


def test_versions_that_are_not_here_are_recognised() -> None:
    (two,) = d.judged("loop", PYTHON_2, HERE)
    assert (two.label, two.verdict.reason) == ("uncheckable", "version-untested")
    assert "2.7" in two.verdict.explanation
    for listing in (PYTHON_37, PYTHON_314):
        (found,) = d.judged("product", listing, HERE)
        assert found.label == "uncheckable"


def test_other_code_accuses_nobody() -> None:
    (found,) = d.judged("loop", d.printed("swap", newer()), newer())
    assert (found.label, found.verdict.reason) == ("uncheckable", "no-code")


def test_words_that_say_it_is_not_to_the_letter() -> None:
    listing = d.printed("loop", newer()).replace("(7)", "(8)")
    (found,) = d.judged("loop", listing, newer(), "A simplified disassembly:")
    assert found.label == "ambiguous"


def test_opcodes_that_no_version_has_together() -> None:
    listing = d.printed("product", newer()).replace(
        "BINARY_OP                5 (*)", "BINARY_MULTIPLY"
    )
    (found,) = d.judged("product", listing, newer())
    assert found.label in ("contradicted", "uncheckable")
    assert found.label == "contradicted"
    assert "no CPython has both BINARY_MULTIPLY and RESUME" in found.verdict.explanation


def listed(*rows: tuple[str, int | None, str]) -> dict[str, object]:
    """Instructions of a code object as the probe reports them, two bytes each."""
    return {
        "instructions": [[2 * n, 1, name, text] for n, (name, _, text) in enumerate(rows)],
        "instruction_args": [arg for _, arg, _ in rows],
    }


ADDED = (
    ("RESUME", 0, ""),
    ("LOAD_FAST", 0, "a"),
    ("LOAD_FAST", 1, "b"),
    ("RETURN_VALUE", None, ""),
)
TAKEN = (*ADDED[:2], ("LOAD_FAST", 2, "c"), ADDED[3])


def test_lines_of_another_function_are_known_as_such() -> None:
    codes = [
        c.entry(name, {"RESUME": 1, "LOAD_FAST": 2, "RETURN_VALUE": 1}, **listed(*rows))
        for name, rows in (("f", ADDED), ("g", TAKEN))
    ]
    static = {c.TARGET: c.facts(c.TARGET, *codes)}

    def said(rows: tuple[tuple[str, int | None, str], ...]) -> Finding:
        shown = [{"opcode": name, "arg": arg, "argrepr": text or None} for name, arg, text in rows]
        return c.find("dis_listing", {"function": "f", "instructions": shown}, static)

    assert (said(ADDED).label, said(ADDED).reason) == ("confirmed", "holds")
    taken = said(TAKEN)
    assert (taken.label, taken.reason) == ("contradicted", "other-function")
    assert taken.explanation.endswith("line by line it is what CPython 3.11.7 gives for g")
    invented = said((*TAKEN[:2], ("LOAD_FAST", 7, "d"), TAKEN[3]))
    assert (invented.label, invented.reason) == ("contradicted", "other-arguments")
    others = said((*TAKEN[:2], ("LOAD_CONST", 1, "None"), TAKEN[3]))
    assert (others.label, others.reason) == ("contradicted", "differs")

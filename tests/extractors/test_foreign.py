"""Counts in German, Spanish and French sentences, and sentences of which only a part is known."""

from __future__ import annotations

import pytest
from accusing import judged
from stating import said

from workbench.extractors import foreign

Said = tuple[str | None, int, str | None]


def found(text: str) -> list[Said]:
    """Function, number and opcode of each claim."""
    claims = said(foreign, text)
    return [(one.args["function"], one.args["count"], one.args.get("opcode")) for one in claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Funktion `f` hat insgesamt 34 Instruktionen.", [("f", 34, None)]),
        ("`f` besteht aus 34 Befehlen.", [("f", 34, None)]),
        (
            "`f` enthält 7 `LOAD_FAST` und 9 `LOAD_CONST`.",
            [("f", 7, "LOAD_FAST"), ("f", 9, "LOAD_CONST")],
        ),
        ("Es gibt drei `COMPARE_OP`-Befehle in `f`.", [("f", 3, "COMPARE_OP")]),
        ("`STORE_FAST` kommt 4 mal vor.", [(None, 4, "STORE_FAST")]),
        ("`STORE_FAST` kommt viermal in `f` vor.", [("f", 4, "STORE_FAST")]),
        ("`BINARY_OP` kommt fünfmal vor.", [(None, 5, "BINARY_OP")]),
        ("`FOR_ITER` kommt nicht vor.", [(None, 0, "FOR_ITER")]),
        ("La función `f` tiene 13 instrucciones en total.", [("f", 13, None)]),
        ("`LOAD_FAST` aparece 6 veces en `f`.", [("f", 6, "LOAD_FAST")]),
        ("Hay 1 `BINARY_OP`.", [(None, 1, "BINARY_OP")]),
        ("`FOR_ITER` no aparece.", [(None, 0, "FOR_ITER")]),
        ("La fonction `f` contient exactement 13 instructions.", [("f", 13, None)]),
        ("Il y a deux instructions `LOAD_FAST`.", [(None, 2, "LOAD_FAST")]),
        ("`LOAD_FAST` apparaît 6 fois.", [(None, 6, "LOAD_FAST")]),
    ],
)
def test_counts(text: str, expected: list[Said]) -> None:
    assert found(text) == expected


def test_of_these_are_those_of_the_sentence_before() -> None:
    text = "`f` hat 34 Instruktionen. Davon sind 7 `LOAD_FAST` und 9 `LOAD_CONST`."
    assert found(text) == [("f", 34, None), ("f", 7, "LOAD_FAST"), ("f", 9, "LOAD_CONST")]
    text = "`f` hat 34 Zeilen. Davon sind 7 `LOAD_FAST`."
    assert found(text) == []


def test_a_rough_number_is_one() -> None:
    (one,) = said(foreign, "`f` hat ungefähr 30 Instruktionen.")
    assert (one.hedge, one.tolerance) == ("ungefähr", 3.0)


@pytest.mark.parametrize(
    "text",
    [
        "`f` hat nicht 34 Instruktionen.",
        "`f` hat keine 34 Instruktionen.",
        "`f` hat mehr als 34 Instruktionen.",
        "`f` hat mindestens 34 Instruktionen.",
        "Hat `f` 34 Instruktionen?",
        "Wenn man die Schleife entfernt, hat `f` 34 Instruktionen.",
        "`f` hätte 34 Instruktionen.",
        "`f` würde 34 Instruktionen haben.",
        "Die Schleife hat 34 Instruktionen.",
        "Die Schleife von `f` hat 34 Instruktionen.",
        "`f` hat 34 Instruktionen pro Durchlauf.",
        "`f` hat unter Python 3.8 34 Instruktionen.",
        "Unter Python 2.7:\n\n`f` hat 34 Instruktionen.",
        "Pro Durchlauf:\n\n`f` hat 34 Instruktionen.",
        "## In der Schleife\n\nEs gibt 3 `BINARY_OP`.",
        "`LOAD_FAST` kommt 4 mal öfter vor.",
        "`LOAD_FAST` kommt in der Schleife 4 mal vor.",
        "`f` hat 34 bis 36 Instruktionen.",
        "`f` hat 34 `LOAD_FAST` oder `STORE_FAST`.",
        "Mein Freund sagt: `f` hat 34 Instruktionen.",
        "`f` tiene menos de 34 instrucciones.",
        "`f` no tiene 34 instrucciones.",
        "¿Tiene `f` 34 instrucciones?",
        "Cada iteración:\n\nHay 3 `BINARY_OP`.",
        "`f` contient moins de 34 instructions.",
        "`f` ne contient pas 34 instructions.",
        "`f` hat 34 Zeilen.",
        "> `f` hat 34 Instruktionen.\n\nSo steht es dort.",
        "> Nutzer: `f` hat 34 Instruktionen.\n\nDas stimmt nicht.",
    ],
)
def test_what_is_more_than_such_a_sentence_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_true_ones_are_confirmed() -> None:
    text = (
        "Die Funktion `rim` hat {rim.*} Instruktionen. Davon sind {rim.LOAD_FAST} `LOAD_FAST`.\n\n"
        "`LOAD_FAST` kommt {LOAD_FAST} mal in `area` vor.\n\n`FOR_ITER` no aparece en `rim`."
    )
    labels = [verdict.label for claim, verdict in judged(text) if claim.extractor == "foreign"]
    assert len(labels) > 1
    assert set(labels) == {"confirmed"}


@pytest.mark.parametrize("part", ["es gibt 3 CALL und ", "CALL kommt 3 mal vor und "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    said(foreign, part * 20_000)
    said(foreign, (part + "x. A") * 10_000)

"""Which version of a program, and the method of which class, words tell."""

from __future__ import annotations

import pytest

from workbench.extractors import _which

SIZES = ("Queue.size", "Stack.size")


@pytest.mark.parametrize(
    ("text", "count", "place"),
    [
        ("The original `f` has these counts:", 2, 0),
        ("The first version of the function:", 3, 0),
        ("Version 2:", 3, 1),
        ("The second implementation:", 2, 1),
        ("The improved version:", 2, 1),
        ("The improved version:", 3, None),  # of three nobody knows which one is meant
        ("The third version:", 2, None),
        ("The original and the improved version:", 2, None),
        ("Counts on version 2.7:", 2, None),
        ("The first opcode is RESUME:", 2, None),
        ("Counts of `f`:", 2, None),
    ],
)
def test_the_version_that_a_text_speaks_of(text: str, count: int, place: int | None) -> None:
    assert _which.version(text, count) == place


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("Original", 0),
        ("Before", 0),
        ("original version", 0),
        ("Optimised", 1),
        ("Improved code", 1),
        ("After", 1),
        ("v2", 1),
        ("Original count", None),
        ("Version", None),
        ("Python 2", None),
    ],
)
def test_a_label_tells_a_version_only_when_it_says_nothing_else(
    label: str, place: int | None
) -> None:
    assert _which.version_label(label, 2) == place
    assert _which.is_version(label) == (place is not None)


@pytest.mark.parametrize(
    ("texts", "method"),
    [
        (["## Queue"], "Queue.size"),
        (["`size`", "The `Stack` class"], "Stack.size"),
        (["Queue and Stack"], None),
        (["Queue and Stack", "Stack"], None),
        (["Stack effects"], None),
        (["Queues"], None),
        ([], None),
    ],
)
def test_the_nearest_text_that_names_a_class_decides(texts: list[str], method: str | None) -> None:
    assert _which.of_class(SIZES, texts) == method

"""Sentences that ask for a step to be repeated for other programs."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import repeats


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Repeat this for the other programs.", []),
        ("Repeat the same for all other scripts.", []),
        ("Do the same for the remaining workloads.", []),
        ("Repeat for `sorting.quick` and `tsp`.", ["sorting.quick", "tsp"]),
        ("Then repeat the steps with `aes.py`.", ["aes.py"]),
        ("Do the same with the rest.", []),
    ],
)
def test_what_is_to_be_repeated(text: str, names: list[str]) -> None:
    (found,) = said(repeats, text)
    assert found.args == {"names": names}
    assert found.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Repeat until the list is sorted.",
        "Repeat 10 times for a stable result.",
        "Do not repeat this for the other programs.",
        "The loop repeats for every element.",
        "Repeat for larger inputs.",
        "The same holds for the other programs.",
    ],
)
def test_other_sentences_say_nothing(text: str) -> None:
    assert said(repeats, text) == ()

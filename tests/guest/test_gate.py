"""What is refused before any process sees it, and what a reader could be deceived by."""

from __future__ import annotations

import pytest

from workbench.guest import gate

MIB = 1 << 20


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("x" * MIB, False),
        ("x" * (MIB + 1), True),
        ("é" * (MIB // 2), False),  # two bytes each
        ("é" * (MIB // 2) + "x", True),
        ("# \N{SNAKE}", False),
        ("x = '\ud800'", True),
        ("x = 1\0", True),
        ("\0", True),
        ("", False),
    ],
)
def test_size_is_counted_in_bytes_of_strict_utf8_without_nul(source: str, refused: bool) -> None:
    assert (gate.refusal(source) is not None) == refused


@pytest.mark.parametrize("control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
def test_controls_of_direction_are_flagged_wherever_they_stand(control: str) -> None:
    for source in (f"# {control}\n", f"x = '{control}'\n", f'"""{control}"""\n'):
        assert gate.suspicions(source) == ("WB607",)
        assert gate.refusal(source) is None


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("p\u0430ssword = 1\n", ("WB607",)),  # a Cyrillic letter
        ("def \uff46(): pass\n", ("WB607",)),  # a full-width one, which Python reads as f
        ("x = 'Grüße'  # naïve\n", ()),
        ('"""Überschrift"""\nx = 1\n', ()),
        ("x = 'a' + \u03c0\n", ("WB607",)),
    ],
)
def test_names_that_are_not_ascii_are_flagged(source: str, codes: tuple[str, ...]) -> None:
    assert gate.suspicions(source) == codes

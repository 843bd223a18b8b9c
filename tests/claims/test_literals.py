"""Values as claims write them: compared to the digits written, never evaluated."""

from __future__ import annotations

import pytest

from workbench.claims._literals import NotALiteralError, last_digit, parse, same


@pytest.mark.parametrize(
    ("claimed", "measured"),
    [
        ("5.2788", "5.278830895566722"),
        ("5.28", "5.278830895566722"),
        ("5.278830895566722", "5.278830895566722"),
        ("-5.28", "-5.278830895566722"),
        ("26.7", "26.700000000000003"),
        ("1.2e3", "1249.0"),
        ("1e-3", "0.001"),
        ("0.30000000000000004", "0.3"),
        ("5.0", "5"),
        ("70", "70.0"),
        ("[1, 2]", "[1.0, 2.0]"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("-inf", "-inf"),
        ("[[1.5, 2.25], [3, nan]]", "[[1.5, 2.25], [3, nan]]"),
        ("(1, 2.68)", "(1, 2.6789)"),
        ("1, 2", "(1, 2)"),
        ("{1, 2}", "{2, 1}"),
        ("set()", "set()"),
        ("{'a': 5.28, 'b': [1]}", "{'b': [1], 'a': 5.2788}"),
        ("True", "True"),
        ("None", "None"),
        ("'it''s'", '"its"'),
        ("'\\d'", "'\\\\d'"),
        ("b'x'", "b'x'"),
        ("-0.0", "0.0"),
        ("0.0", "0"),
        (" 3 ", "3"),
    ],
)
def test_what_is_the_same(claimed: str, measured: str) -> None:
    assert same(parse(claimed), parse(measured))


@pytest.mark.parametrize(
    ("claimed", "measured"),
    [
        ("5.27", "5.278830895566722"),
        ("5.2789", "5.278830895566722"),
        ("5", "5.2788"),
        ("nan", "1.0"),
        ("inf", "-inf"),
        ("1.0", "inf"),
        ("1.0", "nan"),
        ("[1, 2]", "(1, 2)"),
        ("[1, 2]", "[1, 2, 3]"),
        ("[]", "None"),
        ("True", "1"),
        ("1", "True"),
        ("'1'", "1"),
        ("{'a': 5.27}", "{'a': 5.2788}"),
        ("{'a': 1}", "{'a': 1, 'b': 1}"),
        ("{1: 'x'}", "{True: 'x'}"),
        ("{1: 2}", "[1, 2]"),
        ("0e9", "5.0"),
        ("0.0e400", "5.0"),
        ("0e" + "9" * 1000, "5.0"),
        ("1e-999999999", "0.5"),
        ("1.0", "1" + "0" * 400),
        ("1e308", "1" + "0" * 400),
    ],
)
def test_what_is_not(claimed: str, measured: str) -> None:
    assert not same(parse(claimed), parse(measured))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "10**10**10",
        "9**9**9**9",
        "'a' * 10**9",
        "1 + 1",
        "x",
        "f(1)",
        "float('nan')",
        "__import__('os').system('true')",
        "[x for x in (1,)]",
        "f'{1}'",
        "{**{}}",
        "{[]: 1}",
        "{{}}",
        "1 if True else 2",
        "(" * 900,
        "[" * 900 + "]" * 900,
        "(" * 300 + ")" * 300,
        "-" * 1900 + "1",
        "not " * 400 + "1",
        "1" * 1900 + "0" * 200,
        "a." * 900 + "b",
        "1+" * 900 + "1",
        "\x00",
        "'\ud800",
        "[1,",
        "array([[1, 2]])",
    ],
)
def test_what_is_no_literal(text: str) -> None:
    with pytest.raises(NotALiteralError):
        parse(text)


def test_the_parser_never_sees_a_long_text() -> None:
    with pytest.raises(NotALiteralError, match="too long"):
        parse("[" * 10_000_000)


def test_a_long_number_is_no_crash() -> None:
    with pytest.raises(NotALiteralError):
        parse("1" * 5000, limit=200_000)
    assert not same(parse("1"), parse("1" * 4000, limit=200_000))


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5.28", 0.01), ("-5", 1.0), ("1.2e3", 100.0), ("1_000.5", 0.1), ("0e5", 1.0), ("5.", 1.0)],
)
def test_the_last_digit_written(text: str, unit: float) -> None:
    assert last_digit(text) == pytest.approx(unit)


@pytest.mark.parametrize("text", ["f(1)", "x", "1 + 1", "[1,", "{[]: 1}"])
def test_the_reason_is_the_same_every_time(text: str) -> None:
    with pytest.raises(NotALiteralError) as caught:
        parse(text)
    assert "0x" not in str(caught.value)
    assert str(caught.value)

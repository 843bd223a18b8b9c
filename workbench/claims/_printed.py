"""What a program printed and what somebody says it printed: compared word by word.

Numbers agree to the digits that are written; colours and trailing blanks do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.claims import _literals

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]{0,30}[ -/]{0,5}[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[@-Z\\-_])"
)
_TOKEN = re.compile(
    r"(?P<number>(?<![\w.])[-+]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][-+]?\d{1,3})?"
    r"(?P<cut>\.\.\.|…)?(?![\w]))|\w+|[^\w\s]"
)
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…|\[\.\.\.\])\s*\Z")
_MAX_TEXT = 200_000
_MAX_TOKENS = 2_000
_MAX_LINES = 5_000
_MAX_TRIES = 100_000
_SHORT = 3


def lines(text: str) -> list[str]:
    """The lines of an output, without colours, trailing blanks and empty lines."""
    plain = _ANSI.sub("", text[:_MAX_TEXT])
    found = [line.rstrip() for line in re.split(r"\r\n?|\n", plain) if line.strip()]
    return found[:_MAX_LINES]


def holds(claimed: str, printed: str) -> bool:
    """Whether the claimed text stands in what was printed: as whole lines, or within one line.

    A line of dots stands for any lines. A short text (a single small number) must be a line of
    its own or end one, since it would be found somewhere by luck.
    """
    wanted = lines(claimed)
    there = [_tokens(line) for line in lines(printed)]
    if not wanted:
        return False
    if len(wanted) == 1 and not _ELLIPSIS.match(wanted[0]):
        return any(_within(_tokens(wanted[0]), line) for line in there)
    return _follow(wanted, there)


def is_mixture(claimed: str, *streams: str) -> bool:
    """Whether the claimed lines are lines of several streams, those of each in their order.

    A terminal shows what is printed and what goes to the standard error among each other.
    """
    left = [[_tokens(line) for line in lines(stream)] for stream in streams]
    wanted = [_tokens(line) for line in lines(claimed)]
    for tokens in wanted:
        there = next((own for own in left if any(_same(tokens, one) for one in own)), None)
        if there is None:
            return False
        while not _same(tokens, there.pop(0)):
            pass
    return bool(wanted)


def first_difference(claimed: str, printed: str) -> str | None:
    """The first claimed line that the output does not have."""
    there = [_tokens(line) for line in lines(printed)]
    for line in lines(claimed):
        wanted = _tokens(line)
        if not _ELLIPSIS.match(line) and not any(_within(wanted, one) for one in there):
            return line
    return None


def _follow(wanted: Sequence[str], there: Sequence[list[str]]) -> bool:
    """Whether the lines stand there in their order; beyond dots, one right after the other."""
    starts = range(len(there)) if not _ELLIPSIS.match(wanted[0]) else range(1)
    first = _tokens(wanted[0])
    tried = 0
    for start in starts:
        if not _ELLIPSIS.match(wanted[0]) and not _same(first, there[start]):
            continue
        tried += 1
        if tried > 100:
            return False
        if _follow_from(wanted, there, start):
            return True
    return False


def _follow_from(wanted: Sequence[str], there: Sequence[list[str]], place: int) -> bool:
    loose = False
    for line in wanted:
        if _ELLIPSIS.match(line):
            loose = True
            continue
        tokens = _tokens(line)
        while place < len(there) and loose and not _same(tokens, there[place]):
            place += 1
        if place >= len(there) or not _same(tokens, there[place]):
            return False
        place, loose = place + 1, False
    return True


def _within(wanted: list[str], line: list[str]) -> bool:
    """Whether a line is the text, or holds it as neighbouring words."""
    if _same(wanted, line):
        return True
    if len(wanted) == 1 and len(wanted[0]) <= _SHORT:
        return bool(line) and _equal(wanted[0], line[-1])
    size = len(wanted)
    if size * len(line) > _MAX_TRIES:
        return False
    return any(_same(wanted, line[start : start + size]) for start in range(len(line) - size + 1))


def _same(wanted: Sequence[str], there: Sequence[str]) -> bool:
    return len(wanted) == len(there) and all(
        _equal(one, other) for one, other in zip(wanted, there, strict=True)
    )


def _equal(claimed: str, printed: str) -> bool:
    """Two words; a claimed number with a point agrees to half a unit of its last digit."""
    if claimed == printed:
        return True
    cut = claimed.endswith(("...", "…"))
    digits = claimed.rstrip(".…") if cut else claimed
    try:
        left, right = float(digits), float(printed)
    except ValueError:
        return False
    if "." not in digits and "e" not in digits.lower() and not cut:
        return left == right
    unit = _literals.last_digit(digits)
    # What is cut off was not rounded.
    room = unit if cut else unit / 2 * (1 + 1e-9)
    return abs(left - right) <= max(room, abs(left) * 1e-9)


def _tokens(line: str) -> list[str]:
    found = []
    for token in _TOKEN.finditer(line):
        found.append(token.group())
        if len(found) >= _MAX_TOKENS:
            break
    return found

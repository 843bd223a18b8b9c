"""A disassembly as it is shown beside the instructions that a CPython really gives for the code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from pydantic import Field

from workbench.claims._facts import Instruction
from workbench.claims._names import OpcodeName
from workbench.claims.base import ClaimArgs

_CODE_OBJECT = re.compile(
    r"<code object (<\w+>|[^\s,<>]+)(?: at 0x\w+)?(?:, file \"[^\"\n]*\")?(?:, line \d+)?>"
)
_ADDRESS = re.compile(r"0x[0-9A-Fa-f]+")
_TARGET = re.compile(r"to L?(\d+)\Z")
_NAME = re.compile(
    r"(?:NULL(?:\|self)? \+ )?[A-Za-z_.][\w.]*(?:, ?[A-Za-z_.][\w.]*)*(?: \+ NULL(?:\|self)?)?\Z"
)
_SIGNS = re.compile(r"(?:bool\()?(?:[-+*/%@&|^<>=!~]{1,4}|\[\]|(?:not )?in|is(?: not)?)\)?\Z")
_LONGEST = 150
_MOST_COMPARED = 40_000


class Shown(ClaimArgs):
    """One line of a disassembly; what it does not show is None. `gap`: dots stand before it."""

    opcode: OpcodeName
    arg: int | None = Field(default=None, ge=-(10**12), le=10**12)
    argrepr: str | None = Field(default=None, max_length=300)
    line: int | None = Field(default=None, ge=0, le=10**9)
    offset: int | None = Field(default=None, ge=0, le=10**9)
    gap: bool = False

    def __str__(self) -> str:
        return _words(self.opcode, self.arg, self.argrepr)


@dataclass(frozen=True)
class Difference:
    """The first line that differs: its place among those shown, what it and `dis` show there."""

    place: int
    shown: str
    real: str


@dataclass(frozen=True)
class Comparison:
    """Lines that were shown against the instructions of one code object on one CPython.

    `differing` of `lines` do not fit; `part` says that the others are not all there are.
    `by_meaning` says that some line names something else where all opcodes are the same.
    """

    lines: int
    differing: int
    first: Difference | None = None
    part: bool = False
    by_meaning: bool = False
    shifted: bool = False

    @property
    def holds(self) -> bool:
        return self.differing == 0

    @property
    def likeness(self) -> float:
        """The share of lines that fit, from 0 to 1."""
        return 1 - self.differing / max(1, self.lines)


@dataclass(frozen=True)
class Pair:
    """Shown lines and real instructions, both without CACHE, ready to be compared."""

    shown: Sequence[Shown]
    real: Sequence[Instruction]

    @cached_property
    def _shown_at(self) -> Mapping[int, int]:
        return {row.offset: i for i, row in enumerate(self.shown) if row.offset is not None}

    @cached_property
    def _real_at(self) -> Mapping[int, int]:
        return {one.offset: i for i, one in enumerate(self.real)}

    def same(self, i: int, j: int) -> bool:
        """Whether a shown line is the instruction: the name, and whatever else it shows."""
        row, one = self.shown[i], self.real[j]
        if row.opcode != one.opcode:
            return False
        if row.arg is not None and one.arg is not None and row.arg != one.arg:
            return False
        return self.same_text(i, j)

    def same_text(self, i: int, j: int) -> bool:
        """Whether the text behind a shown argument is that of the instruction, or says nothing."""
        row, one = self.shown[i], self.real[j]
        if row.argrepr is None or not one.argrepr or len(one.argrepr) > _LONGEST:
            return True
        here, there = _plain(row.argrepr), _plain(one.argrepr)
        if here == there or not _is_operand(here) or there.startswith("frozenset"):
            return True
        return self._same_target(here, there, j - i)

    def _same_target(self, here: str, there: str, shift: int) -> bool:
        """Whether both jump to one instruction; labels are numbered anew by each way to list."""
        to, real_to = _TARGET.match(here), _TARGET.match(there)
        if to is None or real_to is None:
            return False
        if "L" in here or "L" in there:
            return True
        place = self._shown_at.get(int(to.group(1)))
        target = self._real_at.get(int(real_to.group(1)))
        return place is not None and target is not None and place + shift == target

    def compared(self, *, cut: bool) -> Comparison:
        """All lines against all instructions; with gaps or `cut` each part against its place."""
        if not cut and not any(row.gap for row in self.shown):
            return self._whole()
        return self._parts(cut=cut)

    def _whole(self) -> Comparison:
        shown, real = len(self.shown), len(self.real)
        if shown == real:
            wrong = [i for i in range(shown) if not self.same(i, i)]
            if not wrong:
                return Comparison(shown, 0, shifted=self._shifted(0))
            names = all(self.shown[i].opcode == self.real[i].opcode for i in range(shown))
            meant = names and any(
                not self.same_text(i, i) and not _TARGET.match(self.real[i].argrepr) for i in wrong
            )
            if names:
                first = self._difference(wrong[0], wrong[0])
                return Comparison(shown, len(wrong), first, by_meaning=meant)
        start = self._found(0, shown, 0) if 3 < shown < real else None
        if start is not None:
            return Comparison(shown, 0, part=True, shifted=self._shifted(start))
        first_wrong = next((i for i in range(min(shown, real)) if not self.same(i, i)), None)
        place = min(shown, real) if first_wrong is None else first_wrong
        differing = self._differing()
        return Comparison(max(shown, real), max(1, differing), self._difference(place, place))

    def _differing(self) -> int:
        """How many lines have to change for the one to become the other."""
        here = [_key(row.opcode, row.argrepr) for row in self.shown]
        there = [_key(one.opcode, one.argrepr) for one in self.real]
        if len(here) * len(there) > _MOST_COMPARED:
            common = sum((Counter(here) & Counter(there)).values())
            return max(len(here), len(there)) - common
        matcher = SequenceMatcher(None, here, there, autojunk=False)
        blocks = matcher.get_opcodes()
        return sum(max(b - a, d - c) for tag, a, b, c, d in blocks if tag != "equal")

    def _parts(self, *, cut: bool) -> Comparison:
        starts = [i for i, row in enumerate(self.shown) if row.gap and i] + [len(self.shown)]
        first, place, differing = 0, 0, 0
        wrong: Difference | None = None
        for end in starts:
            anchored = first == 0 and not self.shown[0].gap
            last = end == len(self.shown) and not cut
            start = self._part(first, end, place, anchored=anchored, last=last)
            if start is None:
                wrong = wrong or self._first_wrong(first, end, place)
                differing += self._changed(first, end, place)
            else:
                place = start + end - first
            first = end
        return Comparison(len(self.shown), differing, wrong, part=True)

    def _part(self, first: int, end: int, place: int, *, anchored: bool, last: bool) -> int | None:
        """Where the lines from `first` to `end` stand among the instructions; None: nowhere."""
        size = end - first
        if anchored or last:
            start = 0 if anchored else len(self.real) - size
            fits = start >= place and start + size <= len(self.real)
            same = fits and all(self.same(first + k, start + k) for k in range(size))
            return start if same else None
        return self._found(first, end, place)

    def _found(self, first: int, end: int, place: int) -> int | None:
        size = end - first
        for start in range(place, len(self.real) - size + 1):
            if all(self.same(first + k, start + k) for k in range(size)):
                return start
        return None

    def _changed(self, first: int, end: int, place: int) -> int:
        """How many of these lines are not among as many instructions, in whatever order."""
        here = Counter(_key(row.opcode, row.argrepr) for row in self.shown[first:end])
        real = self.real[place : place + end - first]
        common = here & Counter(_key(one.opcode, one.argrepr) for one in real)
        return max(1, end - first - sum(common.values()))

    def _first_wrong(self, first: int, end: int, place: int) -> Difference:
        for i, j in zip(range(first, end), range(place, len(self.real)), strict=False):
            if not self.same(i, j):
                return self._difference(i, j)
        return self._difference(first, place)

    def _difference(self, i: int, j: int) -> Difference:
        shown = str(self.shown[i]) if i < len(self.shown) else "nothing more"
        if j >= len(self.real):
            return Difference(i + 1, shown, "nothing more")
        one = self.real[j]
        return Difference(i + 1, shown, _words(one.opcode, one.arg, _plain(one.argrepr)))

    def _shifted(self, start: int) -> bool:
        """Whether the offsets shown are not those of the instructions, moved as a whole or not."""
        pairs = zip(self.shown, self.real[start:], strict=False)
        steps = {row.offset - one.offset for row, one in pairs if row.offset is not None}
        return len(steps) > 1


def _key(opcode: str, text: str | None) -> tuple[str, str]:
    plain = _plain(text or "")
    return opcode, "" if _TARGET.match(plain) else plain


def _plain(text: str) -> str:
    """Without addresses, files and the kinds of quotes and blanks that copying changes."""
    for curly, straight in (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("\xa0", " ")):
        text = text.replace(curly, straight)
    text = _CODE_OBJECT.sub(r"<code object \1>", text)
    return _ADDRESS.sub("0x", " ".join(text.split()))


def _is_operand(text: str) -> bool:
    """Whether a text in parentheses is one that `dis` may print, and no remark."""
    if _TARGET.match(text) or _SIGNS.match(text) or _NAME.match(text):
        return True
    if text.startswith("<code object "):
        return True
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _words(opcode: str, arg: int | None, text: str | None) -> str:
    number = "" if arg is None else f" {arg}"
    return f"{opcode}{number}" + (f" ({text[:80]})" if text else "")

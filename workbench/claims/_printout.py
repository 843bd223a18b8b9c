"""The text that `dis.dis` prints for a function, rebuilt from its instructions, word by word.

Words are what blanks part. Left out is what no fact tells: a function with an exception table
(3.11 on prints it) or with a constant that is too long to be known has no text here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.claims._facts import Code, Instruction, StaticFacts

_CODE_OBJECT = re.compile(r"<code object (\S+), line (\d+)>")
_TARGET = re.compile(r"to L?(\d+)\Z")
_JUMPS = re.compile(r"JUMP|FOR_ITER|SEND|CALL_FINALLY|SETUP_(?!ANNOTATIONS)|CONTINUE_LOOP")
_CUT = ("...", "...)")
_HANDLERS = ("PUSH_EXC_INFO", "RERAISE", "CLEANUP_THROW")
_IN_THE_FILE = r'<code object \1 at 0x, file "file.py", line \2>'
_MOST_LINES = 5_000


@dataclass(frozen=True)
class Line:
    """The words of one line; of an instruction also that."""

    words: tuple[str, ...]
    shows: Instruction | None = None


@dataclass(frozen=True)
class Printout:
    """Every line that `dis.dis` prints, blank ones too: of the function and of what is in it."""

    own: tuple[Line, ...]
    inner: tuple[Line, ...] = ()

    @property
    def all(self) -> tuple[Line, ...]:
        return self.own + self.inner


def of(code: Code, facts: StaticFacts) -> Printout | None:
    """What `dis.dis` prints there for a function; None where it cannot be known."""
    own = _lines(code, facts.version)
    inner = list(_inner(code, facts)) if own is not None else []
    if own is None or None in inner:
        return None
    found = Printout(own, tuple(line for one in inner if one for line in one))
    return found if len(found.all) <= _MOST_LINES else None


def _inner(code: Code, facts: StaticFacts) -> Iterator[tuple[Line, ...] | None]:
    """Each code object among the constants with its header, and so on inwards."""
    named = [_CODE_OBJECT.search(one.argrepr) for one in code.instructions or ()]
    wanted = list(dict.fromkeys((m.group(1), int(m.group(2))) for m in named if m))
    for name, line in wanted:
        fitting = [one for one in facts.codes if (one.name, one.line) == (name, line)]
        if len(fitting) != 1 or fitting[0] is code:
            yield None
            return
        header = f'Disassembly of <code object {name} at 0x, file "file.py", line {line}>:'
        yield Line(()), Line(tuple(header.split()))
        yield _lines(fitting[0], facts.version)
        yield from _inner(fitting[0], facts)


def _lines(code: Code, version: str) -> tuple[Line, ...] | None:
    minor = tuple(int(part) for part in version.split(".")[:2])
    if code.instructions is None or any(one.line == 0 for one in code.instructions[:1]):
        return None
    if any(one.argrepr.endswith(_CUT) for one in code.instructions):
        return None
    if minor >= (3, 11) and any(code.counts.get(name) for name in _HANDLERS):
        return None
    labels = _labels(code.instructions)
    found: list[Line] = []
    before: int | None = None
    for place, one in enumerate(code.instructions):
        changed = not place or one.line != before
        starts = changed if minor >= (3, 13) else one.line not in (None, before)
        if starts and place:
            found.append(Line(()))
        shown = (str(one.line) if one.line is not None else "--") if starts else ""
        number, target = labels.get(one.offset, 0), one.offset in labels
        mark = (f"L{number}:" if minor >= (3, 13) else ">>") if target else ""
        offset = "" if minor >= (3, 13) else str(one.offset)
        before = one.line if starts else before
        text = f"{shown} {mark} {offset} {one.opcode} {_operand(one)}"
        found.append(Line(tuple(text.split()), one))
    return tuple(found)


def _operand(one: Instruction) -> str:
    number = "" if one.arg is None else str(one.arg)
    text = _CODE_OBJECT.sub(_IN_THE_FILE, one.argrepr)
    return f"{number} ({text})" if text else number


def _labels(instructions: Sequence[Instruction]) -> dict[int, int]:
    """The offsets that are jumped to, numbered in their order."""
    found = set()
    after = [one.offset for one in instructions[1:]] + [instructions[-1].offset + 2]
    for one, following in zip(instructions, after, strict=True):
        to = _TARGET.match(one.argrepr)
        if one.arg is None or not _JUMPS.search(one.opcode):
            continue
        if to is None:  # up to 3.9 `dis` says nothing of those whose argument is the target
            found.add(one.arg)
        elif "L" not in one.argrepr:
            found.add(int(to.group(1)))
        else:
            found.add(following + (-2 if "BACKWARD" in one.opcode else 2) * one.arg)
    return {offset: number for number, offset in enumerate(sorted(found), start=1)}

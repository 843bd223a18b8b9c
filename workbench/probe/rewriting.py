"""Bytecode with counters in it, for CPython 3.11 to 3.13: the same program to all it can do.

Where an exception arose is known from the exception table, which can be told to push the place of
the last instruction. Rewritten code is never written to a file.
"""

from __future__ import annotations

import sys
from types import CodeType
from typing import Any, Dict, List, NamedTuple, Tuple

import blocks
import pieces
import tables

_version = sys.version_info[:2]


class Counters(NamedTuple):
    """All counters of one code object; keys and places are those of blocks.Flow.

    `again` are the times RERAISE put an old place back, which the handler then saw once more.
    `stray` must stay 0: an exception where none can arise.
    """

    probes: Dict[int, Any]
    raised: List[Any]
    again: List[Any]
    handled: Dict[int, Any]
    stray: Any


class Rewritten(NamedTuple):
    """`code` counts into `counters`; `owners` gives for each of its units the step it is of."""

    code: CodeType
    flow: blocks.Flow
    counters: Counters
    owners: List[int]


def rewrite(code: CodeType, inner: Dict[int, CodeType]) -> Rewritten:
    """The code object with counters; `inner` maps ids of code objects within to what replaces them.

    Raises blocks.UnreadableError.
    """
    flow = blocks.Flow(code)
    here = range(len(flow.steps))
    counters = Counters(
        {number: pieces.counter() for number in flow.probed},
        [pieces.counter() for _ in here],
        [pieces.counter() for _ in here],
        {place: pieces.counter() for place in flow.handlers},
        pieces.counter(),
    )
    constants = [inner.get(id(const), const) for const in code.co_consts]
    return _Assembler(code, flow, counters, constants).assembled()


class _Assembler:
    """Lays out one code object anew."""

    def __init__(
        self, code: CodeType, flow: blocks.Flow, counters: Counters, constants: List[Any]
    ) -> None:
        self.code = code
        self.flow = flow
        self.counters = counters
        self.constants = constants
        # Known only after the layout, they are asked for by number before.
        self.raised, self.again = len(constants), len(constants) + 1
        constants += [None, None]
        self.before: List[bytes] = [b""] * len(flow.steps)
        self.after: List[bytes] = [b""] * len(flow.steps)
        self.args = [step.arg for step in flow.steps]
        self.bound = self._surely_bound() if _version == (3, 11) else []
        self.positions: List[int] = []
        self.owners: List[int] = []

    def assembled(self) -> Rewritten:
        self._place_counters()
        self._lay_out()
        body, lines = self._body()
        table, extra = self._exceptions(len(body))
        body += extra
        lines += [(None, None, None, None)] * (len(extra) // 2)
        self.owners += [-1] * (len(extra) // 2)
        counts = self.counters
        for number, row in ((self.raised, counts.raised), (self.again, counts.again)):
            self.constants[number] = tuple(
                counts.stray if place < 0 else row[place] for place in self.owners
            )
        new: Any = self.code
        code = new.replace(
            co_code=bytes(body),
            co_consts=tuple(self.constants),
            co_exceptiontable=table,
            co_linetable=tables.positions(lines, self.code.co_firstlineno),
            co_stacksize=self.code.co_stacksize + pieces.ROOM,
        )
        return Rewritten(code, self.flow, counts, self.owners)

    def _place_counters(self) -> None:
        steps = self.flow.steps
        for number in self.flow.probed:
            passed = self._passed(self.counters.probes[number])
            if number in self.flow.behind:
                self.after[self.flow.behind[number]] = passed
                continue
            first = self.flow.blocks[number][0]
            while steps[first].name in blocks.PROLOGUE:
                first += 1
            self.before[first] = passed
        for place, step in enumerate(steps):
            if step.name == "RERAISE" and step.arg:
                self.before[place] += pieces.indexed(self.again, step.arg + 2)
            elif self._splits(place):
                self.before[place] += pieces.emitted("NOP", 0)
            elif self._doubles(place):
                # generator.throw() of 3.11 reads the SEND right before YIELD_VALUE to learn where
                # the loop ends. The counter must stand between: a second SEND, jumped over.
                self.before[place] += pieces.emitted("JUMP_FORWARD", 1) + pieces.emitted("SEND", 0)

    def _doubles(self, place: int) -> bool:
        steps = self.flow.steps
        sends = place > 0 and steps[place - 1].name == "SEND"
        return _version == (3, 11) and sends and steps[place].name == "YIELD_VALUE"

    def _splits(self, place: int) -> bool:
        """Whether two loads must not become one, which 3.11 does: either could find no value."""
        steps = self.flow.steps
        if _version != (3, 11) or place == 0 or steps[place].name != "LOAD_FAST":
            return False
        pair = steps[place - 1].name == "LOAD_FAST" and not self.before[place]
        return pair and not self.bound[place - 1] and not self.bound[place]

    def _surely_bound(self) -> List[bool]:
        """For each step that loads a variable whether that surely has a value.

        It does as an argument, or where the same block has used it already.
        """
        code, steps = self.code, self.flow.steps
        stars = bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)
        arguments = set(range(code.co_argcount + code.co_kwonlyargcount + stars))
        arguments -= {step.arg for step in steps if step.name == "DELETE_FAST"}
        found = []
        for block in self.flow.blocks:
            bound = set(arguments)
            for place in block:
                step = steps[place]
                found.append(step.arg in bound)
                if step.name in ("LOAD_FAST", "STORE_FAST"):
                    bound.add(step.arg)
                elif step.name == "DELETE_FAST":
                    bound.discard(step.arg)
        return found

    def _passed(self, one: Any) -> bytes:
        """The piece that counts up a counter, which becomes a constant."""
        self.constants.append(one)
        return pieces.passed(len(self.constants) - 1)

    def _size(self, place: int) -> int:
        return len(pieces.emitted(self.flow.steps[place].name, self.args[place]))

    def _lay_out(self) -> None:
        """Positions of all steps, with jumps as long as they need to be; arguments only grow."""
        settled = False
        while not settled:
            settled = True
            self.positions, at = [], 0
            for place in range(len(self.args)):
                self.positions.append(at)
                at += len(self.before[place]) + self._size(place) + len(self.after[place])
            self.positions.append(at)
            for place, step in enumerate(self.flow.steps):
                if step.target is not None:
                    size = self._size(place)
                    self.args[place] = self._distance(place, step.target)
                    settled = settled and size == self._size(place)

    def _distance(self, place: int, target: int) -> int:
        end = self.positions[place] + len(self.before[place]) + self._size(place)
        distance = (self.positions[target] - end) // 2
        if "BACKWARD" in self.flow.steps[place].name:
            distance = -distance
        if distance < 0:
            raise blocks.UnreadableError("a jump at %d turned" % self.flow.steps[place].offset)
        return distance

    def _body(self) -> Tuple[bytearray, List[tables.Position]]:
        body, lines = bytearray(), []  # type: bytearray, List[tables.Position]
        code: Any = self.code
        positions: List[tables.Position] = list(code.co_positions())
        for place, step in enumerate(self.flow.steps):
            body += self.before[place]
            if self._doubles(place):
                body[-1] = self._short(place, len(body))
            self._own(len(body) // 2, self._fresh(place))
            body += pieces.emitted(step.name, self.args[place])
            self._own(len(body) // 2, self._blamed(place))
            body += self.after[place]
            self._own(len(body) // 2, -1)
            lines += [positions[step.offset // 2]] * (len(body) // 2 - len(lines))
        return body, lines

    def _short(self, place: int, end: int) -> int:
        target = self.flow.steps[place - 1].target
        distance = -1 if target is None else (self.positions[target] - end) // 2
        if not 0 <= distance < 256:
            raise blocks.UnreadableError("a SEND jumps %d units" % distance)
        return distance

    def _own(self, end: int, place: int) -> None:
        self.owners += [place] * (end - len(self.owners))

    def _fresh(self, place: int) -> int:
        """Whose the inserted units are: 3.13 says a generator not yet started is behind them."""
        behind = place > 0 and self.flow.steps[place - 1].name == "RETURN_GENERATOR"
        return place - 1 if behind else -1

    def _blamed(self, place: int) -> int:
        """The step that an exception said to be here has arisen in."""
        steps = self.flow.steps
        if self._fresh(place) >= 0:
            return place - 1
        if _version >= (3, 13) and self.flow.resumes(place):
            return place - 1  # thrown into: 3.13 names what would have been next
        if _version == (3, 11) and steps[place].name == "JUMP_BACKWARD_NO_INTERRUPT":
            # Cannot fail itself. generator.throw() of 3.11 puts a generator whose inner iterator
            # failed behind this jump, not at the YIELD_VALUE it waited in.
            return 1 + (steps[place].target or 0)
        following = steps[place + 1].name if place + 1 < len(steps) else ""
        if steps[place].name == "PRECALL":
            return place + 1  # specialised, it makes the call in place of CALL
        joined = _version == (3, 11) and following == "LOAD_FAST" and not self.before[place + 1]
        if joined and steps[place].name in ("LOAD_CONST", "STORE_FAST"):
            return place + 1
        if joined and steps[place].name == "LOAD_FAST" and self.bound[place]:
            return place + 1
        return place

    def _exceptions(self, end: int) -> Tuple[bytes, bytearray]:
        """The exception table, and the pieces behind the body that it leads to.

        Each handler is entered through a piece that counts where the exception arose; what no
        handler covers leads to one that counts and lets the exception go on.
        """
        extra, entries = bytearray(), {}  # type: bytearray, Dict[Tuple[int, bool], int]
        lines: List[Tuple[int, int, int, int]] = []
        covered = 0
        leave = end
        extra += pieces.indexed(self.raised, 3) + pieces.emitted("RERAISE", 1)
        for region in self.flow.regions:
            key = (self.flow.place_of[region.target], region.lasti)
            if key not in entries:
                entries[key] = end + len(extra)
                extra += self._entry(key, entries[key])
            start, stop = self._moved(region.start), self._moved(region.end)
            if start > covered:
                lines.append((covered, start, leave, 0))
            lines.append((start, stop, entries[key], region.depth))
            covered = stop
        if covered < end:
            lines.append((covered, end, leave, 0))
        return b"".join(tables.exception_line(*line) for line in lines), extra

    def _entry(self, key: Tuple[int, bool], start: int) -> bytes:
        """Count, take the place off the stack where the handler does not want it, and jump."""
        target, wanted = key
        piece = pieces.indexed(self.raised, 3) + self._passed(self.counters.handled[target])
        if not wanted:
            piece += pieces.emitted("SWAP", 2) + pieces.emitted("POP_TOP", 0)
        # Without a look at signals, which the handler itself takes first.
        jump = "JUMP_BACKWARD_NO_INTERRUPT"
        size = 2
        while True:
            distance = (start + len(piece) + size - self.positions[target]) // 2
            found = pieces.emitted(jump, distance)
            if len(found) == size:
                return piece + found
            size = len(found)

    def _moved(self, offset: int) -> int:
        place = self.flow.place_of.get(offset)
        if place is None and offset < self.flow.steps[-1].end:
            raise blocks.UnreadableError("the exception table names %d" % offset)
        return self.positions[-1 if place is None else place]

"""The control flow of one code object: its steps, its blocks, and which of them need a counter.

Reads bytecode of CPython 3.11 to 3.13 and executes none. How often every step ran follows from
counters in some blocks, from the exceptions that arose at each step and from those each handler
took: what flows into a place flows out of it (Knuth and Stevenson, Optimal measurement points for
program frequency counts, BIT 13, 1973).
"""

from __future__ import annotations

import dis
import functools
import itertools
import sys
from types import CodeType
from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Tuple

JUMPS = frozenset(("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"))
STOPS = frozenset(("RETURN_VALUE", "RETURN_CONST", "RERAISE", "RAISE_VARARGS"))
SUSPENDS = frozenset(("YIELD_VALUE", "RETURN_GENERATOR"))
PROLOGUE = frozenset(("MAKE_CELL", "COPY_FREE_VARS"))

_version = sys.version_info[:2]
_relative = frozenset(dis.hasjrel)


class UnreadableError(Exception):
    """This code object is not shaped as the compiler of this version shapes it."""


class UnbalancedError(Exception):
    """The counts of a code object contradict each other."""


class Step(NamedTuple):
    """An instruction with its prefixes: first byte, its own, the one behind its caches.

    `target` is the place of the step it may jump to, in the list of steps.
    """

    start: int
    offset: int
    opcode: int
    name: str
    arg: int
    end: int
    target: Optional[int]


class Region(NamedTuple):
    """A line of the exception table, in bytes; `lasti` says whether the handler is told where."""

    start: int
    end: int
    target: int
    depth: int
    lasti: bool


@functools.lru_cache(maxsize=None)
def caches(opcode: int) -> int:
    """How many code units behind an instruction belong to it."""
    table: Any = getattr(dis, "_inline_cache_entries")  # noqa: B009 - private, absent before 3.11
    found = table.get(dis.opname[opcode], 0) if isinstance(table, dict) else table[opcode]
    return int(found)


def steps(code: CodeType) -> List[Step]:
    """All instructions in order; raises UnreadableError."""
    raw: List[Tuple[int, int, int, int, int]] = []
    start, at, prefix = 0, 0, 0
    body = code.co_code
    while at < len(body):
        opcode, arg = body[at], body[at + 1] | prefix
        if dis.opname[opcode] == "EXTENDED_ARG":
            prefix, at = arg << 8, at + 2
            continue
        if dis.opname[opcode].startswith("<"):
            raise UnreadableError("opcode %d at %d" % (opcode, at))
        end = at + 2 + 2 * caches(opcode)
        raw.append((start, at, opcode, arg, end))
        start, at, prefix = end, end, 0
    place_of = {one[0]: place for place, one in enumerate(raw)}
    return [_step(one, place_of) for one in raw]


def _step(raw: Tuple[int, int, int, int, int], place_of: Dict[int, int]) -> Step:
    start, offset, opcode, arg, end = raw
    name, target = dis.opname[opcode], None
    if opcode in _relative:
        goal = end + (-2 if "BACKWARD" in name else 2) * arg
        target = place_of.get(goal)
        if target is None:
            raise UnreadableError("%s at %d jumps to %d" % (name, offset, goal))
    return Step(start, offset, opcode, name, arg, end, target)


def regions(code: CodeType) -> List[Region]:
    """The exception table, in order."""
    parse: Any = getattr(dis, "_parse_exception_table")  # noqa: B009 - private, absent before 3.11
    found = [Region(one.start, one.end, one.target, one.depth, one.lasti) for one in parse(code)]
    return sorted(found)


class _Sets:
    """Disjoint sets of numbers."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def find(self, one: int) -> int:
        while self.above[one] != one:
            self.above[one] = self.above[self.above[one]]
            one = self.above[one]
        return one

    def unite(self, one: int, other: int) -> bool:
        """Whether they were apart."""
        first, second = self.find(one), self.find(other)
        self.above[first] = second
        return first != second


class Flow:
    """Blocks of a code object, and the `probed` ones whose counts give those of all others.

    `blocks` are ranges of places of steps; `skipped` are the places of steps that are never
    dispatched; `behind` maps a block whose counter cannot stand at its head to the step it follows.
    """

    def __init__(self, code: CodeType) -> None:
        self.steps = steps(code)
        self.regions = regions(code)
        self.place_of = {one.start: place for place, one in enumerate(self.steps)}
        self.handlers = sorted({self._place(one.target) for one in self.regions})
        self.blocks = self._blocks()
        self.block_of = [number for number, block in enumerate(self.blocks) for _ in block]
        self.skipped: FrozenSet[int] = frozenset(self._skipped())
        self.behind = dict(self._behind())
        self._outside = 2 * len(self.blocks)
        self._ins, self._outs = self._points()
        self.probed = self._chosen()

    def _place(self, offset: int) -> int:
        place = self.place_of.get(offset)
        if place is None:
            raise UnreadableError("no instruction starts at %d" % offset)
        return place

    def _blocks(self) -> List[range]:
        heads = {0, *self.handlers}
        for place, step in enumerate(self.steps):
            if step.target is not None:
                heads.add(step.target)
            if step.target is not None or step.name in STOPS or step.name in SUSPENDS:
                heads.add(place + 1)
        heads.discard(len(self.steps))
        ends = [*sorted(heads)[1:], len(self.steps)]
        return [range(first, end) for first, end in zip(sorted(heads), ends)]

    def _skipped(self) -> List[int]:
        """Where `for` goes on: 3.12 jumps over END_FOR, 3.13 over END_FOR and POP_TOP."""
        found = []
        for place, step in enumerate(self.steps):
            if step.name == "END_FOR":
                found += [place, place + 1] if _version >= (3, 13) else [place]
        return found

    def _behind(self) -> List[Tuple[int, int]]:
        found = []
        for number, block in enumerate(self.blocks):
            first = block[0]
            if first in self.skipped:
                found.append((number, first + (_version >= (3, 13))))
            elif self.resumes(first):
                # A generator that waits is told by the RESUME right behind its YIELD_VALUE.
                found.append((number, first))
        return found

    def resumes(self, place: int) -> bool:
        """Whether a generator goes on here after a `yield`."""
        step = self.steps[place]
        return step.name == "RESUME" and place > 0 and self.steps[place - 1].name == "YIELD_VALUE"

    def _points(self) -> Tuple[List[int], List[int]]:
        """For each block the place it comes from and the one it leads to.

        Blocks that one jump joins share a place; the outside is one, where nothing need balance.
        """
        sets = _Sets(2 * len(self.blocks) + 1)
        outside = self._outside
        sets.unite(0, outside)
        for number, block in enumerate(self.blocks):
            last = self.steps[block[-1]]
            following = 2 * number + 2  # that is the outside behind the last block
            if last.target is not None:
                goal = 2 * self.block_of[last.target]
                sets.unite(2 * number + 1, goal)
                if last.name == "SEND" and _version == (3, 11):
                    # generator.throw() goes there by itself when the inner iterator has ended.
                    sets.unite(goal, outside)
            if last.name in STOPS or last.name in SUSPENDS:
                sets.unite(2 * number + 1, outside)
                if last.name in SUSPENDS:
                    sets.unite(following, outside)
            elif last.name not in JUMPS:
                sets.unite(2 * number + 1, following)
        ins = [sets.find(2 * number) for number in range(len(self.blocks))]
        outs = [sets.find(2 * number + 1) for number in range(len(self.blocks))]
        self._outside = sets.find(outside)
        return ins, outs

    def _chosen(self) -> List[int]:
        """The blocks outside a spanning tree that takes blocks in inner loops first."""
        deeper = [0] * (len(self.blocks) + 1)
        for place, step in enumerate(self.steps):
            if step.target is not None and step.target <= place:
                deeper[self.block_of[step.target]] += 1
                deeper[self.block_of[place] + 1] -= 1
        depth = list(itertools.accumulate(deeper))
        tree = _Sets(2 * len(self.blocks) + 1)
        order = sorted(range(len(self.blocks)), key=lambda number: (-depth[number], number))
        return sorted(n for n in order if not tree.unite(self._ins[n], self._outs[n]))

    def hits(
        self, probes: Dict[int, int], raised: Sequence[int], handled: Dict[int, int]
    ) -> Dict[int, int]:
        """How often each byte offset was executed, prefixes included.

        `probes`: counts of the probed blocks; `raised`: how often each step was the last of its
        block because of an exception; `handled`: how often each handler (the place of its first
        step) was entered through one. Raises UnbalancedError.
        """
        counts = self._solved(probes, raised, handled)
        found: Dict[int, int] = {}
        for number, block in enumerate(self.blocks):
            times = counts[number]
            for place in block:
                if times < 0:
                    raise UnbalancedError("%d times at %d" % (times, self.steps[place].offset))
                if times and place not in self.skipped:
                    step = self.steps[place]
                    found.update((at, times) for at in range(step.start, step.offset + 2, 2))
                times -= raised[place]
        return found

    def _solved(
        self, probes: Dict[int, int], raised: Sequence[int], handled: Dict[int, int]
    ) -> List[int]:
        """The count of each block: places with one unknown block are settled until none is left."""
        counts: List[Optional[int]] = [None] * len(self.blocks)
        for number, times in probes.items():
            behind = self.behind.get(number)
            early = 0 if behind is None else sum(raised[self.blocks[number][0] : behind + 1])
            counts[number] = times + early
        lost = [sum(raised[place] for place in block) for block in self.blocks]
        surplus: Dict[int, int] = dict.fromkeys([*self._ins, *self._outs], 0)
        open_at: Dict[int, List[int]] = {point: [] for point in surplus}
        for place, times in handled.items():
            surplus[self._ins[self.block_of[place]]] += times
        waiting: List[int] = []

        def settle(number: int, times: int) -> None:
            counts[number] = times
            surplus[self._outs[number]] += times - lost[number]
            surplus[self._ins[number]] -= times

        for number, known in enumerate(counts):
            if known is not None:
                settle(number, known)
            else:
                open_at[self._ins[number]].append(number)
                open_at[self._outs[number]].append(number)
        waiting = [point for point, numbers in open_at.items() if len(numbers) == 1]
        while waiting:
            point = waiting.pop()
            if point == self._outside or len(open_at[point]) != 1:
                continue
            number = open_at[point][0]
            inward = self._ins[number] == point
            settle(number, surplus[point] if inward else lost[number] - surplus[point])
            for end in (self._ins[number], self._outs[number]):
                open_at[end].remove(number)
                waiting.append(end)
        return self._checked(counts, surplus)

    def _checked(self, counts: Sequence[Optional[int]], surplus: Dict[int, int]) -> List[int]:
        if any(times for point, times in surplus.items() if point != self._outside):
            raise UnbalancedError("what came in did not come out")
        known = [times for times in counts if times is not None]
        if len(known) != len(counts):
            raise UnbalancedError("%d blocks remain unknown" % (len(counts) - len(known)))
        return known

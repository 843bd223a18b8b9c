"""What the woven program reports while it runs: operations, branches, loops, element accesses.

Everything is reduced on the fly and bounded: an access becomes a stride and a look into a cache, a
branch one of two counters of its site and history. A location is an element of 8 bytes of a list,
tuple, string or array; elements of one object lie side by side. Lines have 64 bytes, the cache
32 KiB, the least recently used line leaves first.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Dict, List, Optional, Set, Tuple

HISTORY = 8
LINE = 64
CACHE_LINES = 512
MOST_EVENTS = 2000000
MOST_LINES = 1 << 18
MOST_LOOPS = 1000
MOST_KEYS = 100000
BULK = "bulk"
WHILE = "while"
OF_LOOPS = 1 << 40
"""Sites of branches that end a loop or go round are numbered from here on."""

_PLAIN = frozenset([list, tuple, str, bytes, bytearray])
_TEXTS = frozenset([str, bytes])


class Loop:
    """A loop of the text, or calls on whole arrays (`kind` bulk), with what was seen of it.

    `operations` are those done within, calls included; of a `lazy` loop, whose rounds come when
    somebody asks for them, those of its own text alone.
    """

    __slots__ = (
        "gemm",
        "iterations",
        "kind",
        "lazy",
        "line",
        "open",
        "operations",
        "parent",
        "runs",
    )

    def __init__(self, line: int, kind: str, gemm: bool = False, lazy: bool = False) -> None:
        self.line = line
        self.kind = kind
        self.gemm = gemm
        self.lazy = lazy
        self.parent: Optional[int] = None
        self.runs = 0
        self.iterations = 0
        self.operations = 0
        self.open = 0


class Tally:
    """The counters. `loops` are by site, numbered by whoever wove the program."""

    def __init__(self, loops: List[Loop]) -> None:
        self.loops = loops
        self.bulk: Dict[Tuple[Optional[int], int], int] = {}
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.operations = 0
        self.arithmetic = 0
        self.multiplications = 0
        self.gemm = 0
        self.events = 0
        self.accesses = 0
        self.compared = 0
        self.regular = 0
        self.misses = 0
        self.streamed = 0
        self.branches = 0
        self.decisions = 0
        self.outside = 0
        self.unfollowed = 0
        self.active: List[int] = []
        self.entered: List[int] = []
        self.sites: Dict[int, Any] = {}
        self.last: Dict[int, Tuple[int, int]] = {}
        self.cache: "OrderedDict[int, None]" = OrderedDict()
        self.newest = -1
        self.keys: Dict[Any, int] = {}
        self.lines: Set[int] = set()
        self.streams: Dict[int, int] = {}
        for loop in self.loops:
            loop.runs = loop.iterations = loop.open = loop.operations = 0
            loop.parent = None

    # --- operations and loops ---------------------------------------------------------------------

    def did(self, operations: int, arithmetic: int, multiplications: int) -> None:
        """A block of statements begins that does so much."""
        self.operations += operations
        self.arithmetic += arithmetic
        self.multiplications += multiplications

    def did_outside(self, operations: int) -> None:
        """A built-in function did so much, nobody knows how."""
        self.operations += operations
        self.outside += operations

    def begins(self, site: int) -> None:
        """A loop begins."""
        loop = self.loops[site]
        loop.runs += 1
        loop.open += 1
        if loop.runs == 1 and self.active:
            loop.parent = self.active[-1]
        self.active.append(site)
        self.entered.append(self.operations)

    def ends(self, site: int) -> None:
        """A loop ends, however; what an exception left open within it ends too."""
        while self.active:
            inner = self.active.pop()
            start = self.entered.pop()
            loop = self.loops[inner]
            loop.open -= 1
            if loop.kind != WHILE:
                self.branch(2 * OF_LOOPS + inner, False)
            # One that runs within itself is counted once.
            if not loop.open:
                loop.operations += self.operations - start
            if inner == site:
                break

    def turns(self, site: int, operations: int, arithmetic: int, multiplications: int) -> bool:
        """An iteration begins; True, so that it may stand as a condition."""
        loop = self.loops[site]
        loop.iterations += 1
        if loop.kind != WHILE:
            self.branch(2 * OF_LOOPS + site, True)
        if loop.lazy:
            if not loop.runs:
                loop.runs = 1
                loop.parent = self.active[-1] if self.active else None
            loop.operations += operations
        self.did(operations, arithmetic, multiplications)
        if loop.gemm:
            self.gemm += operations
        return True

    def in_bulk(self, operations: int, elements: int, line: int) -> None:
        """A call on whole arrays: so many operations, one after the other for no element."""
        key = (self.active[-1] if self.active else None, line)
        site = self.bulk.get(key)
        if site is None:
            site = self.bulk[key] = len(self.loops)
            self.loops.append(Loop(line, BULK))
        loop = self.loops[site]
        loop.parent = key[0]
        loop.runs += 1
        loop.iterations += max(1, elements)
        loop.operations += operations
        self.outside += operations
        self.did(operations, operations, 0)

    # --- branches ---------------------------------------------------------------------------------

    def branch(self, site: int, taken: bool) -> None:
        """A conditional branch of that site went one way."""
        self.branches += 1
        self.decisions += site < OF_LOOPS
        self.events += 1
        if self.events > MOST_EVENTS:
            return
        state = self.sites.get(site)
        if state is None:
            state = self.sites[site] = [0, {}]
        history, seen = state
        pair = seen.get(history)
        if pair is None:
            pair = seen[history] = [0, 0]
        pair[taken] += 1
        state[0] = (history << 1 | taken) & ((1 << HISTORY) - 1)

    def entropy(self, below: int = 4 * OF_LOOPS) -> float:
        """Linear branch entropy: 2 min(p, 1 - p), over sites and histories, by their branches."""
        wrong = total = 0
        for _, seen in [state for site, state in self.sites.items() if site < below]:
            for one, other in seen.values():
                wrong += min(one, other)
                total += one + other
        return 2.0 * wrong / total if total else 0.0

    # --- memory -----------------------------------------------------------------------------------

    def access(self, site: int, where: Any, index: Any) -> None:
        """An element is read or written at that site; what is no plain element is not counted."""
        kind = type(where)
        if kind in _PLAIN:
            if type(index) is not int:
                return
            place = index if index >= 0 else index + len(where)
        elif kind is dict and type(index) is int:
            place = index & 0xFFFFFFFF
        elif kind is dict and type(index) in _TEXTS:
            # Not by its hash, which is another one each time the interpreter starts.
            place = self.keys.get(index, -1)
            if place < 0 and len(self.keys) < MOST_KEYS:
                place = self.keys[index] = len(self.keys)
        else:
            return
        self.touch(site, id(where), place)

    def touch(self, site: int, where: int, place: int) -> None:
        """Element `place` of the object `where`."""
        self.accesses += 1
        self.events += 1
        if self.events > MOST_EVENTS:
            return
        last = self.last.get(site)
        if last is not None:
            self.compared += 1
            if last[0] == where and -1 <= place - last[1] <= 1:
                self.regular += 1
        self.last[site] = (where, place)
        self._line((where << 32) + (place >> 3))

    def stream(self, site: int, where: int, size: int) -> None:
        """So many bytes from an address on, one element after the other."""
        elements = size // 8
        self.accesses += elements
        self.events += 1 + size // LINE // 8
        if self.events > MOST_EVENTS or not size:
            return
        self.compared += elements
        self.regular += elements
        if size > CACHE_LINES * LINE:
            self.cache.clear()
            self.newest = -1
            self.misses += size
            if len(self.streams) < MOST_LINES:
                known = self.streams.get(where, 0)
                self.streams[where] = max(known, size)
            return
        for line in range(-(-size // LINE)):
            self._line((where << 32) + line)

    def _line(self, line: int) -> None:
        if line == self.newest:
            return
        self.newest = line
        cache = self.cache
        if line in cache:
            cache.move_to_end(line)
            return
        self.misses += LINE
        cache[line] = None
        if len(cache) > CACHE_LINES:
            cache.popitem(False)
        if len(self.lines) < MOST_LINES:
            self.lines.add(line)

    # --- the end ----------------------------------------------------------------------------------

    def report(self) -> Dict[str, Any]:
        """Everything as plain data: see traits.measure."""
        ran = [place for place, loop in enumerate(self.loops) if loop.runs or loop.iterations]
        number = {place: at for at, place in enumerate(ran[:MOST_LOOPS])}
        return {
            "operations": self.operations,
            "arithmetic": self.arithmetic,
            "multiplications": self.multiplications,
            "gemm_operations": self.gemm,
            "branches": self.branches,
            "branch_entropy": self.entropy(),
            "decisions": self.decisions,
            "decision_entropy": self.entropy(OF_LOOPS),
            "outside": self.outside,
            "unfollowed": self.unfollowed,
            "accesses": self.accesses,
            "compared": self.compared,
            "regular": self.regular,
            "miss_bytes": self.misses,
            "compulsory_bytes": LINE * len(self.lines) + sum(self.streams.values()),
            "truncated": self.events > MOST_EVENTS or len(self.lines) >= MOST_LINES,
            "loops": [self._loop(self.loops[place], number) for place in ran[:MOST_LOOPS]],
        }

    def _loop(self, loop: Loop, number: Dict[int, int]) -> Dict[str, Any]:
        return {
            "line": loop.line,
            "kind": loop.kind,
            "parent": None if loop.parent is None else number.get(loop.parent),
            "runs": loop.runs,
            "iterations": loop.iterations,
            "operations": loop.operations,
        }

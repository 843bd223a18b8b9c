"""A fixed program whose executed instructions are known beforehand, to test a counter with.

The prediction walks the compiled code and takes each branch as the source, read by a person,
says; it never runs anything. The counts of `KNOWN` are worked out by hand.
"""

from __future__ import annotations

import dis
from collections import Counter
from types import CodeType
from typing import Any, Dict, List, NamedTuple

import codes

FILE = "<canary>"
SOURCE = """
def start(n):
    scale = 2
    def scaled(k):
        return k * scale - 1
    def some(m):
        for j in range(m):
            yield j * scale
    total = 0
    i = 0
    while i < n:
        if i % 3 == 0:
            total = total + i
        i += 1
    for k in range(3):
        total += scaled(k)
    for v in some(2):
        total += v
    return total
"""
CALL = "start(5)"
RESULT = 3 + (-1 + 1 + 3) + 2

# Truth of the tests of `start(5)` in the order they are made: i < 5, then i % 3 == 0.
TESTS = (True, True, True, False, True, False, True, True, True, False, False)

# Exceptions: raised in the middle of an expression, caught, and thrown into a generator. Alike in
# every version: 5 quotients of which 2 fail before the sign is changed; one `yield` on each side.
FAILING = """
def guarded(n):
    try:
        return -(1 // n)
    except ZeroDivisionError:
        return not n
def waiting():
    try:
        yield 1
        yield 2
    except KeyError:
        yield 3
def fail():
    total = sum([guarded(n) for n in (0, 1, 0, 2, 3)])
    one = waiting()
    return total + next(one) + one.throw(KeyError)
"""
FAILING_CALL = "fail()"
FAILING_RESULT = (1 - 1 + 1 - 0 - 0) + 1 + 3
FAILING_KNOWN = {"UNARY_NEGATIVE": 3, "UNARY_NOT": 2, "YIELD_VALUE": 2}


class Part(NamedTuple):
    """How often a function of the canary runs, its tests, the rounds of its loops in order."""

    frames: int
    tests: List[bool]
    rounds: List[int]


PARTS = {
    "start": Part(1, list(TESTS), [3, 2]),
    "scaled": Part(3, [], []),
    "some": Part(1, [], [2]),
}

# Alike in every version: 6 + 5 tests; 4 + 3 tries of `for` in start, 3 in the generator; 2 yields.
KNOWN = {"COMPARE_OP": 11, "FOR_ITER": 10, "YIELD_VALUE": 2}


def compiled(source: str = SOURCE) -> CodeType:
    """The canary's module code."""
    return compile(source, FILE, "exec", dont_inherit=True)


def predicted(module: CodeType) -> Dict[str, Dict[int, int]]:
    """For each function of the canary its hits by offset. Raises ValueError when it cannot walk."""
    return {
        entry.code.co_name: _walk(entry.code, PARTS[entry.code.co_name])
        for entry in codes.tree(module)
        if entry.code.co_name in PARTS
    }


def difference(module: CodeType, watched: Dict[str, Dict[int, int]]) -> Any:
    """None when the counts equal the prediction at every offset, else one line that says where.

    `watched`: for each function of the canary its hits by offset, as a counter saw them.
    """
    try:
        expected = predicted(module)
    except (ValueError, KeyError, IndexError) as error:
        return "its counts cannot be predicted on this version (%s)" % error
    totals: Dict[str, int] = Counter()
    for entry in codes.tree(module):
        name = entry.code.co_name
        if name not in expected:
            continue
        seen = watched.get(name, {})
        for at, opname in codes.names_by_offset(entry.code).items():
            wanted, found = expected[name].get(at, 0), seen.get(at, 0)
            totals[opname] += found
            if wanted != found:
                return "%s at %d of %s: predicted %d, counted %d" % (
                    opname,
                    at,
                    name,
                    wanted,
                    found,
                )
    for opname, wanted in KNOWN.items():
        if totals[opname] != wanted:
            return "%s: known %d, counted %d" % (opname, wanted, totals[opname])
    return None


def failing_difference(hits: Dict[str, Dict[int, int]]) -> Any:
    """The same for FAILING, by its known counts alone."""
    totals: Dict[str, int] = Counter()
    for entry in codes.tree(compiled(FAILING)):
        for at, opname in codes.names_by_offset(entry.code).items():
            totals[opname] += hits.get(entry.code.co_name, {}).get(at, 0)
    for opname, wanted in FAILING_KNOWN.items():
        if totals[opname] != wanted:
            return "%s: known %d, counted %d" % (opname, wanted, totals[opname])
    return None


def _walk(code: CodeType, part: Part) -> Dict[int, int]:
    """Hits by offset of all frames of one function."""
    found = list(dis.get_instructions(code))
    place_of = {one.offset: place for place, one in enumerate(found)}
    tests = list(part.tests)
    rounds = list(part.rounds)
    left: Dict[int, int] = {}
    hits: Dict[int, int] = Counter()
    place = 0
    for _ in range(10000):
        one = found[place]
        hits[one.offset] += part.frames
        name = one.opname
        place += 1
        if name.startswith("RETURN_") and name != "RETURN_GENERATOR":
            break
        if name == "FOR_ITER":
            if one.offset not in left:
                left[one.offset] = rounds.pop(0)
            left[one.offset] -= 1
            if left[one.offset] < 0:
                place = _after_loop(found, place_of[one.argval])
        elif name.startswith("JUMP_") or (
            name.startswith("POP_JUMP_") and tests.pop(0) == name.endswith("IF_TRUE")
        ):
            place = place_of[one.argval]
    if tests or rounds:
        raise ValueError("the walk ended early")
    return hits


def _after_loop(found: List[dis.Instruction], place: int) -> int:
    """Where an exhausted FOR_ITER goes on: 3.12 skips END_FOR, 3.13 END_FOR and POP_TOP."""
    if found[place].opname != "END_FOR":
        return place
    return place + (2 if found[place + 1].opname == "POP_TOP" else 1)

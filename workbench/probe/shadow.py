"""What the instrumented twin of a program keeps beside its values: when each could exist, at best.

The unit-cost model: one step for each arithmetic, bitwise or comparing operator, for each subscript
read or stored, for each call of a built-in function; none for names, attributes, constants, calls
and returns of the program's own functions, and the step of a loop. Copies of containers cost a
step per element and take one; sums and extremes of n elements cost n and take log2 n; what NumPy
and PyTorch compute in bulk costs its elements. A time is three numbers: by data alone; with
control, where what is written inside an `if` or a loop waits for its tests; and with reductions,
control kept, where the m operands of a reduction take log2 m.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

Time = Tuple[int, int, int]

ZERO: Time = (0, 0, 0)
NOW, NODE, CONTROL, PENDING, PARTS, CALLED, TOP, OPERAND, WATCHED = range(9)
SCALARS = frozenset([int, float, bool, complex, str, bytes, type(None)])


class StopError(BaseException):
    """The budget is used up; no `except Exception` of the program may catch this."""


# One iteration of one execution of a loop: (the execution, number of the iteration, how many are
# around it, those from the outermost on). Plain tuples: one is made for each iteration.
Node = Tuple[Any, int, int, Tuple[Any, ...]]


class LoopRun:
    """One execution of a loop: where it stands, and the one around it in the same function."""

    __slots__ = (
        "above",
        "control",
        "depth",
        "index",
        "is_open",
        "noted",
        "outer",
        "parent",
        "site",
    )

    def __init__(self, site: "Site", outer: "Optional[LoopRun]") -> None:
        self.site = site
        self.outer = outer
        self.index = -1
        self.is_open = True
        # The reduction that was noted last as carried from one of its iterations to another.
        self.noted: Any = None
        self.lies_in(T[NODE])

    def lies_in(self, parent: Node) -> None:
        """From now on its iterations are part of that one."""
        self.parent = parent
        self.depth: int = parent[2] + 1
        self.above: Tuple[Any, ...] = parent[3] + (parent,)
        self.control = T[CONTROL]


class Site:
    """A loop of the text with what was seen of it."""

    def __init__(self, line: int, kind: str, key: Any = None) -> None:
        self.line = line
        self.kind = kind
        self.key = key
        self.runs = 0
        self.iterations = 0
        self.carried: Dict[Any, List[int]] = {}
        self.reductions: Dict[Any, str] = {}
        self.counters: Tuple[str, ...] = ()
        # Whether its verdict is known: more dependences would not change it.
        self.settled = False
        # How many executions of it go on, while it is not: T[WATCHED] is the sum of all.
        self.open = 0
        self.unknown = ""
        self.leaves = 0


# A location's shadow: (time, iteration of its last writer, line, state of a reduction).
Shadow = Tuple[Time, Node, int, Any]

ROOT: Node = (None, 0, 0, ())
T: List[Any] = [ZERO, ROOT, (0, 0), None, (None, ()), ZERO, [], None, 0]
SPAN = [0, 0, 0]
WORK = [0]
LIMIT = [10**9]
OPAQUE: Dict[str, int] = {}


def reset(limit: int) -> None:
    """Forget everything; `limit` is how many steps of work may be done."""
    T[:] = [ZERO, ROOT, (0, 0), None, (None, ()), ZERO, [], None, 0]
    SPAN[:] = [0, 0, 0]
    WORK[0] = 0
    LIMIT[0] = limit
    OPAQUE.clear()


def opaque(why: str, line: int) -> None:
    """Something ran that is not followed: nothing is known of the loops around it."""
    OPAQUE.setdefault(why, line)
    for node in (*T[NODE][3], T[NODE]):
        if node[0] is not None:
            node[0].site.unknown = node[0].site.unknown or why


# The comparisons of three numbers are written out, here, in `steps` and in `called`: every operator
# of the program comes by, and what the twin takes is mostly calls.
def latest(*times: Time) -> Time:
    """When all of these are there."""
    d = c = r = 0
    for one in times:
        if one[0] > d:
            d = one[0]
        if one[1] > c:
            c = one[1]
        if one[2] > r:
            r = one[2]
    return (d, c, r)


def later(a: Time, b: Time) -> Time:
    """The same of two."""
    d, c, r = a
    if b[0] > d:
        d = b[0]
    if b[1] > c:
        c = b[1]
    if b[2] > r:
        r = b[2]
    return (d, c, r)


def step(before: Time, work: int = 1, span: int = 1) -> Time:
    """The time of a result of an operation that starts at `before`; counts its work."""
    WORK[0] += work
    d, c, r = before
    control = T[CONTROL]
    if control[0] > c:
        c = control[0]
    if control[1] > r:
        r = control[1]
    d += span
    c += span
    r += span
    if d > SPAN[0]:
        SPAN[0] = d
    if c > SPAN[1]:
        SPAN[1] = c
    if r > SPAN[2]:
        SPAN[2] = r
    T[NOW] = done = (d, c, r)
    return done


def finish(d: int, c: int, r: int) -> None:
    """One step of an operation whose operands were there at these times."""
    WORK[0] += 1
    control = T[CONTROL]
    if control[0] > c:
        c = control[0]
    if control[1] > r:
        r = control[1]
    T[NOW] = (d + 1, c + 1, r + 1)
    if d >= SPAN[0]:
        SPAN[0] = d + 1
    if c >= SPAN[1]:
        SPAN[1] = c + 1
    if r >= SPAN[2]:
        SPAN[2] = r + 1


def reduced(old: Shadow, operand: Time, line: int, work: int, span: int) -> Shadow:
    """The shadow of a variable after one more operand of its reduction."""
    d, c, r = old[0]
    count, most, begun = old[3] if old[3] is not None and old[2] == line else (1, r, None)
    e, g, h = operand
    control, reductions = T[2]
    if e > d:
        d = e
    if g > c:
        c = g
    if control > c:
        c = control
    if reductions > h:
        h = reductions
    if h > most:
        most = h
    if h > r:
        r = h
    # A tree, or one after the other where the operands come late anyway.
    tree = most + count.bit_length() - 1
    d += span
    c += span
    r = (r if r < tree else tree) + span
    WORK[0] += work
    if d > SPAN[0]:
        SPAN[0] = d
    if c > SPAN[1]:
        SPAN[1] = c
    if r > SPAN[2]:
        SPAN[2] = r
    T[0] = time = (d, c, r)
    node = T[1]
    return (time, node, line, (count + 1, most, begun or (time, node, line, None)))


def read(old: Shadow, site: Tuple[str, int]) -> Time:
    """The time of a variable last written in another iteration than this."""
    if T[8] and (old[3] is not None or not is_around(old[1])):
        depends(old, site[0], site[1], None)
    return old[0]


def is_around(writer: Node) -> bool:
    """Whether we are in that iteration."""
    node = T[NODE]
    depth = writer[2]
    return writer is node or (depth < node[2] and node[3][depth] is writer)


def depends(old: Shadow, variable: str, line: int, operator: Optional[str]) -> None:
    """Note which loop carries this read of what `old` wrote, if one does."""
    if not T[8]:
        return
    if operator is None and old[3] is not None:
        # A partial result of a reduction is used: it is none.
        begun = old[3][2]
        if begun[1] is not old[1]:
            depends(begun, variable, line, None)
    writer, mine = old[1], T[1]
    depth, here = writer[2], mine[2]
    if depth <= here:
        ours = mine if depth == here else mine[3][depth]
        if ours is writer:
            return
        run = writer[0]
        if run is not None and ours[0] is run:
            if not run.site.settled:
                _carried(run.site, old, ours, variable, line, operator, writer[1])
            return
    elif writer[3][here] is mine:
        return
    theirs, ours, level = writer[3], mine[3], 1
    while level < depth and level < here and theirs[level] is ours[level]:
        level += 1
    writer = theirs[level] if level < depth else writer
    mine = ours[level] if level < here else mine
    run = writer[0]
    if run is mine[0]:
        if not run.site.settled:
            _carried(run.site, old, mine, variable, line, operator, writer[1])
    elif run.is_open:
        why = "%s is written in it and read by the iterator it runs over" % variable
        run.site.unknown = run.site.unknown or why


def _carried(
    site: Site, old: Shadow, ours: Node, variable: str, line: int, operator: Any, writer: int
) -> None:
    if operator is not None:
        site.reductions.setdefault((variable, old[2], line), operator)
    elif (variable, old[2], line) not in site.carried and len(site.carried) < 50:
        site.carried[variable, old[2], line] = [writer, ours[1]]
        if variable not in site.counters:
            settle(site)


def settle(site: Site) -> None:
    """Its verdict is known: where no open loop is without one, no dependence is looked for."""
    if not site.settled:
        T[WATCHED] -= site.open
        site.settled = True

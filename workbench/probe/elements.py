"""Elements of containers that one iteration writes: whether another iteration meets them."""

from __future__ import annotations

import ast
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

import accumulate
import places

MOST_PAIRS = 2000


class Access(NamedTuple):
    """One access to elements: load, store, accumulate (`+=`), append or mutate.

    `position` is the place of its statement in the loop's body, `group` the operation of `+=`.
    """

    what: str
    root: str
    indexes: Tuple[ast.expr, ...]
    line: int
    position: int
    group: Optional[str] = None


class Meeting(NamedTuple):
    """Iterations meet in elements of `root`, written on one line and read on another.

    `how`: flow (a later one reads what an earlier one wrote), again (each passes over the same
    elements), accumulate, or unclear, which `why` explains.
    """

    root: str
    from_line: int
    to_line: int
    how: str
    is_sure: bool = False
    why: str = ""


def accesses(body: Sequence[ast.stmt], aliases: Dict[str, places.Place]) -> List[Access]:
    """Every access in a body; a variable that is another name for elements stands for them."""
    found: List[Access] = []
    for position, top in enumerate(body):
        for statement in accumulate.statements([top]):
            found.extend(_own(one, aliases) for one in _of(statement, position))
    return found


def _own(access: Access, aliases: Dict[str, places.Place]) -> Access:
    """The access by the container's own name."""
    first = access.root.split(".")[0]
    if access.root in aliases:
        root, indexes = aliases[access.root]
        return access._replace(root=root, indexes=indexes + access.indexes)
    return access._replace(root=aliases[first][0]) if first in aliases else access


def _of(statement: ast.stmt, position: int) -> Iterator[Access]:
    for event in accumulate.header(statement):
        if event.what in ("load", "append", "mutate"):
            yield Access(event.what, event.root, event.indexes, event.line, position)
    for target in accumulate.targets(statement):
        for root, indexes in _written(target):
            what, group = "store", None
            if isinstance(statement, ast.Delete):
                what = "mutate"
            elif isinstance(statement, ast.AugAssign):
                what, group = "accumulate", accumulate.group(statement.op)
            yield Access(what, root, indexes, statement.lineno, position, group)


def _written(target: ast.AST) -> List[places.Place]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [one for element in target.elts for one in _written(element)]
    if isinstance(target, ast.Starred):
        return _written(target.value)
    where = places.place(target)
    return [where] if where is not None and where[1] else []


class Elements:
    """Decides for one loop. `moving` maps the variables that differ in every iteration to their
    step and the position of the statement that moves them (None: before the body); `changed` are
    all variables that it binds, `inner` those that are only the variables of loops inside.
    """

    def __init__(
        self,
        moving: Dict[str, Tuple[Optional[int], Optional[int]]],
        changed: Set[str],
        inner: Set[str],
    ) -> None:
        self.moving = moving
        self.changed = changed
        self.inner = inner

    def meetings(self, found: Sequence[Access]) -> List[Meeting]:
        """What iterations may meet in, for accesses to one container."""
        writes = [one for one in found if one.what in ("store", "accumulate")]
        loads = [one for one in found if one.what == "load"]
        changes = [one for one in found if one.what == "mutate"]
        grown = [one for one in found if one.what == "append"]
        root = found[0].root
        if changes:
            reader = loads[0] if loads else changes[0]
            return [Meeting(root, changes[0].line, reader.line, "flow", True)]
        if grown and loads:
            sure = any(self._is_tail(load) for load in loads)
            return [Meeting(root, grown[0].line, loads[0].line, "flow", sure)]
        if grown and writes:
            return [self._unclear(writes[0], "it both grows and is written to")]
        if len(writes) * len(found) > MOST_PAIRS:
            return [self._unclear(writes[0], "%s is accessed at too many places" % root[:80])]
        return self._written(writes, loads) if writes else []

    def _is_tail(self, load: Access) -> bool:
        """Whether an index follows the end of a growing list."""
        index = places.affine(load.indexes[0]) if load.indexes else None
        if index is None:
            return False
        moves = bool(index.names() & set(self.moving))
        return moves or (not index.factors and index.constant < 0)

    def _written(self, writes: Sequence[Access], loads: Sequence[Access]) -> List[Meeting]:
        groups = {one.group for one in writes}
        only_adds = all(one.what == "accumulate" for one in writes) and None not in groups
        if only_adds and len(groups) == 1 and not loads:
            apart = all(self._relation(a, b) in ("same", "never") for a in writes for b in writes)
            one = writes[0]
            return [] if apart else [Meeting(one.root, one.line, one.line, "accumulate")]
        result: List[Meeting] = []
        for write in writes:
            for other in list(loads) + [one for one in writes if one.what == "accumulate"]:
                result.extend(self._met(write, other))
            for other in writes:
                if self._relation(write, other) not in ("same", "never", "earlier", "later"):
                    text = "iterations may write the same element of %s" % write.root[:80]
                    result.append(self._unclear(write, text))
        return result

    def _met(self, write: Access, read: Access) -> List[Meeting]:
        relation = self._relation(write, read)
        if relation in ("same", "never"):
            return []
        if relation == "earlier":
            return [Meeting(write.root, write.line, read.line, "flow", True)]
        if relation == "again":
            return [Meeting(write.root, write.line, read.line, "again")]
        if relation == "later":
            text = "it reads elements of %s before a later iteration writes them" % write.root[:80]
        else:
            text = "which elements of %s it reads is not clear" % write.root[:80]
        return [self._unclear(write, text)]

    def _unclear(self, one: Access, why: str) -> Meeting:
        return Meeting(one.root, one.line, one.line, "unclear", why=why)

    def _relation(self, write: Access, read: Access) -> str:
        """same, never, earlier (the write comes in an earlier iteration), later, again, unclear."""
        pairs = list(zip(write.indexes, read.indexes))
        seen = set()
        for first, second in pairs:
            one, other = self._at(first, write), self._at(second, read)
            if one is not None and other is not None:
                seen.add(self._apart(one, other))
        for answer in ("never", "same", "earlier", "later"):
            if answer in seen:
                return answer
        repeated = all(ast.dump(a) == ast.dump(b) and self._is_steady(a) for a, b in pairs)
        return "again" if pairs and repeated else "unclear"

    def _at(self, index: ast.expr, access: Access) -> Optional[places.Affine]:
        """The index in terms of the values that moving variables have when the body begins."""
        found = places.affine(index)
        if found is None:
            return None
        shift = 0
        for name, factor in found.factors:
            step, position = self.moving.get(name, (None, None))
            if position is not None and access.position > position:
                if step is None:
                    return None
                shift += factor * step
            elif position is not None and access.position == position:
                return None
        return places.Affine(found.factors, found.constant + shift)

    def _apart(self, one: places.Affine, other: places.Affine) -> Optional[str]:
        moving = (one.names() | other.names()) & set(self.moving)
        if not moving:
            steady = one.factors == other.factors and not one.names() & self.changed
            differ = one.constant != other.constant
            # x[-1] and x[3] may be the same element.
            signs = bool(one.factors) or (one.constant < 0) == (other.constant < 0)
            return "never" if steady and differ and signs else None
        if len(moving) > 1:
            return None
        (name,) = moving
        factor, rest = one.factor(name), one.without(moving)
        if factor != other.factor(name) or rest != other.without(moving):
            return None
        if {each for each, _ in rest} & self.changed:
            return None
        between = one.constant - other.constant
        if between == 0:
            return "same"
        step = self.moving[name][0]
        if between % factor or (step is not None and (between // factor) % step):
            return "never"
        if step is None:
            return None
        return "earlier" if (between // factor) * step > 0 else "later"

    def _is_steady(self, index: ast.AST) -> bool:
        """Whether an index takes the same values in every iteration."""
        names = {event.root for event in places.events(index) if event.what != "call"}
        return not (names & self.changed) - self.inner

"""Where expressions read and write: variables, elements of containers, and their indexes.

Names of places are texts: `x`, `self.x`; elements are a root with its indexes, `a[i][j]` being
("a", (i, j)). Nothing here knows about loops, and nothing is executed.
"""

from __future__ import annotations

import ast
from typing import Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Set, Tuple

Comprehension = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEEPEST = 30

COLLECTING = frozenset(["append", "add", "extend", "appendleft"])
CHANGING = frozenset(
    ["pop", "popleft", "popitem", "remove", "discard", "clear", "sort", "reverse", "setdefault"]
    + ["rotate", "fill", "resize", "extendleft", "send", "__next__"]
)
FIRST_CHANGED = frozenset(
    ["heappush", "heappop", "heapify", "heapreplace", "heappushpop", "shuffle", "insort"]
    + ["insort_left", "insort_right", "next"]
)
"""Functions that change their first argument."""


class Event(NamedTuple):
    """Something an expression does with a place: load, append, mutate, bind (`:=`) or call.

    `touch` is the load of an object whose method is called that does not look at its elements.
    """

    what: str
    root: str
    indexes: Tuple[ast.expr, ...]
    line: int
    node: ast.AST


Place = Tuple[str, Tuple[ast.expr, ...]]
"""A root variable and the indexes of an element of it, none for the variable itself."""


def dimensions(index: ast.AST) -> Tuple[ast.expr, ...]:
    """The indexes of one pair of brackets, one for each dimension."""
    kind = type(index).__name__
    if kind == "Index":  # until CPython 3.8
        return dimensions(index.value)  # type: ignore[attr-defined]
    if kind == "ExtSlice":
        return tuple(part for one in index.dims for part in dimensions(one))  # type: ignore[attr-defined]
    if isinstance(index, ast.Tuple):
        return tuple(index.elts)
    return (index,)  # type: ignore[return-value]


def place(node: ast.AST) -> Optional[Place]:
    """The root variable of an expression such as `self.a[i].b`, and what is selected in it."""
    selected: List[Tuple[ast.expr, ...]] = []
    names: List[str] = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        else:
            selected.extend((ast.Constant("." + name),) for name in names)
            names = []
            selected.append(dimensions(node.slice))
        node = node.value
        if len(names) + len(selected) > _DEEPEST:
            return None
    if not isinstance(node, ast.Name):
        return None
    root = ".".join([node.id] + names[::-1])
    return root, tuple(one for group in reversed(selected) for one in group)


def events(expression: ast.AST) -> List[Event]:
    """What evaluating an expression does, without what stands in lambdas that it makes."""
    found: List[Event] = []
    waiting: List[Tuple[ast.AST, FrozenSet[str]]] = [(expression, frozenset())]
    while waiting:
        node, hidden = waiting.pop()
        line = getattr(node, "lineno", 0)
        if isinstance(node, Comprehension):
            inside = hidden | {name for one in node.generators for name in bound(one.target)}
            waiting.extend((child, inside) for child in ast.iter_child_nodes(node))
        elif isinstance(node, ast.Lambda):
            names = frozenset(one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg))
            waiting.append((node.body, hidden | names))
        elif isinstance(node, ast.NamedExpr):
            found.append(Event("bind", node.target.id, (), line, node))
            waiting.append((node.value, hidden))
        elif isinstance(node, ast.Call):
            found.extend(_changes(node, hidden))
            waiting.extend((child, hidden) for child in _handed(node, hidden, found))
        elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            waiting.extend((child, hidden) for child in _load(node, hidden, found))
        else:
            waiting.extend((child, hidden) for child in ast.iter_child_nodes(node))
    return found


def _load(node: ast.expr, hidden: FrozenSet[str], found: List[Event]) -> Iterator[ast.AST]:
    """Note what is read; yield what else is to be looked at."""
    read = place(node)
    if read is None:
        yield from ast.iter_child_nodes(node)
        return
    root, indexes = read
    if root.split(".")[0] not in hidden and isinstance(getattr(node, "ctx", None), ast.Load):
        found.append(Event("load", root, indexes, getattr(node, "lineno", 0), node))
    yield from indexes


def _handed(call: ast.Call, hidden: FrozenSet[str], found: List[Event]) -> Iterator[ast.AST]:
    """What a call evaluates: its arguments, and the object whose method it is."""
    yield from call.args
    yield from (one.value for one in call.keywords)
    func = call.func
    where = place(func.value) if isinstance(func, ast.Attribute) else None
    if where is None or func.attr not in COLLECTING | CHANGING:  # type: ignore[attr-defined]
        yield func.value if where is not None else func  # type: ignore[attr-defined]
        return
    if where[0].split(".")[0] not in hidden:
        found.append(Event("touch", where[0], where[1], call.lineno, call))
    yield from where[1]


def _changes(call: ast.Call, hidden: FrozenSet[str]) -> Iterator[Event]:
    """The call itself, and what it is known to change."""
    yield Event("call", "", (), call.lineno, call)
    changed, what = None, "mutate"
    if isinstance(call.func, ast.Attribute):
        name = call.func.attr
        if name in COLLECTING:
            changed, what = call.func.value, "append"
        elif name in CHANGING:
            changed = call.func.value
    else:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in FIRST_CHANGED and call.args and changed is None:
        changed = call.args[0]
    where = place(changed) if changed is not None else None
    if where is not None and where[0].split(".")[0] not in hidden:
        yield Event(what, where[0], where[1], call.lineno, call)


def bound(target: ast.AST) -> Set[str]:
    """The variables that an assignment to this target binds."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return {name for one in target.elts for name in bound(one)}
    if isinstance(target, ast.Starred):
        return bound(target.value)
    where = place(target)
    return {where[0]} if where is not None and not where[1] else set()


class Affine(NamedTuple):
    """A whole number as a sum: factors of variables, and a constant."""

    factors: Tuple[Tuple[str, int], ...]
    constant: int

    def factor(self, name: str) -> int:
        """The factor of one variable."""
        return dict(self.factors).get(name, 0)

    def names(self) -> Set[str]:
        """Its variables."""
        return {name for name, _ in self.factors}

    def without(self, names: Set[str]) -> Tuple[Tuple[str, int], ...]:
        """The factors of the other variables."""
        return tuple(one for one in self.factors if one[0] not in names)


def affine(node: ast.AST, depth: int = 0) -> Optional[Affine]:
    """An index as a sum of variables, None for anything else (products, calls, slices)."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 1 << 40:
        return Affine((), node.value)
    if isinstance(node, (ast.Name, ast.Attribute)):
        where = place(node)
        return Affine(((where[0], 1),), 0) if where is not None and not where[1] else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = affine(node.operand, depth + 1)
        return _scaled(inner, -1) if inner else None
    if not isinstance(node, ast.BinOp):
        return None
    left, right = affine(node.left, depth + 1), affine(node.right, depth + 1)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return _sum(left, right)
    if isinstance(node.op, ast.Sub):
        return _sum(left, _scaled(right, -1))
    if isinstance(node.op, ast.Mult) and not (left.factors and right.factors):
        constant, other = (left, right) if not left.factors else (right, left)
        return _scaled(other, constant.constant) if abs(constant.constant) < 1 << 20 else None
    return None


def _sum(left: Affine, right: Affine) -> Affine:
    factors: Dict[str, int] = dict(left.factors)
    for name, factor in right.factors:
        factors[name] = factors.get(name, 0) + factor
    kept = tuple(sorted((name, factor) for name, factor in factors.items() if factor))
    return Affine(kept, left.constant + right.constant)


def _scaled(one: Affine, by: int) -> Affine:
    return Affine(tuple((n, f * by) for n, f in one.factors if f * by), one.constant * by)

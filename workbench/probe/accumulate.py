"""Variables of a loop that only add up: counters, sums, products, smallest and largest values."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set

import places

_GROUPS: Dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "+",
    ast.Mult: "*",
    ast.Div: "*",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
}
_COMMUTATIVE = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Form(NamedTuple):
    """A statement that adds something to a variable.

    `loads` is how often it reads the variable by name; `step` what is added, `sign` 1 or -1.
    """

    name: str
    group: str
    loads: int
    step: Optional[ast.expr]
    sign: int
    stores: int = 1


def group(operator: ast.operator) -> Optional[str]:
    """The operation under which the order of summands does not matter; None for others."""
    return _GROUPS.get(type(operator))


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Every statement of a body, nested ones included, those of inner functions left out."""
    waiting: List[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
        elif isinstance(node, ast.expr):
            continue
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def header(statement: ast.stmt) -> Iterator[places.Event]:
    """What a statement itself evaluates, without the statements inside it."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    waiting: List[ast.AST] = [statement]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if isinstance(child, ast.expr):
                yield from places.events(child)
            elif not isinstance(child, ast.stmt):
                waiting.append(child)


def targets(statement: ast.stmt) -> List[ast.expr]:
    """What a statement assigns to."""
    if isinstance(statement, (ast.Assign, ast.Delete)):
        return list(statement.targets)
    if isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        return [statement.target]
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [one.optional_vars for one in statement.items if one.optional_vars is not None]
    return []


def form(node: ast.stmt) -> Optional[Form]:
    """The statement as one that adds up, None for any other."""
    if isinstance(node, ast.AugAssign):
        name, kind = _name(node.target), group(node.op)
        if name is None or kind is None or name in _read(node.value):
            return None
        return Form(name, kind, 0, node.value, -1 if isinstance(node.op, ast.Sub) else 1)
    if isinstance(node, ast.If):
        return _extreme(node)
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return None
    name, value = _name(node.targets[0]), node.value
    if name is None or _read(value)[name] != 1:
        return None
    if isinstance(value, ast.BinOp) and group(value.op) is not None:
        sign = -1 if isinstance(value.op, ast.Sub) else 1
        for own, other in ((value.left, value.right), (value.right, value.left)):
            ordered = own is value.left or isinstance(value.op, _COMMUTATIVE)
            if _name(own) == name and ordered:
                return Form(name, str(group(value.op)), 1, other, sign)
    if isinstance(value, ast.BoolOp) and any(_name(one) == name for one in value.values):
        return Form(name, type(value.op).__name__.lower(), 1, None, 1)
    if isinstance(value, ast.Call) and any(_name(one) == name for one in value.args):
        called = _name(value.func)
        return Form(name, called, 1, None, 1) if called in ("min", "max") else None
    return None


def _extreme(node: ast.If) -> Optional[Form]:
    """`if x < best: best = x`: the smallest; also where something of both is compared."""
    compares: List[ast.expr] = [node.test]
    if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
        compares = node.test.values
    last = compares[-1]
    if node.orelse or not isinstance(last, ast.Compare) or len(last.ops) != 1:
        return None
    if not isinstance(last.ops[0], _ORDER):
        return None
    sides = [ast.dump(last.left), ast.dump(last.comparators[0])]
    for statement in node.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        name = _name(statement.targets[0])
        if name is None or name in _read(statement.value):
            continue
        own = ast.dump(ast.Name(id=name, ctx=ast.Load()))
        other = ast.dump(statement.value)
        replaced = [side.replace(own, other) for side in sides]
        if replaced[0] == replaced[1] and sides[0] != sides[1]:
            loads = _read(node.test)[name]
            return Form(name, "min or max", loads, None, 1, stores=1)
    return None


def accumulators(body: Sequence[ast.stmt], loads: Dict[str, int]) -> Set[str]:
    """Variables that are only ever added to, in one way, and read nowhere else.

    `loads` is how often each variable is read in the whole loop.
    """
    stored: Counter[str] = Counter()
    forms: Dict[str, List[Form]] = {}
    for statement in statements(body):
        for target in targets(statement):
            stored.update(places.bound(target))
        found = form(statement)
        if found is not None:
            forms.setdefault(found.name, []).append(found)
    return {
        name
        for name, several in forms.items()
        if len({one.group for one in several}) == 1
        and sum(one.stores for one in several) == stored[name]
        and sum(one.loads for one in several) == loads.get(name, 0)
    }


def counters(body: Sequence[ast.stmt], changed: Set[str]) -> Dict[str, "Step"]:
    """Variables that every iteration moves by the same step, once, whatever else happens."""
    found: Dict[str, Step] = {}
    stored: Counter[str] = Counter()
    for statement in statements(body):
        for target in targets(statement):
            stored.update(places.bound(target))
    for position, statement in enumerate(body):
        one = form(statement)
        if one is not None and one.step is not None and one.group == "+":
            moves_by = places.affine(one.step)
            steady = not set(_read(one.step)) & changed
            if stored[one.name] == 1 and steady:
                known = moves_by is not None and not moves_by.factors
                size = moves_by.constant * one.sign if moves_by is not None and known else None
                found[one.name] = Step(size or None, position)
        if any(isinstance(inner, ast.Continue) for inner in statements([statement])):
            break
    return found


class Step(NamedTuple):
    """How far a counter moves (None: some unknown amount), and by which statement of the body."""

    size: Optional[int]
    position: int


def _name(node: ast.AST) -> Optional[str]:
    where = places.place(node)
    return where[0] if where is not None and not where[1] else None


def _read(node: ast.AST) -> Counter[str]:
    return Counter(one.root for one in places.events(node) if one.what in ("load", "touch"))

"""The program once more with the iterations of one loop in another order, and what came of it."""

from __future__ import annotations

import ast
import random
import types
from typing import Any, Dict, List, Optional, Sequence, Tuple

import locations

_ORDERED = (list, tuple, range, str, bytes, dict, enumerate, zip, reversed)
_VIEWS: Tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_PLAIN = (int, float, complex, bool, str, bytes, type(None))
MOST_PARTS = 2000000
SEED = 7


class _Order(ast.NodeTransformer):
    """Wraps what the loop at one place runs over: (line, column, number of the `for` part)."""

    def __init__(self, place: Tuple[int, int, int]) -> None:
        self.place = place

    def visit(self, node: ast.AST) -> Any:
        """Any node."""
        self.generic_visit(node)
        if (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)) != self.place[:2]:
            return node
        if isinstance(node, ast.For):
            node.iter = ast.copy_location(_call("_wb_order", node.iter), node.iter)
        elif isinstance(node, (ast.SetComp, ast.DictComp)):
            part = node.generators[self.place[2]]
            part.iter = ast.copy_location(_call("_wb_order", part.iter), part.iter)
        elif isinstance(node, ast.ListComp):
            # Its elements are put back where they belong, by the number that comes with each.
            part = node.generators[0]
            part.iter = _call("_wb_order", _call("_wb_numbered", part.iter))
            number = ast.Name("_wb_number", ast.Store())
            part.target = ast.Tuple([number, part.target], ast.Store())
            node.elt = ast.Tuple([ast.Name("_wb_number", ast.Load()), node.elt], ast.Load())
            return ast.copy_location(_call("_wb_sorted", node), node)
        return node


def _call(function: str, argument: Any) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), [argument], [])


def in_order(rows: List[Tuple[int, Any]]) -> List[Any]:
    """Elements by the numbers that came with them."""
    return [row[1] for row in sorted(rows, key=lambda row: row[0])]


class Shuffler:
    """Hands out the elements in another order; `turned` says that it could."""

    def __init__(self) -> None:
        self.turned = False
        self.refused = False
        self.random = random.Random(SEED)

    def __call__(self, iterable: Any) -> Any:
        array = locations.is_array(iterable)
        if not array and type(iterable) not in _ORDERED + _VIEWS:
            self.refused = True
            return iterable
        mixed = list(iterable)
        before = list(range(len(mixed)))
        order = before[:]
        self.random.shuffle(order)
        if order == before:
            order.reverse()
        self.turned = self.turned or order != before
        return [mixed[k] for k in order]


def compiled(source: str, filename: str, place: Tuple[int, int, int]) -> types.CodeType:
    """The program with one of its loops wrapped."""
    tree = _Order(place).visit(ast.parse(source))
    return compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)


def same(a: Sequence[Any], b: Sequence[Any]) -> Optional[bool]:
    """Whether what two runs left is alike to the last bit; None where that cannot be told.

    Given are for each the result and the module's variables; of these, those that cannot be
    compared are passed over.
    """
    result = _alike(a[0], b[0])
    if result is not True or len(a) < 2 or len(b) < 2:
        return result if len(a) == len(b) else False
    names = set(a[1]) & set(b[1])
    return all(_alike(a[1][name], b[1][name]) is not False for name in names)


def _alike(a: Any, b: Any) -> Optional[bool]:
    room = [MOST_PARTS]
    try:
        return _same(a, b, room, {})
    except (_UnknownError, RecursionError):
        return None


class _UnknownError(Exception):
    pass


def _same(a: Any, b: Any, room: List[int], seen: Dict[Any, bool]) -> bool:
    room[0] -= 1
    if room[0] < 0:
        raise _UnknownError
    if type(a) in _PLAIN:
        return type(a) is type(b) and (a == b or (a != a and b != b))
    if (id(a), id(b)) in seen:
        return True
    seen[id(a), id(b)] = True
    if locations.is_array(a) or locations.is_tensor(a):
        return _arrays(a, b)
    if type(a).__name__ != type(b).__name__:
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y, room, seen) for x, y in zip(a, b))
    if isinstance(a, dict):
        if not all(type(one) in (*_PLAIN, tuple) for one in a):
            raise _UnknownError
        return len(a) == len(b) and all(k in b and _same(a[k], b[k], room, seen) for k in a)
    if isinstance(a, (set, frozenset, bytearray, range)):
        if isinstance(a, (set, frozenset)) and not all(type(x) in (*_PLAIN, tuple) for x in a):
            raise _UnknownError
        return bool(a == b)
    if isinstance(a, (types.FunctionType, types.ModuleType, types.BuiltinFunctionType, type)):
        return True
    if hasattr(a, "__dict__") and type(a).__module__ == "workload":
        return _same(vars(a), vars(b), room, seen)
    if type(a).__module__ == "numpy":
        return bool(type(a) is type(b) and (a == b or a != a))
    raise _UnknownError


def _arrays(a: Any, b: Any) -> bool:
    if type(a) is not type(b) or a.shape != b.shape or a.dtype != b.dtype:
        return False
    if locations.is_tensor(a):
        a, b = a.detach().cpu().numpy(), b.detach().cpu().numpy()
    if a.dtype == object:
        raise _UnknownError
    return bool(((a == b) | ((a != a) & (b != b))).all())


def state(namespace: Dict[str, Any]) -> Dict[str, Any]:
    """The variables of the module that hold data."""
    skipped = (types.FunctionType, types.ModuleType, types.BuiltinFunctionType, type)
    return {
        name: value
        for name, value in namespace.items()
        if not name.startswith("_") and not isinstance(value, skipped)
    }

"""Which loops of a text are the innermost of a product of matrices.

That is a multiply-accumulate whose factors share the index that is summed over, while each has an
index of its own: c[i][j] += a[i][k] * b[k][j], in any order of the three loops, with rows and
columns under names of their own, or as a sum over a generator. Convolutions and scalings are none.
"""

from __future__ import annotations

import ast
from typing import Any, Dict, FrozenSet, List, Optional, Set

Loops = FrozenSet[int]
Names = Dict[str, Loops]
NONE: Loops = frozenset()


def innermost(tree: ast.AST) -> Set[int]:
    """Identities of the loops and comprehensions of the tree in which such products are summed."""
    found: Set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
            _block(node.body, {}, [], found)
    return found


def _block(body: List[Any], names: Names, around: List[int], found: Set[int]) -> None:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(node, ast.For):
            _bind(node.target, node.iter, id(node), names)
            _block(node.body, names, around + [id(node)], found)
            continue
        if isinstance(node, ast.While):
            for inner in node.body:
                if isinstance(inner, ast.AugAssign) and isinstance(inner.value, ast.Constant):
                    _add(inner.target, frozenset([id(node)]), names)
            _block(node.body, names, around + [id(node)], found)
            continue
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, (ast.If, ast.With, ast.Try)):
                _block(getattr(node, part, []), names, around, found)
        if not isinstance(node, (ast.If, ast.With, ast.Try)):
            _statement(node, names, around, found)


def _statement(node: ast.AST, names: Names, around: List[int], found: Set[int]) -> None:
    _sums(node, dict(names), around, found)
    product = _accumulated(node)
    if product is not None and around:
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]  # type: ignore[attr-defined]
        if _is_product(product, _uses(target, names), names, around):
            found.add(around[-1])
    elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
        for one in node.targets:
            _add(one, _uses(node.value, names), names)


def _accumulated(node: ast.AST) -> Optional[ast.BinOp]:
    """The product that a statement adds to what was there."""
    value: Any = None
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        value = node.value
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        added = node.value
        if isinstance(added.op, ast.Add) and len(node.targets) == 1:
            same = _text(node.targets[0])
            if _text(added.left) == same:
                value = added.right
            elif _text(added.right) == same:
                value = added.left
    return value if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) else None


def _text(node: ast.AST) -> str:
    return ast.dump(node).replace("Store()", "Load()")


def _sums(
    node: ast.AST, names: Names, around: List[int], found: Set[int], summed: bool = False
) -> None:
    """Sums over generators within an expression, the comprehensions around them included."""
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        for one in node.generators:
            _bind(one.target, one.iter, id(one), names)
            around = around + [id(one)]
        element = node.elt
        multiplied = isinstance(element, ast.BinOp) and isinstance(element.op, ast.Mult)
        if summed and multiplied and _is_product(element, NONE, names, around):
            found.add(around[-1])
        _sums(element, names, around, found)
        return
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda):
            _sums(child, names, around, found, _is_sum(node))


def _is_sum(node: ast.AST) -> bool:
    """A call of sum, math.fsum and the like."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    return str(name).endswith("sum")


def _is_product(product: Any, target: Loops, names: Names, around: List[int]) -> bool:
    here = frozenset(around)
    left = _uses(product.left, names) & here
    right = _uses(product.right, names) & here
    return bool((left & right) - target and left - right and right - left)


def _bind(target: Any, source: Any, loop: int, names: Names) -> None:
    """A loop binds its variables; those of zip and enumerate each to their own source."""
    mine = frozenset([loop])
    called = source.func.id if _is_named_call(source) else ""
    if isinstance(target, ast.Tuple) and called == "zip" and len(target.elts) == len(source.args):
        for one, part in zip(target.elts, source.args):
            _add(one, mine | _uses(part, names), names)
    elif isinstance(target, ast.Tuple) and called == "enumerate" and len(target.elts) == 2:
        _add(target.elts[0], mine, names)
        _add(target.elts[1], mine | _uses(source, names), names)
    else:
        _add(target, mine | _uses(source, names), names)


def _is_named_call(node: Any) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords


def _add(target: Any, loops: Loops, names: Names) -> None:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = names.get(node.id, NONE) | loops


def _uses(node: ast.AST, names: Names) -> Loops:
    """The loops on whose variables an expression depends."""
    found = NONE
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            found |= names.get(one.id, NONE)
    return found

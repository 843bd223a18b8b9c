"""Operators and subscripts that one function of the twin may do, with their operands."""

from __future__ import annotations

import ast
import math
from typing import Any, Dict, List, Optional, Tuple

SIGNS: Dict[Any, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Lt: "<",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Not: "not",
    ast.Invert: "~",
}
MOST_PARTS = 60
"""Larger expressions are cut in two."""


class Leaf:
    """An operand: a constant, a variable with its shadow, or a value with its time.

    `site` is (name, line) where the reading of a variable may be carried by a loop.
    """

    size = 1

    def __init__(self, kind: str, node: Any, late: Any, site: Optional[Tuple[str, int]]) -> None:
        self.kind = kind
        self.node = node
        self.late = late
        self.site = site
        self.mixed = kind == "value"


class Branch:
    """An operator or a subscript with its operands; `mixed` if a value with its time is one."""

    def __init__(self, node: Any, parts: List[Any], site: Any = None) -> None:
        self.node = node
        self.parts = parts
        self.site = site
        self.size = 1 + sum(one.size for one in parts)
        self.mixed = any(one.mixed for one in parts)

    def leaves(self) -> List[Leaf]:
        """All operands, from left to right."""
        found: List[Leaf] = []
        for one in self.parts:
            found += one.leaves() if isinstance(one, Branch) else [one]
        return found


def is_fused(node: Any) -> bool:
    """Whether it is an operator or a subscript that is done here."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return type(node.op) in SIGNS
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1 and type(node.ops[0]) in SIGNS
    if isinstance(node, ast.Call):
        plain = isinstance(node.func, ast.Name) and node.func.id == "len" and not node.keywords
        return plain and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred)
    return isinstance(node, ast.Subscript) and _is_simple(index_of(node))


def operands(node: Any) -> List[Any]:
    """What an operator or a subscript is applied to."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Call):
        return [node.func, node.args[0]]
    return [node.value, index_of(node)]


def index_of(node: ast.Subscript) -> Any:
    """What a subscript is; before 3.9 it is wrapped."""
    index: Any = node.slice
    return index.value if type(index).__name__ == "Index" else index


def _is_simple(index: Any) -> bool:
    if isinstance(index, ast.Constant):
        return type(index.value) is int
    return isinstance(index, ast.Name) or is_fused(index)


def is_written(value: Any) -> bool:
    """Whether a constant can be written out and read again."""
    kind = type(value)
    if kind is int:
        return bool(abs(value) < 1 << 64)
    if kind is float:
        return math.isfinite(value)
    return kind in (str, bytes, bool, type(None))

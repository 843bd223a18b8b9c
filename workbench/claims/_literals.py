"""Python literals in claims: read without evaluating anything, compared to the digits written."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import Any


class NotALiteralError(ValueError):
    """The text is not a literal of numbers, strings, bytes, lists, tuples, sets, dicts."""


@dataclass(frozen=True)
class Literal:
    """A literal's text and its syntax tree."""

    text: str
    tree: ast.expr


def parse(text: str, *, limit: int = 2000) -> Literal:
    """Read a literal; the text is bounded before the parser sees it. Raises NotALiteralError."""
    stripped = text.strip()
    if not stripped or len(stripped) > limit:
        raise NotALiteralError("empty" if not stripped else "too long")
    if stripped.count("(") + stripped.count("[") + stripped.count("{") > limit // 2:
        raise NotALiteralError("nested too deeply")
    try:
        tree = ast.parse(stripped, mode="eval").body
        _value(tree)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        raise NotALiteralError(str(error)[:80] or type(error).__name__) from None
    return Literal(stripped, tree)


def same(claimed: Literal, measured: Literal) -> bool:
    """Whether the measured value is what the claimed text says, floats to the digits written."""
    return _same(claimed.tree, measured.tree, claimed.text)


def _same(claimed: ast.expr, measured: ast.expr, text: str) -> bool:
    pairs = (ast.List, ast.Tuple)
    if isinstance(claimed, pairs) or isinstance(measured, pairs):
        return (
            type(claimed) is type(measured)
            and isinstance(claimed, pairs)
            and isinstance(measured, pairs)
            and len(claimed.elts) == len(measured.elts)
            and all(_same(a, b, text) for a, b in zip(claimed.elts, measured.elts, strict=True))
        )
    left, right = _value(claimed), _value(measured)
    if isinstance(left, bool) or isinstance(right, bool):
        return type(left) is type(right) and bool(left == right)
    if isinstance(left, float) and isinstance(right, (int, float)):
        return _close(left, float(right), ast.get_source_segment(text, claimed) or repr(left))
    return type(left) is type(right) and bool(left == right)


def _close(claimed: float, measured: float, digits: str) -> bool:
    """Within half a unit of the last digit written; rtol 1e-9 covers long spellings."""
    if math.isnan(claimed) or math.isinf(claimed) or not math.isfinite(measured):
        return repr(claimed) == repr(measured)
    return abs(measured - claimed) <= max(last_digit(digits) / 2 * (1 + 1e-9), abs(claimed) * 1e-9)


def last_digit(text: str) -> float:
    """The value of the last digit written: 0.01 for "5.28", 100.0 for "1.2e3"."""
    mantissa, _, exponent = text.lower().replace("_", "").lstrip("+-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(10.0 ** (int(exponent or 0) - decimals))


def _value(tree: ast.expr) -> Any:
    """literal_eval, with the names nan and inf that floats print as."""
    if isinstance(tree, ast.Name) and tree.id in ("nan", "inf"):
        return float(tree.id)
    if (
        isinstance(tree, ast.UnaryOp)
        and isinstance(tree.op, ast.USub)
        and isinstance(tree.operand, ast.Name)
        and tree.operand.id == "inf"
    ):
        return -math.inf
    if isinstance(tree, (ast.List, ast.Tuple)):
        values = [_value(element) for element in tree.elts]
        return values if isinstance(tree, ast.List) else tuple(values)
    return ast.literal_eval(tree)

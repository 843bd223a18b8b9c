"""Python literals in claims: read without evaluating anything, compared to the digits written."""

from __future__ import annotations

import ast
import math
import warnings
from dataclasses import dataclass
from typing import Any

_NUMBERS = (int, float)


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
        # The parser warns of odd escapes in strings; a claim's spelling is no news to anybody.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(stripped, mode="eval").body
        _value(tree)
    except SyntaxError as error:
        raise NotALiteralError(error.msg[:80]) from None
    except (ValueError, TypeError, MemoryError, RecursionError):
        # Their texts name objects by address, which differ from run to run.
        raise NotALiteralError("it would have to be computed") from None
    return Literal(stripped, tree)


def same(claimed: Literal, measured: Literal) -> bool:
    """Whether the measured value is what the claimed text says, floats to the digits written."""
    return _same(claimed.tree, measured.tree, claimed.text)


def _same(claimed: ast.expr, measured: ast.expr, text: str) -> bool:
    if isinstance(claimed, ast.List | ast.Tuple) and isinstance(measured, ast.List | ast.Tuple):
        return (
            type(claimed) is type(measured)
            and len(claimed.elts) == len(measured.elts)
            and all(_same(a, b, text) for a, b in zip(claimed.elts, measured.elts, strict=True))
        )
    if isinstance(claimed, ast.Dict) and isinstance(measured, ast.Dict):
        return _same_dicts(claimed, measured, text)
    left, right = _value(claimed), _value(measured)
    if isinstance(left, bool) or isinstance(right, bool):
        return type(left) is type(right) and bool(left == right)
    if isinstance(left, float) and isinstance(right, _NUMBERS):
        return _close(left, right, ast.get_source_segment(text, claimed) or repr(left))
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return bool(left == right)  # "70" says nothing false of 70.0
    return type(left) is type(right) and bool(left == right)


def _same_dicts(claimed: ast.Dict, measured: ast.Dict, text: str) -> bool:
    """The same keys (1 and True are not), with values compared to the digits written."""
    left, right = _entries(claimed), _entries(measured)
    return left.keys() == right.keys() and all(_same(left[k], right[k], text) for k in left)


def _entries(tree: ast.Dict) -> dict[Any, ast.expr]:
    keys = (None if key is None else (type(_value(key)), _value(key)) for key in tree.keys)
    return dict(zip(keys, tree.values, strict=True))


def _close(claimed: float, measured: float, digits: str) -> bool:
    """Within half a unit of the last digit written; rtol 1e-9 covers long spellings."""
    if not math.isfinite(claimed) or (isinstance(measured, float) and not math.isfinite(measured)):
        return repr(claimed) == repr(measured)
    try:
        off = abs(float(measured) - claimed)
    except OverflowError:  # an int beyond every float
        return False
    return off <= max(last_digit(digits) / 2 * (1 + 1e-9), abs(claimed) * 1e-9)


def last_digit(text: str) -> float:
    """The value of the last digit written: 0.01 for "5.28", 100.0 for "1.2e3"; 0.0 for odd ones.

    A zero has no size of its own: "0e9" is written as exactly as "0".
    """
    mantissa, _, exponent = text.lower().replace("_", "").lstrip("+-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    power = int(exponent or 0)
    if not mantissa.strip("0. "):
        power = min(power, 0)
    try:
        return float(10.0 ** (power - decimals))
    except OverflowError:
        return 0.0


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
    if isinstance(tree, ast.List | ast.Tuple):
        values = [_value(element) for element in tree.elts]
        return values if isinstance(tree, ast.List) else tuple(values)
    if isinstance(tree, ast.Dict):
        if None in tree.keys:
            raise ValueError("an unpacked dict is no literal")
        keys = [_value(key) for key in tree.keys if key is not None]
        return dict(zip(keys, map(_value, tree.values), strict=True))
    return ast.literal_eval(tree)

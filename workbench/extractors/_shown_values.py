"""What a session shows for an expression, as the value of a claim: a literal, or what was printed.

Objects, addresses, errors and what is cut off are no values.
"""

from __future__ import annotations

import ast
import re
import warnings

_MAX = 1_500
_ARRAY = re.compile(
    r"(?:np\.|numpy\.)?(?:array|tensor)\((?P<value>\[[-+\d\s.,eE\[\]]{0,1400}\])"
    r"(?:,\s*dtype=[\w.]{1,30})?\)\Z"
)
_SCALAR = re.compile(r"(?:np\.|numpy\.)(?:float|int|uint)\d{1,3}\((?P<value>[-+\d.eE]{1,60})\)\Z")
_CUT = re.compile(r"\.\.\.|…|<BLANKLINE>")
_RESIDUE = re.compile(r"\d[eE]-(?:[1-9]\d{1,2})(?!\d)")
"""What rounding leaves is another number on another machine."""
_NO_OUTPUT = re.compile(
    r"\A\s*[(\[<]|Traceback \(|"
    r"\w+(?:Error|Exception|Warning|Interrupt)\b|<[\w.]|\bat 0x|[#←→]|<-|->|//|"
    r"[\u00a0\u2007\u202f\u200b\u2018\u2019\u201c\u201d]|\b\d+(?:\.\d+)?\s*(?:ms|µs|us|ns|s|seconds?)\b"
)
_NUMBERED = re.compile(r"[-+]?\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?j?\Z")


def literal(text: str, *, is_exact: bool) -> str | None:
    """The text of the literal that is shown; None for anything else.

    Where blanks may have been lost (not `is_exact`) a text is no value.
    """
    bare = text.strip()
    wrapped = _ARRAY.match(bare) or _SCALAR.match(bare)
    value = wrapped["value"] if wrapped else bare
    if not value or len(value) > _MAX or _CUT.search(value) or _RESIDUE.search(value):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(value, mode="eval").body
        ast.literal_eval(tree)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return None
    nodes = list(ast.walk(tree))
    kinds = {type(one.value) for one in nodes if isinstance(one, ast.Constant)}
    if any(isinstance(one, ast.Set) for one in nodes):
        return None
    has_text = bool(kinds & {str, bytes})
    if (has_text and not is_exact) or ("#" in value and not has_text):
        return None
    return value


def printed(text: str) -> str | None:
    """The literal of a printed text; None for what is no mere text."""
    if not text.strip() or len(text) > _MAX or _CUT.search(text) or _NO_OUTPUT.search(text):
        return None
    return repr(text.strip())


def is_scalar(value: str) -> bool:
    """Whether a literal is a number, True, False or None: it has no order that could be another."""
    return value in ("True", "False", "None") or bool(_NUMBERED.match(value))

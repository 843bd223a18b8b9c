"""Files that tools wrote for the author: a compiled module, a profile. Nothing in them is executed.

Both are marshalled, which is not safe to read from elsewhere: that is why a guest reads them.
"""

from __future__ import annotations

import base64
import importlib.util
import marshal
from types import CodeType
from typing import Any, Dict, List, Tuple

import codes

VANTAGE = "static"
FORMAT = 1

HEADER = 16
MOST_NAMES = 50
MOST_ROWS = 2000
LONGEST_NAME = 200


def measure(target: Any) -> Dict[str, Any]:
    """What a file holds; parameters: data (base64), what ("pyc" or "prof"), optimize (0 to 2).

    A compiled module is compared with the source: {"python", "same", "different", "missing" (in the
    source only), "extra" (in the file only)}, names of code objects. A profile gives {"python",
    "rows": [[file, line, name, calls, primitive calls, own seconds, seconds with callees]]}.
    Either may be {"python", "error"} instead.
    """
    data = base64.b64decode(target.parameters["data"])
    report: Dict[str, Any] = {}
    try:
        if target.parameters["what"] == "prof":
            report = {"rows": _rows(marshal.loads(data))}
        else:
            report = _compared(data, target)
    except (EOFError, ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
        report = {"error": "%s: %s" % (type(error).__name__, str(error)[:LONGEST_NAME])}
    report["python"] = codes.python()
    return report


def _compared(data: bytes, target: Any) -> Dict[str, Any]:
    if data[:4] != importlib.util.MAGIC_NUMBER:
        raise ValueError("another magic number")
    code = marshal.loads(data[HEADER:])
    if type(code) is not CodeType:
        raise TypeError("it holds no code")
    level = target.parameters.get("optimize", 0)
    own = compile(target.source, target.filename, "exec", dont_inherit=True, optimize=level)
    kept, made = _described(code), _described(own)
    return {
        "same": kept == made,
        "different": _names(name for name in made if name in kept and kept[name] != made[name]),
        "missing": _names(name for name in made if name not in kept),
        "extra": _names(name for name in kept if name not in made),
    }


def _names(found: Any) -> List[str]:
    return sorted(name[:LONGEST_NAME] for name in found)[:MOST_NAMES]


def _described(code: CodeType) -> Dict[str, List[Tuple[Any, ...]]]:
    """By qualified name what its code objects do; lines and file names are no part of that."""
    found: Dict[str, List[Tuple[Any, ...]]] = {}
    for entry in codes.tree(code):
        one = entry.code
        constants = [_constant(const) for const in one.co_consts if type(const) is not CodeType]
        found.setdefault(entry.qualname, []).append(
            (
                one.co_code,
                one.co_names,
                one.co_varnames,
                one.co_freevars,
                one.co_cellvars,
                one.co_flags,
                one.co_argcount,
                one.co_kwonlyargcount,
                constants,
            )
        )
    return found


def _constant(value: Any) -> str:
    """A constant as text; the order of a frozen set is no part of it."""
    if type(value) is frozenset:
        return "frozenset %s" % sorted(map(repr, value))
    return "%s %r" % (type(value).__name__, value)


def _rows(stats: Any) -> List[List[Any]]:
    """The functions of a profile, those with the most time of their own first."""
    rows: List[Tuple[float, List[Any]]] = []
    for (file, line, name), (primitive, calls, own, total, _) in stats.items():
        texts = (str(file)[:LONGEST_NAME], str(name)[:LONGEST_NAME])
        counts = (int(calls), int(primitive))
        seconds = (float(own), float(total))
        rows.append((seconds[0], [texts[0], int(line), texts[1], *counts, *seconds]))
    rows.sort(key=lambda row: -row[0])
    return [row for _, row in rows[:MOST_ROWS]]

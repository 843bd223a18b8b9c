"""Operators and subscripts of one expression in the twin, done by one function made for it.

The function computes the value as the program has it and its time as `binary`, `unary` and `item`
would, one after the other, as long as operands are plain values and containers are built-in ones;
otherwise, and where the program's expression raises, it does call these.
"""

from __future__ import annotations

import ast
from typing import Any, Dict, List, Tuple

import locations
import operands
import shadow
from operands import Branch, Leaf

_PLAIN = "_wb_type(%s) in _wb_SCALARS"
_INDEXED = frozenset([list, tuple, dict, bytes, bytearray, str])


class SlowError(Exception):
    """Something is not plain."""


NAMES: Dict[str, Any] = {
    "_wb_Slow": SlowError,
    "_wb_Exception": Exception,
    "_wb_type": type,
    "_wb_id": id,
    "_wb_int": int,
    "_wb_dict": dict,
    "_wb_len": len,
    "_wb_MEMORY": locations.MEMORY,
    "_wb_WHOLE": locations.WHOLE,
    "_wb_LENGTH": locations.LENGTH,
    "_wb_NAMES": locations.NAMES,
    "_wb_SCALARS": shadow.SCALARS,
    "_wb_INDEXED": _INDEXED,
    "_wb_WORK": shadow.WORK,
    "_wb_SPAN": shadow.SPAN,
    "_wb_depends": shadow.depends,
}


class Function:
    """The text of the function for one tree, and the call of it."""

    def __init__(self, tree: Branch) -> None:
        self.tree = tree
        self.parameters: List[str] = []
        self.arguments: List[Any] = []
        self.needed: List[str] = []
        self.values: List[str] = []
        self.notes: List[str] = []
        # (distance from the result, text of a time); constants have none.
        self.times: List[Tuple[int, str]] = []
        self.works = 0
        self.seen: Dict[Any, Tuple[str, str]] = {}
        self.names: Dict[int, Tuple[str, str]] = {}
        for leaf in tree.leaves():
            self.names[id(leaf)] = self._given(leaf)

    def _given(self, leaf: Leaf) -> Tuple[str, str]:
        """The texts of a leaf's value and of its time, once it was looked at."""
        if leaf.kind == "constant":
            text = repr(leaf.node.value)
            return ("(%s)" % text if text[0] == "-" else text), ""
        key = (leaf.node.id, leaf.site) if leaf.kind == "variable" else id(leaf)
        if key in self.seen:
            return self.seen[key]
        number = len(self.parameters)
        value, late = "v%d" % number, "s%d" % number
        self.parameters.append(value)
        self.arguments.append(leaf.node)
        if leaf.late is None:
            found = (value, "")
        else:
            self.parameters.append(late)
            self.arguments.append(leaf.late)
            found = (value, late + "[0]" if leaf.kind == "variable" else late)
        self.seen[key] = found
        return found

    def text(self, name: str, is_test: bool) -> str:
        """The function's definition."""
        result = self._part(self.tree, 0)
        lines = ["def %s(%s):" % (name, ", ".join(self.parameters))]
        wanted = list(dict.fromkeys(self.needed))
        lines.append(" if %s:" % (" and ".join(wanted) or "True"))
        lines += ["  try:"] + ["   " + one for one in self.values]
        lines += ["  except _wb_Exception:", "   pass", "  else:"]
        body = ["n, watched = _wb_T[1], _wb_T[8]", *self.notes] if self.notes else []
        body = [*body, *self._timed(), *_finish(self.works, is_test), "return %s" % result]
        lines += ["   " + one for one in body]
        value, late = self._slowly(self.tree)
        if is_test:
            value = "_wb_branch(%s, %s)" % (value, late)
        return "\n".join([*lines, " return %s" % value, ""])

    # As it is done when all is plain

    def _part(self, part: Any, distance: int) -> str:
        """The text of the value of a part; what it takes is put down."""
        if isinstance(part, Leaf):
            value, late = self.names[id(part)]
            if part.kind == "variable" and part.site is not None:
                self._noted(late[:-3], part.site)
            if part.kind != "constant":
                self.times.append((distance, late))
            else:
                self.times.append((distance, ""))
            return value
        parts = [self._part(one, distance + 1) for one in part.parts]
        self.works += 1
        made = "x%d" % self.works
        if isinstance(part.node, ast.Subscript):
            self._subscript(part, parts, made, distance)
            return made
        if isinstance(part.node, ast.Call):
            self._length(part, parts, made, distance)
            return made
        for one, text in zip(part.parts, parts):
            self._asked(one, _PLAIN % text)
        sign = operands.SIGNS[type(_operator(part.node))]
        left = parts[0] + " " if len(parts) == 2 else ""
        self.values.append("%s = %s%s %s" % (made, left, sign, parts[-1]))
        return made

    def _asked(self, part: Any, condition: str) -> None:
        """A condition on a part's value, which the others need."""
        if isinstance(part, Leaf):
            if part.kind != "constant":
                self.needed.append(condition)
        elif isinstance(part.node, ast.Subscript):
            self.values.append("if not %s: raise _wb_Slow" % condition)

    def _subscript(self, part: Branch, parts: List[str], made: str, distance: int) -> None:
        container, index = parts
        self._asked(part.parts[0], "_wb_type(%s) in _wb_INDEXED" % container)
        if isinstance(part.parts[0], Branch) and not isinstance(part.parts[0].node, ast.Subscript):
            self.values.append("if _wb_type(%s) not in _wb_INDEXED: raise _wb_Slow" % container)
        key = index
        if isinstance(part.parts[1], Branch):
            self.values.append("if _wb_type(%s) is not _wb_int: raise _wb_Slow" % index)
        else:
            self._asked(part.parts[1], "_wb_type(%s) is _wb_int" % index)
        if not (isinstance(part.parts[1], Leaf) and part.parts[1].kind == "constant"):
            at = "%s if %s >= 0 or _wb_type(%s) is _wb_dict else %s + _wb_len(%s)"
            key = at % (index, index, container, index, container)
        self.values.append("%s = %s[%s]" % (made, container, index))
        there = "o" + made
        late = "t" + made
        self.notes += [
            "%s = _wb_Z" % late,
            "f = _wb_MEMORY.get(_wb_id(%s))" % container,
            "if f is not None:",
            " f = f[1]",
            " %s = f.get(%s)" % (there, key),
            " if %s is None: %s = f.get(_wb_WHOLE)" % (there, there),
            " if %s is not None:" % there,
            "  %s = %s[0]" % (late, there),
        ]
        self._noted(there, part.site, "  ")
        self.times.append((distance + 1, late))

    def _length(self, part: Branch, parts: List[str], made: str, distance: int) -> None:
        function, value = parts
        self.needed.append("%s is _wb_len" % function)
        self._asked(part.parts[1], "_wb_type(%s) in _wb_INDEXED" % value)
        if isinstance(part.parts[1], Branch):
            self.values.append("if _wb_type(%s) not in _wb_INDEXED: raise _wb_Slow" % value)
        self.values.append("%s = _wb_len(%s)" % (made, value))
        there, late = "o" + made, "t" + made
        self.notes += [
            "%s = _wb_Z" % late,
            "f = _wb_MEMORY.get(_wb_id(%s))" % value,
            "if f is not None:",
            " %s = f[1].get(_wb_LENGTH) or f[1].get(_wb_WHOLE)" % there,
            " if %s is not None:" % there,
            "  %s = %s[0]" % (late, there),
        ]
        called = "_wb_NAMES.get(_wb_id(%s), 'a length')" % value
        self._noted(there, (called, part.node.lineno), "  ", True)
        self.times.append((distance + 1, late))

    def _noted(
        self, held: str, site: Tuple[str, int], indent: str = "", is_text: bool = False
    ) -> None:
        """Look whether a loop carries the reading of that shadow."""
        called = site[0] if is_text else repr(site[0])
        away = "(w[2] >= n[2] or n[3][w[2]] is not w)"
        self.notes += [
            indent + "w = %s[1]" % held,
            indent + "if watched and (%s[3] is not None or w is not n and %s):" % (held, away),
            indent + " _wb_depends(%s, %s, %d, None)" % (held, called, site[1]),
        ]

    def _timed(self) -> List[str]:
        """When the result is there: each operand, and control, as many steps before it."""
        height = max(distance for distance, _ in self.times)
        far: Dict[str, int] = {}
        for distance, late in self.times:
            if late:
                far[late] = max(distance, far.get(late, 0))
        levels = sorted({height, *far.values()}, reverse=True)
        lines = ["c, r = _wb_T[2]", "d = 0"]
        for level, below in zip(levels, [*levels[1:], 0]):
            for late in [one for one, distance in far.items() if distance == level]:
                lines += ["a, b, e = %s" % late, "if a > d: d = a"]
                lines += ["if b > c: c = b", "if e > r: r = e"]
            lines += ["%s += %d" % (one, level - below) for one in "dcr"]
        return lines

    # As it is done otherwise

    def _slowly(self, part: Any) -> Tuple[str, str]:
        """Value and time by one call for each operator."""
        if isinstance(part, Leaf):
            value, late = self.names[id(part)]
            if part.kind == "variable" and part.site is not None:
                late = "_wb_read(%s, (%r, %d))" % (late[:-3], part.site[0], part.site[1])
            return value, late or "_wb_Z"
        both = ", ".join(text for one in part.parts for text in self._slowly(one))
        if isinstance(part.node, ast.Subscript):
            return "_wb_item(%s, (%r, %d))" % (both, part.site[0], part.site[1]), "_wb_T[0]"
        if isinstance(part.node, ast.Call):
            return "_wb_call(%d, %s)" % (part.node.lineno, both), "_wb_T[0]"
        helper = "_wb_unary" if len(part.parts) == 1 else "_wb_binary"
        name = type(_operator(part.node)).__name__
        return "%s(_wb_op_%s, %s)" % (helper, name, both), "_wb_T[0]"


def _operator(node: Any) -> Any:
    return node.ops[0] if isinstance(node, ast.Compare) else node.op


def _finish(works: int, is_test: bool) -> List[str]:
    lines = [
        "_wb_WORK[0] += %d" % works,
        "_wb_T[0] = (d, c, r)",
        "if d > _wb_SPAN[0]: _wb_SPAN[0] = d",
        "if c > _wb_SPAN[1]: _wb_SPAN[1] = c",
        "if r > _wb_SPAN[2]: _wb_SPAN[2] = r",
    ]
    # Later than all that was waited for already.
    return [*lines, "_wb_T[2] = (c, r)"] if is_test else lines

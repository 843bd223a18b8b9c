"""Work, span and the loops of a program for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.exports._tables import INDENT, number, table
from workbench.safe_text import one_line

_SPANS = {"data": "by data", "control": "with control", "reductions": "reductions reassociated"}
_SHOWN = (2, 4, 16, 64)
_LOOPS = 40


def lines(part: Mapping[str, Any]) -> list[str]:
    """The chapter on dependences; `part` is what workbench.dependences.of gives."""
    shown = ["dependences of this call, on this input"]
    if part["work"] is None or not part["bounds"]:
        shown.append(f"{INDENT}work and span: not analysed")
    else:
        shown.append(f"{INDENT}work: {number(part['work'])} steps")
        shown += _spans(part)
    for one in part["not_followed"]:
        shown.append(f"{INDENT}not followed: {_at(one['line'])}{one_line(one['why'])}")
    loops = part["loops"]
    if loops:
        shown += ["", *table([["loop", "iterations", "verdict"], *_loops(loops)], last_left=True)]
    if len(loops) > _LOOPS:
        shown.append(f"{INDENT}… {len(loops) - _LOOPS} more (all of them: --format json)")
    return [*shown, f"{INDENT}counted: {one_line(part['model'], 1000)}"]


def _spans(part: Mapping[str, Any]) -> list[str]:
    head = ["span", "steps", "parallelism", *(f"on {p} units" for p in _SHOWN)]
    rows = [head]
    for name, label in _SPANS.items():
        each = {
            row["units"]: f"{row['least']:.1f}-{row['most']:.1f}" for row in part["bounds"][name]
        }
        parallelism = f"{part['parallelism'][name]:.1f}"
        rows.append([label, number(part["span"][name]), parallelism, *(each[p] for p in _SHOWN)])
    return table(rows)


def _loops(loops: Any) -> Iterator[list[str]]:
    for loop in loops[:_LOOPS]:
        yield [f"line {loop['line']} {loop['kind']}", number(loop["iterations"]), _verdict(loop)]


def _verdict(loop: Mapping[str, Any]) -> str:
    if loop["verdict"] == "serial":
        witness = loop["witness"]
        first, second = witness["iterations"]
        return one_line(
            f"serial: {one_line(witness['variable'], 40)}, {witness['from_line']} -> "
            f"{witness['to_line']}, iterations {first} -> {second}"
        )
    if loop["verdict"] == "reduction":
        return one_line(f"reduction: {loop['variable']} by {loop['operator']}")
    if loop["verdict"] == "not analysed":
        return one_line(f"not analysed: {loop['why']}")
    same = loop["permuted"] == "same"
    how = "any order gave the same" if same else f"order {loop['permuted']}"
    return one_line(f"no dependence seen; {how}")


def _at(line: int) -> str:
    return f"line {line}: " if line else ""

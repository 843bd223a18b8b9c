"""Classes of growth for a terminal: one line for each family of inputs, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.safe_text import one_line

_INDENT = "  "
_MANY = 6


def lines(part: Mapping[str, Any]) -> list[str]:
    """The part "complexity" of the figures as lines (see `complexity.part`), heading included."""
    found = ["complexity: how the cost of the call grows with n"]
    for name, series in part.get("families", {}).items():
        found += _family(name, series)
    if part.get("unmodelled"):
        names = [one_line(name, 100) for name in part["unmodelled"]]
        more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
        found.append(f"{_INDENT}not counted: work in {', '.join(names[:_MANY])}{more}")
    for what, definition in part.get("definition", {}).items():
        found.append(f"{_INDENT}counted as {what}: {one_line(definition, 400)}")
    return found


def _family(name: str, series: Mapping[str, Any]) -> Iterator[str]:
    label = f"inputs {one_line(name, 60)}: " if name else ""
    yield f"{_INDENT}{label}time {_class(series['time'])}, space {_class(series['space'])}"
    sizes = series["time"]["sizes"]
    ends = f"; ends at {one_line(series['ends'], 200)}" if series.get("ends") else ""
    if sizes:
        yield f"{_INDENT * 2}{len(sizes)} sizes, {min(sizes):,} to {max(sizes):,}{ends}"
    elif ends:
        yield f"{_INDENT * 2}no size could be measured{ends}"
    for what in ("time", "space"):
        if series[what]["undecided"]:
            yield f"{_INDENT * 2}{what}: {one_line(series[what]['undecided'], 300)}"


def _class(figure: Mapping[str, Any]) -> str:
    if figure["class"] is None:
        return "undecided"
    runner = figure["runner_up"]
    error = figure.get("errors", {}).get(runner)
    if runner is None or error is None:
        return f"O({figure['class']})"
    return f"O({figure['class']}) (next {runner}, {error:.0%} off)"

"""The cost of a call in HTML: operations, memory, and where it stands below the roofline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exports import _charts, _svg
from workbench.exports._charts import Series
from workbench.exports._cost import _COUNTED, _INTENSITIES, _mib, _rate
from workbench.exports._html import Part, Row, code, command, facts, table, tag, text
from workbench.exports._html_counts import again, defined
from workbench.exports._tables import number, share
from workbench.figures import Figures, Profile

_MOST = 25


def sections(figures: Figures, part: Mapping[str, Any]) -> list[Part]:
    """The part `cost`: figures, operations as bars, the roofline."""
    least = "" if part["exact"] else "at least "
    rates = part["intensity"]
    told: list[tuple[str, Part]] = [
        ("FLOPs", f"{least}{number(part['flops'])}"),
        ("compulsory bytes", f"{least}{number(part['bytes'])}"),
        *((label, f"{rates[n]:.3g}") for n, label in _INTENSITIES.items() if rates[n] is not None),
        ("peak memory of Python’s objects", _mib(part["peak"]["python_bytes"])),
    ]
    over = part["peak"]["resident_over_baseline_bytes"]
    if over is not None:
        told.append(("resident, more than without the call", _mib(over)))
    names = [f"{name} ({number(n)})" for name, n in list(part["left_out"].items())[:10]]
    told.append(("not counted, for want of a formula", ", ".join(names)))
    parts: list[Part] = [facts(told), *_operations(figures, part), *_roofline(figures, part)]
    said = "; ".join(f"{label}: {part['definition'][n]}" for n, label in _COUNTED.items())
    return [*parts, defined(said)]


def _operations(figures: Figures, part: Mapping[str, Any]) -> list[Part]:
    most = sorted(part["flops_by"].items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    if not most:
        return [command(again(figures, "cost"))]
    title = "Floating-point operations by operation"
    bars = [_svg.Bar(name, n, share(n, part["flops"])) for name, n in most]
    rows = [(code(n, 80), number(count), number(part["bytes_by"].get(n, 0))) for n, count in most]
    beside = table(("operation", "FLOPs", "bytes"), rows)
    return [_svg.figure(title, _svg.bars(title, bars), beside, again(figures, "cost"))]


def _roofline(figures: Figures, part: Mapping[str, Any]) -> list[Part]:
    """The two ceilings measured in the same run, and where the call stands below them."""
    found = part["roofline"]
    said = tag(
        "p", "Roofline: ", tag("b", text(str(found["verdict"]))), ": ", text(found["why"]), "."
    )
    if "copy" not in found or "product" not in found:
        return [said]
    copy, product = found["copy"]["bytes_per_second"], found["product"]["flops_per_second"]
    bandwidth, peak = float(copy["median"]), float(product["median"])
    if bandwidth <= 0 or peak <= 0:
        return [said]
    ridge, at = peak / bandwidth, part["intensity"]["flops_per_byte"]
    rows: list[Row] = [
        ("memory", _rate(copy, "GB/s"), text(found["copy"]["what"])),
        ("arithmetic", _rate(product, "GFLOP/s"), text(found["product"]["what"])),
        ("ridge", f"{ridge:.3g} FLOPs/byte", "where both ceilings meet"),
    ]
    points: list[Series] = []
    reached = _reached(figures, part)
    if at:
        rows.append(("this call", f"{at:.3g} FLOPs/byte", "its intensity"))
    if reached:
        rows.append(("this call reaches", f"{reached / 1e9:.3g} GFLOP/s", "in a later call"))
    low, high = min(ridge / 50, (at or ridge) / 4), max(ridge * 50, (at or ridge) * 4)
    if at:
        points = [Series("this call", [(at, (reached or min(peak, at * bandwidth)) / 1e9)])]
        if not reached:
            points = [Series("the most this call may reach", points[0].points)]
    roof = [(low, low * bandwidth / 1e9), (ridge, peak / 1e9), (high, peak / 1e9)]
    x = _charts.Axis("FLOPs per compulsory byte", low, high)
    seen = [y for _, y in roof] + [p[1] for one in points for p in one.points]
    title = "Roofline measured here"
    drawn = _charts.plot(
        title, x, _charts.axis("GFLOP/s", seen), [*points, Series("ceilings", roof, "solid")]
    )
    beside = table(("ceiling", "median", "of"), rows, numbers=False)
    return [said, _svg.figure(title, drawn, beside, again(figures, "cost"))]


def _reached(figures: Figures, part: Mapping[str, Any]) -> float | None:
    """FLOPs a second of a later call that nothing watched, where it was timed."""
    profile = figures.profile
    steady = profile.seconds.get("steady") if isinstance(profile, Profile) else None
    if steady is None or steady.middle <= 0 or not part["flops"]:
        return None
    return float(part["flops"] / steady.middle)

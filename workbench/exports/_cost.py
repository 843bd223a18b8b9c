"""The cost of a call as lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exports._tables import INDENT, number, table
from workbench.safe_text import one_line

_MOST = 20
_COUNTED = {"flops": "FLOPs", "bytes": "bytes", "peak_bytes": "peak memory"}
_INTENSITIES = {
    "flops_per_byte": "FLOPs per compulsory byte",
    "flops_per_instruction": "FLOPs per executed instruction",
    "arithmetic_per_instruction": "arithmetic opcodes per executed instruction",
}


def lines(part: Mapping[str, Any]) -> list[str]:
    """The part `cost` as lines without their ends; the first says what it is about."""
    if "error" in part:
        return [f"cost: not measured: {one_line(str(part['error']), 600)}"]
    least = "" if part["exact"] else "at least "
    found = [
        f"cost: {least}{number(part['flops'])} FLOPs, {least}{number(part['bytes'])} compulsory "
        "bytes"
    ]
    rows = [["operation", "FLOPs", "bytes"]]
    most = sorted(part["flops_by"].items(), key=lambda item: (-item[1], item[0]))
    for name, count in most[:_MOST]:
        rows.append([one_line(name, 80), number(count), number(part["bytes_by"].get(name, 0))])
    found += table(rows) if most else []
    if len(most) > _MOST:
        found.append(f"{INDENT}… {len(most) - _MOST} more (all of them: --format json)")
    found += _left_out(part["left_out"]) + _intensities(part["intensity"]) + _peak(part["peak"])
    found += _roofline(part["roofline"])
    for name, label in _COUNTED.items():
        found.append(f"{INDENT}counted as {label}: {part['definition'][name]}")
    return found


def _left_out(names: Mapping[str, int]) -> list[str]:
    if not names:
        return []
    each = ", ".join(f"{one_line(name, 80)} ({number(n)})" for name, n in list(names.items())[:10])
    return [f"{INDENT}not counted, for want of a formula: {each}"]


def _intensities(found: Mapping[str, float | None]) -> list[str]:
    each = (
        f"{text} {'not known' if found[name] is None else f'{found[name]:.3g}'}"
        for name, text in _INTENSITIES.items()
    )
    return [f"{INDENT}intensity: {'; '.join(each)}"]


def _peak(peak: Mapping[str, int | None]) -> list[str]:
    over = peak["resident_over_baseline_bytes"]
    resident = "not known" if over is None else f"{_mib(over)} more than without the call"
    return [f"{INDENT}peak memory: Python's objects {_mib(peak['python_bytes'])}; {resident}"]


def _mib(count: int | None) -> str:
    return "not known" if count is None else f"{count / 2**20:.2f} MiB"


def _roofline(found: Mapping[str, Any]) -> list[str]:
    verdict = [f"{INDENT}roofline: {found['verdict']}: {one_line(str(found['why']), 400)}"]
    if "copy" not in found:
        return verdict
    copy, product = found["copy"], found["product"]
    return [
        *verdict,
        f"{INDENT}ceilings here: {_rate(copy['bytes_per_second'], 'GB/s')} "
        f"({one_line(copy['what'], 200)}), {_rate(product['flops_per_second'], 'GFLOP/s')} "
        f"({one_line(product['what'], 200)})",
    ]


def _rate(rate: Mapping[str, float], unit: str) -> str:
    return f"{rate['median'] / 1e9:.3g} {unit} [{rate['low'] / 1e9:.3g}, {rate['high'] / 1e9:.3g}]"

"""Values that came back from a guest: as plain data, and compared between runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench import comparison
from workbench.guest import run as guest
from workbench.guest.wire import Opaque
from workbench.records import short_hash
from workbench.workloads import Case, Workload

_LITERAL_LIMIT = 100_000


def described(value: object) -> dict[str, Any]:
    """A returned value as plain data: its type, a short text, and its literal if it has one."""
    if isinstance(value, Opaque):
        return {"type": value.type_name[:200], "shown": value.type_name[:200], "literal": None}
    plain: Any = value.array if isinstance(value, comparison.Tensor) else value
    name = type(value).__name__
    if hasattr(plain, "tolist") and hasattr(plain, "dtype"):
        what = "array" if plain is value else "tensor"
        name = f"{plain.dtype} {what} of shape {tuple(plain.shape)}"
        plain = plain.tolist()
    text = _text(plain)
    if text is None:
        return {"type": name, "shown": comparison.short(value), "literal": None}
    return {
        "type": name,
        "shown": text if len(text) <= 300 else text[:299] + "…",
        "literal": text if len(text) <= _LITERAL_LIMIT else None,
    }


def _text(plain: Any) -> str | None:
    """The value's repr; None where Python refuses to write an int of so many digits."""
    try:
        return repr(plain)
    except ValueError:
        return None


def first_different(cases: Sequence[Case], runs: Sequence[guest.Calls]) -> str | None:
    """The first case whose outputs are not the same in all processes."""
    for index, case in enumerate(cases):
        results = [calls.results[index] for calls in runs]
        first = results[0]
        for other in results[1:]:
            if isinstance(first, guest.Raised) or isinstance(other, guest.Raised):
                if type(first) is not type(other):
                    return case.name
            elif _differ(first.value, other.value):
                return case.name
    return None


def first_mutated(
    cases: Sequence[Case], runs: Sequence[guest.Calls], workload: Workload
) -> str | None:
    """The first case after which an argument was not what the host had sent."""
    for calls in runs:
        for case, result in zip(cases, calls.results, strict=False):
            if isinstance(result, guest.Raised) or result.inputs_after is None:
                continue
            for position, before in enumerate(case.args):
                if position in workload.function_arguments:
                    continue
                if _differ(before, result.inputs_after[position]):
                    return case.name
    return None


def _differ(one: object, other: object) -> bool:
    return comparison.difference(one, other, atol=0.0, rtol=0.0) is not None


def answers(cases: Sequence[Case], calls: guest.Calls) -> dict[str, Any] | None:
    """What came back for each case: the exception, or a digest and the seconds as claimed."""
    if not calls.results:
        return None
    rows: list[dict[str, Any]] = []
    for case, result in zip(cases, calls.results, strict=False):
        if isinstance(result, guest.Raised):
            rows.append({"case": case.name, "raised": result.types[0] if result.types else ""})
        else:
            digest = short_hash(described(result.value)["type"], digest_text(result.value))
            rows.append({"case": case.name, "output": digest, "seconds": result.claimed_seconds})
    return {"cases": len(cases), "answered": len(rows), "answers": rows}


def digest_text(value: object) -> str:
    """A text that is the same for the same value: the literal, or the bytes of an array."""
    plain: Any = value.array if isinstance(value, comparison.Tensor) else value
    if hasattr(plain, "tobytes") and hasattr(plain, "dtype"):
        return f"{plain.dtype} {plain.shape} {plain.tobytes().hex()}"
    if isinstance(value, Opaque):
        return value.type_name
    return _text(value) or comparison.short(value)

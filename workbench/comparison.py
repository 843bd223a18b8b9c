"""Compares two plain values by exact type, and shows any value in a bounded text.

One of the two may come from a program that nobody has read: nothing of a value is called unless
its exact type is known.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np

_DEPTH = 3
_SHOWN = 12


@dataclass(frozen=True)
class Difference:
    """How an output differs from the expected one: what sort, and one line with the place."""

    kind: Literal["wrong-type", "incorrect"]
    text: str


@dataclass(frozen=True, eq=False)
class Tensor:
    """The elements of a torch tensor, as an array: the host has no torch."""

    array: Any


class _Limits(NamedTuple):
    atol: float
    rtol: float


def difference(expected: Any, got: Any, *, atol: float, rtol: float) -> Difference | None:
    """The first place where `got` differs from `expected`, or None.

    Types, dtypes and shapes must be the same. Numbers of floating type may be off by at most
    atol + rtol * abs(expected): NaN and the infinities fail unless they are expected there.
    Everything else must be equal.
    """
    return _compare(expected, got, _Limits(atol, rtol), "result")


def _compare(expected: Any, got: Any, limits: _Limits, place: str) -> Difference | None:
    if type(got) is not type(expected):
        text = f"{place} is {_type_name(got)}, expected {_type_name(expected)}"
        return Difference("wrong-type", f"{text} ({short(got)} for {short(expected)})")
    if type(expected) in (list, tuple):
        return _compare_sequences(expected, got, limits, place)
    if type(expected) is dict:
        return _compare_dicts(expected, got, limits, place)
    if _is_array(expected):
        return _compare_arrays(expected, got, limits, place)
    if type(expected) is Tensor:
        return _compare_arrays(expected.array, got.array, limits, place)
    if type(expected) is float:
        same = _close(expected, got, limits)
    elif expected is None or type(expected) in (bool, int, str, bytes):
        same = expected == got
    else:
        return Difference("wrong-type", f"{place} is {_type_name(got)}, which cannot be compared")
    return None if same else _unequal(place, expected, got)


def _unequal(place: str, expected: Any, got: Any) -> Difference:
    return Difference("incorrect", f"{place} is {short(got)}, expected {short(expected)}")


def _close(expected: float, got: float, limits: _Limits) -> bool:
    if math.isfinite(expected):
        return abs(got - expected) <= limits.atol + limits.rtol * abs(expected)
    return got == expected or (math.isnan(got) and math.isnan(expected))


def _compare_sequences(expected: Any, got: Any, limits: _Limits, place: str) -> Difference | None:
    for i, (one, other) in enumerate(zip(expected, got, strict=False)):
        if found := _compare(one, other, limits, f"{place}[{i}]"):
            return found
    if len(expected) != len(got):
        text = f"{place} has {len(got)} elements, expected {len(expected)}"
        return Difference("incorrect", f"{text} ({short(got)} for {short(expected)})")
    return None


def _compare_dicts(expected: Any, got: Any, limits: _Limits, place: str) -> Difference | None:
    if {_exact(key) for key in expected} != {_exact(key) for key in got}:
        text = f"{place} has the keys {short(list(got))}, expected {short(list(expected))}"
        return Difference("incorrect", text)
    for key, value in expected.items():
        if found := _compare(value, got[key], limits, f"{place}[{short(key)}]"):
            return found
    return None


def _exact(key: Any) -> tuple[Any, ...]:
    """A key that keeps 1, 1.0 and True apart, which are the same for a dict."""
    return (type(key), tuple(map(_exact, key)) if type(key) is tuple else key)


def _is_array(value: Any) -> bool:
    """Whether this is an array or a scalar of NumPy; where it was never imported, nothing is."""
    numpy = sys.modules.get("numpy")
    kind = type(value)
    return numpy is not None and (kind is numpy.ndarray or kind in numpy.sctypeDict.values())


def _compare_arrays(expected: Any, got: Any, limits: _Limits, place: str) -> Difference | None:
    import numpy as np

    if got.dtype != expected.dtype:
        return Difference("wrong-type", f"{place} has dtype {got.dtype}, expected {expected.dtype}")
    if got.dtype.kind not in "biufcSU":
        return Difference("wrong-type", f"{place} has dtype {got.dtype}, which cannot be compared")
    if got.shape != expected.shape:
        return Difference("incorrect", f"{place} has shape {got.shape}, expected {expected.shape}")
    bad = ~np.asarray(_same_elements(expected, got, limits))
    if not bad.any():
        return None
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    at = f"{place}[{', '.join(map(str, index))}]" if index else place
    found = _unequal(at, expected[index].item(), got[index].item())
    if bad.size == 1:
        return found
    return Difference(found.kind, f"{found.text}; {int(bad.sum())} of {bad.size} elements differ")


def _same_elements(expected: Any, got: Any, limits: _Limits) -> np.ndarray[Any, Any]:
    """For each element, whether it may stand for the expected one."""
    import numpy as np

    same = np.asarray(got == expected)
    if expected.dtype.kind not in "fc":
        return same
    with np.errstate(all="ignore"):
        near = abs(got - expected) <= limits.atol + limits.rtol * abs(expected)
    both_nan = np.isnan(got) & np.isnan(expected)
    return np.asarray((near & np.isfinite(expected)) | same | both_nan)


def _type_name(value: Any) -> str:
    """The type's name; for what the guest could not send (an Opaque), the one it said."""
    kind = type(value)
    if kind is Tensor:
        return "torch.Tensor"
    if kind.__name__ == "Opaque":
        return repr(value.type_name)[1:-1]
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"


def short(value: Any, limit: int = 200) -> str:
    """The value in at most `limit` characters, cut ones end with an ellipsis."""
    text = _text(value, _DEPTH)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _text(value: Any, depth: int) -> str:
    """The value, long parts left out; only values of known exact types are asked for theirs."""
    kind = type(value)
    if kind is int and value.bit_length() > 200:
        return f"an int of {value.bit_length()} bits"
    if value is None or kind in (bool, int, float, complex):
        return repr(value)
    if kind in (str, bytes):
        return repr(value) if len(value) <= 60 else f"{value[:60]!r}… ({len(value)} long)"
    if kind in (list, tuple):
        opening, closing = "[]" if kind is list else "()"
        return opening + _joined([(item,) for item in value[:_SHOWN]], len(value), depth) + closing
    if kind is dict:
        return "{" + _joined(list(islice(value.items(), _SHOWN)), len(value), depth) + "}"
    if _is_array(value):
        elements = f" {_text(value.tolist(), depth)}" if value.size else ""
        return f"{value.dtype} array of shape {value.shape}{elements}"
    if kind is Tensor:
        return _text(value.array, depth).replace(" array ", " tensor ", 1)
    return _type_name(value)


def _joined(entries: Sequence[tuple[Any, ...]], length: int, depth: int) -> str:
    """The first entries of a container (values, or keys with values), and how many there are."""
    if depth == 0:
        return "…" if length else ""
    shown = [": ".join(_text(part, depth - 1) for part in entry) for entry in entries]
    if length > len(entries):
        shown.append(f"… ({length} in all)")
    return ", ".join(shown)

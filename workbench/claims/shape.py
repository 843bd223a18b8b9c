"""Claims about the sizes of layers: declared ones and what is said to come in or out.

The program is run, and the shapes that its layers were really given decide. A size that is not
reached by any run is not judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

from pydantic import Field

from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    observed,
    uncheckable,
)

NEEDS = ("shapes",)
IMPLICIT = True
DESCRIBES = Describes(
    "The layer of that name (an attribute) takes or gives tensors of that size.",
    {"layer": "fc1", "what": "in_features", "value": 5760, "call": None},
)
_POOLINGS = (2, 3, 4)


class Args(ClaimArgs):
    """The layer (None: any, or the last one), what of it, and its size."""

    layer: str | None = Field(default=None, max_length=300)
    what: Literal["in_features", "out_features", "in_channels", "output", "input"]
    value: int | list[int]
    call: str | None = Field(default=None, max_length=2_000)


@dataclass(frozen=True)
class Layer:
    """One call of a layer: its name, its class, declared sizes, and the shapes seen."""

    name: str
    kind: str
    sizes: Mapping[str, Any]
    input: tuple[int, ...] | None
    output: tuple[int, ...] | None


def judge(args: Args, evidence: Evidence) -> Finding:
    """Whether what arrives at the layer, or leaves it, has the claimed size."""
    found = observed(evidence, "shapes")
    if isinstance(found, Finding):
        return found
    if found.data is None:
        outcome = found.run.outcome if found.run else "crash"
        why = f" ({found.run.error})" if found.run and found.run.error else ""
        text = f"the program did not run far enough: {outcome}{why}"
        return uncheckable(text, reason="did-not-finish")
    layers = _layers(found.data.get("layers"))
    if not layers:
        return uncheckable(f"no layer was given anything{_ended(found.data)}", reason="not-reached")
    if args.what in ("in_features", "in_channels"):
        return _declared(args, layers, found.data)
    return _stated(args, layers, found.data)


def _layers(data: object) -> list[Layer]:
    """The calls as the guest reported them; what is not of that form is left out."""
    found = []
    for one in data if isinstance(data, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("sizes"), Mapping):
            found.append(
                Layer(
                    name=str(one.get("name") or ""),
                    kind=str(one.get("kind") or ""),
                    sizes=one["sizes"],
                    input=_shape(one.get("input")),
                    output=_shape(one.get("output")),
                )
            )
    return found


def _shape(value: object) -> tuple[int, ...] | None:
    is_shape = isinstance(value, list) and all(type(size) is int for size in value)
    return tuple(value) if is_shape and isinstance(value, list) else None


def _ended(data: Mapping[str, Any]) -> str:
    if not data.get("exception"):
        return ""
    return f"; the program ended with {data['exception']}: {str(data.get('message'))[:200]}"


def _named(layer: Layer, name: str | None) -> bool:
    return name is None or layer.name == name or layer.name.endswith(f".{name}")


def _declared(args: Args, layers: Sequence[Layer], data: Mapping[str, Any]) -> Finding:
    """A declared size: what arrived must have it."""
    sizes = [args.value] if isinstance(args.value, int) else args.value
    if len(sizes) != 1:
        return uncheckable(f"{args.what} is one number", reason="malformed")
    size = sizes[0]
    fitting = [
        (place, layer)
        for place, layer in enumerate(layers)
        if _named(layer, args.layer) and layer.sizes.get(args.what) == size and layer.input
    ]
    if not fitting:
        name = f"the layer {args.layer}" if args.layer else "such a layer"
        text = f"{name} with {args.what} {size} was never given anything{_ended(data)}"
        return uncheckable(text, reason="not-reached")
    for place, layer in fitting:
        arrived = _arrived(layer)
        if arrived != size:
            return _misfit(args.what, size, arrived, layers[:place], layer)
    return confirmed(
        f"{_title(fitting[0][1])} was given {_words(fitting[0][1].input)}", measured=size
    )


def _arrived(layer: Layer) -> int | None:
    """The size that a layer was given where its declaration counts."""
    shape = layer.input or ()
    if "in_features" in layer.sizes:
        return shape[-1] if shape else None
    inner = {"Conv1d": 1, "Conv2d": 2, "Conv3d": 3}.get(layer.kind)
    if inner is None or len(shape) not in (inner + 1, inner + 2):
        return None if inner is not None else layer.sizes.get("in_channels")
    return shape[-inner - 1]


def _misfit(
    what: str, size: int, arrived: int | None, before: Sequence[Layer], layer: Layer
) -> Finding:
    given = _words(layer.input)
    text = f"{_title(layer)} declares {what} {size} and was given {given}"
    if arrived is None:
        return contradicted(text, "WB409", reason="shape", measured=list(layer.input or ()))
    out = layer.sizes.get("out_features", layer.sizes.get("out_channels"))
    fix = f"{layer.kind}({arrived}, {out})"
    pooled = _pooled(size, arrived, before) if what == "in_features" else None
    if pooled is not None:
        text += f"; {pooled}"
        fix = f"{fix}, or the pooling that is missing"
    return contradicted(text, "WB409", reason="shape", measured=arrived, fix=fix)


def _pooled(size: int, arrived: int, before: Sequence[Layer]) -> str | None:
    """The pooling that would have made the size out of the last feature map, if one would."""
    maps = (one.output for one in reversed(before) if one.output and len(one.output) >= 3)
    last = next((shape for shape in maps if prod(shape[-3:]) == arrived), None)
    if last is None:
        return None
    channels, height, width = last[-3:]
    for pool in _POOLINGS:
        if channels * (height // pool) * (width // pool) == size:
            return (
                f"a {pool}x{pool} max-pool between {channels}x{height}x{width} and flatten is "
                f"missing: {channels}*{height // pool}*{width // pool} = {size}"
            )
    return None


def _stated(args: Args, layers: Sequence[Layer], data: Mapping[str, Any]) -> Finding:
    """A size that somebody names in words: of a named layer, else of any; else the last one."""
    wanted = (args.value,) if isinstance(args.value, int) else tuple(args.value)
    if not wanted:
        return uncheckable("it gives no size", reason="malformed")
    side = "input" if args.what == "input" else "output"
    among = [layer for layer in layers if _named(layer, args.layer)]
    shapes = [shape for layer in among if (shape := getattr(layer, side))]
    if not shapes:
        return uncheckable(f"no such {side} was seen{_ended(data)}", reason="not-reached")
    if any(_ends(shape, wanted) for shape in shapes):
        return confirmed(f"a layer has the {side} {_words(wanted)}", measured=list(wanted))
    seen = ", ".join(_words(shape) for shape in shapes[:6])
    text = f"no layer has the {side} {_words(wanted)}; seen were {seen}{_ended(data)}"
    if args.layer is None or data.get("exception"):
        # Between the layers are steps without a name, of which no shape was seen.
        return Finding("ambiguous", "unseen", text, "WB502", list(shapes[-1]))
    return contradicted(text, "WB409", reason="shape", measured=list(shapes[-1]))


def _ends(shape: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether a shape is the wanted one, with sizes for the batch or channels before it."""
    return len(wanted) <= len(shape) and tuple(shape[len(shape) - len(wanted) :]) == tuple(wanted)


def _title(layer: Layer) -> str:
    sizes = ", ".join(
        str(layer.sizes[name])
        for name in ("in_features", "out_features", "in_channels", "out_channels")
        if name in layer.sizes
    )
    own = layer.name.rpartition(".")[2]
    named = f"{layer.name} = " if own and not own.isdigit() else ""
    return f"{named}{layer.kind}({sizes})"


def _words(shape: Sequence[int] | None) -> str:
    return "(" + ", ".join(map(str, shape or ())) + ")"

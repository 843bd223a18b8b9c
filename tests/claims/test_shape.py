"""Sizes of layers against the shapes that were seen."""

from __future__ import annotations

from typing import Any

import pytest
from claiming import find, probe

from workbench.claims.base import Finding

# A convolution of 5x5 with 10 filters leaves 24x24 of 28x28: 10*24*24 = 5760.
CONV = {
    "name": "first",
    "kind": "Conv2d",
    "sizes": {"in_channels": 1, "out_channels": 10, "kernel_size": [5, 5]},
    "input": [1, 1, 28, 28],
    "output": [1, 10, 24, 24],
}


def linear(declared: int, given: list[int], output: list[int] | None = None) -> dict[str, Any]:
    sizes = {"in_features": declared, "out_features": 10}
    return {"name": "last", "kind": "Linear", "sizes": sizes, "input": given, "output": output}


def shape(
    layers: list[Any], what: str, value: Any, layer: str | None = "last", **more: Any
) -> Finding:
    data = {"layers": layers, "exception": None, "message": None, "line": None} | more
    args = {"layer": layer, "what": what, "value": value, "call": None}
    return find("shape", args, observed=probe("shapes", data))


CRASHED = {"exception": "RuntimeError", "message": "mat1 and mat2 (1x5760 and 1440x10)"}


def test_a_layer_for_a_pooling_that_is_not_there() -> None:
    found = shape([CONV, linear(1440, [1, 5760])], "in_features", 1440, **CRASHED)
    assert (found.label, found.rule, found.measured) == ("contradicted", "WB409", 5760)
    assert "2x2 max-pool" in found.explanation
    assert "10*12*12 = 1440" in found.explanation
    assert str(found.fix).startswith("Linear(5760, 10)")


def test_the_pooling_is_also_missed_before_a_flattening_layer() -> None:
    flat = {"name": "1", "kind": "Flatten", "sizes": {}, "input": [1, 10, 24, 24]}
    layers = [CONV, {**flat, "output": [1, 5760]}, linear(1440, [1, 5760])]
    assert "10*12*12 = 1440" in shape(layers, "in_features", 1440, **CRASHED).explanation


def test_a_layer_of_another_size_without_a_reason() -> None:
    found = shape([CONV, linear(100, [1, 5760])], "in_features", 100, **CRASHED)
    assert (found.label, found.fix) == ("contradicted", "Linear(5760, 10)")
    assert "pool" not in found.explanation


def test_layers_that_fit() -> None:
    layers = [CONV, linear(5760, [1, 5760], [1, 10])]
    assert shape(layers, "in_features", 5760).label == "confirmed"
    assert shape(layers, "in_channels", 1, "first").label == "confirmed"
    assert shape(layers, "output", [10]).label == "confirmed"
    assert shape(layers, "output", [1, 10], None).label == "confirmed"
    assert shape(layers, "output", [24, 24], None).label == "confirmed"
    assert shape(layers, "input", [5760], None).label == "confirmed"


def test_channels_that_do_not_fit() -> None:
    wrong = {**CONV, "sizes": {"in_channels": 3, "out_channels": 10}, "output": None}
    found = shape([wrong], "in_channels", 3, "first", **CRASHED)
    assert (found.label, found.fix) == ("contradicted", "Conv2d(1, 10)")
    flat = {**wrong, "input": [3, 28, 28]}
    assert shape([flat], "in_channels", 3, "first").label == "confirmed"


def test_what_was_never_reached_is_not_judged() -> None:
    assert shape([CONV], "in_features", 1440, **CRASHED).label == "uncheckable"
    assert shape([], "in_features", 1440).label == "uncheckable"
    assert shape([CONV], "output", [10]).label == "uncheckable"


def test_sizes_said_of_no_layer_in_particular_are_not_held_against_anybody() -> None:
    layers = [CONV, linear(5760, [1, 5760], [1, 10])]
    assert shape(layers, "output", [12, 12], None).label == "ambiguous"
    assert shape(layers, "output", [12], "last").label == "contradicted"
    assert shape(layers, "output", [12], "last", **CRASHED).label == "ambiguous"


@pytest.mark.parametrize("outcome", ["crash", "timeout", "not-run", "rejected-source"])
def test_a_program_that_did_not_run(outcome: str) -> None:
    args = {"layer": None, "what": "in_features", "value": 3, "call": None}
    seen = probe("shapes", None, outcome)
    assert find("shape", args, observed=seen).label == "uncheckable"


@pytest.mark.parametrize("layers", [None, [1], [{"sizes": 3}], [{"sizes": {}, "input": ["x"]}]])
def test_a_report_of_another_form_is_no_evidence(layers: Any) -> None:
    assert shape(layers, "in_features", 3).label == "uncheckable"

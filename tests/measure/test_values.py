"""What came back from a guest becomes bounded plain data, whatever it is."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from workbench.guest.run import Calls, Raised, Returned
from workbench.guest.wire import Opaque
from workbench.measure.values import answers, described
from workbench.records import Run
from workbench.workloads import Case


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (5, "5"),
        ([1.5, "a"], "[1.5, 'a']"),
        (np.eye(2), "[[1.0, 0.0], [0.0, 1.0]]"),
        (Opaque("generator"), None),
        (10**5000, None),
        ([10**5000], None),
        ("x" * 200_000, None),
    ],
    ids=["int", "list", "array", "opaque", "huge int", "huge int within", "long text"],
)
def test_a_value_is_described_within_bounds(value: Any, literal: str | None) -> None:
    found = described(value)
    assert found["literal"] == literal
    assert len(found["shown"]) <= 300
    json.dumps(found)


def test_answers_name_equal_outputs_equally_and_others_not() -> None:
    cases = tuple(Case(name, "any", ()) for name in "abcde")
    values = [np.eye(2), np.eye(2), np.eye(2, dtype=np.float32), 10**5000]
    results = (*(Returned(v, None, 0.0) for v in values), Raised(("ValueError",), "no"))
    found = answers(cases, Calls(Run(outcome="ok"), results))
    assert found is not None
    outputs = [row.get("output") for row in found["answers"]]
    assert outputs[0] == outputs[1]
    assert len(set(outputs)) == 4
    assert found["answers"][4] == {"case": "e", "raised": "ValueError"}
    assert answers(cases, Calls(Run(outcome="timeout"), ())) is None

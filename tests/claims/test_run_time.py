"""How long something takes is told and never judged."""

from __future__ import annotations

import pytest
from claiming import find


@pytest.mark.parametrize("seconds", [0.0, 0.35, 1e6])
def test_a_time_of_another_machine_is_uncheckable(seconds: float) -> None:
    found = find("run_time", {"function": "f", "seconds": seconds}, artifact=None)
    assert (found.label, found.reason, found.rule) == ("uncheckable", "needs-hardware", "WB503")
    assert "machine" in found.explanation

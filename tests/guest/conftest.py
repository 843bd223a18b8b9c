"""Every test of a guest runs in each tier that this machine offers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from workbench.guest.tiers import Isolation, problem_of

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(params=["strong", "filtered"])
def tier(request: pytest.FixtureRequest) -> Isolation:
    problem = problem_of(request.param)
    if problem is not None:
        pytest.skip(f"this machine does not offer the tier {request.param}: {problem}")
    return Isolation(request.param)

"""Every test of a guest runs in each tier that this machine offers, and in both ways to start one:
forked by a zygote, and as a process of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import needing
import pytest

from workbench.guest import pool
from workbench.guest.tiers import Isolation

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(
    params=[
        "strong-forked",
        "filtered-forked",
        "strong-alone",
        "filtered-alone",
        "namespaces-alone",
    ]
)
def tier(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Isolation:
    name, way = request.param.split("-")
    needing.tier(name)
    worth = 0 if way == "forked" else 1 << 30
    monkeypatch.setattr(pool, "WORTH", dict.fromkeys(pool.WORTH, worth))
    return Isolation(name)


@pytest.fixture(params=["strong", "filtered"])
def forked_tier(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Isolation]:
    """A tier in which every guest is forked, by zygotes that end with the test."""
    needing.tier(request.param)
    pool.end()
    monkeypatch.setattr(pool, "WORTH", dict.fromkeys(pool.WORTH, 0))
    yield Isolation(request.param)
    pool.end()

"""What a test needs of the machine: where it is missing the test is left out, and says what for."""

from __future__ import annotations

import importlib.util

import pytest

from workbench.guest import tiers


def tier(name: str) -> None:
    """A tier is what a kernel and its settings offer: no package brings one that is missing."""
    problem = tiers.problem_of(name)
    if problem is not None:
        pytest.skip(f"this machine does not offer the tier {name}: {problem}")


def torch() -> None:
    """PyTorch is an extra of hundreds of megabytes; CI always has it."""
    if importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed, so no network is run: `make torch` adds it")


def interpreter(version: str | None, minor: str) -> str:
    """A CPython of a certain version, whose own output the test changes; CI has them all."""
    if version is None:
        pytest.skip(f"there is no CPython {minor} here, whose listing this changes")
    return version

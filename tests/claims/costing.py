"""What the cost probe reports of a call, as a guest would send it."""

from __future__ import annotations

from typing import Any

from claiming import probe

from workbench.records import Measurement

STEADY = [0.01] * 15
CEILINGS = {
    # 10 GB/s and 100 GFLOP/s: they meet at 10 FLOPs per byte.
    "copy": {"what": "copy", "bytes": 100_000_000, "seconds": STEADY},
    "product": {"what": "product", "flops": 1_000_000_000, "seconds": STEADY},
    "cache_bytes": 32_000_000,
}


def cost(**changes: Any) -> Measurement:
    """A call of no operations that takes a second and 1,000,000 bytes of Python's objects."""
    report: dict[str, Any] = {
        "flops": {},
        "bytes": {},
        "types": {},
        "left_out": {},
        "largest_call_bytes": 100_000_000,
        "python_peak_bytes": 1_000_000,
        "seconds": [1.0, 1.0, 1.0],
        "raised": None,
        "ceilings": CEILINGS,
        "resident_bytes": 26_000_000,
        "baseline_bytes": 24_000_000,
        "load": 0.5,
        "cores": 2,
    }
    return probe("cost", report | changes)

"""What this machine can do at most: bytes copied and floating-point operations in a second.

Measured in the guest itself, by turns, so that both see the same load. Seconds of each repeat are
given; what is made of them is the host's business.
"""

from __future__ import annotations

import os
import time
from typing import Any, Dict, List

REPEATS = 25
COPIED = 64 << 20
ORDER = 512
PLAIN_ORDER = 24
_clock = time.perf_counter


def measured(numpy: Any, dtype: str) -> Dict[str, Any]:
    """{"copy": {"what", "bytes", "seconds"}, "product": {"what", "flops", "seconds"},
    "cache_bytes"}; or {"error"} where memory does not suffice.

    A copy reads and writes its bytes. Without numpy the product is one of nested lists.
    """
    try:
        copy, product = _arrays(numpy, dtype) if numpy else (_bytearrays(), _lists())
        for one in (copy, product):
            one["run"]()
        for _ in range(REPEATS):
            for one in (copy, product):
                start = _clock()
                one["run"]()
                one["seconds"].append(_clock() - start)
    except MemoryError:
        return {"error": "too little memory for two blocks of %d MiB" % (COPIED >> 20)}
    del copy["run"], product["run"]
    return {"copy": copy, "product": product, "cache_bytes": _cache_bytes()}


def _arrays(numpy: Any, dtype: str) -> Any:
    source = numpy.ones(COPIED // 8)
    target = numpy.zeros_like(source)
    one = numpy.ones((ORDER, ORDER), dtype)
    two, out = one.copy(), one.copy()
    copy = _ceiling("numpy copy of %d MiB" % (COPIED >> 20), "bytes", 2 * COPIED)
    copy["run"] = lambda: numpy.copyto(target, source)
    name = "numpy product of two %s matrices of order %d" % (dtype, ORDER)
    product = _ceiling(name, "flops", 2 * ORDER**3)
    product["run"] = lambda: numpy.matmul(one, two, out=out)
    return copy, product


def _bytearrays() -> Dict[str, Any]:
    source, target = bytearray(COPIED), memoryview(bytearray(COPIED))
    found = _ceiling("copy of %d MiB between bytearrays" % (COPIED >> 20), "bytes", 2 * COPIED)

    def run() -> None:
        target[:] = source

    found["run"] = run
    return found


def _lists() -> Dict[str, Any]:
    rows = [[float(i + j) for j in range(PLAIN_ORDER)] for i in range(PLAIN_ORDER)]
    columns = [list(column) for column in zip(*rows)]

    def run() -> Any:
        return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in rows]

    name = "Python product of two lists of lists of order %d" % PLAIN_ORDER
    found = _ceiling(name, "flops", 2 * PLAIN_ORDER**3)
    found["run"] = run
    return found


def _ceiling(what: str, unit: str, amount: int) -> Dict[str, Any]:
    seconds: List[float] = []
    return {"what": what, unit: amount, "seconds": seconds}


def _cache_bytes() -> int:
    """The size of the largest cache as the C library knows it; 0 where it does not."""
    try:
        return max(0, os.sysconf("SC_LEVEL3_CACHE_SIZE"))
    except (OSError, ValueError):
        return 0

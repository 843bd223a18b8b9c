"""A chapter that has every part of a report, with numbers that were chosen by hand."""

from __future__ import annotations

import json
from typing import Any

import builders as b
from showing import pair, program

from workbench.figures import (
    Chapter,
    Executed,
    Figures,
    File,
    Machine,
    Mix,
    Profile,
    Spread,
    View,
)
from workbench.records import Judged, Reading

CATEGORIES = ("load/store", "arithmetic", "compare", "branch", "call", "container", "other")


def mix(loads: int, products: int) -> Mix:
    """So many LOAD_FAST and BINARY_OP."""
    return Mix(
        counts={"LOAD_FAST": loads, "BINARY_OP": products},
        categories={**dict.fromkeys(CATEGORIES, 0), "load/store": loads, "arithmetic": products},
        total=loads + products,
        arithmetic=products,
    )


STACK = Machine(17, 16, 15, 13, 6, 14, 3, 0, {"BINARY_OP *": 1, "BINARY_OP +": 2}, 25)
ONE = Spread(0.75, 0.6, 0.9)
OTHER = Spread(0.25, 0.1, 0.4)
# Of 4 seconds 3 are within f, 1 of these within g that f calls.
SAMPLES = {
    "shared": {"frames": [{"name": name, "file": "w.py", "line": 1} for name in ("m", "f", "g")]},
    "profiles": [{"samples": [[0], [0, 1], [0, 1, 2]], "weights": [1.0, 2.0, 1.0]}],
}
FIT: dict[str, Any] = {
    "class": "n^2",
    "candidate": "n^2",
    "runner_up": "n log n",
    "family": "random",
    "sizes": [10, 100],
    "undecided": None,
    "errors": {"n^2": 0.0, "n log n": 0.4},
}
FLAT = FIT | {"class": None, "undecided": "the points fit no class"}
COMPLEXITY: dict[str, Any] = {
    "time": FIT,
    "space": FLAT,
    "families": {
        "random": {
            "time": FIT,
            "space": FLAT,
            "points": [[10, 100.0, 64], [100, 10000.0, 128]],
            "ends": "n = 1000: the budget of instructions is used up",
        }
    },
    "unmodelled": ["zlib.crc32"],
    "definition": {"time": "steps", "space": "bytes"},
}
COST: dict[str, Any] = {
    "flops": 4000,
    "bytes": 1000,
    "exact": True,
    "flops_by": {"numpy.matmul": 3000, "float *": 1000},
    "bytes_by": {"numpy.matmul": 1000},
    "left_out": {"numpy.fft": 2},
    "peak": {"python_bytes": 2 << 20, "resident_over_baseline_bytes": 4 << 20},
    "intensity": {
        "flops_per_byte": 4.0,
        "flops_per_instruction": 0.5,
        "arithmetic_per_instruction": None,
    },
    "roofline": {
        "verdict": "memory-bound",
        "why": "4 FLOPs per byte, the ridge is at 20",
        "copy": {
            "what": "a copy of 64 MiB",
            "bytes_per_second": {"median": 2e9, "low": 1e9, "high": 3e9},
        },
        "product": {
            "what": "a product of matrices",
            "flops_per_second": {"median": 4e10, "low": 3e10, "high": 5e10},
        },
    },
    "definition": {"flops": "operations", "bytes": "of arrays", "peak_bytes": "at once"},
}
_BOUNDS = [{"units": 2, "least": 1.5, "most": 2.0}, {"units": 4, "least": 2.0, "most": 2.5}]
DEPENDENCES: dict[str, Any] = {
    "work": 100,
    "span": {"data": 40, "control": 40, "reductions": 20},
    "parallelism": {"data": 2.5, "control": 2.5, "reductions": 5.0},
    "bounds": {"data": _BOUNDS, "control": _BOUNDS, "reductions": _BOUNDS},
    "loops": [
        {
            "line": 3,
            "kind": "for",
            "iterations": 10,
            "verdict": "serial",
            "witness": {"variable": "y", "from_line": 4, "to_line": 5, "iterations": [0, 1]},
        },
        {
            "line": 7,
            "kind": "for",
            "iterations": 8,
            "verdict": "independent",
            "permuted": "same",
        },
    ],
    "not_followed": [{"line": 9, "why": "C code"}],
    "model": "work: steps",
}
ARCHITECTURES: dict[str, Any] = {
    "winner": "SIMD",
    "stability": 0.97,
    "ranking": [{"machine": "SIMD", "cycles": 50}, {"machine": "scalar", "cycles": 100}],
    "tied": ["SIMD"],
    "parameters": [{"name": "width", "value": 8, "unit": "lanes", "source": "a manual"}],
    "premises": ["98 % of the work has no carried dependence"],
    "definition": "cycles by models",
}


def figures(**changes: Any) -> Figures:
    """Every part of one call."""
    fields: dict[str, Any] = {
        "target": "workload.py",
        "where": "generated/euler/run/workload.py",
        "function": "euler",
        "python": b.PYTHON,
        "call": "euler(1)",
        "again": "workbench measure workload.py:euler --only static",
        "static": {
            "3.8.18": dict.fromkeys(("function", "callees", "file"), mix(12, 2)),
            b.PYTHON: dict.fromkeys(("function", "callees", "file"), mix(14, 3)),
        },
        "executed": Executed(mix(75, 25), {"euler": 60, "f": 40}, {"2": 90, "3": 10}, 0),
        "elsewhere": {"3.8.18": Executed(mix(60, 20), {"euler": 80}, {}, 0)},
        "lines": {"2": "    y = x * 2", "3": "    return y"},
        "profile": Profile(
            {"euler": 1, "f": 200},
            201,
            views=(
                View("cprofile", 3, {"euler": OTHER, "f": ONE}),
                View("sampling", 80, {"euler": ONE, "f": OTHER}, {"euler": ONE}),
                View("executed", 100, {"euler": ONE, "f": OTHER}),
            ),
            seconds={"steady": Spread(1e-6, 0.9e-6, 1.1e-6)},
            repeats={"steady": 15},
            speedscope=json.dumps(SAMPLES).encode(),
        ),
        "machine": STACK,
        "analyses": {
            "complexity": COMPLEXITY,
            "cost": COST,
            "dependences": DEPENDENCES,
            "architectures": ARCHITECTURES,
        },
        "commands": {"executed": "workbench evidence 000001", "cost": "workbench measure cost"},
    }
    return Figures(**(fields | changes))


def chapter(judged: Judged, **changes: Any) -> Chapter:
    """A chapter with these verdicts and all figures."""
    fields: dict[str, Any] = {
        "key": "euler",
        "kind": "generate",
        "status": "ok",
        "judged": judged,
        "facts": (("run", b.RUN), ("model", "coder:7b")),
        "asked": "Write a program.",
        "figures": (figures(),),
        "files": (File("evidence/workload.cpython-3.11.7.pyc", 965, 3495),),
        "again": f"workbench report {judged.run} -o report.html",
    }
    return Chapter(**(fields | changes))


def findings() -> Judged:
    """One claim of each label; the contradicted one has values by version and a reading."""
    labels = ("contradicted", "other-version", "ambiguous", "undecided", "uncheckable", "confirmed")
    found = [pair(label, number) for number, label in enumerate(labels, 1)]
    claim, verdict = found[0]
    reading = Reading(version="3.8.18", scope="file", naming="strict", measured=5, holds=False)
    told = {"versions": {"3.8.18": b.value(4), b.PYTHON: b.absent()}, "readings": (reading,)}
    found[0] = claim, verdict.model_copy(update={"measured": 4, **told, "fix": "it is 4"})
    return program(*found)

"""Counts of one program by two engines of the probe, made comparable site by site."""

from __future__ import annotations

from typing import Any

from probe_driver import PROBES, interpreter_of, measure, run

# Garbage is collected whenever enough was allocated, which the engines do differently.
QUIET = "import gc; gc.disable()\n"
MINORS = ((3, 11), (3, 12), (3, 13))


def both(
    minor: tuple[int, int], source: str, call: str, setup: str = "", **more: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data by counters in blocks and by the events of the interpreter."""
    found = [
        measure(
            interpreter_of(minor),
            "executed",
            source,
            setup=QUIET + setup,
            call=call,
            engine=e,
            **more,
        )
        for e in ("blocks", "tracing" if minor == (3, 11) else "monitoring")
    ]
    return found[0], found[1]


def comparable(data: dict[str, Any], minor: tuple[int, int]) -> dict[str, Any]:
    """The data without the engine's name; from 3.11, without the sites of prefixed steps.

    Tracing on 3.11 names the first prefix of an instruction, the counters name all its parts; the
    totals by opcode and line, which both have, are kept.
    """
    kept = {name: value for name, value in data.items() if name not in ("engine", "refused")}
    parts = [kept["functions"], kept["host_functions"], *kept["others"].values()]
    for functions in parts:
        for function in functions.values():
            if minor == (3, 11) and function["extended_arg"]:
                function["sites"] = {}
    return kept


def assert_alike(minor: tuple[int, int], source: str, call: str, setup: str = "") -> dict[str, Any]:
    """Both engines see the same at every site; returns what the counters saw."""
    counted, seen = both(minor, source, call, setup)
    assert counted["engine"] == "blocks", counted
    assert comparable(counted, minor) == comparable(seen, minor)
    return counted


_MANY = """
import json, sys
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import executed, target
found = []
for source in job["sources"]:
    parameters = {"setup": job["setup"], "call": job["call"]}
    found.append([
        executed.measure(
            target.Target(source, "workload.py", None, dict(parameters, engine=engine))
        )
        for engine in job["engines"]
    ])
sys.__stdout__.write("\\n" + json.dumps(found))
"""


def assert_all_alike(minor: tuple[int, int], sources: list[str], call: str) -> int:
    """The same for many programs, which share a process; returns how many instructions they ran."""
    job = {
        "folder": str(PROBES),
        "sources": sources,
        "setup": QUIET,
        "call": call,
        "engines": ["blocks", "tracing" if minor == (3, 11) else "monitoring"],
    }
    total = 0
    for source, (counted, seen) in zip(
        sources, run(interpreter_of(minor), _MANY, job), strict=True
    ):
        assert counted["engine"] == "blocks", source
        assert comparable(counted, minor) == comparable(seen, minor), source
        total += counted["total"]
    return total

"""Measurements to figures: what the probes saw, added up by opcode, category and family.

A guest's report is hostile: what is not shaped like one gives no figure.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import Field, NonNegativeInt, ValidationError

from workbench import opcodes, profiles
from workbench.claims._facts import Code, StaticFacts, facts_from
from workbench.figures import (
    SCOPES,
    Compiled,
    Executed,
    Missing,
    Mix,
    Profile,
    Resources,
    Scopes,
)
from workbench.records import Measurement, Record

__all__ = [
    "StaticFacts",
    "compiled",
    "executed",
    "facts_from",
    "problem",
    "profile",
    "resources",
    "static",
]

_T = TypeVar("_T")


def static(facts: StaticFacts | str, found: Measurement, function: str | None) -> Scopes | Missing:
    """The static figures of a function (None: none is named) and of its file on one CPython."""
    if not isinstance(facts, StaticFacts):
        if found.run is not None and found.run.outcome == "rejected-source":
            return Missing(f"the file is not accepted: {found.run.error}", "program")
        return Missing(str(facts), "place" if found.error is None else "program")
    mixes: dict[str, Mix | None] = {}
    for scope in SCOPES:
        name = "<module>" if scope == "file" else function
        codes = facts.scope(name, scope) if name is not None else ()
        mixes[scope] = _mix(codes[0]) if codes else None
    return mixes


def _mix(code: Code) -> Mix:
    counts = {name: n for name, n in code.counts.items() if name != "EXTENDED_ARG"}
    categories = _categories(counts)
    # Since 3.14 a subscript is a BINARY_OP too, whose operator the families know.
    subscripts = code.families.get("subscript", 0) - counts.get("BINARY_SUBSCR", 0)
    categories["arithmetic"] -= subscripts
    categories["container"] += subscripts
    extended = code.counts.get("EXTENDED_ARG", 0)
    families = dict(code.families)
    return Mix(counts, categories, code.total, code.arithmetic, families, extended)


def _categories(counts: Mapping[str, int]) -> dict[str, int]:
    found = dict.fromkeys(opcodes.CATEGORIES, 0)
    for name, count in counts.items():
        found[opcodes.category(name)] += count
    return found


class _Counted(Record):
    total: NonNegativeInt
    opcodes: dict[str, NonNegativeInt]
    lines: dict[str, NonNegativeInt] = Field(default_factory=dict)
    operators: dict[str, NonNegativeInt] = Field(default_factory=dict)
    extended_arg: NonNegativeInt = 0


class _ExecutedReport(Record):
    functions: dict[str, _Counted]
    host_functions: dict[str, _Counted]


class _Calls(Record):
    total: NonNegativeInt


class _CallsReport(Record):
    functions: dict[str, _Calls]
    host_functions: dict[str, _Calls]
    all_calls: _Calls
    prof: str | None = None


def problem(found: Measurement) -> Missing | None:
    """Why a probe that runs the program gives no figure; None when the call ran to its end."""
    run, data = found.run, found.data
    if run is not None and run.outcome == "not-run":
        return Missing(f"not run: {run.error}", "place")
    if found.error is not None:
        return Missing(f"the {found.probe} probe failed: {found.error}", "place")
    if data is None:
        outcome, why = (run.outcome, run.error) if run else ("crash", None)
        phase = f" (phase {run.phase})" if run and run.phase else ""
        text = f"the call did not finish: {outcome}{phase}{f': {why}' if why else ''}"
        return Missing(text[:500], "program")
    if data.get("raised"):
        return Missing(f"the call raised {_exception(data['raised'])}", "program")
    if data.get("tampered"):
        return Missing("the program interfered with the measurement", "program")
    return None


def _exception(raised: Any) -> str:
    types = raised.get("types") if isinstance(raised, dict) else None
    name = str(types[0]) if isinstance(types, list) and types else "an exception"
    message = str(raised.get("message", "")) if isinstance(raised, dict) else ""
    return f"{name}: {message}"[:400] if message else name[:400]


def executed(found: Measurement) -> Executed | Missing:
    """What the call executed, by a measurement without a problem."""
    try:
        report = _ExecutedReport.model_validate(found.data)
    except ValidationError:
        return Missing("the guest's report is not one of the counter", "program")
    every = _named(report.functions, report.host_functions)
    counts: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for part in every.values():
        counts.update(part.opcodes)
    for part in report.functions.values():
        lines.update(part.lines)
    categories = _categories(counts)
    operators: Counter[str] = Counter()
    for part in every.values():
        operators.update(part.operators)
    # Since 3.14 a BINARY_OP may be a subscript.
    unclear = counts["BINARY_OP"] and _minor(found.python) >= (3, 14)
    mix = Mix(
        counts=dict(counts),
        categories=categories,
        total=sum(part.total for part in every.values()),
        arithmetic=None if unclear else categories["arithmetic"],
        families=_families_of(counts, operators),
        extended_arg=sum(part.extended_arg for part in every.values()),
    )
    in_call = sum(part.total for part in report.host_functions.values())
    return Executed(mix, {name: part.total for name, part in every.items()}, dict(lines), in_call)


def _families_of(counts: Mapping[str, int], operators: Mapping[str, int]) -> dict[str, int] | None:
    """Instructions by family; None where the report does not say which operators there were."""
    if sum(operators.values()) != counts.get("BINARY_OP", 0):
        return None
    total: Counter[str] = Counter()
    named: list[tuple[str, str | None, int]] = [
        (name, None, n) for name, n in counts.items() if name != "BINARY_OP"
    ]
    for name, text, n in (*named, *(("BINARY_OP", text, n) for text, n in operators.items())):
        for family in opcodes.families(name, text):
            total[family] += n
    return dict(total)


def profile(found: Measurement) -> Profile | Missing:
    """What the call called, by a measurement without a problem."""
    try:
        report = _CallsReport.model_validate(found.data)
        text = report.prof
        prof = profiles.rewritten(base64.b64decode(text, validate=True)) if text else None
    except (ValidationError, binascii.Error, ValueError):
        return Missing("the guest's report is not one of the profiler", "program")
    every = _named(report.functions, report.host_functions)
    calls = {name: one.total for name, one in every.items()}
    return Profile(calls, report.all_calls.total, prof, found.id)


def resources(found: Measurement) -> Resources | None:
    """What the guest of a measurement used; None when none was started."""
    run = found.run
    if run is None or run.outcome == "not-run":
        return None
    return Resources(run.wall_seconds, run.cpu_seconds, run.max_rss_bytes)


def compiled(found: Measurement) -> Compiled | None:
    """The compiled file that a bytecode measurement has with it; None when it has none."""
    data = found.data or {}
    pyc, listing = data.get("pyc"), data.get("listing")
    try:
        body = base64.b64decode(pyc, validate=True) if isinstance(pyc, str) else b""
    except (binascii.Error, ValueError):
        return None
    return Compiled(body, listing if isinstance(listing, str) else "") if len(body) > 16 else None


def _named(functions: Mapping[str, _T], in_call: Mapping[str, _T]) -> dict[str, _T]:
    """Both kinds of functions under their names; those of the call say so where names are alike."""
    later = {
        f"{name} (in the call)" if name in functions else name: n for name, n in in_call.items()
    }
    return {**functions, **later}


def _minor(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])

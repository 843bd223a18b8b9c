"""Figures as JSON: the object of `measure`, and that of `compare` with several of them."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from workbench import opcodes
from workbench.figures import (
    DEFINITIONS,
    SCOPES,
    Compared,
    Executed,
    Figures,
    Machine,
    Missing,
    Mix,
    Profile,
    Scopes,
    Spread,
    View,
)

SCHEMA = "workbench/measure/1"
COMPARE_SCHEMA = "workbench/compare/1"


def render(figures: Figures) -> str:
    """The object of one target, with a final newline. A part without figures is {"error": why}."""
    return json.dumps(_object(figures), indent=2, ensure_ascii=True) + "\n"


def render_many(compared: Compared) -> str:
    """The object of several targets: each as `render` gives it, and the categories side by side."""
    document = {
        "schema": COMPARE_SCHEMA,
        "measures": [_object(one) for one in compared.figures],
        "categories": {
            "names": list(opcodes.CATEGORIES),
            "static": [_static_shares(one) for one in compared.figures],
            "executed": [_executed_shares(one) for one in compared.figures],
        },
        "again": compared.again,
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _object(figures: Figures) -> dict[str, Any]:
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "target": figures.target,
        "subject": figures.where,
        "function": figures.function,
        "python": figures.python,
        "call": figures.call,
    }
    if figures.static is not None:
        found = figures.static.items()
        document["static"] = {version: _scopes(scopes) for version, scopes in found}
    if figures.executed is not None:
        document["executed"] = _executed(figures.executed)
    if figures.profile is not None:
        document["profile"] = _profile(figures.profile)
    for name, part in figures.analyses.items():
        document[name] = _error(part) if isinstance(part, Missing) else dict(part)
    if figures.machine is not None:
        document["machine"] = _machine(figures.machine)
    if figures.compiled:
        document["compiled"] = {
            version: {"magic": one.magic, "magic_hex": one.pyc[:4].hex(), "bytes": len(one.pyc)}
            for version, one in figures.compiled.items()
        }
    if figures.resources:
        used = figures.resources.items()
        document["resources"] = {part: dataclasses.asdict(one) for part, one in used}
    if figures.kept:
        document["kept"] = dict(figures.kept)
    document["definitions"] = DEFINITIONS
    document["again"] = figures.again
    return document


def _error(missing: Missing) -> dict[str, Any]:
    return {"error": missing.why}


def _scopes(scopes: Scopes | Missing) -> dict[str, Any]:
    """Counts by scope under the scopes' own names, everything else of them beside that."""
    if isinstance(scopes, Missing):
        return _error(scopes)
    found: dict[str, Any] = {s: dict(m.counts) if (m := scopes[s]) else None for s in SCOPES}
    for name in ("total", "extended_arg", "arithmetic", "categories", "families"):
        found[name] = {s: getattr(m, name) if (m := scopes[s]) else None for s in SCOPES}
    return found


def _executed(executed: Executed | Missing) -> dict[str, Any]:
    if isinstance(executed, Missing):
        return _error(executed)
    return {
        "definition": "logical",
        "total": executed.mix.total,
        "functions": dict(executed.functions),
        "opcodes": dict(executed.mix.counts),
        "lines": dict(executed.lines),
        "in_call": executed.in_call,
        "extended_arg": executed.mix.extended_arg,
        "arithmetic": executed.mix.arithmetic,
        "categories": dict(executed.mix.categories),
        "families": executed.mix.families and dict(executed.mix.families),
    }


def _profile(profile: Profile | Missing) -> dict[str, Any]:
    if isinstance(profile, Missing):
        return _error(profile)
    found: dict[str, Any] = {"calls": dict(profile.calls), "total_calls": profile.total}
    if profile.views:
        found["shares"] = {view.method: _view(view) for view in profile.views}
    if profile.seconds:
        found["seconds"] = {
            phase: {**_spread(one), "repeats": profile.repeats.get(phase, 0)}
            for phase, one in profile.seconds.items()
        }
        found["busy"] = profile.busy
    return found


def _view(view: View) -> dict[str, Any]:
    return {
        "count": view.count,
        "own": {name: _spread(one) for name, one in view.own.items()},
        "with_calls": {name: _spread(one) for name, one in view.with_calls.items()},
    }


def _spread(one: Spread) -> dict[str, Any]:
    return {"median": one.middle, "low": one.low, "high": one.high, "wide": one.wide}


def _machine(machine: Machine | Missing) -> dict[str, Any]:
    if isinstance(machine, Missing):
        return _error(machine)
    return {
        "kind": machine.kind,
        "instructions": machine.instructions,
        "with_fixed_stack_use": machine.counted,
        "pushes": machine.pushes,
        "pops": machine.pops,
        "stack_size": machine.stack_size,
        "loads_and_stores": machine.moving,
        "computing": machine.computing,
        "computing_with_named_operands": machine.naming,
        "arithmetic": {"static": dict(machine.arithmetic), "executed": machine.executed},
    }


def _static_shares(figures: Figures) -> dict[str, Any] | None:
    """Of the function on the target's CPython (without a function: of the file)."""
    scopes = figures.static.get(figures.python) if figures.static is not None else None
    if scopes is None or isinstance(scopes, Missing):
        return _error(scopes) if scopes else None
    scope = figures.scope("function")
    mix = scopes[scope]
    return {"scope": scope, **_shares(mix)} if mix else None


def _executed_shares(figures: Figures) -> dict[str, Any] | None:
    if figures.executed is None or isinstance(figures.executed, Missing):
        return _error(figures.executed) if figures.executed else None
    return _shares(figures.executed.mix)


def _shares(mix: Mix) -> dict[str, Any]:
    return {
        name: {"count": count, "share": count / mix.total if mix.total else None}
        for name, count in mix.categories.items()
    }

"""Work, span and loop-carried dependences of one call, by running an instrumented twin.

What it counts is the unit-cost model of `shadow`. Control is structured: what is written inside an
`if`, a `while` or a comprehension's condition waits for its test, what follows does not. A loop is
`serial` when an iteration reads what an earlier one wrote, `reduction` when all such reads combine
a variable by one associative operator, `independent` when no dependence was seen on this input and
its iterations in another order gave the same result to the last bit where they could be permuted.
"""

from __future__ import annotations

import ast
from typing import Any, Dict, List

import executed
import iterating
import permuted
import runs
import scopes
import shadow
import target as targets

VANTAGE = "guest"
FORMAT = 1

MOST_PERMUTED = 12
SERIAL, REDUCTION, INDEPENDENT, UNKNOWN = "serial", "reduction", "independent", "not analysed"


def measure(target: Any) -> Dict[str, Any]:
    """Dependences of parameters["call"], an expression, after parameters["setup"].

    Returns {"work", "span": {"data", "control", "reductions"} (None where something ran that is
    not followed), "not_followed": [{"line", "why"}], "loops": [{"line", "kind", "runs",
    "iterations", "verdict", ...}], "raised", "why": None or why nothing is known, "model"}. A
    serial loop has a "witness" {"variable", "from_line", "to_line", "iterations"}, a reduction its
    "variable" and "operator", an independent one "permuted": "same" or why that was not tried, one
    that is not analysed a "why". Loops that did not run are left out. "compared" says whether the
    result of the twin was held against that of a plain run; where it differs there is a "why".
    """
    call = target.parameters["call"]
    setup = target.parameters.get("setup") or ""
    target.compile()
    texts = [(target.source, target.filename), (setup, executed.HOST_FILE)]
    texts.append(("workbench_result = (\n%s\n)" % call, executed.CALL_FILE))
    for source, _ in texts:
        why = scopes.refused(_parsed(source))
        if why is not None:
            return _nothing(why)
    # First as it is: what it computes is what its twins are held against.
    plain = runs.plain(texts, target, None)
    if plain.raised is not None:
        return dict(_nothing("the call raised an exception"), raised=plain.raised)
    twin = runs.instrumented(texts, target)
    if twin.why is not None:
        return _nothing(twin.why)
    alike = permuted.same(plain.state(), twin.state())
    # A program that draws numbers of its own computes other values each time.
    if alike is False and permuted.same(plain.state(), runs.plain(texts, target, None).state()):
        return _nothing("the instrumented run computed another value")
    report = dict(_report(), compared=alike is True)
    _permute(report["loops"], texts, target, plain)
    return report


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise targets.LoadFailedError("compile", error) from None


def _report() -> Dict[str, Any]:
    followed = not shadow.OPAQUE
    data, control, reductions = shadow.SPAN
    span = {"data": data, "control": control, "reductions": reductions}
    return {
        "work": shadow.WORK[0] if followed else None,
        "span": span if followed else None,
        "not_followed": [{"line": line, "why": why} for why, line in shadow.OPAQUE.items()][:20],
        "loops": [_verdict(site) for site in iterating.SITES if site.runs],
        "raised": None,
        "why": None,
        "model": " ".join((shadow.__doc__ or "").split()),
    }


def _nothing(why: str) -> Dict[str, Any]:
    nothing: Dict[str, Any] = {"work": None, "span": None, "not_followed": [], "loops": []}
    return dict(nothing, raised=None, why=why, model="", compared=False)


def _verdict(site: shadow.Site) -> Dict[str, Any]:
    """What was seen of one loop."""
    found: Dict[str, Any] = {
        "line": site.line,
        "kind": site.kind,
        "runs": site.runs,
        "iterations": site.iterations,
        "key": site.key,
    }
    carried = [one for one in site.carried.items() if one[0][0] not in site.counters]
    if carried:
        (variable, from_line, to_line), iterations = carried[0]
        lines = {"from_line": from_line or site.line, "to_line": to_line or site.line}
        witness = {"variable": variable, "iterations": list(iterations), **lines}
        return dict(found, verdict=SERIAL, witness=witness)
    if site.unknown:
        return dict(found, verdict=UNKNOWN, why=site.unknown)
    if site.iterations <= site.runs:
        return dict(found, verdict=UNKNOWN, why="it never ran more than one iteration")
    if site.leaves:
        why = "line %d can leave it, so that later iterations wait for earlier ones" % site.leaves
        return dict(found, verdict=UNKNOWN, why=why)
    reductions = [one for one in site.reductions.items() if one[0][0] not in site.counters]
    if reductions:
        (variable, _, _), operator = reductions[0]
        return dict(found, verdict=REDUCTION, variable=variable, operator=operator)
    if site.kind == "while" and not site.counters:
        return dict(found, verdict=UNKNOWN, why="its test decides anew whether it goes on")
    return dict(found, verdict=INDEPENDENT)


def _permute(loops: List[Dict[str, Any]], texts: Any, target: Any, plain: runs.Ran) -> None:
    """Run independent loops in another order; one that changes the result is not analysed."""
    again = False
    done = 0
    for loop in loops:
        key: Any = loop.pop("key")
        if loop["verdict"] != INDEPENDENT:
            continue
        if loop["kind"] not in ("for", "comprehension"):
            loop["permuted"] = "not tried: a %s" % loop["kind"]
            continue
        done += 1
        if done > MOST_PERMUTED:
            loop["permuted"] = "not tried: %d other loops were" % MOST_PERMUTED
            continue
        if not again:
            again = permuted.same(plain.state(), runs.plain(texts, target, None).state()) is True
        if not again:
            loop["permuted"] = "not tried: two plain runs differ"
            continue
        ran = runs.plain(texts, target, key)
        if permuted.same(plain.state(), ran.state()) is not True:
            why = "its iterations in another order gave another result"
            loop.update(verdict=UNKNOWN, why=why)
        else:
            loop["permuted"] = "not tried: " + ran.why if ran.why else "same"

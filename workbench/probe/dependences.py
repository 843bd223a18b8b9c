"""Work, span and loop-carried dependences of one call, by running an instrumented twin.

What it counts is the unit-cost model of `shadow`. Control is structured: what is written inside an
`if`, a `while` or a comprehension's condition waits for its test, what follows does not. A loop is
`serial` when an iteration reads what an earlier one wrote, `reduction` when all such reads combine
a variable by one associative operator, `independent` when no dependence was seen on this input and
its iterations in another order gave the same result to the last bit where they could be permuted.
"""

from __future__ import annotations

import ast
import gc
import sys
from typing import Any, Dict, List, Optional

import called
import combining
import executed
import expressions
import fused
import items
import iterating
import joining
import locations
import models
import permuted
import scopes
import shadow
import statements
import steps
import target as targets

VANTAGE = "guest"
FORMAT = 1

MOST_WORK = 2000000
MOST_PERMUTED = 12
SELDOM = (100000, 50, 100)
SERIAL, REDUCTION, INDEPENDENT, UNKNOWN = "serial", "reduction", "independent", "not analysed"

_OURS = {
    "_wb_T": shadow.T,
    "_wb_Z": shadow.ZERO,
    "_wb_ROOT": shadow.ROOT,
    "_wb_slice": slice,
}
_MODULES = {
    shadow: "read opaque",
    steps: "binary unary branch at first saved back",
    joining: "begin opened joined compared closed decided end",
    iterating: "enter leave turn over comprehended parameters resumed parts",
    items: "item store attribute set_attribute deleted new_list new_tuple new_dict gathered listed "
    "spread mapped",
    combining: "operand augmented augmented_item combined",
    called: "call call_method call_any append",
}


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
    plain = _ran(texts, target, None)
    if plain.raised is not None:
        return dict(_nothing("the call raised an exception"), raised=plain.raised)
    twin = _instrumented(texts, target)
    if twin.why is not None:
        return _nothing(twin.why)
    alike = permuted.same(plain.state(), twin.state())
    # A program that draws numbers of its own computes other values each time.
    if alike is False and permuted.same(plain.state(), _ran(texts, target, None).state()):
        return _nothing("the instrumented run computed another value")
    report = dict(_report(), compared=alike is True)
    _permute(report["loops"], texts, target, plain)
    return report


class _Ran:
    """What one run left behind."""

    def __init__(self, namespace: Dict[str, Any], raised: Any, why: Optional[str] = None) -> None:
        self.namespace = namespace
        self.raised = raised
        self.why = why

    def state(self) -> List[Any]:
        """The result and the module's variables, or the exception."""
        if self.raised is not None:
            return [self.raised]
        return [self.namespace.get("workbench_result"), permuted.state(self.namespace)]


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise targets.LoadFailedError("compile", error) from None


def _module(target: Any) -> Dict[str, Any]:
    """A fresh namespace, registered where dataclasses look for it."""
    module = type(sys)(targets.MODULE)
    module.__file__ = target.filename
    sys.modules[targets.MODULE] = module
    return module.__dict__


def _ran(texts: Any, target: Any, place: Any) -> "_Ran":
    """A plain run; with `place`, (text, line, column, part), of a shuffled loop."""
    namespace = _module(target)
    shuffler = permuted.Shuffler()
    namespace["_wb_order"] = shuffler
    namespace["_wb_numbered"] = enumerate
    namespace["_wb_sorted"] = permuted.in_order
    raised = None
    for number, (source, filename) in enumerate(texts):
        try:
            if place is not None and place[0] == filename:
                code = permuted.compiled(source, filename, tuple(place[1:]))
            else:
                code = compile(source, filename, "exec", dont_inherit=True)
            exec(code, namespace)
        except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
            if number < 2 and place is None:
                raise targets.LoadFailedError("import", error) from None
            raised = executed.described(error)
            break
    locations.libraries()
    ran = _Ran(namespace, raised)
    if shuffler.refused or not shuffler.turned:
        ran.why = "what it runs over has no other order" if shuffler.refused else "too few elements"
    return ran


def _instrumented(texts: Any, target: Any) -> "_Ran":
    """A run of the twin; afterwards `shadow` and `iterating` hold what it saw."""
    namespace = _module(target)
    namespace.update(_helpers())
    _reset()
    called.FILES[:] = [filename for _, filename in texts]
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit * 4)
    # Shadows are many and in no cycles: looking for garbage among them all the time is in vain.
    often = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    why = raised = None
    try:
        codes = _twins(texts)
        for number, code in enumerate(codes):
            if number == len(codes) - 1:
                _begin_call(namespace)
            exec(code, namespace)
    except shadow.StopError as stop:
        why = "the call is too large: %s" % stop
    except BaseException as error:  # noqa: BLE001 - judged by what the plain run did
        raised = executed.described(error)
        why = "the instrumented run raised %s: %s" % (raised["types"][0], raised["message"][:200])
    finally:
        sys.setrecursionlimit(limit)
        gc.set_threshold(*often)
    return _Ran(namespace, raised, why)


def _helpers() -> Dict[str, Any]:
    found: Dict[str, Any] = dict(_OURS, **fused.NAMES)
    for module, names in _MODULES.items():
        found.update(("_wb_" + one, getattr(module, one)) for one in names.split())
    found.update(("_wb_op_" + one, act) for one, act in expressions.OPERATORS.items())
    return found


def _reset() -> None:
    shadow.reset(int(MOST_WORK))
    locations.reset()
    iterating.reset()
    iterating.SITES.clear()
    models.prepare()


def _twins(texts: Any) -> List[Any]:
    bound: Any = set()
    codes: List[Any] = []
    for source, filename in texts:
        rewriter = statements.Statements(source, filename)
        rewriter.around_it = bound
        rewriter.text = str(len(codes))
        tree = rewriter.module()
        bound = bound | rewriter.scopes[0].bound
        codes.append(compile(tree, filename, "exec", dont_inherit=True))
    return codes


def _begin_call(namespace: Dict[str, Any]) -> None:
    """What was done while loading does not count; what is there, is there from the beginning."""
    for name in [one for one in namespace if one.startswith(scopes.PREFIX)]:
        namespace[name] = (shadow.ZERO, shadow.ROOT, 0, None)
    shadow.WORK[0] = 0
    shadow.SPAN[:] = [0, 0, 0]
    shadow.OPAQUE.clear()
    locations.reset()
    iterating.reset()
    for number, site in enumerate(iterating.SITES):
        shadow.settle(site)
        iterating.SITES[number] = fresh = shadow.Site(site.line, site.kind, site.key)
        fresh.counters, fresh.leaves = site.counters, site.leaves


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


def _permute(loops: List[Dict[str, Any]], texts: Any, target: Any, plain: "_Ran") -> None:
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
            again = permuted.same(plain.state(), _ran(texts, target, None).state()) is True
        if not again:
            loop["permuted"] = "not tried: two plain runs differ"
            continue
        ran = _ran(texts, target, key)
        if permuted.same(plain.state(), ran.state()) is not True:
            why = "its iterations in another order gave another result"
            loop.update(verdict=UNKNOWN, why=why)
        else:
            loop["permuted"] = "not tried: " + ran.why if ran.why else "same"

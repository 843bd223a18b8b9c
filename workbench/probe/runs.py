"""Runs of a program with its setup and call: as it is, with one loop in another order, as a twin.

The twin is the program rewritten by `statements`; after its run `shadow` and `iterating` hold what
it saw.
"""

from __future__ import annotations

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

MOST_WORK = 2000000
SELDOM = (100000, 50, 100)
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


class Ran:
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


def _module(target: Any) -> Dict[str, Any]:
    """A fresh namespace, registered where dataclasses look for it."""
    module = type(sys)(targets.MODULE)
    module.__file__ = target.filename
    sys.modules[targets.MODULE] = module
    return module.__dict__


def plain(texts: Any, target: Any, place: Any) -> Ran:
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
    ran = Ran(namespace, raised)
    if shuffler.refused or not shuffler.turned:
        ran.why = "what it runs over has no other order" if shuffler.refused else "too few elements"
    return ran


def instrumented(texts: Any, target: Any) -> Ran:
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
    return Ran(namespace, raised, why)


def _helpers() -> Dict[str, Any]:
    found: Dict[str, Any] = dict(_OURS, **fused.NAMES)
    for module, names in _MODULES.items():
        found.update(("_wb_" + one, getattr(module, one)) for one in names.split())
    found.update(("_wb_op_" + one, act) for one, act in expressions.OPERATORS.items())
    return found


def _reset() -> None:
    shadow.reset(MOST_WORK)
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

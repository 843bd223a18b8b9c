"""What the source itself says about each function: facts that hold in every version of Python.

They are an oracle for bytecode: no `*` in the source, no multiplication under any opcode's name.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any, Dict, Iterator, List, Optional, Tuple, Union

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
Comprehension = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Loop = (ast.For, ast.AsyncFor, ast.While)


class Scope:
    """A module, class, function or lambda of the source, and what stands directly in it.

    A comprehension belongs to the scope around it; defaults, decorators and annotations belong
    to the scope in which the `def` stands, since that is where they are evaluated.
    """

    def __init__(self, node: ast.AST, name: str, parent: Optional["Scope"]) -> None:
        self.node = node
        self.name = name
        self.parent = parent
        self.first_line = _first_line(node)
        self.is_function = isinstance(node, Function + (ast.Lambda,))
        self.parameters = _parameters(node)
        self.counts: Dict[str, int] = Counter()
        self.operators: Dict[str, int] = Counter()
        self.loads: Dict[str, int] = Counter()
        self.stores: Dict[str, int] = Counter(dict.fromkeys(self.parameters, 0))
        self.elsewhere = set()  # type: set[str]
        self.calls: List[ast.Call] = []
        self.defined: Dict[str, "Scope"] = {}

    def facts(self) -> Dict[str, Any]:
        """JSON-plain counts; `local_*` are 0 outside functions, where no name is a fast local."""
        local = set(self.stores) - self.elsewhere if self.is_function else set()
        return {
            "operators": dict(sorted(self.operators.items())),
            "local_loads": sum(self.loads[name] for name in local),
            "local_stores": sum(self.stores[name] for name in local),
            **{name: self.counts[name] for name in COUNTED},
        }


COUNTED = (
    "constants",
    "calls",
    "compares",
    "loops",
    "comprehensions",
    "returns",
    "subscripts",
    "attributes",
    "yields",
    "awaits",
)


def scopes(source: str) -> List[Scope]:
    """Every scope of the source, outer before inner, in source order.

    Raises what `ast.parse` raises: SyntaxError, ValueError, RecursionError, MemoryError.
    """
    module = ast.parse(source)
    found = [Scope(module, "<module>", None)]
    waiting: List[Tuple[ast.AST, Scope]] = [(module, found[0])]
    while waiting:
        node, scope = waiting.pop()
        inner = _inner_scope(node, scope)
        if inner is not None:
            found.append(inner)
        _count(node, scope)
        children = [(child, inner if inside and inner else scope) for child, inside in _parts(node)]
        waiting.extend(reversed(children))
    return found


def _inner_scope(node: ast.AST, scope: Scope) -> Optional[Scope]:
    if isinstance(node, ast.Lambda):
        return Scope(node, "<lambda>", scope)
    if isinstance(node, Function + (ast.ClassDef,)):
        inner = Scope(node, node.name, scope)
        scope.defined[node.name] = inner
        scope.stores[node.name] += 1
        return inner
    return None


def _parts(node: ast.AST) -> Iterator[Tuple[ast.AST, bool]]:
    """Children of a node, each with whether it stands inside the scope the node opens."""
    opens = isinstance(node, Function + (ast.Lambda, ast.ClassDef))
    for field, value in ast.iter_fields(node):
        if field == "args" and isinstance(value, ast.arguments):
            for child in ast.walk(value):
                if isinstance(child, ast.arg) and child.annotation is not None:
                    yield child.annotation, False
            for default in value.defaults + value.kw_defaults:
                if default is not None:
                    yield default, False
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child, opens and field == "body"


def _count(node: ast.AST, scope: Scope) -> None:
    counts = scope.counts
    if isinstance(node, ast.Name):
        (scope.loads if isinstance(node.ctx, ast.Load) else scope.stores)[node.id] += 1
    elif isinstance(node, ast.Constant):
        counts["constants"] += 1
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        counts["constants"] -= 1  # a docstring or a lone constant leaves no instruction
    elif isinstance(node, (ast.BinOp, ast.AugAssign, ast.UnaryOp)):
        scope.operators[type(node.op).__name__] += 1
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            scope.loads[node.target.id] += 1
    elif isinstance(node, ast.Compare):
        counts["compares"] += len(node.ops)
    elif isinstance(node, ast.Call):
        counts["calls"] += 1
        scope.calls.append(node)
    elif isinstance(node, Loop):
        counts["loops"] += 1
    elif isinstance(node, Comprehension):
        counts["comprehensions"] += 1
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        scope.elsewhere.update(node.names)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            scope.stores[(alias.asname or alias.name).split(".")[0]] += 1
    elif isinstance(node, ast.ExceptHandler) and node.name:
        scope.stores[node.name] += 1
    else:
        counts[_COUNTED_NODES.get(type(node), "")] += 1


_COUNTED_NODES: Dict[type, str] = {
    ast.Return: "returns",
    ast.Subscript: "subscripts",
    ast.Attribute: "attributes",
    ast.Yield: "yields",
    ast.YieldFrom: "yields",
    ast.Await: "awaits",
}


def _parameters(node: ast.AST) -> List[str]:
    arguments = getattr(node, "args", None)
    if not isinstance(arguments, ast.arguments):
        return []
    ordered = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [one.arg for one in ordered + starred]


def _first_line(node: ast.AST) -> int:
    """The line a code object names as its first: that of the first decorator."""
    decorators: List[ast.expr] = getattr(node, "decorator_list", [])
    return int(min([getattr(node, "lineno", 1)] + [one.lineno for one in decorators]))


def callees(every: List[Scope]) -> Dict[Scope, List[Scope]]:
    """For each scope the functions of the same source that it calls, as far as names tell.

    A call of a parameter counts for the functions and lambdas handed to that parameter somewhere
    in the source. A class counts as its `__init__`.
    """
    lambdas = {one.node: one for one in every}
    handed = _handed_over(every, lambdas)
    result: Dict[Scope, List[Scope]] = {}
    for scope in every:
        found: List[Scope] = []
        for call in scope.calls:
            target = _called(call.func, scope, lambdas)
            if target is not None:
                found.append(target)
            elif isinstance(call.func, ast.Name) and call.func.id in scope.parameters:
                found.extend(handed.get((scope, call.func.id), ()))
        result[scope] = list(dict.fromkeys(found))
    return result


def _handed_over(
    every: List[Scope], lambdas: Dict[ast.AST, Scope]
) -> Dict[Tuple[Scope, str], List[Scope]]:
    handed: Dict[Tuple[Scope, str], List[Scope]] = {}
    for scope in every:
        for call in scope.calls:
            target = _called(call.func, scope, lambdas)
            if target is None:
                continue
            values: List[Tuple[Optional[str], ast.expr]] = list(zip(target.parameters, call.args))
            values += [(keyword.arg, keyword.value) for keyword in call.keywords]
            for name, value in values:
                function = _called(value, scope, lambdas)
                if name is not None and function is not None:
                    handed.setdefault((target, name), []).append(function)
    return handed


def _called(func: ast.expr, scope: Scope, lambdas: Dict[ast.AST, Scope]) -> Optional[Scope]:
    """The function of the file that an expression names."""
    if isinstance(func, ast.Lambda):
        return lambdas.get(func)
    if isinstance(func, ast.Name):
        return _as_function(_look_up(func.id, scope))
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        owner: Union[Scope, None] = _look_up(func.value.id, scope)
        method = scope.parent
        if owner is None and func.value.id in scope.parameters[:1] and method is not None:
            owner = method
        if owner is not None and isinstance(owner.node, ast.ClassDef):
            return owner.defined.get(func.attr)
    return None


def _look_up(name: str, scope: Scope) -> Optional[Scope]:
    current: Optional[Scope] = scope
    while current is not None:
        skipped = isinstance(current.node, ast.ClassDef) and current is not scope
        if name in current.parameters:
            return None
        if not skipped and name in current.defined:
            return current.defined[name]
        current = current.parent
    return None


def _as_function(scope: Optional[Scope]) -> Optional[Scope]:
    if scope is not None and isinstance(scope.node, ast.ClassDef):
        return scope.defined.get("__init__")
    return scope

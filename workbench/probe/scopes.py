"""Which names a function or a module of the program binds, and what in it is not followed."""

from __future__ import annotations

import ast
from typing import Any, Dict, Iterator, List, Optional, Set

PREFIX = "_wb_s_"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ASYNC = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
_INSPECTING = frozenset(
    ["locals", "vars", "globals", "exec", "eval", "compile", "dir", "__import__", "breakpoint"]
)
_WATCHING = frozenset(
    ["weakref", "gc", "inspect", "sys", "ctypes", "threading", "multiprocessing", "asyncio"]
)


class Scope:
    """The names bound in one module, function, lambda or comprehension; those handed in apart."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.is_class = isinstance(node, ast.ClassDef)
        self.bound: Set[str] = set()
        self.given: Set[str] = set()
        self.elsewhere: Set[str] = set()
        # Names with one store that was passed on the way to where the rewriting is.
        self.written: Set[str] = set()
        self.stores: Dict[str, int] = {}
        self.yields = False
        # Whether other functions may write its variables.
        self.shared = isinstance(node, ast.Module)
        if isinstance(node, _FUNCTIONS):
            self.given = set(parameters(node))
            self.bound |= self.given
        if isinstance(node, _COMPREHENSIONS):
            for one in node.generators:
                self.bound |= stored(one.target)
            self.given = set(self.bound)
            return
        body = node.body if isinstance(node.body, list) else [node.body]
        for part in own_parts(body):
            if isinstance(part, (ast.Global, ast.Nonlocal)):
                self.elsewhere |= set(part.names)
            self.bound |= bound_by(part)
            self.given -= bound_by(part)
            self.yields = self.yields or isinstance(part, (ast.Yield, ast.YieldFrom))
            for name in bound_by(part):
                self.stores[name] = self.stores.get(name, 0) + 1
        if not isinstance(node, ast.Module):
            self.bound -= self.elsewhere
            for part in ast.walk(node):
                if part is not node and isinstance(part, ast.Nonlocal):
                    self.shared = True
                    self.given -= set(part.names)
                    self.stores.update((name, 2) for name in part.names)
        else:
            self.bound |= globals_of(node)


def own_parts(body: List[Any]) -> Iterator[Any]:
    """Nodes below these that belong to the same scope; inner functions and classes themselves."""
    left: List[Any] = list(body)
    while left:
        part = left.pop()
        yield part
        if isinstance(part, (*_FUNCTIONS, ast.ClassDef)):
            continue
        if isinstance(part, _COMPREHENSIONS):
            # Assignment expressions in a comprehension bind in the scope around it.
            inner = [one for one in ast.walk(part) if isinstance(one, ast.NamedExpr)]
            left += inner
            continue
        left += list(ast.iter_child_nodes(part))


def bound_by(part: Any) -> Set[str]:
    """Names that a node itself binds in its scope."""
    if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {part.name}
    if isinstance(part, (ast.Import, ast.ImportFrom)):
        return {(one.asname or one.name).split(".")[0] for one in part.names} - {"*"}
    if isinstance(part, ast.ExceptHandler):
        return {part.name} if part.name else set()
    if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
        return {part.id}
    return set()


def stored(target: Any) -> Set[str]:
    """Names that an assignment to this target binds."""
    return {
        one.id
        for one in ast.walk(target)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }


def loaded(value: Any) -> Set[str]:
    """Names that occur in an expression."""
    return {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}


def globals_of(module: ast.Module) -> Set[str]:
    """Names of the module that its functions bind."""
    found: Set[str] = set()
    for part in ast.walk(module):
        if isinstance(part, ast.Global):
            found |= set(part.names)
    return found


def parameters(node: Any) -> List[str]:
    """The names of a function's parameters, positional ones first."""
    a = node.args
    names = [one.arg for one in [*getattr(a, "posonlyargs", []), *a.args]]
    rest = [a.vararg.arg] if a.vararg else []
    return names + rest + [one.arg for one in a.kwonlyargs] + ([a.kwarg.arg] if a.kwarg else [])


def not_followed(node: Any) -> Optional[str]:
    """Why a function is run as it is, if it is."""
    if isinstance(node, ast.AsyncFunctionDef):
        return "a coroutine is not followed"
    for part in own_parts(node.body if isinstance(node.body, list) else [node.body]):
        if isinstance(part, _ASYNC):
            return "a coroutine is not followed"
        if type(part).__name__ in ("Match", "TryStar"):
            return (
                "%s is not followed" % {"Match": "match", "TryStar": "except*"}[type(part).__name__]
            )
    return None


def refused(tree: ast.Module) -> Optional[str]:
    """Why the program as a whole is not analysed: it could see its shadows, or be changed by it."""
    for part in ast.walk(tree):
        if isinstance(part, ast.Name):
            if part.id in _INSPECTING:
                return "line %d uses %s()" % (part.lineno, part.id)
            if part.id.startswith("_wb_"):
                return "line %d uses a name of the analysis" % part.lineno
        names: List[str] = []
        if isinstance(part, ast.Import):
            names = [one.name for one in part.names]
        elif isinstance(part, ast.ImportFrom):
            names = [part.module or ""]
            if any(one.name == "*" for one in part.names):
                return "line %d imports *" % part.lineno
        for one in names:
            if one.split(".")[0] in _WATCHING:
                return "line %d imports %s" % (part.lineno, one)  # type: ignore[attr-defined]
        if isinstance(part, ast.FunctionDef) and part.name == "__del__":
            return "line %d defines __del__" % part.lineno
    return None


def combined(tree: ast.Module) -> Set[str]:
    """Variables that an operator or `max` and `min` may be applied to again and again."""
    found: Set[str] = set()
    for part in ast.walk(tree):
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            found.add(part.target.id)
        elif isinstance(part, ast.Assign):
            found |= stored(part.targets[0]) & loaded(part.value)
    return found

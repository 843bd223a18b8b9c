"""What the syntax tree of a source says: imports, functions, calls, loops and what these carry.

Everything here is static: "may", not "does". The source is never executed, nor compiled.
"""

from __future__ import annotations

import ast
import platform
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

import effects
import iterables
import loops
import places
import variables

VANTAGE = "static"
FORMAT = 1

MODULE = "<module>"
MOST_NODES = 300000
MOST_FUNCTIONS = 2000
MOST_LOOPS = 300
MOST_CALLS = 5000
MOST_IMPORTS = 1000
MOST_EVENTS = 500000
MOST_WORK = 250000
LONGEST_NAME = 200
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def measure(target: Any) -> Dict[str, Any]:
    """What the source holds; no parameters.

    Returns {"python", "imports": [{"module", "line", "names", "function", "relative"}],
    "dynamic_imports": [{"line", "name"}], "functions": [{"qualname", "line", "end_line",
    "recursive", "parameters"}], "loops": [{"function", "line", "end_line", "kind", "depth" (1 for
    the outermost), "nest" (place in this list of the outermost loop around it), "carried":
    [{"name", "from_line", "to_line", "how"}], "verdict", "sure", "why"}], "calls": [{"function",
    "name", "line", "in_loop"}] (an operator `@` counts as a call of "@"; names of imported modules
    are written out), "truncated"}, or {"python", "error"} for a source that cannot be parsed.
    """
    try:
        tree = ast.parse(target.source)
        walked = _Walk(tree)
        return {"python": platform.python_version(), **walked.facts()}
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        text = " ".join(str(error).split())[:300]
        return {"python": platform.python_version(), "error": type(error).__name__ + ": " + text}


class _Around(NamedTuple):
    """Where a node stands: function, the loop around it (place in the list), nodes of functions."""

    function: str
    loop: Optional[int]
    depth: int
    node: ast.AST
    is_class: bool = False


class _Walk:
    def __init__(self, tree: ast.Module) -> None:
        self.calls_of = effects.Calls(tree)
        self.imports: List[Dict[str, Any]] = []
        self.dynamic: List[Dict[str, Any]] = []
        self.functions: List[Dict[str, Any]] = []
        self.loops: List[Dict[str, Any]] = []
        self.calls: List[Dict[str, Any]] = []
        self.truncated = False
        self._plain: Dict[int, Set[str]] = {}
        self._consumers: Dict[int, str] = {}
        self._room = MOST_EVENTS
        self._purse = variables.Purse(MOST_WORK)
        waiting: List[Tuple[ast.AST, _Around]] = [(tree, _Around(MODULE, None, 0, tree))]
        for _ in range(MOST_NODES):
            if not waiting:
                return
            node, around = waiting.pop()
            waiting.extend(reversed(self._visit(node, around)))
        self.truncated = True

    def facts(self) -> Dict[str, Any]:
        """Everything, as plain data."""
        called = {(one["function"], one["name"]) for one in self.calls}
        for one in self.functions:
            own = one["qualname"].rpartition(".")[2]
            names = (own, "self." + own, "cls." + own)
            one["recursive"] = any((one["qualname"], name) in called for name in names)
        return {
            "imports": self.imports,
            "dynamic_imports": self.dynamic,
            "functions": self.functions,
            "loops": self.loops,
            "calls": self.calls,
            "truncated": self.truncated,
        }

    def _visit(self, node: ast.AST, around: _Around) -> List[Tuple[ast.AST, _Around]]:
        """Note what the node is; its children, each with where it stands."""
        inside = around
        if isinstance(node, _SCOPES):
            return self._scope(node, around)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node, around)
        elif isinstance(node, ast.Call):
            self._call(node, around)
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.MatMult):
            self._add(self.calls, MOST_CALLS, self._called("@", node, around))
        elif isinstance(node, _LOOPS):
            return self._loop(node, around)
        elif isinstance(node, places.Comprehension):
            inside = self._comprehension(node, around)
        return [(child, inside) for child in ast.iter_child_nodes(node)]

    def _add(self, found: List[Dict[str, Any]], most: int, entry: Dict[str, Any]) -> None:
        if len(found) < most:
            found.append(entry)
        else:
            self.truncated = True

    def _scope(self, node: ast.AST, around: _Around) -> List[Tuple[ast.AST, _Around]]:
        name = getattr(node, "name", "<lambda>")
        joint = "." if around.is_class else ".<locals>."
        whole = name if around.function == MODULE else around.function + joint + name
        whole = whole[:LONGEST_NAME]
        is_class = isinstance(node, ast.ClassDef)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parameters = [one.arg[:LONGEST_NAME] for one in _arguments(node.args)]
            entry = {
                "qualname": whole,
                "line": node.lineno,
                "end_line": getattr(node, "end_lineno", None) or node.lineno,
                "recursive": False,
                "parameters": parameters[:100],
            }
            self._add(self.functions, MOST_FUNCTIONS, entry)
        inside = _Around(whole, None, 0, around.node if is_class else node, is_class)
        if is_class and around.function == MODULE:
            inside = inside._replace(function=name[:LONGEST_NAME])
        body = node.body  # type: ignore[attr-defined]
        body = body if isinstance(body, list) else [body]
        within = {id(child) for child in body}
        return [
            (child, inside if id(child) in within else around)
            for child in ast.iter_child_nodes(node)
        ]

    def _import(self, node: ast.AST, around: _Around) -> None:
        line = node.lineno  # type: ignore[attr-defined]
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._imported(alias.name, [], line, 0, around)
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name[:LONGEST_NAME] for alias in node.names][:100]
            self._imported(node.module or "", names, line, node.level, around)

    def _imported(
        self, name: str, names: Sequence[str], line: int, level: int, around: _Around
    ) -> None:
        entry = {
            "module": name.split(".")[0][:LONGEST_NAME],
            "line": line,
            "names": list(names),
            "function": None if around.function == MODULE else around.function,
            "relative": bool(level),
        }
        self._add(self.imports, MOST_IMPORTS, entry)

    def _call(self, node: ast.Call, around: _Around) -> None:
        name = self.calls_of.full_name(node.func)
        if name is None and isinstance(node.func, ast.Attribute):
            name = "?." + node.func.attr
        if name is not None:
            self._add(self.calls, MOST_CALLS, self._called(name, node, around))
            for argument in node.args:
                if isinstance(argument, ast.GeneratorExp):
                    self._consumers[id(argument)] = name
            if name in ("__import__", "importlib.import_module", "exec", "eval"):
                entry = {"line": node.lineno, "name": name}
                self._add(self.dynamic, MOST_IMPORTS, entry)

    def _called(self, name: str, node: ast.AST, around: _Around) -> Dict[str, Any]:
        return {
            "function": around.function,
            "name": name[:LONGEST_NAME],
            "line": getattr(node, "lineno", 0),
            "in_loop": around.loop is not None,
        }

    def _loop(self, node: ast.AST, around: _Around) -> List[Tuple[ast.AST, _Around]]:
        is_while = isinstance(node, ast.While)
        loop = iterables.Loop(
            "while" if is_while else "for",
            node.lineno,  # type: ignore[attr-defined]
            getattr(node, "end_lineno", None) or node.lineno,  # type: ignore[attr-defined]
            None if is_while else node.target,  # type: ignore[attr-defined]
            None if is_while else node.iter,  # type: ignore[attr-defined]
            node.test if is_while else None,  # type: ignore[attr-defined]
            node.body,  # type: ignore[attr-defined]
        )
        inside = self._analysed(loop, around)
        outside = [] if is_while else [node.iter]  # type: ignore[attr-defined]
        outside += node.orelse  # type: ignore[attr-defined]
        kept = {id(child) for child in outside}
        return [
            (child, around if id(child) in kept else inside) for child in ast.iter_child_nodes(node)
        ]

    def _comprehension(self, node: ast.AST, around: _Around) -> _Around:
        """Every `for` of a comprehension as a loop, the first one outermost."""
        consumer = self._consumers.get(id(node))
        for place in range(min(len(node.generators), 10)):  # type: ignore[attr-defined]
            around = self._analysed(_as_loop(node, place, consumer), around)
        return around

    def _analysed(self, loop: iterables.Loop, around: _Around) -> _Around:
        if len(self.loops) >= MOST_LOOPS:
            self.truncated = True
            return around
        place = len(self.loops)
        found = loops.Verdict([], loops.UNKNOWN, False, "the source is too large to be followed")
        self._room -= sum(1 for statement in loop.body for _ in ast.walk(statement))
        if self._room > 0:
            if id(around.node) not in self._plain:
                self._plain[id(around.node)] = effects.plain_names(around.node)
            plain = self._plain[id(around.node)]
            found = loops.analyse(loop, self.calls_of, plain, self._purse)
        entry = {
            "function": around.function,
            "line": loop.line,
            "end_line": loop.end_line,
            "kind": loop.kind,
            "depth": around.depth + 1,
            "nest": place if around.loop is None else self.loops[around.loop]["nest"],
            "carried": found.carried,
            "verdict": found.verdict,
            "sure": found.is_sure,
            "why": found.why[:500],
        }
        self.loops.append(entry)
        return around._replace(loop=place, depth=around.depth + 1)


def _arguments(arguments: ast.arguments) -> List[ast.arg]:
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return arguments.posonlyargs + arguments.args + arguments.kwonlyargs + starred


def _as_loop(node: ast.AST, place: int, consumer: Optional[str]) -> iterables.Loop:
    """One `for` of a comprehension, with those inside it, as statements."""
    if isinstance(node, ast.DictComp):
        parts: List[ast.expr] = [node.key, node.value]
    else:
        parts = [node.elt]  # type: ignore[attr-defined]
    line: int = node.lineno  # type: ignore[attr-defined]
    body: List[ast.stmt] = [ast.Expr(part, lineno=line) for part in parts]
    generators = node.generators  # type: ignore[attr-defined]
    for one in reversed(generators[place:]):
        for test in reversed(one.ifs):
            body = [ast.If(test, body, [], lineno=test.lineno)]
        if one is not generators[place]:
            body = [ast.For(one.target, one.iter, body, [], lineno=one.target.lineno)]
    own = generators[place]
    end = getattr(node, "end_lineno", None) or line
    place_of = (own.target, own.iter, None)
    return iterables.Loop("comprehension", line, end, *place_of, body, consumer)

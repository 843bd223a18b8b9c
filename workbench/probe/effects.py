"""What calls may do besides giving a value, as far as names tell; nothing is executed.

A call is harmless, or there is a reason why the iterations around it may meet in it: a hard one
(it is handed something that they share), or a soft one (an unknown function may keep a state of
its own, but is handed nothing shared).
"""

from __future__ import annotations

import ast
from typing import Dict, List, NamedTuple, Optional, Sequence, Set

import places

_HARMLESS_TEXT = (
    "abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter "
    "float format frozenset getattr hasattr hash hex id int isinstance issubclass iter len list "
    "map max min next object oct ord pow range repr reversed round set slice sorted str sum tuple "
    "type zip ValueError TypeError IndexError KeyError RuntimeError OverflowError ArithmeticError "
    "ZeroDivisionError NotImplementedError AssertionError Exception StopIteration"
)
_HARMLESS = frozenset(_HARMLESS_TEXT.split())
_METHODS_TEXT = (
    "all any argmax argmin astype bit_length capitalize casefold conjugate copy count cumsum dim "
    "decode difference dot encode endswith exp find flatten format from_bytes fromhex get hex "
    "index intersection isalnum isalpha isdigit isidentifier islower isnumeric isspace isupper "
    "item items join keys ljust lower lstrip max mean min norm numel partition permute prod "
    "ravel replace reshape rfind rjust round rpartition rsplit rstrip size softmax "
    "split splitlines sqrt squeeze startswith std strip sum swapcase symmetric_difference t tanh "
    "title to to_bytes tobytes tolist transpose translate trace union unsqueeze upper values var "
    "view zfill issubset issuperset isdisjoint is_integer as_integer_ratio"
)
_METHODS = frozenset(_METHODS_TEXT.split())
_MODULES_TEXT = (
    "bisect cmath collections copy decimal fractions functools heapq itertools jax.numpy math "
    "numpy operator re scipy statistics string struct torch"
)
_MODULES = frozenset(_MODULES_TEXT.split())
_STATEFUL = frozenset(["random", "rand", "randn", "randint", "manual_seed", "seed", "shuffle"])
_WRITING = frozenset(["copyto", "put", "place", "putmask", "at", "fill_diagonal", "save"])
_FRESH_TEXT = (
    "list dict set tuple bytearray sorted array zeros ones empty full zeros_like ones_like arange "
    "empty_like full_like linspace eye deepcopy defaultdict deque Counter copy"
)
FRESH = frozenset(_FRESH_TEXT.split())
"""Calls that give a new object, by the last part of their name."""
_PLAIN = frozenset(["int", "float", "str", "bytes", "bool", "complex"])
_SHARING = (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await)


class Reason(NamedTuple):
    """Why a call may connect iterations."""

    line: int
    text: str
    is_hard: bool


class Calls:
    """The calls of one module: what its names were imported as, and its own functions."""

    def __init__(self, tree: ast.Module) -> None:
        self.origins: Dict[str, str] = {}
        self._functions: Dict[str, ast.AST] = {}
        self._pure: Dict[str, bool] = {}
        rebound: Set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.split(".")[0]
                    self.origins[alias.asname or whole] = whole
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self.origins[alias.asname or alias.name] = node.module + "." + alias.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                rebound.add(node.id)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                if node.name in self._functions:
                    rebound.add(node.name)
                self._functions[node.name] = node
        self._rebound = rebound

    def full_name(self, func: ast.AST) -> Optional[str]:
        """What is called, by the name it was imported under: np.dot is numpy.dot."""
        where = places.place(func)
        if where is None or where[1]:
            return None
        first, _, rest = where[0].partition(".")
        origin = self.origins.get(first, first)
        return origin + "." + rest if rest else origin

    def reason(self, call: ast.Call, shared: Set[str], plain: Set[str]) -> Optional[Reason]:
        """Why this call may connect iterations, None when it is harmless.

        `shared` are variables that all iterations see, `plain` those of them that hold numbers
        or texts.
        """
        name = self.full_name(call.func)
        if any(one.arg == "out" for one in call.keywords):
            return Reason(call.lineno, "a call writes its result into an argument", True)
        if name is not None and self._is_harmless(name, call):
            return None
        if isinstance(call.func, ast.Attribute) and self._is_method(call.func):
            return None
        shown = name or "a computed function"
        handed = sorted(_roots(call) & (shared - plain))
        if handed:
            text = "it calls %s, which may change %s" % (shown[:80], handed[0][:80])
            return Reason(call.lineno, text, True)
        if name is not None and self._known_impure(name):
            return Reason(call.lineno, "%s keeps or shows something" % shown[:80], True)
        return Reason(call.lineno, "it calls %s, which may keep a state" % shown[:80], False)

    def _is_harmless(self, name: str, call: ast.Call) -> bool:
        first, _, rest = name.partition(".")
        if name in _HARMLESS and name not in self._functions and name not in self._rebound:
            inner = call.args[0] if name == "next" and call.args else None
            return name != "next" or isinstance(inner, ast.GeneratorExp)
        if name in self._functions and name not in self._rebound:
            return self.is_pure(name)
        last = rest.rpartition(".")[2]
        known = first in _MODULES and first not in self._rebound and bool(rest)
        stateful = set(name.split(".")) & _STATEFUL or last in _WRITING or last.endswith("_")
        return known and not stateful and last not in places.FIRST_CHANGED

    def _is_method(self, func: ast.Attribute) -> bool:
        first = (self.full_name(func) or "").partition(".")[0]
        of_module = first in set(self.origins.values())
        known = _METHODS | places.COLLECTING | places.CHANGING
        return func.attr in known and not of_module

    def _known_impure(self, name: str) -> bool:
        first = name.partition(".")[0]
        own = name in self._functions and name not in self._rebound
        return own or name in ("print", "input", "open", "next") or first in ("random", "sys")

    def is_pure(self, name: str) -> bool:
        """Whether a function of the module changes nothing but what it has made itself."""
        if name not in self._pure:
            self._pure[name] = True  # of functions that call each other: unless shown otherwise
            self._pure[name] = self._only_own(self._functions[name])
        return self._pure[name]

    def _only_own(self, function: ast.AST) -> bool:
        nodes = list(ast.walk(function))
        if any(isinstance(node, _SHARING) for node in nodes):
            return False
        own = _made_inside(nodes)
        for node in nodes:
            if isinstance(node, (ast.Subscript, ast.Attribute)):
                where = places.place(node)
                changed = not isinstance(node.ctx, ast.Load)
                if changed and (where is None or where[0].split(".")[0] not in own):
                    return False
            elif isinstance(node, ast.Call):
                if self.reason(node, _parameters(function) | {"self"}, set()) is not None:
                    return False
                for event in places.events(node):
                    if event.what in ("append", "mutate") and event.root not in own:
                        return False
        return True


def _made_inside(nodes: Sequence[ast.AST]) -> Set[str]:
    """Variables that only ever hold objects made here."""
    fresh: Set[str] = set()
    other: Set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                (fresh if is_fresh(node.value) else other).add(target.id)
                continue
            other |= places.bound(target)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            other |= places.bound(node.target)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            made = node.value is not None and is_fresh(node.value)
            (fresh if made else other).add(node.target.id)
        elif isinstance(node, ast.arg):
            other.add(node.arg)
    return fresh - other


def is_fresh(value: ast.AST) -> bool:
    """Whether an expression makes a new object that nothing else holds."""
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else None
        name = value.func.id if isinstance(value.func, ast.Name) else name
        return name in FRESH
    kinds = (ast.List, ast.Dict, ast.Set, ast.Tuple, ast.Constant, ast.BinOp, ast.JoinedStr)
    return isinstance(value, kinds + places.Comprehension)


def _roots(call: ast.Call) -> Set[str]:
    """Variables that a call is handed whole: bare, in a display, starred, or its receiver."""
    found: Set[str] = set()
    waiting: List[ast.AST] = [*call.args, *(one.value for one in call.keywords)]
    if isinstance(call.func, ast.Attribute):
        waiting.append(call.func.value)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Starred)):
            waiting.extend(ast.iter_child_nodes(node))
        else:
            where = places.place(node)
            if where is not None and not where[1]:
                found |= {where[0], where[0].split(".")[0]}
    return found


def _parameters(function: ast.AST) -> Set[str]:
    return {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}


def plain_names(function: ast.AST) -> Set[str]:
    """Variables of a function that hold numbers or texts, by annotation or by what they are set
    to."""
    plain: Set[str] = set()
    other: Set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            kind = node.annotation
            is_plain = isinstance(kind, ast.Name) and kind.id in _PLAIN
            (plain if is_plain else other).add(node.arg)
        elif isinstance(node, ast.Assign):
            names = {name for target in node.targets for name in places.bound(target)}
            (plain if _is_plain(node.value) else other).update(names)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            other |= places.bound(node.target)
    return plain - other


def _is_plain(value: ast.AST) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in _PLAIN or value.func.id in ("len", "round", "abs")
    return isinstance(value, (ast.Constant, ast.Compare, ast.JoinedStr))

"""Which functions of shown programs give the same value for the same call, wherever it is made.

Read from the source's tree: what draws random numbers, asks the clock, a file or a person, keeps
state, is only a stub or stands in the text twice is not known to. Nothing is run.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from workbench.extractors._keeping import keeping
from workbench.extractors._trees import DEFINITION, FUNCTION, bound_by, parsed, used

_CHANGING = frozenset(
    {
        "random",
        "time",
        "datetime",
        "secrets",
        "uuid",
        "os",
        "socket",
        "requests",
        "urllib",
        "calendar",
    }
    | {
        "threading",
        "multiprocessing",
        "concurrent",
        "asyncio",
        "subprocess",
        "platform",
        "tempfile",
    }
    | {
        "getpass",
        "locale",
        "timeit",
        "cProfile",
        "tracemalloc",
        "gc",
        "weakref",
        "psutil",
        "resource",
    }
    | {"input", "open", "hash", "id", "globals", "locals", "vars", "exec", "eval", "dir"}
    | {
        "torch",
        "nn",
        "tensorflow",
        "tf",
        "keras",
        "sklearn",
        "jax",
        "__import__",
        "breakpoint",
        "memoryview",
    }
)
"""Modules and built-in functions whose answers are others elsewhere."""
CHANGING_PARTS = frozenset(
    {"random", "rand", "randn", "randint", "default_rng", "shuffle", "perf_counter", "now", "today"}
    | {"environ", "argv", "stdin", "version", "version_info", "getsizeof", "getrefcount", "urandom"}
    | {"empty", "empty_like", "read_csv", "loadtxt", "cache_info", "__dict__", "__hash__"}
)
_MOST_STATEMENTS = 600
_SETS = frozenset({"set", "frozenset"})
_STUB = re.compile(
    r"\#[^\n]*\b(?:todo|fixme|your code|fill in|complete|bugs?|buggy|wrong|broken|incorrect|oops|"
    r"mistake|typo|missing|fix(?:ed)?|rest of|omitted|elided|snip\w*|unchanged|same as|as before|"
    r"left out)\b|\#[ \t]*(?:\.\.\.|…)|_{4,}|\bNotImplemented",
    re.IGNORECASE,
)
_MADE = frozenset(
    {"compile", "len", "sum", "range", "tuple", "float", "int", "min", "max", "sorted"}
)


@dataclass(frozen=True)
class Facts:
    """What a function or class of a program does: prints, gives a value, has an order of a set.

    `reaches` are all names that it or what it calls uses.
    """

    reaches: frozenset[str]
    prints: bool
    gives: bool
    has_sets: bool


@dataclass(frozen=True)
class Program:
    """What a program defines: functions and classes that can be relied on, other names it binds.

    `fixed` are those names that stand for one number or text. One that is `quiet` prints nothing
    while it is loaded.
    """

    defined: frozenset[str]
    functions: dict[str, Facts]
    names: frozenset[str]
    fixed: frozenset[str]
    quiet: bool


def programs(sources: Iterable[str]) -> dict[str, Program]:
    """Each function that can be relied on, with its program; a name that several define is none."""
    read = [one for one in map(_read, sources) if one is not None]
    times = Counter(name for one in read for name in one.defined)
    every = frozenset(times)
    found = {name: one for one in read for name in one.functions if times[name] == 1}
    size = -1
    while size != len(found):
        size = len(found)
        found = {name: one for name, one in found.items() if _holds_on(name, one, found, every)}
    return found


def _holds_on(
    name: str, home: Program, found: Mapping[str, Program], defined: frozenset[str]
) -> bool:
    """Whether what a function uses of other programs can be relied on, too, and prints nothing."""
    for other in home.functions[name].reaches & defined - {name}:
        if other not in found:
            return False
        facts = found[other].functions[other]
        if found[other] is not home and (facts.prints or facts.has_sets):
            return False
    return True


def _read(source: str) -> Program | None:
    tree = parsed(source)
    if tree is None:
        return None
    found = _program(ast.Module(tree.body[:_MOST_STATEMENTS], []), source)
    is_whole = not _STUB.search(source) and len(tree.body) <= _MOST_STATEMENTS
    return found if is_whole else replace(found, functions={})


def _program(tree: ast.Module, source: str) -> Program:
    bound = Counter(name for one in tree.body for name in bound_by(one))
    homes = {name: one for one in tree.body for name in bound_by(one) if bound[name] == 1}
    own = frozenset(homes)
    parts = {name: _Part.of(one, own) for name, one in homes.items()}
    unsure = keeping(source) | {name for name, times in bound.items() if times > 1}
    facts = {name: _facts(name, one, parts) for name, one in homes.items() if name not in unsure}
    sure = {n: one for n, one in facts.items() if one is not None and not one.reaches & unsure}
    functions = {name: one for name, one in sure.items() if isinstance(homes[name], DEFINITION)}
    return Program(
        defined=frozenset(one.name for one in tree.body if isinstance(one, DEFINITION)),
        functions=functions,
        names=frozenset(sure.keys() - functions.keys()),
        fixed=frozenset(name for name in sure if _stands_for_one(homes[name])),
        quiet=not any(map(_speaks, tree.body)),
    )


def _stands_for_one(statement: ast.stmt) -> bool:
    is_given = isinstance(statement, ast.Assign) and len(statement.targets) == 1
    return is_given and isinstance(getattr(statement, "value", None), ast.Constant)


@dataclass(frozen=True)
class _Part:
    """One statement of a module: whether it can be relied on, which names it uses, sets in it.

    `needs` are those of the names that the module itself binds.
    """

    steady: bool
    uses: frozenset[str]
    needs: frozenset[str]
    has_sets: bool

    @classmethod
    def of(cls, one: ast.stmt, own: frozenset[str]) -> _Part:
        sets = any(isinstance(node, ast.Set | ast.SetComp) for node in ast.walk(one))
        uses = frozenset(used(one))
        return cls(_is_steady(one), uses, uses & own, sets)


def _facts(name: str, one: ast.stmt, parts: Mapping[str, _Part]) -> Facts | None:
    """What a definition and all that it uses do; None where that may be another thing next time."""
    seen: set[str] = set()
    waiting, found = {name}, {name}
    while waiting:
        part = parts[waiting.pop()]
        if not part.steady:
            return None
        seen |= part.uses
        more = part.needs - found
        found |= more
        waiting |= more
    if seen & _CHANGING:
        return None
    return Facts(
        reaches=frozenset(seen),
        prints="print" in seen,
        gives=not isinstance(one, FUNCTION) or any(map(_gives, ast.walk(one))),
        has_sets=bool(seen & _SETS) or any(parts[each].has_sets for each in found),
    )


def _is_steady(part: ast.stmt) -> bool:
    """Whether a statement neither changes what is not its own nor looks at the world."""
    if isinstance(part, ast.AsyncFunctionDef) or _is_stub(part):
        return False
    if isinstance(part, ast.Assign | ast.AnnAssign) and not _is_plain(part.value):
        return False
    for one in ast.walk(part):
        if isinstance(one, ast.Global | ast.Await) or _is_dots(one):
            return False
        if isinstance(one, ast.Attribute):
            stored = not isinstance(one.ctx, ast.Load)
            owner = one.value.id if isinstance(one.value, ast.Name) else ""
            if one.attr in CHANGING_PARTS or (stored and owner != "self"):
                return False
    return not isinstance(part, ast.ClassDef) or not any(map(_is_shared, part.body))


def _is_shared(statement: ast.stmt) -> bool:
    """Whether all instances of a class share something that can change."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    return statement.value is not None and not _is_fixed(statement.value)


def _is_plain(value: ast.expr | None) -> bool:
    """Whether a value of the module is the same each time."""
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else None
        name = value.func.id if isinstance(value.func, ast.Name) else name
        return name in _MADE
    return True


def _is_fixed(value: ast.expr) -> bool:
    return not any(
        isinstance(one, ast.Call | ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp)
        for one in ast.walk(value)
    )


def _is_stub(part: ast.stmt) -> bool:
    """Whether a function does nothing: its body is for the reader to write."""
    if not isinstance(part, FUNCTION):
        return False
    body = [one for one in part.body if not _is_constant(one)]
    return all(isinstance(one, ast.Pass | ast.Raise) for one in body)


def _is_dots(node: ast.AST) -> bool:
    """Whether something is left out there."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
        return False
    return node.value.value is Ellipsis


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _gives(node: ast.AST) -> bool:
    if isinstance(node, ast.Return):
        is_none = isinstance(node.value, ast.Constant) and node.value.value is None
        return node.value is not None and not is_none
    return isinstance(node, ast.Yield | ast.YieldFrom)


def _speaks(statement: ast.stmt) -> bool:
    """Whether a statement of the module may print."""
    if isinstance(statement, (*DEFINITION, ast.Import, ast.ImportFrom)):
        return False
    if isinstance(statement, ast.If) and "__name__" in used(statement.test):
        return False  # it is loaded, and not started
    return any(isinstance(one, ast.Call) for one in ast.walk(statement))

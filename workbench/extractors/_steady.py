"""Which functions of shown programs give the same value for the same call, wherever it is made.

Read from the source's tree: what draws random numbers, asks the clock, a file or a person, keeps
state, is only a stub or stands in the text twice is not known to. Nothing is run.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
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
    found = {name: one for one in read for name in one.functions if times[name] == 1}
    size = -1
    while size != len(found):
        size = len(found)
        found = {name: one for name, one in found.items() if _holds_on(name, one, found, times)}
    return found


def _holds_on(
    name: str, home: Program, found: Mapping[str, Program], defined: Collection[str]
) -> bool:
    """Whether what a function uses of other programs can be relied on, too, and prints nothing."""
    for other in home.functions[name].reaches & set(defined) - {name}:
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
    try:
        found = _program(tree, source)
    except RecursionError:
        return None
    return replace(found, functions={}) if _STUB.search(source) else found


def _program(tree: ast.Module, source: str) -> Program:
    bound = Counter(name for one in tree.body for name in bound_by(one))
    homes = {name: one for one in tree.body for name in bound_by(one) if bound[name] == 1}
    kept = keeping(source)
    found = {}
    for one in tree.body:
        if not isinstance(one, DEFINITION) or bound[one.name] != 1 or one.name in kept:
            continue
        facts = _facts(one, homes)
        if facts is not None and not facts.reaches & (kept | {n for n in bound if bound[n] > 1}):
            found[one.name] = facts
    others = {name for name, home in homes.items() if _facts(home, homes) is not None}
    fixed = {name for name in others if _stands_for_one(homes[name])}
    quiet = not any(map(_speaks, tree.body))
    names = frozenset(others - found.keys() - kept)
    defined = frozenset(one.name for one in tree.body if isinstance(one, DEFINITION))
    return Program(defined, found, names, frozenset(fixed), quiet)


def _stands_for_one(statement: ast.stmt) -> bool:
    is_given = isinstance(statement, ast.Assign) and len(statement.targets) == 1
    return is_given and isinstance(getattr(statement, "value", None), ast.Constant)


def _facts(one: ast.stmt, homes: dict[str, ast.stmt]) -> Facts | None:
    """What a definition and all that it uses do; None where that may be another thing next time."""
    seen: set[str] = set()
    parts: list[ast.stmt] = []
    waiting = [one]
    while waiting:
        part = waiting.pop()
        if not _is_steady(part):
            return None
        parts.append(part)
        names = used(part) - seen
        seen |= names
        waiting += [homes[name] for name in names if name in homes and homes[name] is not one]
    if seen & _CHANGING:
        return None
    nodes = [node for part in parts for node in ast.walk(part)]
    return Facts(
        reaches=frozenset(seen),
        prints="print" in seen,
        gives=not isinstance(one, FUNCTION) or any(map(_gives, ast.walk(one))),
        has_sets=bool(seen & _SETS) or any(isinstance(n, ast.Set | ast.SetComp) for n in nodes),
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

"""What tools that profile programs or show bytecode can do, with the source of each fact."""

from __future__ import annotations

from dataclasses import dataclass

_PROFILE = "docs.python.org/3/library/profile.html"
_TIMEIT = "docs.python.org/3/library/timeit.html"
_DIS = "docs.python.org/3/library/dis.html"
_COMPILE = "docs.python.org/3/library/py_compile.html"
_MEMORY = "docs.python.org/3/library/tracemalloc.html"
_SYS = "docs.python.org/3/library/sys.html"
_MONITORING = "docs.python.org/3/library/sys.monitoring.html"
_SNAKEVIZ = "jiffyclub.github.io/snakeviz"
_LINES = "the README of line_profiler"
_MEMORY_LINES = "the README of memory_profiler"
_GPROF = "the README of gprof2dot"
_PERF = "the manual pages of perf; docs.python.org/3/howto/perf_profiling.html"

WORDS = {
    "calls": "counts the calls of functions",
    "time": "measures time",
    "cumulative_time": "measures the time of a function with all it calls",
    "self_time": "measures the time of a function without what it calls",
    "memory": "measures memory",
    "line_time": "measures the time of each line",
    "line_memory": "measures the memory of each line",
    "native_detail": "shows what happens inside native code",
    "instructions": "shows bytecode instructions",
    "executed_instructions": "sees each instruction that is executed",
    "line_events": "sees each line that is executed",
    "bytecode_file": "compiles source to a file of bytecode",
    "profile_file": "reads or writes files of profiles",
    "icicle": "shows an icicle view",
    "sunburst": "shows a sunburst view",
    "heat_map": "shows a heat map",
    "call_graph": "draws a call graph",
    "interactive": "is interactive",
    "cache_misses": "counts misses of the processor's caches",
}
"""The vocabulary of capabilities, each as what a tool does."""


@dataclass(frozen=True)
class Fact:
    """Whether a tool has a capability, who says so, and since which Python if not always."""

    able: bool
    source: str
    since: tuple[int, int] | None = None


def _facts(
    source: str, able: str, unable: str = "", since: tuple[int, int] | None = None
) -> dict[str, Fact]:
    yes = {name: Fact(True, source, since) for name in able.split()}
    return yes | {name: Fact(False, source, since) for name in unable.split()}


_TRACED = "calls time cumulative_time self_time profile_file"
_NOT_TRACED = "memory line_time line_memory native_detail instructions cache_misses heat_map"
FACTS: dict[str, dict[str, Fact]] = {
    "cProfile": _facts(_PROFILE, _TRACED, _NOT_TRACED),
    "profile": _facts(_PROFILE, _TRACED, _NOT_TRACED),
    "timeit": _facts(_TIMEIT, "time", "memory line_time line_memory instructions cache_misses"),
    "dis": _facts(_DIS, "instructions", "time memory line_time line_memory cache_misses"),
    "py_compile": _facts(_COMPILE, "bytecode_file", "time memory line_time line_memory"),
    "tracemalloc": _facts(_MEMORY, "memory line_memory", "time line_time instructions"),
    "snakeviz": _facts(
        _SNAKEVIZ,
        "calls time cumulative_time self_time profile_file icicle sunburst interactive",
        "memory line_time line_memory instructions heat_map",
    ),
    "line_profiler": _facts(_LINES, "line_time time", "memory line_memory instructions"),
    "memory_profiler": _facts(_MEMORY_LINES, "memory line_memory", "line_time instructions"),
    "gprof2dot": _facts(_GPROF, "call_graph profile_file", "heat_map line_time"),
    "perf": _facts(_PERF, "time cache_misses native_detail"),
    "sys.settrace": _facts(_SYS, "calls line_events executed_instructions"),
    "sys.monitoring": _facts(_MONITORING, "calls line_events executed_instructions", since=(3, 12)),
}
"""Tool, capability, fact. What is not here is not known: neither true nor false."""


def tool(name: str) -> str | None:
    """The tool as it is written here; None for one that is not known."""
    bare = name.strip().strip("`").lower().replace("-", "_")
    return next((known for known in FACTS if known.lower() == bare), None)


def others(capability: str) -> tuple[str, ...]:
    """The tools that have a capability."""
    return tuple(
        name for name, facts in FACTS.items() if capability in facts and facts[capability].able
    )

"""What tools can do: by the table, and the table held against the tools that are here."""

from __future__ import annotations

import contextlib
import cProfile
import dis
import importlib.util
import io
import profile as plain_profile
import pstats
import py_compile
import subprocess
import sys
import timeit
import tracemalloc
from pathlib import Path
from typing import get_args
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from claiming import NEW, OLD, TARGET, find
from pydantic import ValidationError

from workbench import rules, viewing
from workbench.claims import _tools, tool_capability
from workbench.claims.base import Finding


def capable(tool: str, capability: str, target: str = TARGET) -> Finding:
    args = {"tool": tool, "capability": capability}
    return find("tool_capability", args, artifact=None, target=target)


@pytest.mark.parametrize(
    ("tool", "capability", "label"),
    [
        ("cProfile", "calls", "confirmed"),
        ("cProfile", "cumulative_time", "confirmed"),
        ("cprofile", "self_time", "confirmed"),
        ("cProfile", "memory", "contradicted"),
        ("cProfile", "line_time", "contradicted"),
        ("cProfile", "native_detail", "contradicted"),
        ("cProfile", "interactive", "uncheckable"),
        ("timeit", "time", "confirmed"),
        ("timeit", "memory", "contradicted"),
        ("dis", "instructions", "confirmed"),
        ("dis", "time", "contradicted"),
        ("py_compile", "bytecode_file", "confirmed"),
        ("py-compile", "memory", "contradicted"),
        ("tracemalloc", "memory", "confirmed"),
        ("snakeviz", "icicle", "confirmed"),
        ("`snakeviz`", "sunburst", "confirmed"),
        ("snakeviz", "heat_map", "contradicted"),
        ("snakeviz", "memory", "contradicted"),
        ("snakeviz", "call_graph", "uncheckable"),
        ("gprof2dot", "call_graph", "confirmed"),
        ("perf", "memory", "uncheckable"),
        ("a stopwatch", "time", "uncheckable"),
    ],
)
def test_labels(tool: str, capability: str, label: str) -> None:
    found = capable(tool, capability)
    assert found.label == label
    assert (found.rule == "WB204") == (label == "contradicted")


def test_the_source_and_a_tool_that_can_are_named() -> None:
    found = capable("cProfile", "memory")
    assert "docs.python.org" in found.explanation
    assert found.help == ("a tool that measures memory: tracemalloc, memory_profiler",)
    assert rules.get("WB204").name == "tool-capability"


def test_a_tool_of_later_pythons() -> None:
    assert capable("sys.monitoring", "calls", OLD).label == "other-version"
    assert capable("sys.monitoring", "calls", "3.11.7").label == "other-version"
    assert capable("sys.monitoring", "calls", "3.12.1").label == "confirmed"
    assert capable("sys.monitoring", "calls", NEW).label == "confirmed"


def test_the_table_uses_the_vocabulary_and_says_nothing_twice() -> None:
    vocabulary = set(get_args(tool_capability.Args.model_fields["capability"].annotation))
    assert vocabulary == _tools.WORDS.keys()
    for facts in _tools.FACTS.values():
        assert facts.keys() <= vocabulary
        assert all(fact.source for fact in facts.values())
    with pytest.raises(ValidationError):
        tool_capability.Args.model_validate({"tool": "dis", "capability": "magic"})


# --- the facts, seen where the tools are ----------------------------------------------------------


def work() -> list[int]:
    return sorted([3, 1, 2])


@pytest.mark.parametrize("profiler", [cProfile.Profile, plain_profile.Profile])
def test_profilers_know_calls_and_times_of_functions_only(profiler: type) -> None:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        seen = profiler()
        seen.runcall(work)
        pstats.Stats(seen, stream=shown).print_stats()
    (header,) = (line.split() for line in shown.getvalue().split("\n") if "ncalls" in line)
    assert " ".join(header) == "ncalls tottime percall cumtime percall filename:lineno(function)"
    names = {name for _, _, name in vars(pstats.Stats(seen))["stats"]}
    assert "work" in names
    for word in ("memory", "bytes", "LOAD_FAST"):
        assert word not in shown.getvalue()


def test_timeit_gives_seconds_and_nothing_else() -> None:
    assert isinstance(timeit.timeit(work, number=1), float)


def test_dis_shows_instructions_and_py_compile_writes_a_pyc(tmp_path: Path) -> None:
    shown = io.StringIO()
    dis.dis(work, file=shown)
    assert "RETURN_VALUE" in shown.getvalue()
    (tmp_path / "a.py").write_text("x = 1\n")
    written = py_compile.compile(str(tmp_path / "a.py"), doraise=True)
    assert written is not None
    assert written.endswith(".pyc")
    assert Path(written).is_file()


def test_tracemalloc_measures_memory_by_line() -> None:
    tracemalloc.start()
    try:
        kept = [bytes(1000) for _ in range(100)]
        by_line = tracemalloc.take_snapshot().statistics("lineno")
    finally:
        tracemalloc.stop()
    assert kept
    mine = [one for one in by_line if one.traceback[0].filename == __file__]
    assert sum(one.size for one in mine) >= 100_000


def test_sys_monitoring_came_with_3_12() -> None:
    assert hasattr(sys, "monitoring") == (sys.version_info >= (3, 12))


# snakeviz is an extra that users choose; the extra `test` brings it along, so CI has it.
@pytest.mark.skipif(
    importlib.util.find_spec("snakeviz") is None, reason="snakeviz (the extra view) is missing"
)
def test_snakeviz_draws_icicles_and_sunbursts_and_no_heat_map(tmp_path: Path) -> None:
    seen = cProfile.Profile()
    seen.runcall(work)
    seen.dump_stats(tmp_path / "work.prof")
    with viewing.served(tmp_path) as server:
        url = f"{server.url}/snakeviz/{quote(str(tmp_path / 'work.prof'), safe='')}"
        with urlopen(url, timeout=30) as answer:
            page = answer.read().decode().lower()
    assert "icicle" in page
    assert "sunburst" in page
    assert "ncalls" in page
    assert not [word for word in ("heatmap", "heat map", "heat-map", "memory") if word in page]


def test_cprofile_writes_the_files_that_snakeviz_reads(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("sorted([2, 1])\n")
    command = [sys.executable, "-m", "cProfile", "-o", "a.prof", "a.py"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert vars(pstats.Stats(str(tmp_path / "a.prof")))["stats"]

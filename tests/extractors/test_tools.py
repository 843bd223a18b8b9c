"""What sentences say that tools can do, and sentences that say no such thing."""

from __future__ import annotations

import pytest
from stating import said

from workbench.claims import _tools
from workbench.documents import markdown
from workbench.extractors import tools


def told(text: str) -> list[tuple[str, str]]:
    return [(one.args["tool"], one.args["capability"]) for one in said(tools, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use cProfile to see memory usage.", [("cProfile", "memory")]),
        (
            "- Use cProfile to look at function calls and execution time.",
            [("cProfile", "calls"), ("cProfile", "time")],
        ),
        ("Visualize the profile with snakeviz as a heat map.", [("snakeviz", "heat_map")]),
        ("snakeviz shows an icicle view.", [("snakeviz", "icicle")]),
        ("Use snakeviz to draw cProfile output as a heatmap.", [("snakeviz", "heat_map")]),
        ("`cProfile` measures memory consumption.", [("cProfile", "memory")]),
        ("cProfile reports the cumulative time.", [("cProfile", "cumulative_time")]),
        ("Use py_compile to compile to bytecode.", [("py_compile", "bytecode_file")]),
        ("Compile the code to bytecode with `py_compile`.", [("py_compile", "bytecode_file")]),
        ("Use the `dis` module to disassemble it.", [("dis", "instructions")]),
        ("The dis module shows the opcodes.", [("dis", "instructions")]),
        ("Track memory allocations with tracemalloc.", [("tracemalloc", "memory")]),
        ("You can use `timeit` to measure execution time.", [("timeit", "time")]),
        ("Use line_profiler for line-by-line timings.", [("line_profiler", "line_time")]),
        ("sys.monitoring lets you count function calls.", [("sys.monitoring", "calls")]),
        ("Use gprof2dot to draw a call graph.", [("gprof2dot", "call_graph")]),
        ("Use `perf` to count cache misses.", [("perf", "cache_misses")]),
        ("memory_profiler reports memory usage.", [("memory_profiler", "memory")]),
    ],
)
def test_what_a_tool_is_said_to_do(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(told(text)) == sorted(expected)
    assert all(tool in _tools.FACTS and word in _tools.WORDS for tool, word in expected)


def test_a_short_instruction_below_a_heading_that_says_what_for() -> None:
    text = "## Step 3: Compile the code to bytecode\n\nUse py_compile:\n"
    assert told(text) == [("py_compile", "bytecode_file")]
    assert told("## Measure the execution time\n\nUse `cProfile`.\n") == [("cProfile", "time")]
    assert told("## Memory usage\n\nUse cProfile:\n") == []
    assert told("## Function calls and execution time\n\nUse cProfile:\n") == []
    assert told("## Compile the code to bytecode\n\nUse py_compile on all of them.\n") == []


def test_the_quote_goes_from_the_tool_to_what_it_does() -> None:
    (claim,) = said(tools, "First, use cProfile to see memory usage of all parts.")
    assert claim.quote == "cProfile to see memory usage"
    (claim,) = said(tools, "Track memory allocations with tracemalloc today.")
    assert claim.quote == "memory allocations with tracemalloc"


@pytest.mark.parametrize(
    "text",
    [
        "cProfile does not measure memory usage.",
        "cProfile cannot show memory usage.",
        "Unlike tracemalloc, cProfile measures no memory usage.",
        "Use cProfile to find functions that cause high memory usage.",
        "Use cProfile for execution time and tracemalloc for memory usage.",
        "If you want to see memory usage, use cProfile.",
        "Can cProfile show memory usage?",
        "cProfile would show memory usage.",
        "Use cProfile and look at memory usage elsewhere.",
        "Use cProfile together with psutil to see memory usage.",
        "The memory usage is high, as is the time in cProfile.",
        "Use cProfile.",
        "Use cProfile to profile the memory-bound function.",
        "Use dis to see what happens at runtime.",
        "We ran cProfile before memory usage was known.",
        "Use cProfile to find slow functions; memory usage is a matter for later.",
        "Use cProfile to find slow functions before you look at memory usage.",
        "Use a profile to see memory usage.",
        "The profile shows memory usage.",
        "Use perf to see memory usage.",
        "Use my_cProfile to see memory usage.",
        "Use cProfile-ng to see memory usage.",
        "```python\n# use cProfile to see memory usage\n```",
        "| Tool | Use |\n|-|-|\n| cProfile | cProfile shows memory usage |",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert told(text) == []


def test_what_a_user_asks_for_is_no_claim() -> None:
    text = "Use cProfile to see memory usage."
    assert tools.extract(markdown.read(text, "doc", "doc.md", 1, "user")) == ()
    assert tools.extract(markdown.read(text, "doc", "doc.md", 1, "assistant"))


def test_long_texts_end() -> None:
    said(tools, "Use cProfile to see " * 50_000)
    said(tools, "measure " * 100_000 + "with cProfile.")
    said(tools, "compile " * 40 + "bytecode. " * 20_000)
    assert len(said(tools, "Use cProfile to see memory usage. " * 50)) == 50

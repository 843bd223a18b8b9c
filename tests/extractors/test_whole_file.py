"""Numbers said to be those of a whole file are counted over it; any other limit stays one."""

from __future__ import annotations

import dis
from collections import Counter
from collections.abc import Iterator
from types import CodeType

import pytest
from accusing import SOURCE, counts, judged

from workbench.claims import _facts
from workbench.extractors import _binding


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from codes(one)


FILE = compile(SOURCE, "file", "exec")
ALL = Counter(one.opname for code in codes(FILE) for one in dis.get_instructions(code))
TOP = Counter(one.opname for one in dis.get_instructions(FILE))
BODIES = Counter(one.opname for code in codes(FILE) for one in dis.get_instructions(code))
BODIES.subtract(TOP)


def table(numbers: Counter[str], header: str = "Count") -> str:
    names = ("LOAD_FAST", "LOAD_CONST", "STORE_NAME", "STORE_FAST")
    rows = "".join(f"| {name} | {numbers[name]} |\n" for name in names)
    return f"| Opcode | {header} |\n|---|---|\n{rows}"


def labels(text: str) -> set[str | None]:
    return {verdict.label for _, verdict in judged(text)}


def test_both_sides_call_the_whole_file_the_same() -> None:
    assert _binding.WHOLE_FILE == _facts.WHOLE_FILE


@pytest.mark.parametrize(
    "words",
    [
        "Counts over the whole file:",
        "Static counts for the entire module, top level and all functions:",
        "Instructions of the whole script, including the top level:",
    ],
)
def test_counts_of_the_whole_file_are_counted_over_it(words: str) -> None:
    assert labels(f"{words}\n\n{table(ALL)}") == {"confirmed"}
    wrong = ALL + Counter({"LOAD_FAST": 7})
    verdicts = [v.label for c, v in judged(f"{words}\n\n{table(wrong)}") if c.claimed]
    assert verdicts.count("contradicted") == 1


def test_a_count_that_leaves_out_the_top_level_is_accused_of_nothing() -> None:
    assert "contradicted" not in labels(f"Counts over the whole file:\n\n{table(BODIES)}")


@pytest.mark.parametrize(
    "words",
    [
        "Counts for the module level only:",
        "Counts, not of the whole file:",
        "Counts per iteration over the whole file:",
        "Counts of the whole program:",
    ],
)
def test_other_limits_are_not_the_whole_file(words: str) -> None:
    assert labels(f"{words}\n\n{table(ALL)}") == {"uncheckable"}


def test_a_column_of_one_function_is_not_the_file() -> None:
    text = f"Counts over the whole file:\n\n{table(Counter(counts('area')), 'area')}"
    assert labels(text) == {"uncheckable"}

"""Rows of pasted profiles: which are about functions of the program, and of which run."""

from __future__ import annotations

import pytest
from stating import said

from workbench.extractors import profile_rows
from workbench.records import Claim

PROGRAM = """```python
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def main():
    print(fib(9))


main()
```

"""
HEADER = "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n"
ROWS = (
    "        1    0.000    0.000    0.090    0.090 {built-in method builtins.exec}\n"
    "    109/1    0.050    0.000    0.090    0.090 fib.py:1(fib)\n"
    "        1    0.000    0.000    0.090    0.090 fib.py:1(<module>)\n"
    "        1    0.000    0.000    0.090    0.090 C:\\work\\fib.py:5(main)\n"
    "        7    0.000    0.000    0.000    0.000 /usr/lib/python3.11/codecs.py:319(main)\n"
    "        2    0.000    0.000    0.000    0.000 <frozen codecs>:319(decode)\n"
    "        3    0.000    0.000    0.000    0.000 other.py:3(elsewhere)\n"
)


def profile(words: str = "The profile:", first: str = "", rows: str = ROWS) -> tuple[Claim, ...]:
    return said(profile_rows, f"{PROGRAM}{words}\n\n```\n{first}{HEADER}{rows}```\n\nEnd.\n")


def test_rows_of_the_programs_own_functions() -> None:
    claims = profile()
    assert [(one.kind, one.args["function"], one.claimed) for one in claims] == [
        ("call_count", "fib", 109),
        ("call_count", "main", 1),
    ]
    assert claims[0].quote == "109/1    0.050    0.000    0.090    0.090 fib.py:1(fib)"
    assert {one.problem for one in claims} == {None}


def test_the_call_that_was_profiled() -> None:
    first = ">>> cProfile.run('fib(9)')\n         112 function calls in 0.1 seconds\n\n"
    assert {one.args["call"] for one in profile(first=first)} == {"fib(9)"}


@pytest.mark.parametrize(
    "words", ["The profile for n = 20:", "Profile of 1000 elements:", "Before the change:"]
)
def test_a_profile_of_another_run(words: str) -> None:
    assert all(one.problem for one in profile(words))


def test_rows_end_where_something_else_begins() -> None:
    rows = "        1    0.000    0.000    0.090    0.090 fib.py:5(main)\nand then\n" + ROWS
    assert [one.args["function"] for one in profile(rows=rows)] == ["main"]


def test_two_functions_of_one_name_are_nobody() -> None:
    rows = "        1    0.0    0.0    0.1    0.1 fib.py:5(main)\n" * 2
    assert profile(rows=rows) == ()
    again = PROGRAM + PROGRAM + f"```\n{HEADER}{ROWS}```\n"
    assert said(profile_rows, again) == ()


def test_rows_without_a_header_are_none() -> None:
    assert said(profile_rows, f"{PROGRAM}```\n{ROWS}```\n") == ()

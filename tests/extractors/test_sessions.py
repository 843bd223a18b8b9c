"""Which values sessions show for which calls, and what a session shows that is no value of one."""

from __future__ import annotations

import pytest
from stating import document, said

from workbench.extractors import sessions

FENCE = "```"
AREA = "def area(a, b=1):\n    return a * b\n"
PROGRAM = f"{FENCE}python\n{AREA}{FENCE}\n\n"


def found(text: str) -> list[tuple[str, str]]:
    return [(one.args["call"], one.args["value"]) for one in said(sessions, text)]


def typed(session: str, program: str = AREA) -> list[tuple[str, str]]:
    return found(f"{FENCE}python\n{program}{FENCE}\n\nIn the shell:\n\n{FENCE}\n{session}{FENCE}\n")


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (">>> area(2, 4)\n8\n", [("area(2, 4)", "8")]),
        (">>> area(2, b=4) + 1\n9\n", [("area(2, b=4) + 1", "9")]),
        (">>> area('ab',\n...      2)\n'abab'\n", [("area('ab', 2)", "'abab'")]),
        (">>> n = 3\n>>> area(n)\n3\n", [("area(3)", "3")]),
        (">>> n = 3; area(n)\n3\n", [("area(3)", "3")]),
        (">>> print(area(2, 2))\n4\n", [("print(area(2, 2))", "4")]),
        (">>> print('it is', area(2))\nit is 2\n", [("print('it is', area(2))", "'it is 2'")]),
        (
            ">>> [area(i, i) for i in range(3)]\n[0, 1, 4]\n",
            [("[area(i, i) for i in range(3)]", "[0, 1, 4]")],
        ),
        (">>> area([1], 2)\n[1, 1]\n\nAnd so on.\n", [("area([1], 2)", "[1, 1]")]),
        ("In [1]: area(2, 4)\nOut[1]: 8\n", [("area(2, 4)", "8")]),
        (
            "In [4]: area([1],\n   ...:      2)\nOut[4]: \n[1,\n 1]\n",
            [("area([1], 2)", "[1,\n 1]")],
        ),
        ("  >>> area(2, 4)\n  8\n", [("area(2, 4)", "8")]),
        (">>> def twice(x):\n...     return 2 * x\n...\n>>> twice(4)\n8\n", [("twice(4)", "8")]),
        (
            ">>> xs = [area(1)]\n>>> xs.append(area(2))\n>>> xs\n[1, 2]\n",
            [("[(xs := [area(1)]), xs.append(area(2)), xs][-1]", "[1, 2]")],
        ),
        (
            ">>> x = area(1)\n>>> x\n1\n>>> x = area(2)\n>>> x\n2\n",
            [("[(x := area(1)), x][-1]", "1"), ("[(x := area(2)), x][-1]", "2")],
        ),
        (">>> area(1.5, 2)\narray([3., 4.])\n", [("area(1.5, 2)", "[3., 4.]")]),
    ],
)
def test_what_a_session_shows(session: str, expected: list[tuple[str, str]]) -> None:
    assert typed(session) == expected


@pytest.mark.parametrize(
    "session",
    [
        ">>> 2 + 2\n5\n",
        ">>> area\n<function area at 0x7f0d1c2b3a60>\n",
        ">>> area(2)\n<Thing object at 0x7f0d1c2b3a60>\n",
        ">>> area(2)\nTraceback (most recent call last):\nTypeError: no\n",
        ">>> area('x' * 3)\nxxx\n",
        ">>> area(range(9))\n[0, 1, ..., 8]\n",
        ">>> area({1, 2})\n{1, 2}\n",
        ">>> area(len(words))\n3\n",
        ">>> id(area(2))\n140211\n",
        ">>> hash(area('a'))\n7\n",
        ">>> input()\n3\n",
        ">>> area(sys.version)\n'3'\n",
        ">>> %timeit area(2)\n81 ns per loop\n",
        ">>> import timeit\n>>> timeit.timeit('area(2)', number=1)\n0.5\n",
        ">>> import random\n>>> area(random.random())\n0.5\n",
        ">>> from geometry import area\n>>> area(2, 4)\n9\n",
        ">>> from geometry import *\n>>> area(2, 4)\n9\n",
        ">>> area = max\n>>> area(2, 4)\n4\n",
        ">>> area(2, 4)  # wrong, should be 8\n9\n",
        ">>> area(2, 4)  # doctest: +SKIP\n9\n",
        ">>> area(2, 4)\n9  # and not 8\n",
        ">>> area(2, 4)\n8\n>>> area(2, 4)\n9\n",
        ">>> area(2, 4)\n\n9\n",
        ">>> n = int(input())\n>>> area(n)\n3\n",
        ">>> xs = [1]\n>>> for i in [1]:\n...     xs.append(i)\n...\n>>> area(xs)\n[1]\n",
        ">>> xs = [1]\n>>> grow(xs)\n>>> area(xs)\n[1]\n",
        ">>> area(1e-9)\n1.1e-16\n",
        "> >>> area(2, 4)\n> 9\n",
        ">>> def area(a):\n...     return a\n...\n>>> area(2)\n2\n",
    ],
)
def test_what_is_no_value_of_a_call(session: str) -> None:
    assert typed(session) == []


@pytest.mark.parametrize(
    "words",
    [
        "Expected:",
        "It should give:",
        "A student wrote this, which is wrong:",
        "The task is to write a function such that",
        "## Exercise 3",
        "The output may vary:",
        "In Python 2.7:",
        "Before the fix:",
        "A similar function gives:",
    ],
)
def test_what_the_words_above_take_from_the_program(words: str) -> None:
    session = f"{FENCE}\n>>> area(2, 4)\n9\n{FENCE}\n"
    assert found(f"{PROGRAM}{words}\n\n{session}") == []
    assert found(f"{PROGRAM}Here is how it is used:\n\n{session}") == [("area(2, 4)", "9")]


def test_what_the_words_below_take_back() -> None:
    session = f"{FENCE}\n>>> area(2, 4)\n9\n{FENCE}\n\n"
    assert found(f"{PROGRAM}{session}That is not right.\n") == []
    assert found(f"{PROGRAM}{session}The product of both.\n") == [("area(2, 4)", "9")]


def test_a_session_in_running_text() -> None:
    text = "In the shell:\n\n>>> area(2, 4)\n8\n>>> area(3)\n3\n\n>>> area(5)\n5\n"
    calls = [("area(2, 4)", "8"), ("area(3)", "3"), ("area(5)", "5")]
    assert found(PROGRAM + text) == calls
    assert found(f"{PROGRAM}Expected:\n\n>>> area(2, 4)\n8\n\n>>> area(5)\n5\n") == []


def test_the_quote_stands_where_the_value_does() -> None:
    text = f"{PROGRAM}So:\n\n>>> area(2, 4)\n8\n"
    (claim,) = said(sessions, text)
    place = claim.location
    assert text.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1] == "8"
    assert claim.quote == "8"


@pytest.mark.parametrize(
    "body",
    [
        "    pass\n",
        "    ...\n",
        # Bodies of programs in documents that are left to the reader: what they give is no fact.
        "    raise NotImplementedError\n",
        "    # TODO: your code here\n    return 0\n",
        "    import random\n    return random.random()\n",
        "    return time() * a\n",
        "    global total\n    total = a\n    return total\n",
        "    return hash(a)\n",
        "    c = a\n    ...\n    return c\n",
        "    # ... rest of the function\n    return a\n",
        "    area.calls += 1\n    return area.calls\n",
    ],
)
def test_a_function_that_is_not_whole_or_not_the_same_each_time(body: str) -> None:
    program = f"from time import time\n\n\ndef area(a, b=1):\n{body}"
    assert typed(">>> area(2)\n2\n", program) == []


def test_state_that_is_kept() -> None:
    keeping = "seen = []\n\n\ndef note(x):\n    seen.append(x)\n    return seen\n"
    program = f"{keeping}\n\ndef plain(x):\n    return x\n"
    assert typed(">>> note(1)\n[1]\n>>> plain(2)\n2\n", program) == [("plain(2)", "2")]


def test_the_order_of_a_set_is_no_value() -> None:
    program = "def letters(s):\n    return list(set(s))\n"
    session = ">>> letters('ab')\n['b', 'a']\n>>> len(letters('ab'))\n2\n"
    assert typed(session, program) == [("len(letters('ab'))", "2")]


def test_what_a_function_prints_is_its_value() -> None:
    program = (
        "def greet(name):\n    print('Hi ' + name)\n\n\ndef shout(name):\n    return name.upper()\n"
    )
    session = ">>> greet('Bo')\nHi Bo\n>>> shout('Bo')\nBO\n"
    assert typed(session, program) == [("greet('Bo')", "'Hi Bo'")]


def test_a_docstring_is_about_its_own_program() -> None:
    text = 'def inc(n):\n    """One more.\n\n    >>> inc(1)\n    2\n    """\n    return n + 1\n'
    assert found(f"{FENCE}python\n{text}{FENCE}\n") == [("inc(1)", "2")]
    stub = text.replace("return n + 1", "pass")
    assert found(f"{FENCE}python\n{stub}{FENCE}\n") == []


def test_of_two_versions_of_a_function_none_is_meant() -> None:
    other = PROGRAM.replace("a * b", "a + b")
    assert found(f"{PROGRAM}Better:\n\n{other}{FENCE}\n>>> area(2, 4)\n8\n{FENCE}\n") == []


def test_a_module_that_the_document_shows_is_its_own() -> None:
    program = f"`shapes.py`:\n\n{FENCE}python\n# shapes.py\n{AREA}{FENCE}\n\n"
    session = f"{FENCE}\n>>> from shapes import area\n>>> area(2, 4)\n8\n{FENCE}\n"
    assert found(program + session) == [("area(2, 4)", "8")]


def test_what_a_user_asks_is_no_claim() -> None:
    asked = f"**User:** what is this?\n\n{FENCE}\n>>> area(2, 4)\n9\n{FENCE}\n\n"
    text = f"{asked}**Assistant:** Take\n\n{PROGRAM}Then:\n\n{FENCE}\n>>> area(3)\n3\n{FENCE}\n"
    assert found(text) == [("area(3)", "3")]


def test_a_session_of_programs_beside_the_document() -> None:
    text = f"# Shapes\n\n{FENCE}\n>>> from shapes import area\n>>> area(2, 4)\n8\n{FENCE}\n"
    claims = sessions.extract_beside(document(text), {"shapes.py": AREA})
    assert [one.args["call"] for one in claims] == ["area(2, 4)"]
    assert sessions.extract_beside(document(text), {"other.py": AREA}) == ()

"""Functions of a source, found as text: names as CPython has them, and what each consists of."""

from __future__ import annotations

from workbench.extractors._scopes import definitions, qualified

SOURCE = """\
def first(
    a,
):
    def inner():
        return a

    return inner


class Box:
    async def run(self):

        return 1
x = 1


def first(a): return a


print(first(1))
"""


def test_names_say_where_a_function_stands() -> None:
    assert qualified(SOURCE) == ("first.<locals>.inner", "Box.run")


def test_a_definition_ends_where_the_next_line_stands_as_far_left() -> None:
    assert definitions(SOURCE) == {
        "first": "def first(a): return a",
        "inner": "def inner():\n        return a",
        "run": "async def run(self):\n\n        return 1",
    }
    assert definitions(SOURCE.partition("x = 1")[0])["first"].endswith("    return inner")


def test_long_sources_are_survived() -> None:
    assert len(definitions("def f(a):\n    return a\n" * 20_000)) == 1
    assert definitions("def f(a):\n" + "    x\n" * 50_000)["f"].startswith("def f")

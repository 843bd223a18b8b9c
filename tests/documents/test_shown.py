"""Which code of a document are programs, under which names, and what stands around them."""

from __future__ import annotations

import pytest

from workbench.documents import markdown, notebook, python
from workbench.documents._shown import MAX_PROGRAMS, Shown, programs


def shown(text: str) -> list[Shown]:
    return list(programs(markdown.read(text, "doc.md", "doc.md", 1, None))[0])


def fences(*sources: str, language: str = "python") -> str:
    return "\n\nand\n\n".join(f"```{language}\n{source}\n```" for source in sources) + "\n"


def left_out(text: str) -> tuple[str, ...]:
    return programs(markdown.read(text, "doc.md", "doc.md", 1, None))[1]


def fragments(text: str) -> int:
    told = [note for note in left_out(text) if "fragments" in note]
    return int(told[0].split()[0]) if told else 0


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x",
        "class A:\n    pass",
        "print(sum(range(4)))",
        "x = 3\ny = x + 1\nprint(y)",
        "import math\n\nprint(math.pi)",
        "import pandas as pd\n\nframe = pd.DataFrame()",
        "from os.path import join as glue\n\nprint(glue('a', 'b'))",
        "from os.path import (\n    join,\n    split,\n)\nprint(join('a', 'b'), split('a/b'))",
        "with open('a.txt') as source:\n    print(source.read())",
        "try:\n    print(1 / 0)\nexcept ZeroDivisionError as error:\n    print(error)",
        "for i, letter in enumerate('abc'):\n    print(i, letter)",
        "print('names such as frame or model in a text')  # and in a comment: data",
        "for i in range(3):\n    print(f'row {i}', r'a')",
        "print(__file__)",
        "from tkinter import *\nroot = Tk()\nroot.mainloop()",
    ],
)
def test_what_brings_all_its_names_is_a_program(source: str) -> None:
    (one,) = shown(fences(source))
    assert one.source == f"{source}\n"
    assert (one.kind, one.named, one.repaired, one.notes) == ("workload", False, None, ())


@pytest.mark.parametrize(
    "source",
    [
        "for row in data:\n    print(row)",
        "result = [transform(value) for value in data]",
        "append = result.append",
        "solver.step(state)",
        "import json",
        "return x + 1",
        "frame['x'] = frame['y'] * 2",
    ],
)
def test_lines_taken_out_of_a_program_are_fragments(source: str) -> None:
    assert shown(fences(source)) == []
    assert fragments(fences(source)) == 1


@pytest.mark.parametrize("language", ["js", "c", "rust", "bash", "json", "yaml", "text", "console"])
def test_other_languages_are_neither(language: str) -> None:
    text = fences("print(1)", language=language)
    assert (shown(text), fragments(text)) == ([], 0)


@pytest.mark.parametrize("prompt", [">>> square(3)\n9", "In [1]: square(3)\nOut[1]: 9"])
def test_sessions_are_no_programs(prompt: str) -> None:
    assert shown(fences(prompt)) == []


def test_a_block_goes_on_from_the_blocks_that_define_what_it_uses() -> None:
    one, two, three = shown(
        fences("def f(x):\n    return x", "def g(x):\n    return 2 * x", "print(f(1))")
    )
    assert (one.name, two.name) == ("f.py", "g.py")
    assert three.source == "def f(x):\n    return x\n\n\nprint(f(1))\n"
    assert three.notes == ("the block of line 2 is put before it: it defines f",)
    assert three.location.line == 16


def test_of_two_versions_the_later_one_is_used_below() -> None:
    text = fences("def f():\n    return 1", "def f():\n    return 2", "print(f())")
    *_, last = shown(text)
    assert last.source == "def f():\n    return 2\n\n\nprint(f())\n"


def test_names_come_from_the_document_or_from_what_is_defined_and_are_unique() -> None:
    text = (
        "`area.py`:\n\n" + fences("def rim():\n    pass", "def rim():\n    pass", "print(1)")
        + "\n\n```python\n# tools/corner.py\nprint(2)\n```\n"
    )  # fmt: skip
    found = shown(text)
    assert [one.name for one in found] == ["area.py", "rim.py", "program.py", "corner.py"]
    assert [one.named for one in found] == [True, False, False, True]
    twice = shown(fences("def f():\n    pass", "def f():\n    return 2"))
    assert [one.name for one in twice] == ["f.py", "f-2.py"]


def test_what_only_looks_at_programs_is_an_analysis_script() -> None:
    text = (
        "`area.py`:\n\n" + fences("def area():\n    return 1") + "\nThen:\n\n"
        + fences("import dis\nimport area\ndis.dis(area.area)", "import area\nprint(area.area())")
    )  # fmt: skip
    assert [one.kind for one in shown(text)] == ["workload", "analysis", "analysis"]
    own = fences("import timeit\n\ndef f():\n    return 1\n\nprint(timeit.timeit(f, number=1))")
    assert [one.kind for one in shown(own)] == ["workload"]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000"])
def test_characters_that_only_pages_set_are_typed(space: str) -> None:
    text = fences("def f(x):\n    y = x\n    return y", "print('a b')").replace(
        "    y", space * 4 + "y"
    )
    (one, two) = shown(text)
    assert one.source == "def f(x):\n    y = x\n    return y\n"
    assert "plain" in one.notes[0]
    assert (two.source, two.notes) == ("print('a b')\n", ())


def test_typographic_quotes_are_typed_unless_they_stand_in_a_text() -> None:
    (one,) = shown(fences("print(“a”, ‘b’)\nprint('say “a” and\u00a0b')  # “so”"))
    assert one.source == "print(\"a\", 'b')\nprint('say “a” and\u00a0b')  # “so”\n"
    (plain,) = shown(fences("print('say “a” and\u00a0b')"))
    assert plain.source == "print('say “a” and\u00a0b')\n"
    assert plain.notes == ()


def test_invisible_characters_go_away() -> None:
    (one,) = shown(fences("x\u200b = 1\n\ufeffprint(x)"))
    assert one.source == "x = 1\nprint(x)\n"


def test_magic_commands_become_comments() -> None:
    (one,) = shown(fences("%matplotlib inline\n!pip install x\nprint(1)"))
    assert one.source == "# %matplotlib inline\n# !pip install x\nprint(1)\n"


def test_the_words_between_programs_belong_to_both() -> None:
    one, two = "```python\nprint(1)\n```", "```python\nprint(2)\n```"
    text = f"first\n\n{one}\n\nsecond\n\n```\n9\n```\n\n{two}\n\nthird\n"
    first, second = shown(text)
    assert (first.before, first.after) == ("first", "second\n\n9\n")
    assert (second.before, second.after) == ("second\n\n9\n", "third")


def test_a_notebook_is_one_program_and_its_words_stand_before_it() -> None:
    cell = '{{"cell_type": "{}", "source": "{}", "metadata": {{}}, "outputs": []}}'
    told = [("markdown", "# Words"), ("code", "x = 1"), ("code", "y = x")]
    cells = ", ".join(cell.format(*one) for one in told)
    document = notebook.read(f'{{"cells": [{cells}]}}', "a/b.ipynb", "a/b.ipynb")
    ((one,), told) = programs(document)
    assert (one.name, one.source, told) == ("b.py", "x = 1\n\n\ny = x\n", ())
    assert one.before == "Words"
    assert (one.location.line, one.location.end_line) == (2, 4)


def test_a_notebook_without_code_has_no_program() -> None:
    document = notebook.read('{"cells": [{"cell_type": "markdown", "source": "x"}]}', "b", "b")
    assert programs(document) == ((), ())


def test_a_python_file_is_its_program() -> None:
    document = python.read("data = load()\n", "a/run.py", "a/run.py")
    ((one,), _) = programs(document)
    assert (one.name, one.named, one.source) == ("run.py", True, "data = load()\n")


def test_the_number_of_programs_is_bounded_and_that_is_told() -> None:
    text = "".join(f"```python\nprint({n})\n```\n\nwords\n\n" for n in range(MAX_PROGRAMS + 5))
    assert len(shown(text)) == MAX_PROGRAMS
    assert left_out(text) == (f"only the first {MAX_PROGRAMS} programs were run",)


@pytest.mark.parametrize(
    "line",
    [
        "import a.b" * 50_000,
        "from a import (" * 30_000,
        "as " * 200_000,
        "“‘" * 300_000,
        "'" * 999_999,
    ],
    ids=["imports", "open", "as", "quotes", "apostrophes"],
)
def test_hostile_programs_are_looked_at_in_bounded_steps(line: str) -> None:
    programs(markdown.read(fences(line, "print(1)"), "doc.md", "doc.md", 1, None))

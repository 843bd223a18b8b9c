"""Which CPython is a document's own: said in words, or shown by what was pasted into it."""

from __future__ import annotations

import pytest
from accusing import judged
from stating import document

from workbench.documents import markdown
from workbench.extractors._versions import named, stated


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Tested with CPython 3.12.1.", "3.12.1"),
        ("All programs were run on Python 3.8.", "3.8"),
        ("The results were obtained using Python 3.11.4 on Linux.", "3.11.4"),
        ("These counts are for Python 3.9.", "3.9"),
        ("On Python 3.8, euler contains 14 LOAD_FAST instructions.", "3.8"),
        ("Python version: 3.10", "3.10"),
        ("- **Python version:** 3.10.2", "3.10.2"),
        ("**Python**: CPython 3.13", "3.13"),
        ("Environment: Python 3.10 on Linux", "3.10"),
        ("## On Python 3.8\n\nSome words.", "3.8"),
        ("## Bytecode (Python 3.12)\n\nSome words.", "3.12"),
        ("| Setting | Value |\n|-|-|\n| Python version | 3.10.4 |", "3.10.4"),
        ("| Python | 3.10 |\n|-|-|\n| OS | Linux |", "3.10"),
        ("Tested with CPython 3.12.1. BINARY_ADD was removed in Python 3.11.", "3.12.1"),
        ("Tested with Python 3.12. The version is 3.12.\n\nPython version: 3.12.4", "3.12.4"),
        ("Using Python 3.11:\n\nSome words.", "3.11"),
        ("With CPython 3.9.2:\n\nSome words.", "3.9.2"),
        ("Measured with Python 2.7:\n\nSome words.", "2.7"),
        ("Compiled on Python 3.12, these are the counts:", "3.12"),
        ("All was run on Python 2.7.18.", "2.7.18"),
        ("It requires Python >= 3.8. The counts were made with Python 3.11.", "3.11"),
    ],
)
def test_a_version_that_is_stated(text: str, version: str) -> None:
    assert stated(document(text)) == (version, "stated")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Python 3.8.10 (default, Nov 14 2022, 12:59:47)", "3.8.10"),
        ("```\nPython 3.9.1 (main, Jan 1 2021) [GCC]\n>>> import dis\n```", "3.9.1"),
        ("```\n'3.12.1 (tags/v3.12.1:2305ca5, Dec 7 2023, 22:03:25)'\n```", "3.12.1"),
        ('```\n  File "/usr/lib/python3.9/runpy.py", line 87, in run\n```', "3.9"),
        ('```\n  File "C:\\x\\python3.10\\lib\\a.py", line 1\n```', "3.10"),
        ("It writes `__pycache__/a.cpython-310.pyc`.", "3.10"),
        ("```\n__pycache__/a.cpython-38.opt-1.pyc\n```", "3.8"),
    ],
)
def test_a_version_that_is_shown(text: str, version: str) -> None:
    assert stated(document(text)) == (version, "inferred")


def test_what_is_stated_goes_before_what_is_shown() -> None:
    shown = "It wrote `a.cpython-310.pyc`.\n"
    assert stated(document(f"{shown}\nTested with Python 3.8.\n")) == ("3.8", "stated")
    assert stated(document(f"{shown}\nTested with Python 3.8 and 3.9.\n")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Works on Python 3.8 or later.",
        "Tested with Python 3.8+.",
        "Tested with Python 3.8 or newer.",
        "It requires Python >= 3.8.",
        "Using Python 3.8 or later:",
        "Using Python 3.8:\n\nx\n\nUsing Python 3.11:\n\nx",
        "What changed with Python 3.8:",
        "Python 2 and 3 are alike.",
        "You need Python 3.8.",
        "Use Python 3.x for it.",
        "Run it with Python 3.8.",
        "Tested with Python 3.",
        "Since Python 3.11, there is CALL.",
        "BINARY_ADD was removed in Python 3.12.",
        "In Python 3.11, BINARY_ADD became BINARY_OP.",
        "The opcode CALL was introduced with Python 3.11.",
        "Until Python 3.10 the bytecode has CALL_FUNCTION.",
        "Not tested on Python 3.8.",
        "Was it tested on Python 3.8?",
        "On Python 3.8 it would be 14 instructions.",
        "If run on Python 3.8, the counts differ.",
        "On Python 3.8 the opcode is CALL_FUNCTION, while 3.11 has CALL.",
        "It runs faster on Python 3.11.",
        "On Python 3.12 this raises a warning.",
        "Calls are cheap in Python 3.11",
        "- Faster calls in Python 3.11",
        "## What is new in Python 3.11\n\nMuch.",
        "Tested on Python 3.8, 3.9 and 3.10.",
        "Tested on Python 3.8. Tested on Python 3.9.",
        "## On Python 3.8\n\nx\n\n## On Python 3.11\n\nx",
        "On Python 3.8:\n\n- LOAD_FAST: 3\n",
        "Python version: 3.10\n\nPython version: 3.11",
        "| Python | 3.8 | 3.9 |\n|-|-|-|\n| LOAD_FAST | 3 | 4 |",
        "```python\n# Tested with Python 3.8.\n```",
        "Version 3.8 of the library was tested.",
        "It writes `a.cpython-310.pyc` and `a.cpython-311.pyc`.",
        "It writes `a.cpython-3xx.pyc`.",
        "```\n  2  0 LOAD_FAST 0 (x)\n     2 BINARY_ADD\n     4 RETURN_VALUE\n```",
        "```\n  1  0 RESUME 0\n  2  2 LOAD_FAST 0 (x)\n     4 RETURN_VALUE\n```",
    ],
)
def test_near_misses_give_none(text: str) -> None:
    assert stated(document(text)) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("On Python 3.8:", "3.8"),
        ("## On Python 3.8", "3.8"),
        ("Python 3.12:", "3.12"),
        ("Bytecode (CPython 3.9.18)", "3.9.18"),
        ("Opcodes of f with Python 2.7:", "2.7"),
        ("On Python 3.8, euler has 14 LOAD_FAST instructions.", "3.8"),
        ("euler has 14 LOAD_FAST instructions in Python 3.10 and earlier.", "3.10"),
        ("On Python 3.8+, euler has 14 LOAD_FAST instructions.", "3.8"),
    ],
)
def test_words_about_one_version(text: str, version: str) -> None:
    assert named(text) == version


@pytest.mark.parametrize(
    "text",
    [
        "The counts:",
        "Before Python 3.11:",
        "Since Python 3.11, euler has 14 LOAD_FAST instructions.",
        "On Python 3.8 and 3.11:",
        "From Python 3.8 to Python 3.11:",
        "Python 3.8 vs Python 3.11",
        "Differences to Python 3.8",
        "What is new in Python 3.12",
        "euler has 14 LOAD_FAST and one CALL, which replaced CALL_FUNCTION in Python 3.11.",
        "It has fewer instructions than on Python 3.8.",
        "Compared with Python 3.8:",
        "not on Python 3.8:",
        "3.8 Results",
    ],
)
def test_words_about_no_one_version(text: str) -> None:
    assert named(text) is None


def test_what_a_user_says_does_not_count() -> None:
    text = "Tested with Python 3.8. It wrote `a.cpython-38.pyc`."
    assert stated(markdown.read(text, "doc", "doc.md", 1, "user")) is None
    assert stated(markdown.read(text, "doc", "doc.md", 1, "assistant")) == ("3.8", "stated")


def test_long_texts_end() -> None:
    for text in (
        "Python 3.8 " * 50_000,
        "Python version: " * 40_000,
        ".cpython-3" * 60_000,
        'File "' + "/python3.9" * 50_000,
        "on Python " * 60_000,
        "Python" + " " * 500_000 + "3.8",
    ):
        stated(document(text))
        named(text)


@pytest.mark.parametrize(
    ("above", "python"),
    [
        ("My interpreter is Python 3.8 and dis gives this for area.", "3.8"),
        ("`python3.8 -m dis area.py` prints", "3.8"),
        ("`python3.8 -m dis area.py` prints:", "3.8"),
        ("It is long. My interpreter is Python 3.8 and dis gives this.", "3.8"),
        ("Since Python 3.8 dis gives this.", None),
        ("My interpreter prints this.", None),
    ],
)
def test_what_printed_a_listing_is_named_right_above_it(above: str, python: str | None) -> None:
    rows = "  2  0 LOAD_FAST  0 (w)\n     2 LOAD_FAST  1 (h)\n     4 RETURN_VALUE\n"
    found = [claim for claim, _ in judged(f"{above}\n\n```\n{rows}```\n")]
    assert [claim.python for claim in found if claim.kind == "dis_listing"] == [python]

"""Which ends of a script are no fault of the program."""

from __future__ import annotations

from typing import Any

import builders as b
import claiming as c
import pytest

from workbench import outcomes
from workbench.claims._scripts import Setting, no_fault
from workbench.records import Outcome

PLAIN = "def f(x):\n    return x\n\nprint(f(1))\n"


def why(
    error: str = "ValueError: no (line 4)",
    source: str = PLAIN,
    outcome: Outcome = "crash",
    stderr: str = "",
    **setting: Any,
) -> str | None:
    place = Setting(**({"target": "3.11.7"} | setting))
    return no_fault(source, outcome, error, stderr, place)


@pytest.mark.parametrize(
    "error",
    [
        "ValueError: no (line 4)",
        "ZeroDivisionError: division by zero (line 1)",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (line 9)",
        "IndexError: list index out of range (line 2)",
        "KeyError: 'x' (line 2)",
        "AttributeError: module 'math' has no attribute 'cuberoot' (line 3)",
        "ImportError: cannot import name 'sqr' from 'math' (unknown location) (line 1)",
        "UnboundLocalError: cannot access local variable 'y' (line 2)",
        "AssertionError (line 4)",
        "it ends with exit status 1",
    ],
)
def test_what_a_program_does_wrong_is_its_fault(error: str) -> None:
    assert why(error) is None


@pytest.mark.parametrize(
    ("error", "source", "words"),
    [
        ("ModuleNotFoundError: No module named 'pandas' (line 1)", "import pandas", "pandas"),
        ("ImportError: attempted relative import with no known parent", "", "package"),
        ("AttributeError: module 'numpy' has no attribute 'int' (line 2)", "", "version of numpy"),
        ("EOFError: EOF when reading a line (line 1)", "x = input()", "types"),
        ("ValueError: not enough (line 3)", "import sys\nsys.stdin.read()", "pipes"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'", "", "a.csv"),
        ("FileNotFoundError: data.csv not found. (line 2)", "", "forbidden"),
        ("PermissionError: [Errno 1] Operation not permitted (line 2)", "", "forbidden"),
        ("ConnectionRefusedError: [Errno 111] refused (line 2)", "", "forbidden"),
        ("urllib.error.URLError: <urlopen error> (line 3)", "", "forbidden"),
        ("_tkinter.TclError: no display name (line 3)", "", "screen"),
        ("AssertionError: Torch not compiled with CUDA enabled (line 3)", "", "device"),
        ("KeyError: 'HOME' (line 2)", "import os\nos.environ['HOME']", "environment"),
        ("IndexError: list index out of range", "import sys\nsys.argv[1]", "arguments"),
        ("it ends with exit status 3", "import sys\nsys.exit(3)", "own accord"),
        ("NameError: name 'model' is not defined (line 1)", "model.fit()", "fragment"),
        # Ends of a document's programs that are sketches, which are excused.
        ("NotImplementedError (line 3)", "", "sketch"),
        ("AttributeError: 'ellipsis' object has no attribute 'x' (line 2)", "", "sketch"),
        ("AttributeError: 'A' object has no attribute 'go'", "# ... the rest as before", "sketch"),
    ],
)
def test_what_is_missing_or_asked_of_a_user_is_not(error: str, source: str, words: str) -> None:
    found = why(error, source)
    assert found is not None
    assert words in found


def test_a_source_that_is_too_large_for_us_is_no_fault() -> None:
    assert why("the source is larger than 1048576 bytes", outcome="rejected-source") is not None
    assert why("the source contains a NUL character", outcome="rejected-source") is None


def test_a_name_that_the_document_defines_elsewhere_is_a_fault_when_it_is_missing() -> None:
    error = "NameError: name 'area' is not defined (line 1)"
    assert why(error, "area(1)", defined={"area"}) is None
    assert why(error, "area(1)", defined={"other"}) is not None


def test_a_method_that_the_document_shows_apart_is_no_fault() -> None:
    error = "AttributeError: 'Bank' object has no attribute 'pay' (line 7)"
    assert why(error, "Bank().pay()", defined={"pay"}) is not None
    assert why(error, "Bank().pay()", defined={"open"}) is None
    assert why(error, "def pay(self):\n    pass\nBank().pay()", defined={"pay"}) is None


def test_a_module_that_the_document_shows_in_two_versions_is_no_fault() -> None:
    for error in (
        "AttributeError: module 'config' has no attribute 'NAME' (line 3)",
        "ImportError: cannot import name 'NAME' from 'config' (/scratch/config.py) (line 1)",
    ):
        assert why(error, defined={"config.py", "config-2.py"}) is not None
        assert why(error, defined={"config.py"}) is None


def test_a_misspelt_builtin_is_no_fragment_but_a_builtin_is_known() -> None:
    assert why("NameError: name 'print' is not defined (line 1)") is None


@pytest.mark.parametrize("limit", ["timeout", "memory", "output-limit", "blocked"])
def test_our_own_limits_are_no_fault(limit: str) -> None:
    assert why("", outcome=limit) is not None


@pytest.mark.parametrize(
    "words",
    [
        "This ends with a ZeroDivisionError.",
        "ZeroDivisionError: division by zero",
        "Why does this not work?",
        "My program doesn't run:",
        "This won't work:",
        "There is a bug in it.",
        "Don't do this:",
        "❌ Bad:",
        "The call raises an exception.",
    ],
)
@pytest.mark.parametrize("side", ["before", "after"])
def test_an_end_that_the_words_around_speak_of_accuses_nobody(words: str, side: str) -> None:
    error = "ZeroDivisionError: division by zero (line 1)"
    assert why(error, "print(1 / 0)", **{side: words}) is not None


@pytest.mark.parametrize(
    "words",
    [
        "This program divides two numbers.",
        "The error of the method is small: 0.001 at the end.",
        "It works for every number.",
        "ValueError is not what it is about.",
        "The result is correct.",
        "It handles errors well.",
    ],
)
def test_other_words_excuse_nothing(words: str) -> None:
    assert why("ZeroDivisionError: division by zero", before=words, after=words) is None


def test_words_that_stand_far_away_excuse_nothing() -> None:
    far = "This does not work. " + "And so on. " * 60
    assert why(before=far) is None
    assert why(after=far[::-1]) is None


def test_a_comment_may_say_that_it_fails() -> None:
    assert why("TypeError: no (line 1)", "f()  # raises TypeError\n") is not None
    assert why("TypeError: no (line 1)", "f()  # calls it\n") is None


REJECTED = "SyntaxError: invalid syntax (x.py, line 2)"


def test_text_that_no_python_compiles_is_a_fault() -> None:
    assert why(REJECTED, "class A:\n    def f(self:\n", "rejected-source") is None


def test_text_that_another_version_compiles_is_not() -> None:
    found = why(REJECTED, "type A = int\n", "rejected-source", compiles_on=("3.12.1", "3.13.0"))
    assert found == "CPython 3.11.7 does not compile it; it compiles on 3.12.1, 3.13.0"


@pytest.mark.parametrize("line", ["def f(self, ...):", "x = [1, 2, …]", "path = <your path here>"])
def test_a_place_left_for_the_reader_makes_a_sketch(line: str) -> None:
    assert why(REJECTED, f"class A:\n    {line}\n        pass\n", "rejected-source") is not None


def test_dots_elsewhere_do_not() -> None:
    source = "x = ...\ndef f(:\n    pass\n"
    assert why(REJECTED, source, "rejected-source") is None


def test_a_body_of_comments_only_is_a_sketch_and_a_lost_indentation_is_not() -> None:
    error = "IndentationError: expected an indented block after function definition (x.py, line 4)"
    sketch = "def f(x):\n    # compute it\n\ndef g(x):\n    return x\n"
    assert why(error, sketch, "rejected-source") is not None
    lost = "def f(x):\n# compute it\n\nreturn x\n"
    assert why(error, lost, "rejected-source") is None


def test_python_2_is_excused_where_the_text_speaks_of_it() -> None:
    error = "SyntaxError: Missing parentheses in call to 'print' (x.py, line 1)"
    assert why(error, 'print "x"', "rejected-source", before="In Python 2 you wrote") is not None
    assert why(error, 'print "x"', "rejected-source", before="In Python you write") is None


def test_a_newer_python_is_excused_where_the_text_speaks_of_it() -> None:
    error = "AttributeError: module 'itertools' has no attribute 'batched' (line 2)"
    assert why(error, before="Python 3.12 brought this:") is not None
    assert why(error, before="Python 3.8 brought this:") is None


def test_the_result_keeps_outcomes_that_are_no_fault_apart() -> None:
    artifact = b.artifact(source="import sys\nsys.exit(2)\n")
    ended = c.probe("script", {"exit": 2, "stdout": ""})
    result = outcomes.ran(artifact, ended, Setting())
    assert (result.outcome, result.rule) == ("crash", None)
    assert result.excused == "it ends with exit status 2 of its own accord"
    assert not result.fails
    bare = outcomes.ran(b.artifact(source="unittest.main()\n"), ended, Setting())
    assert (bare.outcome, bare.rule) == ("crash", "WB403")
    fine = outcomes.ran(artifact, c.probe("script", {"exit": 0, "stdout": ""}), Setting())
    assert (fine.outcome, fine.error) == ("ok", None)


def test_a_text_that_does_not_compile_is_rejected_also_when_nothing_was_run() -> None:
    seen = c.probe("script", None, "not-run", error="--no-run was given")
    assert outcomes.ran(b.artifact(), seen, Setting()).outcome == "not-run"
    result = outcomes.ran(b.artifact(), seen, Setting(), "SyntaxError: no (x.py, line 1)")
    assert (result.outcome, result.rule) == ("rejected-source", "WB403")
    assert result.error == "SyntaxError: no (x.py, line 1)"


@pytest.mark.parametrize(
    "hostile",
    ["#" * 1_000_000, "# " * 500_000, "not " * 250_000, "<" * 1_000_000, "raises the " * 90_000],
    ids=["hashes", "comments", "not", "brackets", "raises"],
)
def test_long_texts_are_looked_at_in_bounded_steps(hostile: str) -> None:
    why(REJECTED, hostile, "rejected-source", before=hostile, after=hostile)


# --- parts of programs, and ends that are announced -----------------------------------------------


@pytest.mark.parametrize(
    ("error", "source", "words"),
    [
        ("KeyError: 'getpwuid(): uid not found: 0' (line 2)", "", "account"),
        ('KeyError: "getgrgid(): gid not found: 0" (line 2)', "", "account"),
        ("RuntimeError: Could not determine home directory. (line 2)", "", "home"),
        ("bdb.BdbQuit", "breakpoint()", "person"),
        ("EOFError (line 2)", "import getpass\ngetpass.getpass()", "types"),
        ("_curses.error: setupterm: could not find terminal (line 2)", "", "screen"),
        ("locale.Error: unsupported locale setting (line 2)", "", "locale"),
    ],
)
def test_what_the_guest_lacks_is_no_fault(error: str, source: str, words: str) -> None:
    found = why(error, source)
    assert found is not None
    assert words in found


@pytest.mark.parametrize(
    "error",
    ["KeyError: 'getpwuid' (line 2)", "RuntimeError: Could not determine the size (line 2)"],
)
def test_what_reads_only_like_it_is(error: str) -> None:
    assert why(error) is None


@pytest.mark.parametrize(
    ("error", "source", "words"),
    [
        ("SyntaxError: 'return' outside function (x.py, line 1)", "return a + b\n", "fragment"),
        ("SyntaxError: 'break' outside loop (x.py, line 2)", "if a:\n    break\n", "fragment"),
        ("IndentationError: unexpected indent (x.py, line 1)", "    a = 1\nb = 2\n", "fragment"),
        (
            "SyntaxError: 'await' outside function (x.py, line 3)",
            "async def f():\n    return 1\nawait f()\n",
            "interactive",
        ),
        ("SyntaxError: cannot assign (x.py, line 1)", "- a = 1\n+ a = 2\n  f(a)\n", "diff"),
        ("IndentationError: expected (x.py, line 2)", "def f():\n-    return 1\n", "diff"),
    ],
)
def test_lines_taken_out_of_a_program_accuse_nobody(error: str, source: str, words: str) -> None:
    found = why(error, source, "rejected-source")
    assert found is not None
    assert words in found


@pytest.mark.parametrize(
    ("error", "source"),
    [
        (
            "SyntaxError: 'return' outside function (x.py, line 3)",
            "def f(a):\n    b = a\nreturn b\n",
        ),
        ("IndentationError: unexpected indent (x.py, line 2)", "a = 1\n    b = 2\n"),
        (
            "SyntaxError: 'await' outside async function (x.py, line 2)",
            "def f(g):\n    return await g()\n",
        ),
        ("SyntaxError: invalid syntax (x.py, line 3)", "a = (1\n+ 2)\nb = = 3\n"),
    ],
)
def test_whole_programs_that_do_not_compile_are_accused(error: str, source: str) -> None:
    assert why(error, source, "rejected-source") is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RecursionError", "It recurses without end."),
        ("RecursionError", "Infinite recursion, up to the limit:"),
        ("ZeroDivisionError", "What a division by zero does:"),
        ("IndexError", "Reading out of range:"),
        ("TypeError", "We provoke it deliberately:"),
        ("ValueError", "Run it to see the error:"),
    ],
)
def test_an_end_that_is_announced_accuses_nobody(name: str, words: str) -> None:
    assert why(f"{name}: no (line 4)", before=words) is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RecursionError", "The recursion is simple and limited to ten calls."),
        ("ZeroDivisionError", "Division by 0.5 doubles it."),
        ("ZeroDivisionError", "An infinite recursion is something else."),
        ("IndexError", "The range of the index is large."),
        ("ValueError", "Run it to see the result:"),
    ],
)
def test_words_that_announce_something_else_excuse_nothing(name: str, words: str) -> None:
    assert why(f"{name}: no (line 4)", before=words) is None


def test_an_excused_end_stays_what_it_was_and_text_that_was_not_run_is_not_run() -> None:
    left = outcomes.ran(
        b.artifact(), c.probe("script", None, "timeout", error="too long"), Setting()
    )
    assert (left.outcome, left.error, left.rule) == ("timeout", "too long", None)
    assert left.excused is not None
    assert not left.fails
    seen = c.probe("script", None, "not-run", error="--no-run was given")
    sketch = outcomes.ran(b.artifact(source="return 1\n"), seen, Setting(), _OUTSIDE)
    assert (sketch.outcome, sketch.excused, sketch.rule) == ("not-run", None, None)
    assert sketch.error is not None
    assert "fragment" in sketch.error


_OUTSIDE = "SyntaxError: 'return' outside function (x.py, line 1)"


def test_a_program_that_is_said_to_run_is_no_fragment() -> None:
    error = "NameError: name 'offset' is not defined (line 4)"
    fragment = why(error)
    assert "offset" in str(fragment)
    assert why(error, after="The program runs without errors.") is None
    for words in (
        "Your program runs without errors once offset is set.",
        "The program runs without errors if offset is known.",
        "The tests say that the program runs without errors.",
    ):
        assert why(error, after=words) == fragment

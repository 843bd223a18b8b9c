"""What programs are said to print: what is such a statement, and at which place."""

from __future__ import annotations

import json

import pytest

from workbench import read
from workbench.extractors import outputs
from workbench.records import Claim

FENCE = "```"
PROGRAM = f"{FENCE}python\n# heat.py\nprint(5.5)\n{FENCE}\n\n"


def claims(text: str) -> tuple[Claim, ...]:
    return outputs.extract(read.document(text.encode(), "chat.md"))


def found(text: str) -> list[tuple[str | None, str]]:
    return [(one.args["program"], one.args["value"]) for one in claims(text)]


def listing(words: str, *lines: str, language: str = "") -> str:
    return PROGRAM + words + f"\n\n{FENCE}{language}\n" + "\n".join(lines) + f"\n{FENCE}\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (listing("Output:", "5.5"), "5.5"),
        (listing("**Output:**", "5.5", language="text"), "5.5"),
        (listing("It runs. The output is:", "a 1", "b 2"), "a 1\nb 2"),
        (listing("The script prints:", "5.5", language="console"), "5.5"),
        (listing("Running it prints", "5.5"), "5.5"),
        (listing("### Output of the program", "5.5"), "5.5"),
        (
            f"{PROGRAM}{FENCE}bash\npython heat.py\n{FENCE}\n\nOutput:\n\n{FENCE}\n5.5\n{FENCE}\n",
            "5.5",
        ),
        (PROGRAM + "The script prints 5.5.\n", "5.5"),
        (PROGRAM + "It prints `[1, 2]` and ends.\n", "[1, 2]"),
        (PROGRAM + "This outputs `5.5`.\n", "5.5"),
        (PROGRAM + "**Output:** 3.14\n", "3.14"),
        (PROGRAM + "- Output: `True`\n", "True"),
        (PROGRAM + "It prints the value 5.5, which is right.\n", "5.5"),
        (PROGRAM + "It prints `final T: 5.5`.\n", "final T: 5.5"),
        (PROGRAM.replace("print(5.5)", "print(5.5)  # prints 5.5"), "5.5"),
        (PROGRAM.replace("print(5.5)", "print(x)  # -> [1, 2.5]"), "[1, 2.5]"),
        (PROGRAM.replace("print(5.5)", "print(x)  # => 5.5"), "5.5"),
        (PROGRAM.replace("print(5.5)", "print(f(3))  # 9"), "9"),
        (PROGRAM.replace("print(5.5)", "print(f(3), 2)  # [1, 'a']"), "[1, 'a']"),
        (PROGRAM + "Output of the script: 8 1\n", "8 1"),
        (PROGRAM + "It prints 5.5. `heat` does that.\n", "5.5"),
    ],
)
def test_statements_are_found(text: str, value: str) -> None:
    assert found(text) == [("heat.py", value)]


@pytest.mark.parametrize(
    "text",
    [
        listing("Example output:", "5.5"),
        listing("The output may look like this:", "5.5"),
        listing("Expected output (values vary):", "5.5"),
        listing("The output format:", "5.5"),
        listing("Then install it:", "5.5"),
        listing("Output:", "LOAD_FAST 3", "STORE_FAST 1"),
        listing("Output:", "   ncalls  tottime", "  1  0.1"),
        listing("Output:", "took 0.35 seconds"),
        listing("Output:", "<Heat object at 0x7f10abcdef>"),
        f"Output:\n\n{FENCE}\n5.5\n{FENCE}\n",
        PROGRAM + "It prints `result`.\n",
        PROGRAM + "It prints `C[0][0]`.\n",
        PROGRAM + "It prints 10 lines.\n",
        PROGRAM + "It prints about 5.5.\n",
        PROGRAM + "It would print 5.5.\n",
        PROGRAM + "It does not print 5.5.\n",
        PROGRAM + "Does it print 5.5?\n",
        PROGRAM + "The older version prints 5.5, before the fix.\n",
        PROGRAM + "It prints a random number.\n",
        PROGRAM.replace("print(5.5)", "print(x)  # the final temperature"),
        PROGRAM.replace("print(5.5)", "print(x)  # -> list of steps"),
        PROGRAM.replace("print(5.5)", "print(x)  # 1\nprint(y)  # 2\nprint(z)  # 3"),
        PROGRAM.replace("print(5.5)", "print(x)  # 1"),
        PROGRAM.replace("print(5.5)", "print(x)  # 5 items"),
        PROGRAM.replace("print(5.5)", "def f():\n    print(x)  # 9"),
        f"This should print the sum, and does not:\n\n{PROGRAM}".replace("5.5)", "5.5)  # 9"),
        PROGRAM + "Let n = 6. The program prints 720.\n",
        PROGRAM + "Now enter 6 as the input. It prints 720.\n",
        PROGRAM + "Instead of 9 it prints 8.\n",
        listing("Sample run:", "5.5"),
    ],
)
def test_what_says_nothing_exact_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_an_expected_output_is_hedged() -> None:
    (one,) = claims(listing("Expected output:", "5.6"))
    assert (one.claimed, one.hedge) == ("5.6", "expected")
    assert found(listing("The expected output of the task, not of this program:", "5.6")) == []


def test_a_claim_stands_exactly_at_its_value() -> None:
    text = PROGRAM + "It prints `[1, 2]` and ends.\n"
    (one,) = claims(text)
    line = text.split("\n")[one.location.line - 1]
    assert line[one.location.column - 1 : one.location.end_column - 1] == one.quote == "[1, 2]"


@pytest.mark.parametrize("part", ["prints 1", "print(1) # ", "Output: ", "(1, ", "prints `[1,"])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims(f"{FENCE}python\n" + part * 20_000 + f"\n{FENCE}\n")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("It prints [17, 39].", "[17, 39]"),
        ("It prints the list [17, 39] and ends.", "[17, 39]"),
        ("The script prints (-2, 9).", "(-2, 9)"),
        ('The script prints {"norm": 5.0}.', '{"norm": 5.0}'),
        ("The program prints 8 1.", "8 1"),
        ("This program prints 1 2 Fizz 4 Buzz.", "1 2 Fizz 4 Buzz"),
        ("It prints True.", "True"),
        ("The output is 3.", "3"),
        ("Output: [17, 39]", "[17, 39]"),
    ],
)
def test_values_as_python_writes_them(words: str, value: str) -> None:
    assert [said for _, said in found(f"{PROGRAM}{words}\n")] == [value]


@pytest.mark.parametrize(
    "words",
    [
        "It prints the value [1].",
        "It prints (in a loop) what it found.",
        "It prints 3 lines, 4 columns.",
        "It prints 2 Lines.",
        "It prints 1, 2, 3.",
        "It prints 5 and 7.",
        "It prints `5`, `7`.",
        "It prints 10 times Fizz.",
        "For 9 the output is 3.",
        "The output is 3 lines long.",
        "The output is larger.",
        "It prints khoor.",
        "It prints true statements.",
        "It prints [the names, sorted].",
    ],
)
def test_words_that_are_no_values(words: str) -> None:
    assert found(f"{PROGRAM}{words}\n") == []


def test_outputs_of_cells_know_their_lines() -> None:
    def cell(source: str, text: str) -> dict[str, object]:
        output = {"output_type": "stream", "name": "stdout", "text": text}
        return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [output]}

    cells = [cell("print(1)\nprint(2)", "1\n2\n"), cell("print(3)", "4\n")]
    for number, one in enumerate(cells, start=1):
        one["execution_count"] = number
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    document = read.document(json.dumps(notebook).encode(), "a.ipynb")
    places = [(c.args["lines_before"], c.args["lines_in_all"]) for c in outputs.extract(document)]
    assert places == [(0, 3), (2, 3)]


@pytest.mark.parametrize(
    "words",
    [
        "For a = 17 and b = 5 the program prints `1 85`.",
        "For n = 6 it prints 720.",
        "With x = [1] the program prints 1.",
        "Replacing the 5 by 7 the script prints 5040.",
        "In Java the same program overflows at n = 13 and prints 1932053504.",
        "Your friend's program prints 5.",
        'ASCII of "A" is 65; print(ord("A")) prints 65.',
        "In Python 2, print 5/2 prints 2.",
        "Under Python 2 the program prints 1.",
        'The command `python -c "print(2**10)"` prints 1024.',
        '`python -c "print(2**10)"` prints 1024.',
        "`python heat.py 12` prints 144.",
        "An empty list prints `[]`.",
        'In C, printf("%d", 7/2) prints 3.',
        "The REPL displays 6.",
        "`heat(3)` prints 5.",
    ],
)
def test_what_others_print_is_said_of_no_program_of_the_document(words: str) -> None:
    assert found(f"{PROGRAM}{words}\n") == []


@pytest.mark.parametrize(
    "words",
    [
        "heat.py prints 5.5.",
        "`heat.py` prints 5.5.",
        "Running `python heat.py` prints 5.5.",
        "The program reads nothing and prints 5.5.",
        "The script runs once, then prints 5.5.",
        "Running the program prints 5.5.",
        "In the end, it prints 5.5.",
        "Prints 5.5.",
    ],
)
def test_what_the_program_of_the_document_prints_is_found(words: str) -> None:
    assert found(f"{PROGRAM}{words}\n") == [("heat.py", "5.5")]

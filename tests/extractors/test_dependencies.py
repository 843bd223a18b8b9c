"""Which sentences say what a program needs, and what exactly."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.extractors import dependencies
from workbench.records import Claim


def claims(text: str) -> tuple[Claim, ...]:
    return dependencies.extract(read.document(text.encode(), "chat.md"))


@pytest.mark.parametrize(
    "text",
    [
        "It uses only the standard library.",
        "The program uses only Python's standard library.",
        "The script needs nothing but the standard library.",
        "It relies solely on the Python standard library.",
        "Only the standard library is needed.",
        "The module only uses the standard library.",
        "There are no external dependencies.",
        "It works without any third-party libraries.",
        "The code has no dependencies.",
        "It is written in pure Python.",
        "- No third-party packages.",
        "The solver imports nothing outside the standard library.",
    ],
)
def test_only_the_standard_library(text: str) -> None:
    (one,) = claims(text + "\n")
    assert one.kind == "imports"
    assert one.args == {"modules": ["stdlib"], "only": True, "none": False}
    assert text[one.location.column - 1 : one.location.end_column - 1] == one.quote


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("It uses NumPy.", ["numpy"]),
        ("The program depends on `numpy`.", ["numpy"]),
        ("The code requires PyTorch.", ["torch"]),
        ("The model requires PyTorch and torchvision.", ["torch", "torchvision"]),
        ("The function relies on NumPy and SciPy.", ["numpy", "scipy"]),
        ("`blur` uses SciPy.", ["scipy"]),
        ("- Uses NumPy for the product", ["numpy"]),
        ("The script imports numpy, scipy and matplotlib.", ["numpy", "scipy", "matplotlib"]),
    ],
)
def test_libraries(text: str, modules: list[str]) -> None:
    (one,) = claims(text + "\n")
    assert one.args == {"modules": modules, "only": False, "none": False}
    assert one.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "The module has no imports.",
        "The program imports nothing.",
        "It needs no imports.",
        "The code uses no import.",
    ],
)
def test_nothing_at_all(text: str) -> None:
    (one,) = claims(text + "\n")
    assert one.args == {"modules": [], "only": False, "none": True}


@pytest.mark.parametrize(
    "text",
    [
        "Does it use only the standard library?",
        "The program imports nothing but heapq.",
        "It imports nothing else.",
        "The code runs without any imports beyond `heapq`.",
        "No other packages are required.",
        "It needs no additional libraries.",
        "The function `mean` needs no imports.",
        "`mean` needs no imports.",
        "The helper has no external dependencies.",
        "Use only the standard library.",
        "It does not use NumPy.",
        "It would need NumPy.",
        "It uses only NumPy and the standard library.",
        "No external dependencies except NumPy.",
        "NumPy is faster.",
        "It uses a list.",
        "The loop depends on the previous value.",
        "There is no data dependence.",
        "If speed matters it uses NumPy.",
        "It uses lists instead of NumPy.",
        "The standard library has a heap.",
        "You can install NumPy.",
        "A version that uses NumPy is longer.",
    ],
)
def test_what_says_no_such_thing_is_left_alone(text: str) -> None:
    assert [one.quote for one in claims(text + "\n")] == []


PROGRAM = "```python\nimport re\n\n\ndef top_words(text):\n    return text\n```\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "`pandas` uses NumPy internally.",
        "SciPy's `solve_ivp` needs numpy arrays.",
        "In my thesis the code uses numpy and matplotlib.",
        "Requires numpy for the vectorised variant below the line.",
        "top_words imports nothing itself; the module imports re and collections.",
        "top_words needs no imports.",
        "top_words returns a list. It never changes its argument. It needs no imports.",
        "The program imports nothing itself.",
    ],
)
def test_what_others_or_one_function_need_is_said_of_no_program(text: str) -> None:
    assert [one.quote for one in claims(PROGRAM + text + "\n")] == []


@pytest.mark.parametrize(
    "text",
    ["`top_words` uses NumPy.", "The program needs no imports.", "It runs. It needs no imports."],
)
def test_what_a_program_of_the_document_needs_is_found(text: str) -> None:
    assert len(claims(PROGRAM + text + "\n")) == 1


@pytest.mark.parametrize("part", ["It uses numpy, ", "no external ", "only the standard ", "`a` "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    claims(part * 20_000)
    claims((part + "numpy. A") * 10_000)

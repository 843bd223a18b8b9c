"""Which program and function a label means when a document shows several."""

from __future__ import annotations

import builders as b
import pytest

from workbench import read
from workbench.extractors._known import Known, standing
from workbench.extractors._names import is_identifier, joints, means, words_of
from workbench.records import Artifact

SORT = "def quick_sort(items):\n    return sorted(items)\n"
MATRIX = "def matmul(a, b):\n    def dot(r, c):\n        return 0\n    return dot(a, b)\n"
NET = """\
class TinyNet:
    def __init__(self):
        self.x = 1

    def forward(self, x):
        return x
"""


def program(id_: str, line: int, source: str, name: str = "program.py", **more: object) -> Artifact:
    place = b.location(line=line)
    fields = {"id": id_, "source": source, "name": name, "location": place, "entry_point": None}
    return b.artifact(**(fields | more))


def known(*programs: Artifact) -> Known:
    return Known(programs, {one.id: read.functions(one.source) for one in programs})


ONE = program("a1", 10, SORT, "sorting.py")
TWO = program("a2", 20, MATRIX)
THREE = program("a3", 30, NET)
AGAIN = program("a4", 40, SORT)


def who(
    label: str, line: int = 99, *programs: Artifact, **more: bool
) -> tuple[str, str] | str | None:
    bound = known(*(programs or (ONE, TWO, THREE))).label(label, line, **more)
    if bound.artifact is None:
        return bound.problem
    return bound.artifact.id, bound.function or f"({bound.problem})"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("quick_sort", ("a1", "quick_sort")),
        ("quick_sort()", ("a1", "quick_sort")),
        ("Quick Sort", ("a1", "quick_sort")),
        ("Quicksort", ("a1", "quick_sort")),
        ("the QuickSort function", ("a1", "quick_sort")),
        ("matmul", ("a2", "matmul")),
        ("Matrix Multiplication", ("a2", "matmul")),
        ("matmul.dot", ("a2", "matmul.<locals>.dot")),
        ("matmul.<locals>.dot", ("a2", "matmul.<locals>.dot")),
        ("TinyNet.forward", ("a3", "TinyNet.forward")),
        ("forward", ("a3", "forward")),
        ("Forward", ("a3", "forward")),
        ("Tiny Net", ("a3", "TinyNet.forward")),
        ("sorting.py", ("a1", "quick_sort")),
    ],
)
def test_a_label_means_a_name_its_words_or_its_program(
    label: str, expected: tuple[str, str]
) -> None:
    found = who(label)
    assert found is not None
    assert (found[0], found[1].rpartition(".")[2]) == (expected[0], expected[1].rpartition(".")[2])


@pytest.mark.parametrize(
    "label",
    [
        "bubble_sort",
        "Euler Solver",
        "np.dot",
        "OtherNet.forward",
        "quick_sort_2",
        "x",
        "?",
    ],
)
def test_other_labels_mean_nobody(label: str) -> None:
    found = who(label)
    assert found is None or isinstance(found, str)


@pytest.mark.parametrize(
    "label",
    ["Quick Sort (original)", "optimised quick sort", "Quick Sort inner loop", "old matmul()"],
)
def test_a_word_that_limits_means_another_version_or_a_part(label: str) -> None:
    found = who(label)
    assert found is None or isinstance(found, str)


def test_an_exact_label_is_the_name_or_nothing() -> None:
    assert who("quick_sort", exact=True) == ("a1", "quick_sort")
    assert who("Quick Sort", exact=True) is None


def test_two_names_that_a_label_fits_leave_it_open() -> None:
    both = program("a1", 1, "def load_data():\n    pass\n\n\ndef load_model():\n    pass\n")
    found = who("load", 9, both)
    assert isinstance(found, str)
    assert "load_data" in found
    assert "load_model" in found


@pytest.mark.parametrize(
    ("line", "owner"), [(5, "a1"), (10, "a1"), (39, "a1"), (40, "a4"), (99, "a4"), (1 << 60, "a4")]
)
def test_of_two_programs_with_a_function_the_nearest_above_is_meant(line: int, owner: str) -> None:
    assert who("quick_sort", line, ONE, TWO, AGAIN) == (owner, "quick_sort")
    assert who("Quick Sort", line, AGAIN, TWO, ONE) == (owner, "quick_sort")


def test_the_others_that_may_be_meant_are_known() -> None:
    index = known(ONE, TWO, AGAIN)
    assert index.others(index.label("quick_sort", 15)) == ("a4",)
    assert index.others(index.label("quick_sort", 50)) == ("a1",)
    assert index.others(index.label("matmul", 50)) == ()
    assert index.others(index.label("nobody", 50)) == ()


def test_a_program_with_several_functions_is_no_function() -> None:
    several = program(
        "a5", 1, "def one():\n    pass\n\n\ndef two():\n    pass\n", "numbers_demo.py"
    )
    bound = known(several, ONE).label("numbers_demo.py", 9)
    assert (bound.artifact, bound.function) == (several, None)
    assert "several" in (bound.problem or "")


@pytest.mark.parametrize(
    ("source", "function"),
    [
        (SORT, "quick_sort"),
        (SORT + "\ndef main():\n    pass\n", "quick_sort"),
        (MATRIX, "matmul"),
        (NET, "TinyNet.forward"),
        ("async def go():\n    pass\n", "go"),
        ("def a():\n    pass\n\ndef b():\n    pass\n", None),
        ("print(1)\n", None),
        (NET + "\n    def back(self):\n        pass\n", None),
    ],
)
def test_what_stands_for_a_program(source: str, function: str | None) -> None:
    found = standing(program("a1", 1, source))
    assert found == function


def test_an_entry_point_stands_for_its_program() -> None:
    assert (
        standing(program("a1", 1, "def a():\n    pass\n\ndef b():\n    pass\n", entry_point="b"))
        == "b"
    )


def test_the_only_function_is_meant_without_a_name() -> None:
    bound = known(ONE).entry(50)
    assert bound is not None
    assert bound.function == "quick_sort"
    twice = known(ONE, AGAIN).entry(50)
    assert twice is not None
    assert twice.artifact == AGAIN
    assert known(ONE, TWO).entry(50) is None
    assert known(THREE).entry(50) is not None
    assert known().entry(50) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quick_sort", ["quick", "sort"]),
        ("QuickSort", ["quick", "sort"]),
        ("HTTPServer2", ["http", "server", "2"]),
        ("matmul", ["matmul"]),
        ("__init__", ["init"]),
        ("", []),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert words_of(name) == words


def test_joints_are_neighbours_written_as_one() -> None:
    assert joints(["quick", "sort"]) == {"quick", "sort", "quicksort"}


def test_identifiers_must_fit_exactly() -> None:
    assert is_identifier("quick_sort")
    assert is_identifier("sort()")
    assert not is_identifier("Quick Sort")
    assert not means("quick_sort_all", ["quick", "sort"])


@pytest.mark.parametrize("label", ["a" * 100_000, "Ab" * 50_000, "a_" * 50_000, "1 " * 50_000])
def test_long_labels_are_survived(label: str) -> None:
    who(label)


NESTED = program(
    "a5",
    50,
    "def rows(n):\n    return [k for k in range(n)]\n\n\n"
    "class Box:\n    def rows(self):\n        return sorted([1], key=lambda k: k)\n\n\n"
    "class Bag:\n    def size(self):\n        return [k for k in self]\n\n\n"
    "class Cup:\n    def size(self):\n        return 0\n",
)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("rows.<listcomp>", ("a5", "rows.<locals>.<listcomp>")),
        ("rows.<locals>.<listcomp>", ("a5", "rows.<locals>.<listcomp>")),
        ("rows().<listcomp>", ("a5", "rows.<locals>.<listcomp>")),
        ("Box.rows.<lambda>", ("a5", "Box.rows.<locals>.<lambda>")),
        ("<listcomp>", ("a5", "<listcomp>")),
        ("<lambda>", ("a5", "<lambda>")),
        ("<module>", ("a5", "<module>")),
        ("size.<listcomp>", "'size' may mean Bag.size or Cup.size"),
        ("other.<listcomp>", "'other' names no function of the program"),
        (
            "rows (list comprehension)",
            "'rows (list comprehension)' names no function of the program",
        ),
        ("the lambda in rows", "'the lambda in rows' names no function of the program"),
    ],
)
def test_a_part_of_a_function_is_never_the_function(label: str, expected: object) -> None:
    assert who(label, 99, NESTED) == expected


def test_a_part_is_that_of_the_program_that_has_such() -> None:
    assert who("<listcomp>", 99, NESTED, TWO) == ("a5", "<listcomp>")
    assert who("<module>", 99, NESTED, TWO) == (
        "there are several programs, each with code outside of functions"
    )


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Original", ("a1", "quick_sort")),
        ("First version", ("a1", "quick_sort")),
        ("Optimised", ("a6", "quick_sort")),
        ("Version 2", ("a6", "quick_sort")),
        ("Version 3", "'Version 3' names no function of the program"),
    ],
)
def test_a_label_may_tell_one_of_two_versions(label: str, expected: object) -> None:
    other = program("a6", 40, SORT.replace("sorted(items)", "[]"))
    assert who(label, 99, ONE, other) == expected
    assert who(label, 99, ONE, AGAIN, other) == expected


def test_a_function_that_is_repeated_has_one_version() -> None:
    assert known(ONE, AGAIN).versions("quick_sort") == [ONE]
    assert who("Original", 99, ONE, AGAIN) == "'Original' names no function of the program"


def test_a_version_of_a_program_that_is_shown_once_is_none() -> None:
    assert who("Original", 99, ONE) == "'Original' names no function of the program"


def test_a_label_may_be_the_heading_of_a_program() -> None:
    found = known(ONE, TWO)
    found.titles = {"slicing": [ONE], "looping": [ONE, TWO]}
    assert found.label("Slicing", 99).function == "quick_sort"
    assert found.label("Looping", 99).artifact is None


def test_bearers_are_the_methods_of_a_name_unless_a_function_has_it() -> None:
    assert known(NESTED).bearers(known(NESTED).named("size", 99)) == ["Bag.size", "Cup.size"]
    assert known(NESTED).bearers(known(NESTED).named("rows", 99)) == ["rows"]

"""Classes of growth as lines of text."""

from __future__ import annotations

from workbench import complexity
from workbench.complexity import Grown, Point
from workbench.exports._complexity import lines


def test_a_class_is_shown_with_its_runner_up_and_its_sizes() -> None:
    points = tuple(Point(n, 3.0 * n * n + 5, 0.0, 8 * n + 100) for n in range(10, 110, 10))
    text = "\n".join(lines(complexity.part({None: Grown(points, "n = 200: too much")})))
    assert "time O(n^2) (next" in text
    assert "space O(n)" in text
    assert "10 sizes, 10 to 100; ends at n = 200: too much" in text


def test_families_are_named_and_what_is_undecided_says_why() -> None:
    few = Grown((Point(8, 10.0, 0.0, 10),), "n = 16: \x1b[31mno")
    text = "\n".join(lines(complexity.part({"sorted": few, "random": Grown((), "nothing ran")})))
    assert "inputs sorted: time undecided" in text
    assert "time: 1 sizes are too few" in text
    assert "no size could be measured; ends at nothing ran" in text
    assert "\x1b" not in text

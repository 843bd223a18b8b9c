"""Whether a program prints what it is said to print."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import find, probe

from workbench.claims.base import Finding, Peer
from workbench.records import Measurement

FIXED = "print(sum(range(4)))\n"
DRAWN = "import random\nprint(random.random())\n"


def printed(stdout: str, outcome: str = "ok", status: int = 0, **run: Any) -> Measurement:
    data = {"exit": status, "stdout": stdout} if outcome == "ok" else None
    return probe("script", data, outcome, stdout=stdout, **run)


def value(claimed: str, seen: Measurement, source: str = FIXED, **more: Any) -> Finding:
    args = {"program": "heat.py", "value": claimed, "call": None}
    more.setdefault("artifact", b.artifact(source=source))
    return find("output_value", args, observed=seen, **more)


@pytest.mark.parametrize(
    ("claimed", "stdout"),
    [
        ("5.28", "5.278830895566722\n"),
        ("5.279", "result: 5.278830895566722\n"),
        ("5.2788...", "5.278891\n"),
        ("5.278830895566722", "5.278830895566722\n"),
        ("70", "70\n"),
        ("[1, 2]", "x = [1, 2]\n"),
        ("done", "start\ndone\n"),
        ("a 1\nb 2", "x\na 1\nb 2\ny\n"),
        ("a 1\n...\nc 3", "a 1\nb 2\nb 2\nc 3\n"),
        ("'abc'", "abc\n"),
        ("\x1b[31mred\x1b[0m 5", "red 5   \n"),
        ("1.0e-3", "0.001\n"),
        ("tensor([1.50])", "tensor([1.5000])\n"),
        ("7", "total: 7\n"),
    ],
)
def test_what_is_printed(claimed: str, stdout: str) -> None:
    assert value(claimed, printed(stdout)).label == "confirmed"


def cell(claimed: str, stdout: str, before: int, total: int) -> Finding:
    stored = {"lines_before": before, "lines_in_all": total}
    args = {"program": "heat.py", "value": claimed, "call": None, **stored}
    observed = printed(stdout)
    return find("output_value", args, observed=observed, artifact=b.artifact(source=FIXED))


def test_a_cell_is_held_to_its_own_lines() -> None:
    assert cell("b", "a\nb\nc\n", 1, 3).label == "confirmed"
    wrong = cell("a", "a\nb\nc\n", 1, 3)
    assert (wrong.label, wrong.measured) == ("contradicted", "b")


def test_lines_that_do_not_add_up_tell_no_cell_from_another() -> None:
    assert cell("a", "a\nb\nc\n", 1, 4).label == "confirmed"


@pytest.mark.parametrize(
    ("claimed", "stdout"),
    [
        ("5.27", "5.278830895566722\n"),
        ("5", "5.278830895566722\n"),
        ("7", "7 of 9 lines\n"),
        ("[1, 3]", "[1, 2]\n"),
        ("a 1\nb 3", "a 1\nb 2\n"),
        ("a 1\nc 3", "a 1\nb 2\nc 3\n"),
        ("5.3053", "5.2788\n"),
    ],
)
def test_what_is_not_printed(claimed: str, stdout: str) -> None:
    found = value(claimed, printed(stdout))
    assert (found.label, found.rule) == ("contradicted", "WB401")
    assert found.fix is not None


@pytest.mark.parametrize(
    "source",
    [
        DRAWN,
        "import numpy as np\nprint(np.random.rand(2))\n",
        "import torch\nprint(torch.randn(2))\n",
        "import time\nprint(time.time())\n",
        "print({'a', 'b'}, set('ab'))\n",
        "print(id(3))\n",
    ],
)
def test_what_changes_from_run_to_run_is_not_held_to_one_output(source: str) -> None:
    found = value("0.5", printed("0.25\n"), source)
    assert (found.label, found.reason) == ("ambiguous", "not-deterministic")


def test_a_seed_makes_a_program_answer_for_its_output() -> None:
    seeded = "import random\nrandom.seed(1)\nprint(random.random())\n"
    assert value("0.5", printed("0.25\n"), seeded).label == "contradicted"


def test_a_program_that_crashes_before_it_prints() -> None:
    crash = printed("", "crash", 1, error="ValueError: no (line 1)")
    assert (value("5", crash).label, value("5", crash).rule) == ("contradicted", "WB403")
    late = printed("4\n", "crash", 1, error="ValueError: no (line 1)")
    assert value("5", late).label == "uncheckable"
    assert value("4", late).label == "confirmed"


@pytest.mark.parametrize(
    ("outcome", "error", "label"),
    [
        ("crash", "ModuleNotFoundError: No module named 'scipy'", "uncheckable"),
        ("crash", "EOFError: EOF when reading a line", "uncheckable"),
        ("blocked", "PermissionError", "uncheckable"),
        ("not-run", "torch is not installed", "uncheckable"),
        ("timeout", None, "undecided"),
    ],
)
def test_what_it_lacks_here_is_nobodys_mistake(outcome: str, error: str, label: str) -> None:
    assert value("5", printed("", outcome, 1, error=error)).label == label


def test_a_program_that_prints_nothing_is_not_the_one_that_is_meant() -> None:
    assert value("5", printed("")).label == "uncheckable"


def test_another_program_of_the_document_may_be_meant() -> None:
    other = b.artifact(id="a2", name="wave.py")
    peers = (Peer(other, observed={("script", None): printed("5.5\n")}),)
    assert value("5.5", printed("4.5\n"), peers=peers).label == "ambiguous"
    found = value("6.5", printed("4.5\n"), peers=peers)
    assert found.label == "contradicted"


def test_a_program_is_found_by_its_name() -> None:
    peers = (
        Peer(b.artifact(name="heat.py"), observed={("script", None): printed("5.5\n")}),
        Peer(b.artifact(name="wave.py"), observed={("script", None): printed("4.5\n")}),
    )
    args = {"program": "heat.py", "value": "5.5", "call": None}
    assert find("output_value", args, artifact=None, peers=peers).label == "confirmed"
    args["program"] = None
    assert find("output_value", args, artifact=None, peers=peers).label == "uncheckable"


@pytest.mark.parametrize("part", ["1 ", "...\n", "a\n", "\x1b[", "1.", "-"])
def test_long_outputs_are_compared_to_their_end(part: str) -> None:
    found = value(part * 700 + "b", printed(part * 20_000))
    assert found.label in ("contradicted", "confirmed")

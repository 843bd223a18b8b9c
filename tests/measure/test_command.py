"""Commands that are really run in a guest, on the files of a document."""

from __future__ import annotations

import builders as b
import pytest

from workbench import interpreters, judge, measure
from workbench.guest import tiers
from workbench.measure.observers import OBSERVERS
from workbench.records import Measurement, Verdict

FILES = {
    "heat.py": "def g(x):\n    return x\n\n\nif __name__ == '__main__':\n"
    "    print(sum(map(g, range(5))))\n",
    "broken.py": "if True:\nprint(1)\n",
    "only.py": "def f():\n    return 1\n",
    "raises.py": "import heat\n\nraise ValueError('no')\n",
    "asks.py": "input()\n",
}
NOTHING = b.artifact(id="", name="empty.py", source="")


def ran(command: str) -> Measurement:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    bench = measure.Bench((here,), here, tier, tier, files=FILES)
    return OBSERVERS["command"](NOTHING, command, bench, None)


def verdict(command: str) -> Verdict:
    seen = ran(command)
    claim = b.claim(artifact=None, kind="command_works", args={"command": command})
    subject = judge.Subject(NOTHING, observed={("command", command): seen})
    return judge.claims([claim], {"": subject}, seen.python)[0]


@pytest.mark.parametrize(
    ("command", "label"),
    [
        ("python heat.py", "confirmed"),
        ("python -m heat", "confirmed"),
        ("python3 -m cProfile -s cumtime heat.py", "confirmed"),
        ("python -m cProfile -o heat.prof heat.py", "confirmed"),
        ("python -m cProfile -o only.prof only.py", "ambiguous"),
        ("python -m dis heat.py", "confirmed"),
        ("python -m py_compile heat.py only.py", "confirmed"),
        ("python -m py_compile heat.py broken.py only.py", "contradicted"),
        ("python broken.py", "contradicted"),
        ("python raises.py", "contradicted"),
        ("python sun.py", "contradicted"),
        ("python asks.py", "uncheckable"),
        ("python -c 'import heat; print(heat.g(2))'", "confirmed"),
        ("pip install heat", "uncheckable"),
    ],
)
def test_a_command_gets_its_verdict(command: str, label: str) -> None:
    assert verdict(command).label == label


def test_what_a_command_leaves_is_told() -> None:
    seen = ran("python -m cProfile -o heat.prof heat.py")
    assert seen.data is not None
    assert list(seen.data["written"]) == ["heat.prof"]
    # g is called five times; the generator of the sum is no function of the file.
    assert seen.data["profile"]["own_calls"] == 5
    compiled = ran("python -m py_compile heat.py")
    assert compiled.data is not None
    assert [name.endswith(".pyc") for name in compiled.data["written"]] == [True]


def test_the_first_file_that_does_not_compile_is_named() -> None:
    text = verdict("python -m py_compile heat.py broken.py").explanation
    assert text.startswith("broken.py does not compile: IndentationError")


def test_a_place_in_the_program_is_told() -> None:
    assert "(raises.py, line 3)" in verdict("python raises.py").explanation

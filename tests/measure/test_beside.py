"""Programs that import other files of their submission, called by every probe that calls."""

from __future__ import annotations

from dataclasses import replace

import builders as b
import pytest

from workbench import interpreters, measure
from workbench.guest import tiers
from workbench.measure import conditions
from workbench.measure.conditions import beside
from workbench.measure.observers import OBSERVERS

SOURCE = "from adding import more\n\n\ndef f(n):\n    return sum(more(k) for k in range(n))\n"
FILES = {
    "work.py": "raise ValueError('not the program itself')\n",
    "adding.py": "from parts.one import ONE\n\n\ndef more(k):\n    return k + ONE\n",
    "parts/one.py": "ONE = 1\n",
    "../out.py": "",
    "odd\ud800.py": "",
}
PROGRAM = b.artifact(name="work.py", source=SOURCE)


def bench() -> measure.Bench:
    here = interpreters.running()
    tier = tiers.detect(allow_none=True)
    return measure.Bench((here,), here, tier, tier, files=FILES)


def test_the_program_itself_and_what_is_no_file_name_do_not_lie_beside_it() -> None:
    assert set(beside(PROGRAM, bench())) == {"adding.py", "parts/one.py"}


@pytest.mark.parametrize("probe", ["value", "calls", "executed", "cost", "traits", "sampling"])
def test_a_program_finds_the_modules_beside_it(probe: str) -> None:
    seen = OBSERVERS[probe](PROGRAM, "f(4)", bench(), None)
    assert (seen.error, seen.run and seen.run.outcome) == (None, "ok")
    assert seen.data is not None
    assert not seen.data.get("raised")
    if probe == "value":
        assert seen.data["shown"] == "10"


def test_its_complexity_is_measured() -> None:
    seen = OBSERVERS["complexity"](PROGRAM, "f(n)", bench(), None)
    assert seen.run is not None
    assert seen.run.outcome == "ok"


@pytest.mark.parametrize("probe", ["script", "value", "calls", "executed", "sampling"])
def test_what_a_file_beside_it_imports_is_there_for_it(probe: str) -> None:
    files = {
        "matrices.py": "from inner.made import made\n",
        "inner/made.py": "import numpy as np\n\n\ndef made(n):\n    return np.arange(n)\n",
    }
    source = (
        "from matrices import made\n\n\ndef f(n):\n    return int(made(n).sum())\n\n\nprint(f(3))\n"
    )
    program = b.artifact(name="work.py", source=source)
    seen = OBSERVERS[probe](program, "f(4)", replace(bench(), files=files), None)
    assert (seen.error, seen.run and seen.run.outcome) == (None, "ok")
    if probe == "value":
        assert seen.data is not None
        assert seen.data["shown"] == "6"


@pytest.mark.parametrize(
    ("source", "flavour"),
    [
        ("import matrices\n", "numpy"),
        ("from package import deep\n", "torch"),
        ("import other\n", "base"),
        ("import again\n", "numpy"),
        ("# import matrices\n", "base"),
        ("matrices = 1\n", "base"),
    ],
)
def test_only_what_is_imported_raises_the_flavour(source: str, flavour: str) -> None:
    files = {
        "matrices.py": "import numpy\n",
        "package/deep.py": "import torch\n",
        "package/__init__.py": "",
        "other.py": "x = 1\n",
        "again.py": "import again2\n",
        "again2.py": "import again, matrices\n",
        "matrices.txt": "import torch\n",
    }
    program = b.artifact(name="work.py", source=source)
    assert conditions.flavour(program, None, files) == flavour

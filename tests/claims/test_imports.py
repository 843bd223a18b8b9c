"""What a program imports, as its syntax tree tells."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from claiming import find
from looping import structure

from workbench.claims.base import Finding, Peer


def judged(source: str, *modules: str, **args: Any) -> Finding:
    peers = args.pop("peers", ())
    return find(
        "imports", {"modules": list(modules)} | args, observed=structure(source), peers=peers
    )


PLAIN = "from __future__ import annotations\nimport math, os.path\n"
ARRAYS = "import math\n\n\ndef f():\n    import numpy as np\n    from torch.nn import Linear\n"
NONE = "from __future__ import annotations\nx = 1\n"
DYNAMIC = "import math\nm = __import__('num' + 'py')\n"
BESIDE = "from . import other\nimport math\n"


@pytest.mark.parametrize(
    ("source", "modules", "only", "label"),
    [
        (PLAIN, ["math"], False, "confirmed"),
        (PLAIN, ["math", "os"], True, "confirmed"),
        (PLAIN, ["math"], True, "contradicted"),
        (PLAIN, ["numpy"], False, "contradicted"),
        (PLAIN, ["stdlib"], True, "confirmed"),
        (PLAIN, ["stdlib"], False, "confirmed"),
        (NONE, ["stdlib"], True, "confirmed"),
        (ARRAYS, ["stdlib"], True, "contradicted"),
        (ARRAYS, ["numpy"], False, "confirmed"),
        (ARRAYS, ["torch.nn"], False, "confirmed"),
        (ARRAYS, ["numpy", "stdlib"], True, "contradicted"),
        (DYNAMIC, ["numpy"], False, "uncheckable"),
        (DYNAMIC, ["stdlib"], True, "uncheckable"),
        (DYNAMIC, ["math"], False, "confirmed"),
        (BESIDE, ["stdlib"], True, "uncheckable"),
        (PLAIN, [], False, "uncheckable"),
    ],
)
def test_labels(source: str, modules: list[str], only: bool, label: str) -> None:
    found = judged(source, *modules, only=only)
    assert (found.label, found.rule) == (label, "WB107" if label == "contradicted" else found.rule)


def test_no_imports() -> None:
    assert judged(NONE, none=True).label == "confirmed"
    assert judged(PLAIN, none=True).label == "contradicted"
    assert judged(DYNAMIC, none=True).label == "uncheckable"


def test_another_program_of_the_document_may_be_meant() -> None:
    other = structure(ARRAYS)
    peer = Peer(b.artifact(id="a2"), observed={("structure", None): other})
    assert judged(PLAIN, "numpy", peers=(peer,)).label == "ambiguous"

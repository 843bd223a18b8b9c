"""What sentences say of a run, from the document to the verdict, through `workbench check`.

The program adds up three products; every truth is worked out by hand. What limits a call depends on
the machine: there it is said which verdicts may never be given.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import workbench

DOT = """\
```python
def dot(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


print(dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]))
```

"""
ARRAYS = """\
```python
import numpy as np


def shift(n):
    return (np.ones(n) + 1.0)[0]


print(shift(3_000_000))
```

`shift` is memory-bound. `shift` is compute-bound.

```python
import numpy as np


def product(n):
    a = np.ones((n, n))
    return (a @ a)[0, 0]


print(product(700))
```

`product` is memory-bound. `product` is compute-bound.
"""


def said(text: str, root: Path) -> list[tuple[str, str | None, str]]:
    """Kind and verdict of what the sentences of a document claim, with the quote."""
    file = root / "said.md"
    file.write_text(text, encoding="utf-8")
    done = workbench(
        "check", file, "--root", root, "--format", "json", "--quiet", cwd=Path(__file__).parents[1]
    )
    found = [one for one in done.json["claims"] if one["extractor"] != "implicit"]
    return [(one["kind"], one["verdict"], one["quote"]) for one in found]


TRUE = {
    # A multiplication and an addition for each of three pairs.
    "`dot` performs 6 floating-point operations.": "flops",
    # These six, and the call of zip.
    "Work and span are counted in steps. The work of `dot` is 7.": "parallelism",
    # Line 4 is run three times, line 2 once.
    "Line 4 executes the most instructions.": "hot_line",
    # Everything that the function names is its own, but for zip.
    "`dot` contains no STORE_GLOBAL.": "opcode_count",
    # A loop of loads and stores; nothing is compared.
    "0 % of the executed instructions in `dot` are comparisons.": "mix_share",
    "The executed instructions of `dot` are dominated by loads and stores.": "dominated_by",
    # No more than a few numbers at a time.
    "`dot` uses at most 4 GB of memory.": "peak_memory",
}
FALSE = {
    "`dot` performs 60 floating-point operations.": "flops",
    "The parallelism (work/span) of `dot` is 100.": "parallelism",
    "Line 2 executes the most instructions.": "hot_line",
    "`dot` contains no STORE_FAST.": "opcode_count",
    "60 % of the executed instructions in `dot` are comparisons.": "mix_share",
    "The executed instructions of `dot` are dominated by comparisons.": "dominated_by",
    "`dot` uses about 4 GB of memory.": "peak_memory",
}


@pytest.mark.parametrize(("sentences", "label"), [(TRUE, "confirmed"), (FALSE, "contradicted")])
def test_true_and_false(sentences: dict[str, str], label: str, tmp_path: Path) -> None:
    found = said(DOT + "\n\n".join(sentences) + "\n", tmp_path)
    assert {(kind, verdict) for kind, verdict, _ in found} == {
        (kind, label) for kind in sentences.values()
    }
    assert len(found) == len(sentences)
    text = " ".join(sentences)
    assert all(quote in text for _, _, quote in found)


def test_what_limits_a_call_is_never_told_the_wrong_way_round(tmp_path: Path) -> None:
    shift, shift_too, product, product_too = said(ARRAYS, tmp_path)
    assert {one[0] for one in (shift, shift_too, product, product_too)} == {"bound_by"}
    assert shift[1] in ("confirmed", "undecided")
    assert shift_too[1] in ("ambiguous", "undecided")
    assert product[1] in ("contradicted", "undecided")
    assert product_too[1] in ("confirmed", "undecided")


def test_general_knowledge_accuses_nobody(tmp_path: Path) -> None:
    text = (
        "Dot products are memory-bound. Usually, `dot` uses about 4 GB of memory. On a GPU `dot` "
        "performs 60 FLOPs. Is `dot` dominated by comparisons? A call would perform 60 FLOPs. In "
        "typical programs, 60 % of the executed instructions are comparisons.\n"
    )
    assert said(DOT + text, tmp_path) == []

"""The ranking of machine models in lines for a terminal: tie or winner, cycles, premises."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.exports._tables import INDENT, number, table
from workbench.safe_text import one_line

_WIDTH = 96


def lines(part: Mapping[str, Any]) -> list[str]:
    """Lines for the part that `architectures.part` made; every text in it is made safe."""
    ranking = part["ranking"]
    first = ranking[0]["cycles"]
    rows = [("machine", "cycles", "of the first")]
    rows += [(one["machine"], number(one["cycles"]), _ratio(one, first)) for one in ranking]
    found = ["architectures " + _result(part), *table(rows)]
    found += [f"{INDENT}rests on:", *_list(part["premises"])]
    varied = len(part["parameters"])
    found += [
        f"{INDENT * 2}- {varied} parameters noted from publications, approximate (--format json)"
    ]
    return [*found, f"{INDENT}counted: {one_line(part['definition'], 1000)}"]


def _result(part: Mapping[str, Any]) -> str:
    """ "(predicted, not measured): a tie of scalar, VLIW and SIMD"."""
    stable = f"{100 * part['stability']:.0f} % of the draws"
    first = one_line(part["ranking"][0]["machine"], 40)
    if part["winner"] is not None:
        text = f"{one_line(part['winner'], 40)}, first in {stable}"
    elif len(part["tied"]) > 1:
        text = f"a tie of {_listed(part['tied'])}"
    else:
        text = f"a tie: {first} is first in only {stable}"
    return f"(predicted, not measured): {text}"


def _listed(names: Sequence[str]) -> str:
    safe = [one_line(name, 40) for name in names]
    return f"{', '.join(safe[:-1])} and {safe[-1]}"


def _ratio(one: Mapping[str, Any], first: int) -> str:
    return f"{one['cycles'] / first:,.2f}x" if first else "-"


def _list(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from _wrapped(one_line(sentence, 300), INDENT * 2 + "- ")


def _wrapped(text: str, head: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    )

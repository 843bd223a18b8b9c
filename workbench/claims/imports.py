"""Claims of the form: the program imports these modules, only these, or none."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from workbench.claims._loops import STATIC, rows, tree
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    uncheckable,
)

NEEDS = ("structure",)
DESCRIBES = Describes(
    "The program imports these modules (top-level names; `stdlib` stands for the whole standard "
    "library), with only = true nothing else, with none = true nothing at all.",
    {"modules": ["stdlib"], "only": True, "none": False},
)
STDLIB = "stdlib"
_RULE = "WB107"


Name = Annotated[str, Field(max_length=100)]


class Args(ClaimArgs):
    """Top-level names of modules, and whether there are others."""

    modules: list[Name] = Field(default_factory=list, max_length=40)
    only: bool = False
    none: bool = False


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact on the syntax tree; what is imported by a computed name cannot be seen there."""
    data = tree(evidence)
    if isinstance(data, Finding):
        return data
    imported = _imported(data)
    shown = ", ".join(sorted(imported)[:12]) or "nothing"
    text = f"{STATIC}, the program imports {shown}"
    wanted = {name.strip().split(".")[0] for name in args.modules}
    false = _false(args, wanted, imported)
    if false is None or data.get("truncated"):
        return uncheckable(text, reason="unclear")
    dynamic = rows(data, "dynamic_imports")
    if dynamic and (args.only or args.none or false):
        line = dynamic[0].get("line")
        more = f"{text}, and on line {line} code or a module by a computed name"
        return uncheckable(more, reason="dynamic")
    if not false:
        return confirmed(text, measured=sorted(imported)[:12])
    if not args.only and not args.none and _elsewhere(wanted, evidence):
        text += "; another program of the document imports what is named"
        return Finding("ambiguous", "another-program", text, "WB502", sorted(imported)[:12])
    return contradicted(text, _RULE, measured=sorted(imported)[:12])


def _false(args: Args, wanted: set[str], imported: set[str]) -> bool | None:
    """Whether it is plainly not so; None when it cannot be said."""
    if args.none:
        return bool(imported)
    if STDLIB in wanted:
        if "." in imported:
            return None  # a file beside it, which may be anything
        rest = imported - sys.stdlib_module_names - wanted
        return bool(rest) if args.only else not imported & sys.stdlib_module_names
    if args.only and imported - wanted:
        return True
    return not wanted <= imported if wanted else None


def _imported(data: Mapping[str, Any]) -> set[str]:
    """Top-level modules; "." for one beside the program. `__future__` is no module of use."""
    names = {
        "." if one.get("relative") else str(one.get("module"))[:100]
        for one in rows(data, "imports")
    }
    return names - {"__future__"}


def _elsewhere(wanted: set[str], evidence: Evidence) -> bool:
    """Whether another program of the document imports all of them."""
    seen = [peer.observed.get(("structure", None)) for peer in evidence.peers]
    return any(wanted <= _imported(one.data or {}) for one in seen if one is not None)

"""Recommendations of a machine for a program: a judgement, with premises that can be looked at.

What the machine would do cannot be measured here. What the words give as a reason about the program
(serial, data-parallel, branch-heavy, dense linear algebra, …) is held against its syntax tree and
against the traits of a run. What simple machine models make of these is shown beside, as evidence
about the program, and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from workbench import machine_models
from workbench.claims._premises import Known, Structure, premise
from workbench.claims._traits import depends, seen, together
from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding, contradicted

NEEDS = ("structure", "traits", "dependences")
DESCRIBES = Describes(
    "Machines that suit the function (scalar, VLIW, SIMD, GPU, systolic array, FPGA, …) and why.",
    {"function": "f", "machines": ["scalar"], "premises": ["serial loop"]},
)
_MAX = 40
_DENSE = re.compile(
    r"(?:.*\.)?(?:dot|matmul|einsum|tensordot|inner|outer|bmm|mm|conv[123]d|linear|Linear|Conv[123]d"
    r"|solve|inv|lstsq|convolve)\Z|@\Z"
)
_ARRAYS = re.compile(r"(?:numpy|np|torch|jax|tensorflow|cupy|scipy|F|nn)(?:\.|\Z)")

Words = Annotated[str, Field(max_length=300)]


class Args(ClaimArgs):
    """The function, the machines recommended for it, and the reasons given."""

    function: str | None = Field(default=None, max_length=300)
    machines: list[Words] = Field(max_length=_MAX)
    premises: list[Words] = Field(default_factory=list, max_length=_MAX)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Uncheckable with what is known of each premise; false where a premise plainly is."""
    machines = ", ".join(args.machines[:6]) or "a machine"
    known = _known(args, evidence)
    looked = [(text, *premise(text, known)) for text in args.premises[:_MAX]]
    told = "; ".join(f"{text!r} {state} ({why})" for text, state, why in looked)
    false = next((text for text, state, _ in looked if state == "does not hold"), None)
    ranked = _ranked(known)
    if false is not None:
        text = f"the reason given for {machines} does not fit the program: {told}"
        return contradicted(text, "WB302", reason="premise", measured=told[:300], help=ranked)
    text = f"whether {machines} suits it is a judgement, and such hardware is not here"
    if told:
        text += f"; of the reasons given: {told}"
    return Finding("uncheckable", "judgement", text[:1_500], "WB503", help=ranked)


def _known(args: Args, evidence: Evidence) -> Known:
    """What is known of the function. What was run is the call of the program's entry point."""
    structure = _structure(args, evidence)
    if args.function is not None and not _is_entry(args.function, evidence):
        return Known(structure)
    traits = seen(evidence.observed.get("traits"))
    free = depends(evidence.observed.get("dependences"))
    return Known(
        structure,
        None if isinstance(traits, str) else traits,
        None if isinstance(free, str) else free,
    )


def _is_entry(function: str, evidence: Evidence) -> bool:
    return evidence.entry_point is not None and function in (
        evidence.entry_point,
        evidence.entry_point.rpartition(".")[2],
    )


def _ranked(known: Known) -> tuple[str, ...]:
    """What the machine models predict, said as what it is."""
    if known.seen is None or known.depends is None:
        return ()
    found = machine_models.rank(together(known.seen, known.depends))
    cycles = ", ".join(f"{name} {number:,.0f}" for name, number in found.cycles)
    result = f"{found.winner} first" if found.winner is not None else "a tie"
    text = (
        f"simple models, with published parameters varied by two either way, predict {result} "
        f"({cycles} cycles; the first stays so in {found.stability:.0%} of the draws): evidence "
        "about the program, scalar being one operation a cycle, and not about hardware, which was "
        "not measured"
    )
    return (text,)


def _structure(args: Args, evidence: Evidence) -> Structure | None:
    """What is known of the function's syntax tree; None when nothing is."""
    measurement = evidence.observed.get("structure")
    data = measurement.data if measurement is not None else None
    if not isinstance(data, Mapping) or data.get("error"):
        return None
    name = args.function or evidence.entry_point
    loops = [one for one in _rows(data, "loops") if _is_in(one.get("function"), name)]
    calls = [one for one in _rows(data, "calls") if _is_in(one.get("function"), name)]
    called = [str(one.get("name")) for one in (*calls, *_rows(data, "calls"))]
    arrays = any(_ARRAYS.match(str(one.get("module"))) for one in _rows(data, "imports"))
    everywhere = _rows(data, "loops")
    serial = all(one.get("verdict") == "serial" and one.get("sure") is True for one in everywhere)
    return Structure(
        loops=tuple(str(one.get("verdict")) for one in loops),
        dense=", ".join(dict.fromkeys(name for name in called if _DENSE.match(name)))[:100],
        calls_in_loops=sum(one.get("in_loop") is True for one in calls),
        surely_serial=bool(loops) and serial and not arrays and not data.get("truncated"),
    )


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = data.get(key)
    rows = found if isinstance(found, list) else []
    return [one for one in rows if isinstance(one, Mapping)]


def _is_in(where: object, name: str | None) -> bool:
    """Whether something stands in the function; without one, anywhere."""
    if name is None:
        return True
    where = str(where)
    return where == name or where.endswith(f".{name}") or f"{name}." in f"{where}."

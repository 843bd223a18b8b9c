"""Recommendations of a machine for a program: a judgement, with premises that can be looked at.

What the machine would do cannot be measured here. What the words give as a reason about the program
(serial, data-parallel, dense linear algebra, …) is held against its syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding, contradicted

NEEDS = ("structure",)
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
_CARRIED = ("serial",)
_FREE = ("independent", "reduction", "parallel")

Words = Annotated[str, Field(max_length=300)]
State = Literal["holds", "does not hold", "not measured"]


class Args(ClaimArgs):
    """The function, the machines recommended for it, and the reasons given."""

    function: str | None = Field(default=None, max_length=300)
    machines: list[Words] = Field(max_length=_MAX)
    premises: list[Words] = Field(default_factory=list, max_length=_MAX)


@dataclass(frozen=True)
class Structure:
    """What the syntax tree says of one function, or of the whole program.

    `dense` are calls of dense linear algebra: also those by which a class makes its layers.
    `surely_serial` says that the program has loops, each of them certainly serial, and no library
    whose calls would hide others.
    """

    loops: tuple[str, ...]
    dense: str
    calls_in_loops: int
    surely_serial: bool


def judge(args: Args, evidence: Evidence) -> Finding:
    """Uncheckable with what is known of each premise; false where a premise plainly is."""
    machines = ", ".join(args.machines[:6]) or "a machine"
    structure = _structure(args, evidence)
    looked = [(premise, *_premise(premise, structure)) for premise in args.premises[:_MAX]]
    told = "; ".join(f"{premise!r} {state} ({why})" for premise, state, why in looked)
    false = next((premise for premise, state, _ in looked if state == "does not hold"), None)
    if false is not None:
        text = f"the reason given for {machines} does not fit the program: {told}"
        return contradicted(text, "WB302", reason="premise", measured=told[:300])
    text = f"whether {machines} suits it is a judgement, and such hardware is not here"
    if told:
        text += f"; of the reasons given: {told}"
    return Finding("uncheckable", "judgement", text[:1_500], "WB503")


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


# --- premises -------------------------------------------------------------------------------------


def _premise(text: str, structure: Structure | None) -> tuple[State, str]:
    """Whether a reason holds, and what shows it."""
    if structure is None:
        return "not measured", "nothing is known of the program"
    for pattern, look in _PREMISES:
        if pattern.search(text[:300]):
            return look(structure)
    return "not measured", "nothing here measures that"


def _serial(structure: Structure) -> tuple[State, str]:
    if any(verdict in _CARRIED for verdict in structure.loops):
        return "holds", _loops(structure)
    return "not measured", _loops(structure)


def _parallel(structure: Structure) -> tuple[State, str]:
    """Data-parallel work: in loops that are free of each other, or in calls on whole arrays."""
    if any(verdict in _FREE for verdict in structure.loops):
        return "holds", _loops(structure)
    if structure.dense:
        return "holds", f"it calls {structure.dense}"
    if structure.surely_serial:
        return "does not hold", _loops(structure)
    return "not measured", _loops(structure)


def _dense(structure: Structure) -> tuple[State, str]:
    if structure.dense:
        return "holds", f"it calls {structure.dense}"
    return "not measured", "it calls no such routine"


def _small_calls(structure: Structure) -> tuple[State, str]:
    """Many small calls: there are calls in its loops."""
    count = structure.calls_in_loops
    if count:
        return "holds", f"{count} call{'s' if count > 1 else ''} in its loops"
    return "not measured", "no call stands in a loop of its own"


def _loops(structure: Structure) -> str:
    """The loops in words: "2 loops: serial, serial"."""
    count = len(structure.loops)
    if not count:
        return "no loop is written there"
    named = ", ".join(structure.loops[:5])
    return f"{count} loop{'s' if count > 1 else ''}: {named}"


Look = Callable[[Structure], tuple[State, str]]
_PREMISES: Sequence[tuple[re.Pattern[str], Look]] = (
    (re.compile(r"\b(?:low|little|few|no|not|limited|some)\b", re.I), lambda _: _OPEN),
    (
        re.compile(r"\bdata[- ]?parallel|embarrassingly parallel|independent (?:iter|elem)", re.I),
        _parallel,
    ),
    (re.compile(r"\b(?:serial|sequential|recurren|loop-carried|dependen)", re.I), _serial),
    (re.compile(r"\b(?:dense|linear algebra|matri|tensor|convolution)", re.I), _dense),
    (re.compile(r"\b(?:many|small|frequent|function) calls?\b|call overhead", re.I), _small_calls),
    (re.compile(r"\bparallel", re.I), lambda s: _softened(_parallel(s))),
)
_OPEN: tuple[State, str] = ("not measured", "it speaks of degrees")


def _softened(found: tuple[State, str]) -> tuple[State, str]:
    """ "Parallel" may mean anything: only what holds is said of it."""
    return found if found[0] == "holds" else ("not measured", found[1])

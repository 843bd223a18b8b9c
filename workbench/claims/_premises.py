"""Reasons given for a machine, held against what is known of the program.

The syntax tree shows loops and calls; where the program was run, its traits decide with a clear
distance: what lies between the two thresholds of a reason stays undecided, and nothing is ruled out
unless nearly all that ran was looked at. The thresholds:

- parallel: parallelism (work by span, control included) of 100 or more; serial: below 4 by any
  reading, and 10,000 operations were done, since small inputs hide parallelism.
- branch-heavy: a decision in every 5 operations or fewer; not so: fewer than one in 50. Loops are
  no decisions.
- unpredictable: 10 % of the decisions go against the best guess from their last 8 outcomes;
  predictable: 1 % of these and of all branches.
- memory-bound: fewer than one operation for 8 bytes touched, a megabyte or more of them;
  compute-bound: 16 or more for each byte fetched into 32 KiB (the ridges of current machines lie
  between these, Williams et al., Roofline, CACM 2009).
- dominated by products of matrices: half of the operations; not so: not a single multiplication.
- regular access: 9 of 10 accesses at the same element or the next; irregular: fewer than half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.claims._traits import Depends, Seen

State = Literal["holds", "does not hold", "undecided", "not measured"]
Found = tuple[State, str]

HIGH, LOW = 100, 4
ENOUGH_OPERATIONS, ENOUGH_EVENTS = 10_000, 1_000
HEAVY, LIGHT = 0.2, 0.02
SURPRISING, TAME = 0.1, 0.01
COMPUTE, MEMORY, MEGABYTE = 16.0, 0.125, 1 << 20
DOMINANT = 0.5
REGULAR, IRREGULAR = 0.9, 0.5
_CARRIED = ("serial",)
_FREE = ("independent", "reduction", "parallel")


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


@dataclass(frozen=True)
class Known:
    """All that is known of the program; None for what is not."""

    structure: Structure | None = None
    seen: Seen | None = None
    depends: Depends | None = None


def premise(text: str, known: Known) -> Found:
    """Whether a reason holds, and what shows it."""
    if known == Known():
        return "not measured", "nothing is known of the program"
    for pattern, look in _PREMISES:
        if pattern.search(text[:300]):
            return look(known)
    return "not measured", "nothing here measures that"


# --- parallelism ----------------------------------------------------------------------------------


def _parallelism(depends: Depends) -> tuple[float, float, str]:
    """The least and the most of the readings that matter, and both in words."""
    work = max(1, depends.work)
    by_control = work / max(1, depends.span.control)
    most = max(work / max(1, depends.span.data), work / max(1, depends.span.reductions))
    text = (
        f"{depends.work:,} operations, parallelism {by_control:,.1f} with control, "
        f"{work / max(1, depends.span.data):,.1f} by data alone"
    )
    return by_control, max(most, by_control), text


def _degree(known: Known) -> Found | None:
    """ "holds" for a parallel program, "does not hold" for a serial one; None: not measured."""
    if known.depends is None:
        return None
    least, most, text = _parallelism(known.depends)
    if least >= HIGH:
        return "holds", text
    if most < LOW and known.depends.work >= ENOUGH_OPERATIONS:
        return "does not hold", text
    return "undecided", text


def _opposite(found: Found) -> Found:
    swapped: dict[State, State] = {"holds": "does not hold", "does not hold": "holds"}
    return swapped.get(found[0], found[0]), found[1]


def _parallel(known: Known) -> Found:
    """Data-parallel work: free loops, calls on whole arrays, or much more work than span."""
    measured, structure = _degree(known), known.structure
    if measured is not None and measured[0] == "holds":
        return measured
    if structure is not None:
        if any(verdict in _FREE for verdict in structure.loops):
            return "holds", loops(structure)
        if structure.dense:
            return "holds", f"it calls {structure.dense}"
        if structure.surely_serial:
            return "does not hold", loops(structure)
    if measured is not None:
        return measured
    return "not measured", loops(structure)


def _parallel_word(known: Known) -> Found:
    """ "Parallel" may mean anything: only what holds is said of it."""
    found = _parallel(known)
    return found if found[0] != "does not hold" else ("not measured", found[1])


def _highly_parallel(known: Known) -> Found:
    """A degree: measured where the program ran, else as of data-parallel work."""
    measured = _degree(known)
    if measured is None or (measured[0] == "does not hold" and _may_be_free(known)):
        return _parallel(known)
    return measured


def _may_be_free(known: Known) -> bool:
    found = known.structure
    return found is None or bool(found.dense) or any(v in _FREE for v in found.loops)


def _serial(known: Known) -> Found:
    structure, measured = known.structure, _degree(known)
    if structure is not None and any(verdict in _CARRIED for verdict in structure.loops):
        return "holds", loops(structure)
    if known.depends is not None and measured is not None:
        carried = [one for one in known.depends.loops if one.verdict not in _FREE]
        if measured[0] == "does not hold" or not carried:
            return _opposite(measured)
        return "undecided", f"{len(carried)} loops may carry a dependence; {measured[1]}"
    return "not measured", loops(structure)


def _little_parallelism(known: Known) -> Found:
    measured = _degree(known)
    return _OPEN if measured is None else _opposite(measured)


# --- branches, memory, products -------------------------------------------------------------------


def _heavy(known: Known) -> Found:
    """Many decisions."""
    seen = known.seen
    if seen is None or not seen.operations:
        return _NO_TRAITS
    rate = seen.decisions / seen.operations
    text = f"{seen.decisions:,} decisions in {seen.operations:,} operations"
    if rate >= HEAVY and seen.decisions >= ENOUGH_EVENTS:
        return "holds", text
    if rate < LIGHT and seen.whole and seen.operations >= ENOUGH_OPERATIONS:
        return "does not hold", text
    return "undecided", text


def _unpredictable(known: Known) -> Found:
    """Decisions that go against the best guess."""
    seen = known.seen
    if seen is None:
        return _NO_TRAITS
    wrong = seen.decision_entropy / 2
    text = f"{wrong:.1%} of {seen.decisions:,} decisions against the best guess from their last 8"
    text += f", {seen.branch_entropy / 2:.1%} of {seen.branches:,} branches with those of loops"
    if wrong >= SURPRISING and seen.decisions >= ENOUGH_EVENTS:
        return "holds", text
    tame = max(wrong, seen.branch_entropy / 2) <= TAME
    if tame and seen.whole and seen.branches >= ENOUGH_EVENTS:
        return "does not hold", text
    return "undecided", text


def _compute_bound(known: Known) -> Found:
    seen = known.seen
    if seen is None:
        return _NO_TRAITS
    fetched = seen.arithmetic / max(1, seen.miss_bytes)
    touched = seen.arithmetic / max(1, seen.compulsory_bytes)
    text = f"{fetched:,.2g} operations a byte fetched into 32 KiB, {touched:,.2g} a byte touched"
    if not seen.whole or seen.arithmetic < ENOUGH_OPERATIONS:
        return "undecided", text
    if fetched >= COMPUTE:
        return "holds", text
    if touched < MEMORY and seen.compulsory_bytes >= MEGABYTE:
        return "does not hold", text
    return "undecided", f"{text}: that depends on the machine"


def _products(known: Known) -> Found:
    """Dense linear algebra, by what is called and by what was done."""
    structure, seen = known.structure, known.seen
    if seen is not None and seen.gemm_share >= DOMINANT:
        return "holds", f"{seen.gemm_share:.0%} of the operations are in products of matrices"
    if structure is not None and structure.dense:
        return "holds", f"it calls {structure.dense}"
    if seen is None:
        return "not measured", "it calls no such routine"
    if not seen.multiplications and seen.whole and seen.operations >= ENOUGH_OPERATIONS:
        return "does not hold", f"not a multiplication in {seen.operations:,} operations"
    text = f"{seen.gemm_share:.0%} of the operations were seen in products of matrices"
    return "undecided", f"{text}; others may not be recognised"


def _regular(known: Known) -> Found:
    seen = known.seen
    share = seen.regular_share if seen is not None else None
    if seen is None or share is None:
        return _NO_TRAITS
    text = f"{share:.0%} of {seen.compared:,} accesses at the same element or the next"
    if seen.compared < ENOUGH_EVENTS:
        return "undecided", text
    if share >= REGULAR:
        return "holds", text
    return ("does not hold" if share < IRREGULAR and seen.whole else "undecided"), text


def _irregular(known: Known) -> Found:
    """Attributes and links of objects are not followed, so it is never ruled out."""
    found = _opposite(_regular(known))
    return ("undecided", found[1]) if found[0] == "does not hold" else found


def _small_calls(known: Known) -> Found:
    """Many small calls: there are calls in its loops."""
    count = known.structure.calls_in_loops if known.structure is not None else 0
    if count:
        return "holds", f"{count} call{'s' if count > 1 else ''} in its loops"
    return "not measured", "no call stands in a loop of its own"


def loops(structure: Structure | None) -> str:
    """The loops in words: "2 loops: serial, serial"."""
    count = len(structure.loops) if structure is not None else 0
    if structure is None or not count:
        return "no loop is written there"
    named = ", ".join(structure.loops[:5])
    return f"{count} loop{'s' if count > 1 else ''}: {named}"


_OPEN: Found = ("not measured", "it speaks of degrees")
_NO_TRAITS: Found = ("not measured", "the program was not run for that")
Look = Callable[[Known], Found]


def _not(look: Look) -> Look:
    return lambda known: _opposite(look(known))


_WORDS: Sequence[tuple[str, Look]] = (
    (r"\b(?:low|little|limited|no|not(?: \w+)?) (?:\w+[- ]){0,2}parallel", _little_parallelism),
    (r"\b(?:few|little|no|low|minimal) (?:\w+ )?branch|\bbranch-?free|\bbranchless", _not(_heavy)),
    (r"\b(?:low|little|few|no|not|limited|some|hardly|without|rather|less)\b", lambda _: _OPEN),
    (
        r"\bunpredictabl\w+ (?:branch|control)|\bdiverg|\birregular (?:branch|control)",
        _unpredictable,
    ),
    (r"\b(?<!un)predictabl\w+ (?:branch|control)|\bregular control", _not(_unpredictable)),
    (r"\bbranch(?:-| )?(?:heavy|intensive)|\bbranchy|\b(?:many|frequent) branch", _heavy),
    (r"\bcontrol(?:-| )(?:heavy|intensive)|\bheavy branch", _heavy),
    (
        r"\b(?:compute|computation|cpu|arithmetic)(?:ally)?(?:-| )(?:bound|intensive)",
        _compute_bound,
    ),
    (r"\bmemory(?:-| )?(?:bandwidth(?:-| ))?bound|\bbandwidth(?:-| )bound", _not(_compute_bound)),
    (r"\birregular (?:\w+ )?access|\brandom (?:\w+ )?access|\bscattered", _irregular),
    (r"\b(?:regular|contiguous|unit[- ]stride|streaming|sequential)\b.{0,20}\baccess", _regular),
    (r"\b(?:highly|massive(?:ly)?|embarrassingly|very) (?:data[- ])?parallel", _highly_parallel),
    (r"\bdata[- ]?parallel|independent (?:iter|elem)", _parallel),
    (r"\b(?:serial|sequential|recurren|loop-carried|dependen)", _serial),
    (r"\b(?:dense|linear algebra|matri|matmul|gemm|tensor|convolution)", _products),
    (r"\b(?:many|small|frequent|function) calls?\b|call overhead", _small_calls),
    (r"\bparallel", _parallel_word),
)
_PREMISES = tuple((re.compile(words, re.IGNORECASE), look) for words, look in _WORDS)

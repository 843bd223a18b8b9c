"""Claims of the form: function F contains opcode O exactly N times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import Field

from workbench import opcodes
from workbench.claims import _aim, _classes, _counts, _cut
from workbench.claims._decide import decide
from workbench.claims._facts import Code, StaticFacts
from workbench.claims._names import OpcodeName, is_untested, no_count_of
from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding, confirmed, uncheckable

NEEDS = ("bytecode",)
DESCRIBES = Describes(
    "The code object of one function contains an opcode exactly `count` times: static, without "
    "the functions it calls or defines, names as `dis` prints them, CACHE not counted.",
    {"function": "f", "opcode": "LOAD_FAST", "count": 3},
)


class Args(ClaimArgs):
    """Which opcode is counted where."""

    function: str = Field(max_length=200)
    opcode: OpcodeName
    count: int = Field(ge=0, le=10**12)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Exact on the target; other versions, scopes and families as far as the words allow."""
    if cut := _cut.meant(args.opcode, evidence):
        each = {name: args.model_copy(update={"opcode": name}) for name in cut}
        return _cut.judged(args.opcode, cut, lambda name: judge(each[name], evidence), evidence)
    if nothing := no_count_of(args.opcode, args.count, defined=evidence.claim.defined):
        return nothing
    if missing := _counts.missing_function(args.function, evidence):
        return missing
    count = _count(args)
    if evidence.claim.table and _is_none_there(args, evidence):
        return confirmed(f"CPython {evidence.target} has no {args.opcode}", measured=0)
    compared = _counts.compare(evidence, args.function, args.count, count, what=args.opcode)
    finding = decide(compared, evidence)
    if finding.label in ("contradicted", "other-version") and evidence.parts:
        finding = _as_part(finding, args, evidence)
    if finding.label == "contradicted":
        impossible = _impossible(args, evidence)
        if impossible:
            finding = impossible(finding)
        elif finding.reason == "absent" and is_untested(args.opcode, evidence):
            finding = _untested(finding, args, evidence)
        else:
            finding = _failure_class(finding, args, evidence)
    return _with_help(finding, args, evidence)


def _is_none_there(args: Args, evidence: Evidence) -> bool:
    """Whether a 0 in the column of a version says, rightly, that it has no such opcode."""
    facts, named = evidence.target_facts, evidence.claim.python
    if args.count or facts is None or facts.function(args.function) is None:
        return False
    if named is None or not _aim.is_of(named, evidence.target):
        return False
    return opcodes.is_opcode(args.opcode) and not facts.exists(args.opcode)


def _count(args: Args) -> _counts.Count:
    def count(facts: StaticFacts, codes: Sequence[Code], naming: str) -> int | None:
        return facts.count_in(codes, args.opcode, naming)

    return count


def _as_part(finding: Finding, args: Args, evidence: Evidence) -> Finding:
    """A row beside others of the same opcode is a part of the count, such as that of one name."""
    total = sum(evidence.parts)
    values = {v: s.value for v, s in finding.versions.items() if s.state == "value"}
    fitting = [version for version, value in values.items() if value == total]
    if finding.label == "other-version" and evidence.target not in fitting:
        return finding
    if fitting:
        text = f"the {len(evidence.parts)} rows of {args.opcode} together say {total}, which holds"
        return replace(
            finding,
            label="ambiguous",
            reason="part",
            rule="WB502",
            explanation=f"{finding.explanation}; {text} on {', '.join(fitting)}",
            fix=None,
        )
    here = values.get(evidence.target)
    if here is None or args.count > here:
        return finding
    return uncheckable(
        f"one of {len(evidence.parts)} rows of {args.opcode}, together {total}; it is {here}",
        reason="part",
    )


# Family to the operator's symbol and its node in the syntax tree. Constant folding can only
# remove such instructions, so without the node there is none on any version.
_OPERATORS = {
    "add": ("+", "Add"),
    "subtract": ("-", "Sub"),
    "multiply": ("*", "Mult"),
    "divide": ("/", "Div"),
    "floor divide": ("//", "FloorDiv"),
    "modulo": ("%", "Mod"),
    "power": ("**", "Pow"),
    "matrix multiply": ("@", "MatMult"),
}


class _Impossible:
    """Turns a finding into one that no version can mend."""

    def __init__(self, why: str) -> None:
        self.why = why

    def __call__(self, finding: Finding) -> Finding:
        text = f"{self.why}; {finding.explanation}"
        return replace(finding, rule="WB105", reason="impossible", explanation=text)


def _impossible(args: Args, evidence: Evidence) -> _Impossible | None:
    """An operator that the source does not have cannot be compiled on any version."""
    facts = evidence.target_facts
    family = opcodes.family(args.opcode)
    if facts is None or family not in _OPERATORS or args.count == 0:
        return None
    symbol, node = _OPERATORS[family]
    known = [code.source for code in facts.codes if code.source is not None]
    if not known or any(source.get(node, 0) for source in known):
        return None
    return _Impossible(f"the source has no {symbol!r} anywhere, so no CPython can compile one")


def _untested(finding: Finding, args: Args, evidence: Evidence) -> Finding:
    """No CPython here has the opcode, others do: nobody is accused of what was not tested.

    The family's count on the target stands in for theirs. A number beyond it stays contradicted:
    newer compilers repeat code, they do not leave it out.
    """
    facts = evidence.target_facts
    there = (
        None if facts is None else facts.count(args.function, args.opcode, naming=_counts.FAMILY)
    )
    known = opcodes.ranges(opcodes.versions_of(args.opcode))
    text = (
        f"{args.opcode} is no opcode of CPython {evidence.target}; it is one of {known}, "
        "and none of these is here to test it on"
    )
    if there is not None and args.count > there:
        return finding
    if there == args.count:
        text += f"; {args.function} has {there} of its family on {evidence.target}"
        return replace(
            finding,
            label="other-version",
            reason="version-untested",
            rule="WB103",
            explanation=text,
            fix=None,
        )
    return replace(
        finding,
        label="uncheckable",
        reason="version-untested",
        rule="WB103",
        explanation=text,
        fix=None,
    )


def _failure_class(finding: Finding, args: Args, evidence: Evidence) -> Finding:
    """Name what the number would be right for, when the data shows it."""
    every = _counts.all_readings(evidence, args.function, _count(args), args.count)
    found = _classes.of_count(args.function, args.opcode, args.count, evidence, every)
    words = found.words if found else ""
    return _classes.named(finding, found, f"{args.count} is the number for {words}")


def _with_help(finding: Finding, args: Args, evidence: Evidence) -> Finding:
    facts = evidence.target_facts
    if facts is None or finding.label == "confirmed" or facts.exists(args.opcode):
        return finding
    known = opcodes.ranges(opcodes.versions_of(args.opcode))
    heir = opcodes.replaced_by(args.opcode, evidence.target)
    if heir is None:
        return replace(finding, help=(*finding.help, f"{args.opcode} exists on CPython {known}"))
    family = facts.count(args.function, args.opcode, naming=_counts.FAMILY)
    there = "" if family is None else f"; this function has {family} of that family there"
    line = f"CPython {evidence.target} has {heir} in place of {args.opcode} ({known}){there}"
    return replace(finding, help=(*finding.help, line))

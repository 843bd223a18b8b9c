"""Numbers of one text about one and the same thing that are not the same.

They decide no verdict: what is false stays false, and hears where the text itself says otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from workbench.records import Claim, Verdict

_KINDS = ("opcode_count", "total_instructions", "arithmetic_instructions")
_Key = tuple[Any, ...]


def beside(claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts, each false number with where the same text gives another one of the same.

    `claims` have their places as readers count them.
    """
    known = {claim.id: claim for claim in claims}
    alike: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        if (key := _key(claim)) is not None:
            alike[key].append(claim)
    return tuple(
        one.model_copy(update={"help": (*one.help, said)})
        if one.label == "contradicted" and (said := _said(known[one.claim], alike))
        else one
        for one in verdicts
    )


def _key(claim: Claim) -> _Key | None:
    """What a number is of; None where nothing is to be compared."""
    count, function = claim.args.get("count"), claim.args.get("function")
    if claim.kind not in _KINDS or claim.artifact is None or claim.problem is not None:
        return None
    if (
        claim.alternates
        or claim.hedge is not None
        or not isinstance(count, int)
        or not isinstance(function, str)
    ):
        return None
    where = claim.location.file, claim.speaker, claim.artifact
    return (
        *where,
        claim.kind,
        claim.scope,
        function,
        str(claim.args.get("opcode")).upper(),
        claim.python,
    )


def _said(claim: Claim, alike: dict[_Key, list[Claim]]) -> str | None:
    key = _key(claim)
    every = alike[key] if key is not None else []
    others = [one for one in every if one.args["count"] != claim.args["count"]]
    # Rows of one opcode in one table are the parts of its count.
    others = [one for one in others if not _in_one_table(one, claim)]
    if not others:
        return None
    first = others[0]
    part = " of {} {}".format(*first.location.part) if first.location.part else ""
    place = f"line {first.location.line}{part}"
    return f"the text contradicts itself: {place} says {first.args['count']} of the same"


def _in_one_table(one: Claim, other: Claim) -> bool:
    return one.table is not None and other.table is not None and one.table.id == other.table.id

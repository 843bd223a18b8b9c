"""What two verifications say differently: which claims are about the same, and what became of them.

Nothing is read or measured here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from workbench.records import Change, Changes, Claim, Verification

_VALUES = ("count", "value", "exists", "rows", "statement")
"""Arguments in which a claim says how it is; the others say what it is about."""
Topic = tuple[str, str, str]


def topic(claim: Claim) -> Topic:
    """What a claim is about, whatever it says of it, and wherever somebody says it.

    What a script prints is the script's word: it is told apart from what the model states.
    """
    about = {key: _plain(value) for key, value in claim.args.items() if key not in _VALUES}
    about = {key: value for key, value in about.items() if value is not None}
    return origin(claim), claim.kind, text_of(about)


def origin(claim: Claim) -> str:
    """The output file of the script that made the claim; "" for what was stated."""
    name = claim.location.file.rpartition("/")[2]
    return name if name.endswith(".output.txt") else ""


def said(claim: Claim) -> Any:
    """The value that a claim gives, None where its kind has none."""
    if claim.claimed is not None:
        return claim.claimed
    return next((claim.args[key] for key in _VALUES if key in claim.args), None)


def same_value(one: Claim, other: Claim) -> bool:
    """Whether two claims about the same say the same of it."""
    return text_of(said(one)) == text_of(said(other))


def between(before: Verification, now: Verification) -> Changes:
    """The claims and programs that `now` sees otherwise than `before`, in the order of `now`."""
    found = [*_programs(before, now), *_claims(before, now)]
    return Changes(since=before.id, time=before.time, found=tuple(found))


def _programs(before: Verification, now: Verification) -> Iterator[Change]:
    old, new = outcomes(before), outcomes(now)
    for name, outcome in new.items():
        if name not in old:
            yield Change(what="program", how="new", name=name, now=outcome)
        elif old[name] != outcome:
            yield Change(what="program", how="changed", name=name, before=old[name], now=outcome)
    for name in old.keys() - new.keys():
        yield Change(what="program", how="vanished", name=name, before=old[name])


def outcomes(verification: Verification) -> dict[str, str]:
    """How each program came out, by its name."""
    names = {artifact.id: artifact.name for artifact in verification.artifacts}
    return {
        names[result.artifact]: result.outcome
        for result in verification.results
        if result.artifact in names
    }


def _claims(before: Verification, now: Verification) -> Iterator[Change]:
    partners = _partners(before.claims, now.claims)
    for claim in now.claims:
        verdict = now.verdict(claim.id)
        label = verdict.label if verdict else None
        partner = partners.pop(claim.id, None)
        if partner is None:
            yield _change("new", claim, None, label)
            continue
        earlier = before.verdict(partner.id)
        was = earlier.label if earlier else None
        if was != label:
            yield _change("changed", claim, was, label)
    kept = set(_partners(now.claims, before.claims))
    for claim in before.claims:
        if claim.id not in kept:
            verdict = before.verdict(claim.id)
            yield _change("vanished", claim, verdict.label if verdict else None, None)


def _change(how: Any, claim: Claim, before: str | None, now: str | None) -> Change:
    return Change(
        what="claim",
        how=how,
        name=claim.id,
        kind=claim.kind,
        quote=claim.quote,
        before=before,
        now=now,
    )


def _partners(before: Iterable[Claim], now: Iterable[Claim]) -> dict[str, Claim]:
    """For ids of `now` the claim of `before` that is the same one.

    An id names a place, so it counts only where the place is still about the same; claims that
    moved are found by what they are about and say, the first by the first.
    """
    by_id = {claim.id: claim for claim in before}
    found: dict[str, Claim] = {}
    moved = []
    for claim in now:
        there = by_id.get(claim.id)
        if there is not None and topic(there) == topic(claim):
            found[claim.id] = by_id.pop(claim.id)
        else:
            moved.append(claim)
    left: dict[tuple[Topic, str], list[Claim]] = defaultdict(list)
    for claim in by_id.values():
        left[topic(claim), text_of(said(claim))].append(claim)
    for claim in moved:
        if same := left[topic(claim), text_of(said(claim))]:
            found[claim.id] = same.pop(0)
    return found


def _plain(value: Any) -> Any:
    return "".join(value.split()) if isinstance(value, str) else value


def text_of(value: Any) -> str:
    """A value as a text to compare by; what a model wrote may nest or count beyond all measure."""
    try:
        return json.dumps(_plain(value), sort_keys=True, default=str)
    except (ValueError, TypeError, RecursionError):
        return hex(value) if isinstance(value, int) else type(value).__name__

"""What became of a failure in the next round of repair: corrected, repeated, withdrawn; what broke.

Two verifications in, one round told; nothing is asked or measured here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from workbench import changes, rounds
from workbench.changes import Topic, topic
from workbench.records import Answer, Claim, Fate, Round, Verdict, Verification
from workbench.rounds import Failing


def first(verification: Verification) -> Round:
    """The first answer, judged."""
    return _round(verification, ())


def following(before: Verification, now: Verification, answered: Collection[str]) -> Round:
    """A later answer: what it did to everything that failed before, and what it broke.

    `answered` are the roles for which this round has a reply with what was asked for.
    """
    asked = rounds.failing(before)
    programs = [_program_fate(one, now, answered) for one in rounds.bad_programs(before)]
    topics = {topic(one.claim) for one in asked if one.claim is not None}
    stated: dict[Topic, list[Claim]] = {}
    for claim in now.claims:
        stated.setdefault(topic(claim), []).append(claim)
    fates = [
        _claim_fate(Failing(claim=claim, verdict=verdict), before, now, stated, answered)
        if topic(claim) in topics
        else _fate("not-asked", claim, verdict, before)
        for claim, verdict in rounds.bad_claims(before)
    ]
    broken = [*_broken_programs(before, now), *_broken_claims(before, now, stated)]
    return _round(now, (*programs, *fates, *broken))


def _round(verification: Verification, fates: Iterable[Fate]) -> Round:
    labels = Counter(
        verdict.label if verdict and verdict.label else "not judged"
        for claim in verification.claims
        if claim.extractor != "implicit"
        for verdict in [verification.verdict(claim.id)]
    )
    return Round(
        number=verification.round,
        verification=verification.id,
        counts=dict(labels),
        outcomes=changes.outcomes(verification),
        fates=tuple(fates),
    )


def _program_fate(bad: Failing, now: Verification, answered: Collection[str]) -> Fate:
    assert bad.artifact is not None
    assert bad.result is not None
    name = bad.artifact.name
    there = next((one for one in now.artifacts if one.name == name), None)
    result = now.result(there.id) if there else None
    answer: Answer
    if there is None or result is None or result.outcome == "not-run":
        answer = "unclear"
    elif result.outcome == "ok":
        answer = "corrected"
    elif name.removesuffix(".py") not in answered:
        answer = "unanswered"
    else:
        answer = "doubled-down" if there.source == bad.artifact.source else "wrong-again"
    return Fate(
        answer=answer,
        artifact=name,
        kind="program",
        before=bad.result.outcome,
        after=result.outcome if result else None,
    )


def _claim_fate(
    bad: Failing,
    before: Verification,
    now: Verification,
    stated: dict[Topic, list[Claim]],
    answered: Collection[str],
) -> Fate:
    claim, verdict = bad.claim, bad.verdict
    assert claim is not None
    assert verdict is not None
    later = stated.get(topic(claim), [])
    labels = {one.id: _label(now, one) for one in later}
    wrong = [one for one in later if labels[one.id] == rounds.FAILING]
    held = [one for one in later if labels[one.id] == "confirmed"]
    same = [one for one in wrong if changes.same_value(one, claim)]
    answer: Answer
    if held and not wrong:
        answer = "corrected"
    elif (bad.script or "claims") not in answered:
        answer = "unanswered"
    elif wrong:
        answer = "doubled-down" if same else "wrong-again"
    else:
        silent = bad.script is not None and changes.outcomes(now).get(f"{bad.script}.py") != "ok"
        answer = "unclear" if later or silent else "withdrew"
    by = next(iter([*same, *wrong, *held, *later]), None)
    return _fate(answer, claim, verdict, before, by, labels[by.id] if by else None)


def _fate(
    answer: Answer,
    claim: Claim,
    verdict: Verdict,
    before: Verification,
    now: Claim | None = None,
    after: str | None = None,
) -> Fate:
    return Fate(
        answer=answer,
        claim=claim.id,
        now=now.id if now else None,
        kind=claim.kind,
        quote=claim.quote,
        before=verdict.label,
        after=after,
        said=changes.said(claim),
        measured=rounds.measured(verdict, before),
        says=changes.said(now) if now else None,
    )


def _broken_programs(before: Verification, now: Verification) -> Iterator[Fate]:
    was = changes.outcomes(before)
    for name, outcome in changes.outcomes(now).items():
        if was.get(name) == "ok" and outcome not in rounds.FINE:
            yield Fate(answer="broke", artifact=name, kind="program", before="ok", after=outcome)


def _broken_claims(
    before: Verification, now: Verification, stated: dict[Topic, list[Claim]]
) -> Iterator[Fate]:
    """What held before and fails now; a matter on which the model was of two minds is left out."""
    bad = {topic(claim) for claim, _ in rounds.bad_claims(before)}
    for claim in before.claims:
        about, verdict = topic(claim), before.verdict(claim.id)
        if claim.extractor == "implicit" or about in bad or verdict is None:
            continue
        later = stated.get(about, []) if verdict.label == "confirmed" else []
        if later and all(_label(now, one) == rounds.FAILING for one in later):
            bad.add(about)
            yield _fate("broke", claim, verdict, before, later[0], rounds.FAILING)


def _label(verification: Verification, claim: Claim) -> str | None:
    verdict = verification.verdict(claim.id)
    return verdict.label if verdict else None

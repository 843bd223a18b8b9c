"""One claim of a checked document looked at again: its program measured afresh, the rest kept."""

from __future__ import annotations

from dataclasses import replace

from workbench import artifacts, judge, measure
from workbench.found import example, shown_subject
from workbench.measure import Bench, Measured
from workbench.records import Artifact, Claim, Measurement, Verdict, Verification
from workbench.verification import subject_of


def again(
    claim: Claim, artifact: Artifact, stored: Verification, spot: Bench
) -> tuple[dict[str, Measurement], Verdict | None]:
    """One claim of a stored check, its program measured afresh: measurements by id, the verdict.

    What was measured of the other programs is taken as it was stored.
    """
    printed = not artifact.id
    files = {**spot.files, **artifacts.files(stored.artifacts, printed=printed)}
    spot = replace(spot, files=files)
    if printed:
        spot = replace(spot, interpreters=())
    call = example(artifact) if artifact.id else None
    needs = judge.needs_again(claim, call, stored.measurements)
    seen = measure.artifact(artifact, needs, spot, None, compare=False)
    known = _stored_subjects(stored)
    before = known.get(artifact.id)
    if before is not None:
        result = stored.result(artifact.id)
        fresh = shown_subject(seen, result, stands=before.stands)
        known[artifact.id] = replace(fresh, observed={**before.observed, **fresh.observed})
    else:
        known[artifact.id] = subject_of(seen, None, None)
    verdicts = judge.claims(stored.claims, known, spot.target.version)
    verdict = next((one for one in verdicts if one.claim == claim.id), None)
    return {one.id: one for one in seen.records()}, verdict


def _stored_subjects(stored: Verification) -> dict[str, judge.Subject]:
    """The programs of a stored check with what was measured of them then."""
    stands = {one.id for one in artifacts.standing(stored.artifacts).values()}
    found: dict[str, judge.Subject] = {}
    for one in stored.artifacts:
        mine = [m for m in stored.measurements if m.artifact == one.id]
        static = {m.python: m for m in mine if m.probe == "bytecode"}
        here = [m for m in mine if m.probe != "bytecode" and m.python == stored.target.python]
        observed = {(m.probe, m.target.get("call")): m for m in here}
        measured = Measured(one, static, observed=observed)
        result = stored.result(one.id)
        found[one.id] = shown_subject(measured, result, stands=one.id in stands)
    return found

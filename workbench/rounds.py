"""Rounds of repair: which replies belong to which, what stands after each, what fails in it.

Nothing is asked or measured here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench import changes, generated, read
from workbench.changes import Topic, topic
from workbench.generated import Reply
from workbench.records import Artifact, ArtifactResult, Claim, Response, Verdict, Verification
from workbench.verification import SCRIPTS, STATING, Work, document, program

FIRST = "repair"
"""The prompt that begins a round."""
MOST_FINDINGS = 30
FAILING = "contradicted"
FINE = ("ok", "not-run")


@dataclass(frozen=True)
class Standing:
    """The newest reply of each role that holds what was asked for.

    `answered` are the roles to which the last round gave such a reply.
    """

    replies: tuple[Reply, ...]
    answered: frozenset[str]


@dataclass(frozen=True)
class Failing:
    """What has to be put to the model: a contradicted claim, or a program that is not ok."""

    result: ArtifactResult | None = None
    artifact: Artifact | None = None
    claim: Claim | None = None
    verdict: Verdict | None = None

    @property
    def script(self) -> str | None:
        """The script that it is about, None for the program and for statements."""
        if self.artifact is not None:
            name = self.artifact.name.removesuffix(".py")
        else:
            name = changes.origin(self.claim).removesuffix(".output.txt") if self.claim else ""
        return name if name in SCRIPTS else None


# --- replies --------------------------------------------------------------------------------------


def split(responses: Iterable[Response]) -> list[list[Response]]:
    """The responses of each round, the first answer first."""
    found: list[list[Response]] = [[]]
    for response in responses:
        if response.prompt == FIRST:
            found.append([])
        found[-1].append(response)
    return found


def write(responses: Iterable[Response], folder: Path) -> list[tuple[Reply, ...]]:
    """Each round's replies in a folder of its own, so that none takes another one's place."""
    return [
        generated.write_replies(generated.round_folder(folder, number), given)
        for number, given in enumerate(split(responses))
    ]


def standing(written: Sequence[Sequence[Reply]], work: Work, folder: Path) -> Standing:
    """What counts after the last of these rounds: a reply without what was asked for changes
    nothing, and new claims take the place of everything stated before."""
    found = {reply.role: reply for reply in written[0]}
    answered = frozenset(found)
    stated_in = 0
    for number, replies in enumerate(written[1:], 1):
        given = {reply.role: reply for reply in replies if _holds(reply, work, folder)}
        answered = frozenset(given)
        if "claims" in given:
            stated_in = number
        found |= given
    if not stated_in:
        return Standing(tuple(found.values()), answered)
    later = [reply for replies in written[stated_in:] for reply in replies]
    kept = tuple(
        replace(reply, states=reply in later or reply.role not in STATING)
        for reply in found.values()
    )
    return Standing(kept, answered)


def _holds(reply: Reply, work: Work, folder: Path) -> bool:
    """Whether a reply of a repair has the program or the claims that were asked for."""
    shown = document(reply, work, folder)
    if reply.role != "claims":
        return program(reply, shown, f"{reply.role}.py", work) is not None
    return bool(read.claims(shown, ())) or _takes_all_back(reply.response.text)


def _takes_all_back(text: str) -> bool:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("claims") == []


# --- what fails -----------------------------------------------------------------------------------


def failing(verification: Verification) -> list[Failing]:
    """Everything that has to be put to the model, programs first, each matter once."""
    found = list(bad_programs(verification))
    seen: set[tuple[Topic, str]] = set()
    for claim, verdict in bad_claims(verification):
        matter = topic(claim), changes.text_of(changes.said(claim))
        if matter not in seen:
            seen.add(matter)
            found.append(Failing(claim=claim, verdict=verdict))
    return found[:MOST_FINDINGS]


def bad_programs(verification: Verification) -> Iterator[Failing]:
    """The programs that ran and are not ok."""
    for artifact in verification.artifacts:
        result = verification.result(artifact.id)
        if result is not None and result.outcome not in FINE:
            yield Failing(result=result, artifact=artifact)


def bad_claims(verification: Verification) -> list[tuple[Claim, Verdict]]:
    """The contradicted claims; of a table its cells alone, which say all that it says."""
    found = [
        (claim, verdict)
        for claim in verification.claims
        if claim.extractor != "implicit"
        if (verdict := verification.verdict(claim.id)) and verdict.label == FAILING
    ]
    cells = {claim.location.file for claim, _ in found if claim.table is not None}
    return [
        pair
        for pair in found
        if pair[0].kind != "opcode_table" or pair[0].location.file not in cells
    ]


def measured(verdict: Verdict, verification: Verification) -> Any:
    """What was measured on the target, None where there is no such value."""
    state = verdict.versions.get(verification.target.python)
    return verdict.measured if state is None else state.value

"""The claim that every shown program makes without words: as it is printed, it runs."""

from __future__ import annotations

from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    tool_failed,
    uncheckable,
)

IMPLICIT = True
NEEDS = ("script",)
DESCRIBES = Describes("The program, as it is printed, runs to its end.", {})


class Args(ClaimArgs):
    """No arguments: the program is the one in whose text the claim stands."""


def judge(args: Args, evidence: Evidence) -> Finding:
    """The printed text decides; what becomes of it when copying is undone is said beside."""
    result = evidence.result
    if result is None:
        return tool_failed("nothing is known of how the program ran")
    if result.outcome == "ok":
        return confirmed("the program runs to its end")
    if result.outcome == "not-run":
        return uncheckable(f"not run: {result.error or 'unknown why'}", reason="not-run")
    if result.excused is not None:
        return uncheckable(f"no fault of the program: {result.excused}", reason="excused")
    text = f"as it is printed: {result.error or result.outcome}"
    repaired = _repaired(evidence)
    if repaired:
        text += f"; {repaired}"
    return contradicted(text, result.rule or "WB403", reason=result.outcome)


def _repaired(evidence: Evidence) -> str:
    """What became of the repaired text, in words."""
    own = evidence.artifact.id if evidence.artifact else ""
    for peer in evidence.peers:
        if peer.artifact.id.startswith(f"{own}-repaired") and peer.result is not None:
            done = "; ".join(peer.artifact.repairs)
            became = peer.result.excused or peer.result.error or peer.result.outcome
            words = "it runs" if peer.result.outcome == "ok" else became
            return f"repaired ({done}): {words}"
    return ""

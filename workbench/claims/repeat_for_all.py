"""Claims of the form: the same can be done for the other programs."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    Peer,
    contradicted,
    uncheckable,
)
from workbench.records import ArtifactResult

IMPLICIT = True
NEEDS = ()
ABOUT_PROGRAMS = False
DESCRIBES = Describes("What was done for one program works for the others, too.", {})
_FAILED = ("rejected-source", "crash")


class Args(ClaimArgs):
    """The programs that are named; none where the words say `the others`."""

    names: list[str] = Field(default_factory=list, max_length=20)


def judge(args: Args, evidence: Evidence) -> Finding:
    """A program that fails as it is printed lets nothing be repeated for it.

    Whether the step itself works for the others is not tried: then nothing is said.
    """
    meant = [peer for peer in evidence.peers if not args.names or _is_named(peer, args.names)]
    if not meant:
        return uncheckable("none of the programs meant is shown", reason="no-code")
    failed = [peer for peer in meant if peer.printed and _fails(peer.printed)]
    if not failed:
        return uncheckable("the step was not repeated here", reason="not-run")
    text = "; ".join(
        f"{peer.artifact.name} fails as it is printed: {peer.printed.error}"
        for peer in failed
        if peer.printed
    )
    if args.names:
        return contradicted(text, "WB403", reason="fails", measured=_outcome(failed))
    return Finding("ambiguous", "reading-bound", f"which are meant is not said; {text}", "WB502")


def _fails(printed: ArtifactResult) -> bool:
    return printed.fails and printed.outcome in _FAILED


def _is_named(peer: Peer, names: Sequence[str]) -> bool:
    """Whether a name is the program's: its module, or a function or class of that module."""
    stem = peer.artifact.name.removesuffix(".py")
    return any(name.partition(".")[0] == stem or name == peer.artifact.name for name in names)


def _outcome(failed: Sequence[Peer]) -> str | None:
    return failed[0].printed.outcome if failed[0].printed else None

"""Claims of the form: this takes so long (0.35 s, 2 ms a call)."""

from __future__ import annotations

from pydantic import Field

from workbench.claims.base import ClaimArgs, Describes, Evidence, Finding, uncheckable

NEEDS = ()
ABOUT_PROGRAMS = False
IMPLICIT = True
DESCRIBES = Describes(
    "A program or a call takes so many seconds on some machine.",
    {"function": "f", "seconds": 0.35},
)


class Args(ClaimArgs):
    """How long it is said to take; the function as it is written, None for what is not named."""

    function: str | None = Field(default=None, max_length=200)
    seconds: float = Field(ge=0)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Never: how long something takes is a matter of the machine, which is not here.

    That one program is faster than another, or takes a share of the time, are kinds of their own.
    """
    return uncheckable(
        "how long it takes depends on the machine: another one shows neither that it was so nor "
        "that it was not",
        rule="WB503",
        reason="needs-hardware",
    )

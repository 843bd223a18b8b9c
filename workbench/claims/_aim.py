"""Which of the tested CPythons a claim is judged on that is about one in particular."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workbench.claims.base import Finding

_NUMBER = re.compile(r"\d{1,4}")


def tested(named: str, versions: Iterable[str], target: str) -> str | None:
    """The version here that `named` (3.11 or 3.11.4) means, None where there is none.

    The very one is; else one of that minor version: the target before others, else the newest.
    """
    known = {*versions, target}
    if named in known:
        return named
    fitting = [version for version in known if is_of(named, version)]
    return target if target in fitting else max(fitting, key=_numbers, default=None)


def softened(finding: Finding, why: str, *, keeps: Iterable[str] = ()) -> Finding:
    """What is left of a finding of another CPython than the claim is about: it accuses nobody.

    A failure of ours stays one, and so do the labels that it `keeps`.
    """
    if finding.label is None or finding.label == "uncheckable" or finding.label in keeps:
        return finding
    return replace(
        finding,
        label="uncheckable",
        reason="version-untested",
        rule="WB103",
        explanation=why,
        measured=None,
        readings=(),
        help=(),
        fix=None,
    )


def is_of(named: str, version: str) -> bool:
    """Whether a version is one of the minor version that is named."""
    return _minor(version) == _minor(named)


def not_here(named: str) -> str:
    """Why a claim about a CPython cannot be checked that is not on this machine."""
    return f"it is about CPython {named}, which is not here"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBER.findall(version)[:3])


def _minor(version: str) -> tuple[int, ...]:
    return _numbers(version)[:2]

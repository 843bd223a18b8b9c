"""What is told of a verification: rounds, changes, opinions, and the texts to show."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from workbench.records.asking import Sample
from workbench.records.base import Answer, Record
from workbench.records.judging import Verification


class Fate(Record):
    """What became of one failing claim or program in the next round of repair.

    `claim` and `now` are claim ids of the earlier and the later verification, `artifact` is the
    name of a program; `before` and `after` are labels or outcomes, `said` and `says` the values
    claimed, `measured` is what the earlier verdict measured. None is: there is no such thing.
    """

    answer: Answer
    claim: str | None = None
    artifact: str | None = None
    now: str | None = None
    kind: str = ""
    quote: str = ""
    before: str | None = None
    after: str | None = None
    said: Any = None
    measured: Any = None
    says: Any = None


class Round(Record):
    """One answer of a model in a row of repairs, judged: 0 is the first one.

    `counts` says how many claims that somebody wrote got which label, `outcomes` how each program
    came out, `fates` what the answer did to what failed in the round before.
    """

    number: int
    verification: str
    counts: dict[str, int] = Field(default_factory=dict)
    outcomes: dict[str, str] = Field(default_factory=dict)
    fates: tuple[Fate, ...] = ()


class Change(Record):
    """One claim (by id) or program (by name) of which two verifications say different things.

    `before` and `now` are labels or outcomes; None where a measuring tool failed or there is none.
    """

    what: Literal["claim", "program"]
    how: Literal["changed", "new", "vanished"]
    name: str
    kind: str = ""
    quote: str = ""
    before: str | None = None
    now: str | None = None


class Changes(Record):
    """What a verification says otherwise than the one before it, which is named by `since`."""

    since: str
    time: str
    found: tuple[Change, ...] = ()


class Dispute(Record):
    """A person's opinion that a verdict is the tool's mistake."""

    note: str
    author: str
    time: str


class Unread(Record):
    """A part of what was handed in that was not read, and why."""

    file: str
    why: str


class Judged(Record):
    """A verification with what is needed to show it: where it came from and the texts.

    `texts` maps the path of each document to its whole text (that of a notebook's cell is under
    `PATH#NUMBER`), `source` is the path of the main one.
    `hidden` are the ids of claims and artifacts that the user asked not to see, `options` what
    commands about this run need ("--root DIR"). `rounds` are those of a run that was repaired,
    `changes` stands where an earlier verification of the same was there to compare with,
    `disputed` says by claim which of these very verdicts a person holds to be wrong.
    `unread` are the parts of it that were not read, `remembered` says that nothing was run or
    measured again, since the same was judged before by the same rules.
    """

    source: str
    run: str
    status: Literal["ok", "empty", "unread", "error", "cancelled"] = "ok"
    why: str | None = None
    workload: str | None = None
    demonstration: bool = False
    verification: Verification
    texts: dict[str, str] = Field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    options: str = ""
    sample: Sample | None = None
    rounds: tuple[Round, ...] = ()
    changes: Changes | None = None
    disputed: dict[str, Dispute] = Field(default_factory=dict)
    sort: Literal["document", "submission"] = "document"
    unread: tuple[Unread, ...] = ()
    remembered: bool = False

    @property
    def failed(self) -> bool:
        """Whether an artifact fails (see ArtifactResult) or a claim is contradicted."""
        results = [r for r in self.verification.results if r.artifact not in self.hidden]
        bad = any(result.fails for result in results)
        return bad or "contradicted" in self._labels

    @property
    def warned(self) -> bool:
        """Whether a verdict is other-version, ambiguous or undecided."""
        return bool(self._labels & {"other-version", "ambiguous", "undecided"})

    @property
    def _labels(self) -> set[str | None]:
        return {v.label for v in self.verification.verdicts if v.claim not in self.hidden}

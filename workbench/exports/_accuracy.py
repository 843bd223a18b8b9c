"""How often claims are true, by kind and by model, and how sure that is.

A claim counts where its verdict decides: confirmed, contradicted, other-version. The claims of one
answer stand or fall together, so whole answers are drawn for the interval, not claims.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench import statistics
from workbench.exports import _verdicts, _words
from workbench.figures import Chapter
from workbench.records import DISCREPANCIES
from workbench.statistics import Interval

DECIDED = frozenset({"confirmed", "contradicted", "other-version"})
MEANS = (
    "accuracy: confirmed claims among those that are decided (confirmed, contradicted, "
    "other-version); ambiguous, undecided and uncheckable claims are open, and claims that nobody "
    "wrote are left out; interval: 95 % bootstrap that draws whole answers, since claims of one "
    "answer stand or fall together; one answer has none, and of few it is too narrow"
)
_SEED = 0


@dataclass(frozen=True)
class Accuracy:
    """Of `decided` claims `confirmed` are true; `open` are neither; they come from `answers`."""

    name: str
    confirmed: int
    decided: int
    open: int
    answers: int
    interval: Interval | None

    @property
    def share(self) -> float | None:
        """The accuracy; None where nothing is decided."""
        return self.confirmed / self.decided if self.decided else None


def by_kind(chapters: Sequence[Chapter]) -> list[Accuracy]:
    """For each kind of claim, those with most decided claims first; all kinds at the end."""
    kinds: dict[str, list[Counter[str | None]]] = defaultdict(list)
    for chapter in chapters:
        found: dict[str, Counter[str | None]] = defaultdict(Counter)
        for claim, verdict in _verdicts.pairs(chapter):
            if not _words.is_implicit(claim):
                found[claim.kind][verdict.label] += 1
        for kind, counts in found.items():
            kinds[kind].append(counts)
    rows = [_of(kind.replace("_", " "), counts) for kind, counts in kinds.items()]
    return [*_sorted(rows), _of("all kinds", [_verdicts.by_label(one) for one in chapters])]


def by_model(chapters: Sequence[Chapter]) -> list[Accuracy]:
    """For each model, those with most decided claims first; a demonstration is no model's."""
    models: dict[str, list[Counter[str | None]]] = defaultdict(list)
    for chapter in chapters:
        if not chapter.judged.demonstration:
            models[model(chapter)].append(_verdicts.by_label(chapter))
    return _sorted(_of(name, counts) for name, counts in models.items())


def model(chapter: Chapter) -> str:
    """Who answered, as far as that is known."""
    return dict(chapter.facts).get("model") or "unknown (a document)"


def rules(chapters: Sequence[Chapter]) -> Mapping[str, int]:
    """How many findings each rule has: those of claims, and of programs that fail."""
    found: Counter[str] = Counter()
    for chapter in chapters:
        for claim, verdict in _verdicts.pairs(chapter):
            if verdict.label in DISCREPANCIES and not _words.is_implicit(claim):
                found[verdict.rule or "no rule"] += 1
        for result in chapter.judged.verification.results:
            if result.fails:
                found[result.rule or _words.RULES_OF_OUTCOMES.get(result.outcome, "WB403")] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _of(name: str, answers: Sequence[Counter[str | None]]) -> Accuracy:
    groups = [(one["confirmed"], sum(one[label] for label in DECIDED)) for one in answers]
    decided = sum(trials for _, trials in groups)
    whole = sum(sum(one.values()) for one in answers)
    return Accuracy(
        name,
        sum(hits for hits, _ in groups),
        decided,
        whole - decided,
        sum(trials > 0 for _, trials in groups),
        statistics.cluster_share(groups, seed=_SEED),
    )


def _sorted(rows: Iterable[Accuracy]) -> list[Accuracy]:
    return sorted(rows, key=lambda one: (-one.decided, one.name))

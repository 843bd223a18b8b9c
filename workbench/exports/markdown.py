"""A report as Markdown: the findings of runs with their evidence, and places for notes.

Everything a model or its program produced is escaped, so that it can neither break the structure
nor look like one of the marks between which a reader's notes stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from workbench import notes
from workbench.exports import _figures, _sentences, _verdicts, _words
from workbench.exports._markdown import block, code, escape, table
from workbench.figures import Chapter
from workbench.notes import Note
from workbench.records import DISCREPANCIES, LABELS, Artifact

_ASKED_LINES = 60
_SOURCE_LINES = 200
_LONG = 600
_PLACE = "(Your own notes stand between the two marks below; a new report keeps them.)"


def render(chapters: Sequence[Chapter], kept: Mapping[str, Note] | None = None) -> str:
    """The report, ending with a newline; its first line tells a later report that it is one.

    `kept` are the notes of the report before: each stands in its place again, those whose place
    is gone stand at the end.
    """
    return notes.headed(_Report(kept or {}).text(chapters))


class _Report:
    """A report in the making: which places for notes there are, and which notes found theirs."""

    def __init__(self, kept: Mapping[str, Note]) -> None:
        self.kept = kept
        self.places: Counter[str] = Counter()

    def text(self, chapters: Sequence[Chapter]) -> str:
        parts = _head(chapters)
        parts.append(self.place("report", said=True))
        for chapter in chapters:
            parts += self.chapter(chapter)
        parts += self.left()
        return "\n\n".join(parts) + "\n"

    def place(self, *names: str, said: bool = False) -> str:
        """The marked place of a section, with the note that belongs there."""
        name = plain = notes.key(*names)
        while name in self.places:  # a transcript from elsewhere may repeat a claim's id
            self.places[plain] += 1
            name = notes.key(str(self.places[plain]), *names)
        self.places[name] = 1
        note = self.kept.get(name)
        marked = notes.place(name, note.text) if note else notes.place(name)
        return f"{_PLACE}\n\n{marked}" if said else marked

    def left(self) -> list[str]:
        """Notes whose place is gone, each below the heading it stood below."""
        gone = [(n, one) for n, one in self.kept.items() if n not in self.places]
        gone = [(name, note) for name, note in gone if note.text.strip()]
        if not gone:
            return []
        parts = ["## Notes without a finding"]
        for name, note in gone:
            heading = note.heading.removeprefix(notes.GONE) or name
            parts += [f"### {notes.GONE}{heading}", notes.place(name, note.text)]
        return parts

    def chapter(self, chapter: Chapter) -> list[str]:
        key, judged = chapter.key, chapter.judged
        sections = (
            ("checked", _checked(chapter)),
            ("machine", _where(chapter)),
            ("programs", _programs(chapter)),
            ("measured", _measured(chapter)),
            ("verdicts", _verdicts.counts(chapter)),
        )
        parts = [
            f"## {escape(judged.workload or judged.source)}: run {escape(judged.run)}",
            f"**{escape(_sentences.summary(judged), 2000)}**",
        ]
        for name, section in sections:
            if section:
                parts += [*section, self.place(key, name)]
        parts += self.discrepancies(chapter)
        for name, section in (
            ("confirmed", _verdicts.confirmed(chapter)),
            ("rest", _verdicts.rest(chapter)),
        ):
            if section:
                parts += [*section, self.place(key, name)]
        return parts

    def discrepancies(self, chapter: Chapter) -> list[str]:
        found = [
            (claim, verdict)
            for claim, verdict in _verdicts.pairs(chapter)
            if verdict.label in DISCREPANCIES
        ]
        if not found:
            return ["### Discrepancies", "There are none."]
        parts = ["### Discrepancies"]
        for claim, verdict in found:
            parts += [*_verdicts.discrepancy(chapter, claim, verdict), self.place(claim.id)]
        return parts


# --- the beginning --------------------------------------------------------------------------------


def _head(chapters: Sequence[Chapter]) -> list[str]:
    names = ", ".join(escape(one.judged.workload or one.judged.source) for one in chapters)
    parts = [f"# Report: {names}"]
    if len(chapters) > 1:
        rows = [
            [
                escape(one.judged.workload or one.judged.source),
                escape(one.judged.run),
                *(str(_verdicts.by_label(one)[label]) for label in LABELS),
            ]
            for one in chapters
        ]
        parts.append(table(("what", "run", *LABELS), rows))
    return parts


def _checked(chapter: Chapter) -> list[str]:
    asked = chapter.kind == "generate"
    parts = ["### What was asked" if asked else "### What was checked"]
    if chapter.judged.demonstration:
        parts.append("**A demonstration**: these answers were written for workbench, by no model.")
    facts = (("source", chapter.judged.source), *chapter.facts)
    parts.append("\n".join(f"- {escape(name)}: {code(value, 400)}" for name, value in facts))
    if chapter.status != "ok":
        parts.append(f"This run is {escape(chapter.status)}.")
    if chapter.asked:
        parts += ["The prompt:", _block(chapter.asked, "markdown", _ASKED_LINES)]
    return parts


def _where(chapter: Chapter) -> list[str]:
    verification = chapter.judged.verification
    where, target = verification.environment, verification.target
    packages = ", ".join(f"{name} {version}" for name, version in where.packages.items())
    rows = [
        ("judged on", f"CPython {escape(target.python)} ({target.source})"),
        ("tested on", f"CPython {escape(', '.join(where.interpreters)) or 'none'}"),
        ("machine", escape(where.platform)),
        ("isolation", escape(where.isolation)),
        ("workbench", escape(where.workbench)),
        ("packages", escape(packages)),
        ("when, seed", f"{escape(verification.time)}, {verification.seed}"),
    ]
    return ["### Machine and versions", table(("", "value"), rows)]


def _programs(chapter: Chapter) -> list[str]:
    verification = chapter.judged.verification
    if not verification.artifacts:
        return ["### Programs", "No program was found."]
    rows = []
    for artifact in verification.artifacts:
        result = verification.result(artifact.id)
        failing = result.failing_input if result else None
        seen = ", ".join(escape(name, 20) for name in result.suspicions) if result else ""
        rows.append(
            [
                f"{code(artifact.name)} ({artifact.kind})",
                code(_words.place(artifact.location), 320),
                f"**{result.outcome}**" if result else "not run",
                escape(_words.why(result), _LONG) if result else "",
                code(failing, 300) if failing else "",
                seen,
            ]
        )
    head = ("program", "from", "outcome", "why", "smallest failing input", "suspicious")
    parts = ["### Programs", table(head, rows)]
    for artifact in verification.artifacts:
        if artifact.kind == "workload":
            parts += _source(artifact)
    return parts


def _source(artifact: Artifact) -> list[str]:
    changes = "; ".join(escape(note) for note in (*artifact.repairs, *artifact.notes))
    about = f"{code(artifact.name)}, sha256 {code(artifact.sha256[:12])}"
    shown = _block(artifact.source, "python", _SOURCE_LINES) if artifact.source.strip() else ""
    return [f"{about}{f'; {changes}' if changes else ''}:", shown or "It is empty."]


def _measured(chapter: Chapter) -> list[str]:
    parts = []
    for figures in chapter.figures:
        parts += [
            *_figures.machine(figures),
            *_figures.static(figures),
            *_figures.executed(figures),
        ]
        if figures.static is not None:
            parts.append(f"Again: {code(figures.again, _LONG)}.")
    parts += _figures.calls(chapter.figures)
    parts += _figures.resources(chapter.judged.verification.measurements)
    parts += _figures.files(chapter.files)
    return ["### What was measured", *parts] if parts else []


def _block(text: str, language: str, lines: int) -> str:
    """A fenced block in which no line is one of our marks."""
    rows = block(text, language, lines=lines).split("\n")
    return "\n".join(f"\\{row.lstrip()}" if notes.is_mark(row) else row for row in rows)

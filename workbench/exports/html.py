"""A report as one HTML file: measured evidence, charts and findings; nothing is loaded, no script.

Everything a model or its program produced is text there, and the policy of the page would not run
or fetch it either. A reader's notes stay in the Markdown report: here is no place for them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from workbench import notes
from workbench.exports import (
    _accuracy,
    _html_analyses,
    _html_counts,
    _html_profile,
    _html_verdicts,
    _sentences,
    _verdicts,
    _words,
)
from workbench.exports._html import (
    Html,
    Part,
    Row,
    block,
    code,
    command,
    facts,
    joined,
    table,
    tag,
    text,
)
from workbench.exports._tables import number
from workbench.figures import Chapter, Figures
from workbench.records import LABELS

_ASKED_LINES = 60
_SOURCE_LINES = 200
_CALLS = 5
_TITLED = 4
_FILES = 60
_CSS = Path(__file__).with_name("report.css")


def render(chapters: Sequence[Chapter], again: str) -> str:
    """The page; its first line tells a later report that it may be written anew.

    `again` is the command that writes it.
    """
    css = _CSS.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"Report: {_names(chapters)}"
    head = (
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", text(title, 200)),
        Html(f"<style>{css}</style>"),
    )
    page = joined([tag("head", *head), tag("body", *_body(chapters, again))], "\n")
    return notes.headed(f'<!doctype html>\n<html lang="en">\n{page}\n</html>\n')


def _body(chapters: Sequence[Chapter], again: str) -> list[Part]:
    first = chapters[0].judged.verification
    told = f"workbench {first.environment.workbench}; {first.environment.platform}"
    header = tag(
        "header",
        tag("h1", "What was said, and what ran: ", text(_names(chapters))),
        tag("p", text(told), class_="small"),
        command(again),
    )
    contents = tag("nav", tag("ul", *_contents(chapters)), aria_label="Contents")
    parts: list[Part] = [tag("section", *_overview(chapters))]
    parts.append(tag("section", *_html_verdicts.accuracy(chapters, again)))
    parts += [tag("section", *_chapter(one, at)) for at, one in enumerate(chapters, 1)]
    return [header, contents, tag("main", *parts)]


def _name(chapter: Chapter) -> str:
    return chapter.judged.workload or chapter.judged.source


def _names(chapters: Sequence[Chapter]) -> str:
    """What a report is about in a few words."""
    if len(chapters) > _TITLED:
        return f"{len(chapters)} runs and documents"
    return ", ".join(_brief(chapter) for chapter in chapters)


def _brief(chapter: Chapter) -> str:
    """The workload, or the file without its folder."""
    name = _name(chapter)
    return name.rpartition("/")[2] or name


def _contents(chapters: Sequence[Chapter]) -> list[Html]:
    found: list[tuple[str, Part]] = [
        ("overview", "Overview"),
        ("accuracy", "How true the claims are"),
    ]
    for at, one in enumerate(chapters, 1):
        found.append((f"run-{at}", joined([text(_brief(one), 80), " ", text(one.judged.run, 60)])))
    return [tag("li", tag("a", words, href=f"#{place}")) for place, words in found]


def _overview(chapters: Sequence[Chapter]) -> list[Part]:
    """A row for each run or document."""
    rows: list[Row] = []
    for at, one in enumerate(chapters, 1):
        found = _verdicts.by_label(one)
        rows.append(
            (
                tag("a", text(_name(one), 120), href=f"#run-{at}"),
                text(_accuracy.model(one), 80),
                *(str(found[label]) for label in LABELS),
                text(_sentences.summary(one.judged), 300),
            )
        )
    head = ("what", "by", *(_html_verdicts.label(label) for label in LABELS), "in words")
    overview = tag("div", table(head, rows, numbers=False), class_="overview")
    return [tag("h2", "Overview", id="overview"), overview]


# --- one run or document --------------------------------------------------------------------------


def _chapter(chapter: Chapter, at: int) -> list[Part]:
    judged = chapter.judged
    parts: list[Part] = [
        tag("h2", text(_name(chapter), 200), id=f"run-{at}"),
        tag("p", tag("strong", text(_sentences.summary(judged), 2000))),
        _html_counts.summary(chapter.figures),
        _html_verdicts.counts(chapter),
        command(chapter.again),
        *_checked(chapter),
        *_where(chapter),
        *_programs(chapter),
        *_measured(chapter),
        *_html_verdicts.findings(chapter),
    ]
    return parts


def _checked(chapter: Chapter) -> list[Part]:
    asked = chapter.kind == "generate"
    parts: list[Part] = [tag("h3", "What was asked" if asked else "What was checked")]
    if chapter.judged.demonstration:
        said = ": these answers were written for workbench, by no model."
        parts.append(tag("p", tag("b", "A demonstration"), said))
    told = (("source", chapter.judged.source), *chapter.facts)
    parts.append(facts((text(name, 80), code(value, 400)) for name, value in told))
    if chapter.status != "ok":
        parts.append(tag("p", "This run is ", text(chapter.status), "."))
    if chapter.asked:
        asked_for = block(chapter.asked, _ASKED_LINES)
        parts.append(tag("details", tag("summary", "The prompt"), asked_for))
    return parts


def _where(chapter: Chapter) -> list[Part]:
    verification = chapter.judged.verification
    where, target = verification.environment, verification.target
    packages = ", ".join(f"{name} {version}" for name, version in where.packages.items())
    told = (
        ("judged on", f"CPython {target.python} ({target.source})"),
        ("tested on", f"CPython {', '.join(where.interpreters) or 'none'}"),
        ("machine", where.platform),
        ("isolation", where.isolation),
        ("packages", packages),
        ("when, seed", f"{verification.time}, {verification.seed}"),
    )
    return [tag("h3", "Machine and versions"), facts((n, text(words)) for n, words in told)]


def _programs(chapter: Chapter) -> list[Part]:
    verification = chapter.judged.verification
    if not verification.artifacts:
        return [tag("h3", "Programs"), tag("p", "No program was found.")]
    rows: list[Row] = []
    sources: list[Part] = []
    for artifact in verification.artifacts:
        result = verification.result(artifact.id)
        failing = result.failing_input if result else None
        rows.append(
            (
                joined([code(artifact.name), f" ({artifact.kind})"]),
                tag("b", result.outcome) if result else "not run",
                text(_words.why(result)) if result else None,
                code(failing) if failing else None,
                text(", ".join(result.suspicions)) if result else None,
            )
        )
        if artifact.kind == "workload" and artifact.source.strip():
            about = ("Source of ", code(artifact.name), ", sha256 ", code(artifact.sha256[:12]))
            shown = block(artifact.source, _SOURCE_LINES)
            sources.append(tag("details", tag("summary", *about), shown))
    head = ("program", "outcome", "why", "smallest failing input", "suspicious")
    return [tag("h3", "Programs"), table(head, rows, numbers=False), *sources]


def _measured(chapter: Chapter) -> list[Part]:
    found: list[Part] = []
    several = len({one.artifact for one in chapter.figures}) > 1
    for place, figures in enumerate(_worth(chapter.figures)):
        if several and figures.static is not None:
            found.append(tag("h4", "Program ", code(figures.target), class_="program"))
        found += [
            *_html_counts.machine(figures),
            *_html_counts.static(figures),
            *_html_counts.executed(figures),
            *_html_profile.sections(figures),
            *_html_analyses.sections(figures),
        ]
        if place == 0:
            found += _html_analyses.absent(figures, chapter.again)
    left = len(chapter.figures) - len(_worth(chapter.figures))
    if left:
        found.append(tag("p", f"{left} further calls are in the Markdown report."))
    found += [*_resources(chapter), *_files(chapter)]
    return [tag("h3", "What was measured"), *found] if found else []


def _worth(figures: Sequence[Figures]) -> Sequence[Figures]:
    """Every program's first, and of further calls as many as one reads."""
    found, calls = [], 0
    for one in figures:
        calls += one.static is None
        if one.static is not None or calls <= _CALLS:
            found.append(one)
    return found


def _resources(chapter: Chapter) -> list[Part]:
    """Time and memory of every guest that ran a program."""
    rows: list[Row] = [
        (
            joined(
                [text(one.probe, 40), " of the reference" if one.subject == "reference" else ""]
            ),
            code(str(one.target.get("call") or "–"), 120),
            text(one.python, 20),
            one.run.outcome,
            f"{one.run.wall_seconds:.2f}",
            f"{one.run.max_rss_bytes / 2**20:.0f}",
        )
        for one in chapter.judged.verification.measurements
        if one.run is not None and one.vantage != "static" and one.run.outcome != "not-run"
    ]
    if not rows:
        return []
    more: list[Row] = [(f"… {len(rows) - _FILES} more",)] if len(rows) > _FILES else []
    head = ("measured", "call", "CPython", "outcome", "seconds", "MiB with the interpreter")
    listed = table(head, [*rows[:_FILES], *more], numbers=False)
    summary = tag("summary", f"Time and memory of {len(rows)} runs")
    return [tag("details", summary, listed, command(chapter.again))]


def _files(chapter: Chapter) -> list[Part]:
    rows: list[Row] = [
        (code(one.path, 320), number(one.size_bytes), number(one.magic))
        for one in chapter.files[:_FILES]
    ]
    if not rows:
        return []
    listed = table(("file", "bytes", "magic number"), rows)
    return [tag("details", tag("summary", f"{len(chapter.files)} files kept with the run"), listed)]

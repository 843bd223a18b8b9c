"""Verdicts as CSV for spreadsheets: a row per claim of one document, a row per document of many.

The dialect is that of Excel (comma, CR LF), the text is UTF-8. A spreadsheet runs a cell that
begins like a formula, whoever wrote it: such a cell gets a single quote in front, and so does such
a piece of one behind a semicolon.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from workbench.exports import _overview, _sentences, _words
from workbench.records import LABELS, Claim, Judged, Verdict
from workbench.safe_text import one_line

EXTENSIONS = (".csv",)
CLAIMS = (
    "document",
    "run",
    "workload",
    "line",
    "column",
    "end_line",
    "end_column",
    "cell",
    "part",
    "verdict",
    "rule",
    "kind",
    "subject",
    "scope",
    "quote",
    "claimed",
    "measured",
    "hedge",
    "explanation",
    "would_be_true",
    "program",
    "speaker",
    "id",
    "reproduce",
)
DOCUMENTS = (
    "document",
    "status",
    "why",
    "run",
    "workload",
    "programs",
    "programs_ok",
    "programs_at_fault",
    "claims",
    *(label.replace("-", "_") for label in LABELS),
    "not_judged",
    "hidden",
    "judged_on",
    "demonstration",
    "summary",
    "sort",
    "judged_before",
    "worst_findings",
    "not_read",
)
# What Excel, LibreOffice and Google Sheets take for the beginning of a formula, and
# the full-width forms that some of their languages take for the same.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Some read a file of commas with semicolons, whatever is quoted: such a piece begins there, too.
_PIECE = re.compile(r""";(?=[\s"]*[=+\-@＝＋－＠])""")
_LONG = 2000


def render(judged: Judged) -> str:
    """A head and a row for each claim with a verdict, also for those that nobody had to write."""
    verification = judged.verification
    rows = [
        _claim(judged, claim, verdict)
        for claim in verification.claims
        if claim.id not in judged.hidden
        if (verdict := verification.verdict(claim.id)) is not None
    ]
    return _text([CLAIMS, *rows])


def render_many(judged: Sequence[Judged]) -> str:
    """A head and a row for each document."""
    return _text([DOCUMENTS, *(_document(one) for one in judged)])


def _claim(judged: Judged, claim: Claim, verdict: Verdict) -> list[str | int | None]:
    verification = judged.verification
    at = claim.location
    names = {artifact.id: artifact.name for artifact in verification.artifacts}
    short = _words.short_id(claim, verification)
    return [
        at.file,
        judged.run,
        judged.workload,
        at.line,
        at.column,
        at.end_line,
        at.end_column,
        at.cell,
        _words.part(at),
        verdict.label or "not judged",
        verdict.rule,
        claim.kind,
        claim.subject,
        claim.scope,
        claim.quote,
        _words.claimed(claim).removeprefix("claimed "),
        _words.measured(claim, verdict, verification),
        claim.hedge,
        verdict.explanation,
        verdict.fix,
        names.get(claim.artifact or ""),
        claim.speaker,
        claim.id,
        f"workbench evidence {short}{judged.options}",
    ]


def _document(judged: Judged) -> list[str | int | None]:
    verification = judged.verification
    results = [one for one in verification.results if one.artifact not in judged.hidden]
    # As in the sentences: a claim of correctness that nobody wrote is told by the programs.
    labels = [
        verdict.label
        for claim in verification.claims
        if not _words.is_implicit(claim) and claim.id not in judged.hidden
        if (verdict := verification.verdict(claim.id)) is not None
    ]
    return [
        judged.source,
        judged.status,
        judged.why,
        judged.run,
        judged.workload,
        len(results),
        sum(1 for one in results if one.outcome == "ok"),
        sum(1 for one in results if one.fails),
        len(labels),
        *(labels.count(label) for label in LABELS),
        labels.count(None),
        len(judged.hidden),
        verification.target.python if judged.status != "unread" else None,
        "yes" if judged.demonstration else "no",
        _sentences.summary(judged),
        judged.sort,
        "yes" if judged.remembered else "no",
        "; ".join(_overview.words(judged, one) for one in _overview.worst(judged)),
        "; ".join(_overview.unread(judged)),
    ]


def _text(rows: Iterable[Iterable[str | int | None]]) -> str:
    out = StringIO(newline="")
    writer = csv.writer(out, dialect="excel")
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    return out.getvalue()


def _cell(value: str | int | None) -> str | int:
    """Numbers are our own; a text becomes one safe line that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = _PIECE.sub(";'", one_line(value, _LONG))
    return f"'{text}" if text.startswith(_FORMULA) else text

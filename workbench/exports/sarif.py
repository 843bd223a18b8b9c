"""Findings as SARIF 2.1.0, the format of static analysers that editors and code hosts read.

One log with one run, also for several documents: code hosts limit the runs of a file. Each document
is an invocation, and each result names the invocation it came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from workbench import rules
from workbench.exports import _sentences, _words
from workbench.exports._items import Item, code_place, items, source_text
from workbench.records import Judged, Location
from workbench.safe_text import one_line, terminal

EXTENSIONS = (".sarif", ".sarif.json")
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "workbenchClaim/v1"
_LEVELS = ("error", "warning", "note")
_SNIPPET = 2000


def render(judged: Judged) -> str:
    """The log of one document or run, with a final newline."""
    return render_many([judged])


def render_many(judged: Sequence[Judged]) -> str:
    """The log of several documents. What is confirmed is no result; uncheckable is a note."""
    found = [
        (number, one, item)
        for number, one in enumerate(judged)
        for item in items(one)
        if item.counts in _LEVELS
    ]
    used = sorted({_code(item) for _, _, item in found})
    files = _files(judged, (item.location.file for _, _, item in found))
    # Where one result tells of its suppressions, all of a run have to (3.27.23).
    told = any(one.disputed for one in judged)
    run = {
        "tool": {"driver": _driver(judged, used)},
        "automationDetails": {"id": "workbench/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(one) for one in judged],
        "artifacts": [
            {"location": {"uri": _uri(file)}, "roles": ["analysisTarget"]} for file in files
        ],
        "results": [
            _result(item, one, invocation=number, rule=used, files=files)
            | ({"suppressions": _suppressions(item, one)} if told else {})
            for number, one, item in found
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    # ASCII keeps lone surrogates, bidi controls and terminal escapes as escapes; DEL is ASCII.
    text = json.dumps(log, indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


# --- the run --------------------------------------------------------------------------------------


def _driver(judged: Sequence[Judged], used: Sequence[str]) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "workbench", "rules": [_rule(code) for code in used]}
    if judged:
        driver["version"] = one_line(judged[0].verification.environment.workbench)
    return driver


def _rule(code: str) -> dict[str, Any]:
    rule = rules.find(code)
    if rule is None:
        return {"id": code, "shortDescription": {"text": f"{code}, which has no rule of its own"}}
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": " ".join(rule.text.split())},
        "help": {"text": rules.render(rule), "markdown": _markdown(rule)},
    }


def _markdown(rule: rules.Rule) -> str:
    """The rule as Markdown; its texts are our own."""
    parts = [rule.text.strip(), f"```python\n{rule.example.strip()}\n```", "prints"]
    return "\n\n".join([*parts, f"```\n{rule.expected.strip()}\n```"]) + "\n"


def _invocation(judged: Judged) -> dict[str, Any]:
    """A document: whether it was judged to its end, on what, and the summary in words."""
    verification = judged.verification
    told = _unlinked(_sentences.summary(judged))
    broken = judged.status in ("unread", "error", "cancelled")
    level = "error" if broken else "note"
    notice = {"message": {"text": told}, "level": level, "locations": [_file(judged.source)]}
    return {
        "executionSuccessful": not broken,
        "endTimeUtc": one_line(verification.time),
        "toolExecutionNotifications": [notice],
        "properties": {
            "run": one_line(judged.run),
            "workload": one_line(judged.workload) if judged.workload else None,
            "demonstration": judged.demonstration,
            "judgedOn": one_line(verification.target.python),
            "targetSource": verification.target.source,
            "testedOn": [one_line(one) for one in verification.environment.interpreters],
            "isolation": one_line(verification.environment.isolation),
            "platform": one_line(verification.environment.platform),
            "hidden": len(judged.hidden),
        },
    }


def _files(judged: Sequence[Judged], more: Iterable[str]) -> list[str]:
    """Every file that a result or a program stands in, once, the documents first."""
    files = [one.source for one in judged]
    files += [a.location.file for one in judged for a in one.verification.artifacts]
    return list(dict.fromkeys([*files, *more]))


# --- a result -------------------------------------------------------------------------------------


def _result(
    item: Item, judged: Judged, *, invocation: int, rule: Sequence[str], files: Sequence[str]
) -> dict[str, Any]:
    code = _code(item)
    related = code_place(judged, item)
    found: dict[str, Any] = {
        "ruleId": code,
        "ruleIndex": rule.index(code),
        "level": item.counts,
        "message": {"text": _message(item)},
        "locations": [_location(item.location, judged, files)],
        "partialFingerprints": {FINGERPRINT: item.id},
        "provenance": {"invocationIndex": invocation},
        "properties": _properties(item),
    }
    if related is not None:
        place = _location(related, judged, files, snippet=False)
        found["relatedLocations"] = [{"id": 1} | place | {"message": {"text": "the program"}}]
    return found


def _suppressions(item: Item, judged: Judged) -> list[dict[str, Any]]:
    """What a person said to be the tool's mistake is shown as suppressed, with who and why."""
    dispute = judged.disputed.get(item.id)
    if dispute is None:
        return []
    note = f": {one_line(dispute.note, _SNIPPET)}" if dispute.note else ""
    said = f"tool is wrong{note} ({one_line(dispute.author)}, {one_line(dispute.time)})"
    return [{"kind": "external", "status": "accepted", "justification": said}]


def _code(item: Item) -> str:
    """A rule, or what happened to what: results are shown and counted by their rules."""
    return item.rule or f"{item.what}-{item.state}"


def _message(item: Item) -> str:
    """Title and details, a line each; without `[text](target)`, which would be a link."""
    part = _words.part(item.location)
    lines = [item.title, *item.lines]
    if part is not None:
        lines.insert(1, f"in {part}, line {item.location.line}")
    return _unlinked("\n".join(lines))


def _unlinked(text: str) -> str:
    return text.replace("](", "] (")


def _properties(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"about": item.what, "verdict": item.state}
    if item.claim is not None:
        found["kind"] = one_line(item.claim.kind)
        found["quote"] = one_line(item.claim.quote, _SNIPPET)
        found["speaker"] = item.claim.speaker
    return found


def _location(
    at: Location, judged: Judged, files: Sequence[str], *, snippet: bool = True
) -> dict[str, Any]:
    """A place; a notebook's cell or a page is named, for its lines are not those of the file."""
    where: dict[str, Any] = {"uri": _uri(at.file)}
    if at.file in files:
        where["index"] = files.index(at.file)
    if at.part is not None:
        logical = {"name": _words.part(at), "kind": "element"}
        return {"physicalLocation": {"artifactLocation": where}, "logicalLocations": [logical]}
    region: dict[str, Any] = {
        "startLine": max(at.line, 1),
        "startColumn": max(at.column, 1),
        "endLine": max(at.end_line, at.line, 1),
        "endColumn": max(at.end_column, 1),
    }
    text = source_text(judged, at) if snippet else None
    if text is not None:
        region["snippet"] = {"text": terminal(text, newlines=True, limit=_SNIPPET)}
    return {"physicalLocation": {"artifactLocation": where, "region": region}}


def _file(file: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(file)}}}


def _uri(file: str) -> str:
    """A path as a URI reference: a relative one stays relative."""
    quoted = quote(file, safe="/", errors="surrogatepass")
    return f"file://{quoted}" if file.startswith("/") else quoted

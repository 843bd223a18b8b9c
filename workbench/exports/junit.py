"""Verdicts as JUnit XML, the format of test reports that every CI server reads.

A suite per program, one for the claims about none, a case per program's outcome and per claim. A
contradicted claim and a program at fault fail; what is not decided is skipped, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from workbench.exports import _sentences, _words
from workbench.exports._items import Item, items
from workbench.records import Judged
from workbench.safe_text import one_line, terminal

EXTENSIONS = (".xml",)
_QUOTE = 80
_HEAD = "<?xml version='1.0' encoding='utf-8'?>\n"
_COUNTED = ("tests", "failures", "errors", "skipped")


def render(judged: Judged) -> str:
    """The suites of one document."""
    return render_many([judged])


def render_many(judged: Sequence[Judged]) -> str:
    """The suites of several documents, one after the other, in one file."""
    root = Xml.Element("testsuites", name="workbench")
    for one in judged:
        root.extend(_suites(one))
    total = Counter[str]()
    for suite in root:
        total.update({name: int(suite.get(name, "0")) for name in _COUNTED})
    for name in _COUNTED:
        root.set(name, str(total[name]))
    Xml.indent(root)
    return _HEAD + Xml.tostring(root, encoding="unicode") + "\n"


def _suites(judged: Judged) -> list[Xml.Element]:
    """A suite for each program that has a case, before them that of the document itself."""
    names: dict[str | None, str] = {None: _document(judged)}
    for artifact in judged.verification.artifacts:
        variant = "" if artifact.variant == "literal" else f" ({artifact.variant})"
        names[artifact.id] = f"{_document(judged)}: {one_line(artifact.name)}{variant}"
    cases: dict[str | None, list[Xml.Element]] = {name: [] for name in names}
    if judged.status in ("unread", "error", "cancelled"):
        cases[None].append(_unread(judged))
    for item in items(judged):
        cases[item.program if item.program in cases else None].append(_case(judged, item))
    suites = [_suite(judged, names[one], found) for one, found in cases.items() if found]
    return suites or [_suite(judged, names[None], [])]


def _suite(judged: Judged, name: str, cases: Sequence[Xml.Element]) -> Xml.Element:
    states = Counter(child.tag for case in cases for child in case)
    suite = Xml.Element(
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=str(states["failure"]),
        errors=str(states["error"]),
        skipped=str(states["skipped"]),
        timestamp=one_line(judged.verification.time).removesuffix("Z"),
    )
    about = Xml.SubElement(suite, "properties")
    verification = judged.verification
    for key, value in (
        ("run", judged.run),
        ("workload", judged.workload or ""),
        ("demonstration", "yes" if judged.demonstration else ""),
        ("judged on", f"CPython {verification.target.python} ({verification.target.source})"),
        ("isolation", verification.environment.isolation),
        ("summary", _sentences.summary(judged)),
    ):
        if value:
            Xml.SubElement(about, "property", name=key, value=one_line(value, 2000))
    suite.extend(cases)
    return suite


def _unread(judged: Judged) -> Xml.Element:
    case = Xml.Element("testcase", classname=_document(judged), name="the document is judged")
    said = _sentences.summary(judged)
    Xml.SubElement(case, "error", message=said, type=judged.status).text = said
    return case


def _case(judged: Judged, item: Item) -> Xml.Element:
    case = Xml.Element(
        "testcase",
        classname=_document(judged),
        name=_name(judged, item),
        file=terminal(item.location.file),
        line=str(item.location.line),
    )
    tag = _tag(item)
    if tag is not None:
        kind = item.state if item.rule is None else f"{item.rule} {item.state}"
        lines = [_words.place(item.location), *item.lines]
        state = Xml.SubElement(case, tag, message=item.title, type=kind)
        state.text = "\n".join(lines)
    return case


def _tag(item: Item) -> str | None:
    """A warning and a note are no failures: they are told as skipped, with what they are."""
    if item.state == "failed":
        return "error"
    return {"error": "failure", "warning": "skipped", "note": "skipped", "ok": None}[item.counts]


def _name(judged: Judged, item: Item) -> str:
    """What is said, with an id: two claims may say the same."""
    if item.what != "claim" or item.claim is None:
        return {"program": "the program", "suspicion": f"the program: {item.rule}"}[item.what]
    kind = one_line(item.claim.kind, 60)
    quote = one_line(item.claim.quote, _QUOTE)
    return f"{kind}: {quote} [{_words.short_id(item.claim, judged.verification)}]"


def _document(judged: Judged) -> str:
    return terminal(judged.source, limit=300)

"""The labelled corpus: its labels are well-formed, and what `check` says about it is right."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import extraction_score
import labelled
import pytest
from labelled import Comparison, Label

from workbench import kinds
from workbench.survey import Workplace

DOCUMENTS = labelled.documents()
SAMPLE = (
    "counters/json.md",
    "held_out/h01_chat_pipe.md",
    "listings/own_311.md",
    "prose/hedged.md",
    "prose/sums.md",
    "silent/bread.md",
    "silent/task.md",
    "tables/by_version.md",
)
"""What stands for the corpus in the quick run: accusations have had a chance in each."""
VERDICTS = {"confirmed", "contradicted", "other-version", "ambiguous", "undecided", "uncheckable"}
PRECISION = 0.99


def every_label() -> list[Label]:
    return [label for name in DOCUMENTS for label in labelled.labels(name)]


def text(document: str) -> str:
    """The characters in which the quotes of a document are looked for."""
    path = labelled.CORPUS / document
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as file:
            return file.read("word/document.xml").decode()
    if '"nbformat"' in (found := path.read_text(encoding="utf-8")):
        cells = json.loads(found)["cells"]
        return "\n".join("".join(_lines(cell)) for cell in cells)
    return found


def _lines(cell: dict[str, object]) -> Iterator[str]:
    yield from cell["source"]  # type: ignore[misc]
    for output in cell.get("outputs", ()):  # type: ignore[attr-defined]
        yield from ["\n", *(output.get("text") or output["data"]["text/plain"])]


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    found = [label for label in every_label() if not label.optional]
    true = [label for label in found if label.verdicts == ("confirmed",)]
    silent = [name for name in DOCUMENTS if not labelled.labels(name)]
    assert len(DOCUMENTS) - len(silent) >= 60
    assert len([name for name in silent if name.startswith("silent/")]) >= 10
    assert len(found) >= 400
    assert len(true) * 3 >= len(found)
    assert len([name for name in DOCUMENTS if name.startswith("held_out/")]) >= 12


def test_every_document_has_labels_and_every_label_a_document() -> None:
    files = {p for p in labelled.CORPUS.rglob("*") if p.is_file()}
    named = {labelled.CORPUS / name for name in DOCUMENTS}
    beside = {p for p in files if p.name.endswith(labelled.SUFFIX)}
    assert files - beside == named


@pytest.mark.parametrize("document", DOCUMENTS)
def test_labels_are_well_formed(document: str) -> None:
    found, whole = labelled.labels(document), text(document)
    for label in found:
        assert label.quote.strip()
        assert label.quote in whole
        assert label.kind in kinds.names()
        assert label.why
        assert label.verdicts
        assert set(label.verdicts) <= VERDICTS
        if label.line is not None and label.cell is None:
            assert label.quote.split("\n")[0] in whole.split("\n")[label.line - 1]
    assert len(set(map(repr, found))) == len(found)


@cache
def machine(root: Path) -> Workplace:
    place = labelled.machine(root)
    if place is None:
        pytest.skip("CPython 3.11, whose numbers these are, or the isolation is missing")
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    return machine(tmp_path_factory.mktemp("corpus"))


def compared(document: str, place: Workplace) -> Comparison:
    return labelled.compare(document, labelled.reported(labelled.check(document, place)))


def accused(found: Comparison) -> list[str]:
    """Everything that was contradicted and is not false."""
    return [
        f"{found.document}:{one.claim.location.line} {one.claim.kind} {one.claim.quote[:60]!r}"
        for _, one, accepted in found.wrong()
        if one.verdict.label == "contradicted" and "contradicted" not in accepted
    ]


@pytest.mark.parametrize("document", SAMPLE)
def test_a_sample_is_judged_rightly(document: str, place: Workplace) -> None:
    found = compared(document, place)
    assert extraction_score.disagreements(found) == []


@pytest.mark.proof
def test_verdicts_about_the_corpus_are_right(place: Workplace) -> None:
    every = [compared(document, place) for document in DOCUMENTS]
    assert [line for found in every for line in accused(found)] == []
    total = extraction_score.whole(extraction_score.scores(every))
    wrong = [line for found in every for line in extraction_score.disagreements(found)]
    assert total.right / total.decided >= PRECISION, "\n".join(wrong)


@pytest.mark.proof
def test_what_claims_nothing_is_left_alone(place: Workplace) -> None:
    silent = [name for name in DOCUMENTS if name.startswith("silent/")]
    kinds_found = Counter(
        one.claim.kind
        for name in silent
        for one in labelled.reported(labelled.check(name, place))
        if one.is_decided
    )
    assert set(kinds_found) <= {"program_runs"}

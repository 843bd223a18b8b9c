"""`--format` and the extension of `-o`: which format is written, one document and several."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from commanding import Done, inside, only_run
from junitparser import JUnitXml

from workbench import transcripts

CHAT = """\
```python
def double(x):
    return x + x
```

It needs no imports. The bytecode of `double`:

| Opcode    | Count |
|-----------|-------|
| LOAD_FAST | 7     |
"""
EXTENSIONS = (".json", ".sarif", ".sarif.json", ".xml", ".csv", ".txt")


@pytest.fixture
def chats(tmp_path: Path) -> tuple[Path, Path]:
    """Two documents with the same discrepancy."""
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    for one in (first, second):
        one.write_text(CHAT, encoding="utf-8")
    return first, second


def check(*arguments: str | Path, root: Path, **env: str) -> Done:
    return inside("check", "--no-run", "-q", "--root", root, *arguments, env=env)


def kind(path: Path) -> str:
    """What a file is, as a reader of that format finds it."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("<?xml"):
        return "junit" if JUnitXml.fromstring(text.encode()).failures else "nothing"
    if text.startswith("{"):
        found = json.loads(text)
        return "sarif" if found.get("version") == "2.1.0" else str(found["schema"])
    rows = list(csv.DictReader(text.splitlines()))
    if rows and "programs_ok" in rows[0]:
        return f"{len(rows)} documents"
    return "claims" if rows and "verdict" in rows[0] else "text"


def test_the_extension_chooses_the_format(chats: tuple[Path, Path], tmp_path: Path) -> None:
    found = {}
    for extension in EXTENSIONS:
        path = tmp_path / f"found{extension}"
        done = check(chats[0], "-o", path, root=tmp_path)
        assert (done.code, done.out) == (1, "")
        found[extension] = kind(path)
    assert found == {
        ".json": "workbench/verdicts/1",
        ".sarif": "sarif",
        ".sarif.json": "sarif",
        ".xml": "junit",
        ".csv": "claims",
        ".txt": "text",
    }


def test_the_flag_is_stronger_than_the_extension(chats: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    check(chats[0], "-o", path, "--format", "csv", root=tmp_path)
    assert kind(path) == "claims"


def test_several_documents_are_a_batch_in_every_format(
    chats: tuple[Path, Path], tmp_path: Path
) -> None:
    found = {}
    for extension in (".json", ".sarif", ".xml", ".csv"):
        path = tmp_path / f"found{extension}"
        check(*chats, "-o", path, root=tmp_path)
        found[extension] = kind(path)
    assert found == {
        ".json": "workbench/batch/1",
        ".sarif": "sarif",
        ".xml": "junit",
        ".csv": "2 documents",
    }
    log = json.loads((tmp_path / "found.sarif").read_text(encoding="utf-8"))
    assert len(log["runs"][0]["invocations"]) == 2
    suites = JUnitXml.fromfile(str(tmp_path / "found.xml"))
    assert sum(1 for suite in suites if suite.failures) == 2


def test_annotations_are_lines_on_stdout_and_the_summary_is_appended(
    chats: tuple[Path, Path], tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    done = check(*chats, "--format", "github", root=tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    assert done.code == 1
    starts = [line.split(",")[0] for line in done.out.splitlines()]
    assert starts == [f"::error file={one}" for one in chats for _ in ("table", "cell")]
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n## workbench\n")
    assert text.count("| error | WB101 |") == 2


def test_outside_of_a_workflow_there_is_no_summary_and_one_that_cannot_be_written_is_told(
    chats: tuple[Path, Path], tmp_path: Path
) -> None:
    assert check(chats[0], "--format", "github", root=tmp_path).code == 1
    done = check(chats[0], "--format", "github", root=tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path))
    assert done.code == 1
    assert "warning: the step's summary was not written" in done.err
    assert done.out.startswith("::error file=")


@pytest.mark.parametrize("name", ["markdown", "compare_text", "base", "nonsense", "../json"])
def test_what_shows_no_verdicts_is_no_format(
    name: str, chats: tuple[Path, Path], tmp_path: Path
) -> None:
    done = check(chats[0], "--format", name, root=tmp_path)
    assert done.code == 2
    for known in ("csv", "github", "json", "junit", "sarif", "text"):
        assert known in done.err


def test_verify_and_generate_take_them_too(tmp_path: Path) -> None:
    path = tmp_path / "found.sarif"
    recorded = ("generate", "quicksort", "--model", "recorded", "--no-run", "-q")
    inside(*recorded, "--root", tmp_path, "-o", path)
    assert kind(path) == "sarif"
    done = inside("verify", "--no-run", "-q", "--root", tmp_path, "--format", "junit")
    assert JUnitXml.fromstring(done.out.encode()).tests > 5


def test_a_verdict_that_a_person_disputes_is_suppressed_when_it_is_judged_again(
    tmp_path: Path,
) -> None:
    recorded = ("generate", "euler", "--model", "recorded", "--no-run", "-q")
    inside(*recorded, "--root", tmp_path)
    run = only_run(tmp_path)
    wrong = [one for one in run.verifications[0].verdicts if one.label == "contradicted"]
    writer = transcripts.Writer(run.path)
    reviews = ((wrong[0], "tool-is-wrong"), (wrong[1], "tool-is-wrong"), (wrong[1], "agree"))
    for verdict, opinion in reviews:
        event = transcripts.review_event(verdict.claim, verdict, opinion, "so it is", "ada")
        writer.append(event)
    changed = wrong[2].model_copy(update={"measured": "something else"})
    writer.append(transcripts.review_event(changed.claim, changed, "tool-is-wrong", "", "ada"))
    path = tmp_path / "found.sarif"
    inside("verify", "--no-run", "-q", "--root", tmp_path, "-o", path)
    results = json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [
        (*one["partialFingerprints"].values(), one["suppressions"][0]["justification"][:24])
        for one in results
        if one["suppressions"]
    ] == [(wrong[0].claim, "tool is wrong: so it is ")]

"""`workbench report -o FILE.html`: the page of real runs, files that are kept, what is measured."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from commanding import Done, inside, only_run, workbench

from workbench import lacking, notes, reporting, settings, survey
from workbench.cli.progress import Reporter
from workbench.figures import Missing, Profile

sys.path.insert(0, str(Path(__file__).with_name("exports")))

from pages_read import Element, read


@pytest.fixture
def root(demonstrated: Path) -> Path:
    """One generated run, whose program is wrong, in the current folder."""
    return demonstrated


def report(*arguments: str | Path) -> Done:
    return inside("report", *arguments)


def page(root: Path, name: str = "report.html") -> Element:
    return read((root / name).read_text("utf-8"))[0]


def tables(root: Element, first: str) -> list[list[list[str]]]:
    return [rows for one in root.all("table") if (rows := one.rows())[0][0] == first]


def test_the_extension_chooses(root: Path) -> None:
    for name, start in (
        ("a.html", "<!doctype html>"),
        ("b.HTM", "<!doctype"),
        ("c.md", "# Report"),
    ):
        done = report("-o", name)
        assert (done.code, done.err) == (0, f"wrote {name}\n")
        assert (root / name).read_text("utf-8").split("\n\n", 1)[1].startswith(start)
    assert report().out.split("\n\n")[1].startswith("# Report")


def test_the_demonstration_has_its_figures_each_with_a_command_that_works(root: Path) -> None:
    assert report(only_run(root).run, "-o", "report.html").code == 0
    found = page(root)
    titles = [one.all("figcaption")[0].text for one in found.all("figure")]
    for wanted in (
        "Static instructions by category and CPython",
        "Executed instructions by category and CPython",
        "Hot lines, by executed instructions",
        "Speed-up that is possible, by units",
        "Predicted cycles by machine model (less is better)",
        "Classes of failure, by findings",
    ):
        assert wanted in titles
    for one in found.all("figure"):
        assert len(one.all("svg")) == len(one.all("table")) == len(one.classed("command")) == 1
    commands = {one.text for one in found.classed("command")}
    evidence = [one for one in commands if one.startswith("workbench evidence ")]
    assert evidence
    done = inside(*evidence[0].split()[1:], "--stored")
    assert done.code == 0, done.err
    assert "Not measured in this run" in found.text


def test_several_have_a_row_and_a_section_each(root: Path) -> None:
    run = only_run(root).run
    chat = "```python\ndef half(x):\n    return x / 2\n\n\nprint(half(4))\n```\n\nIt prints 2.0.\n"
    (root / "chat.md").write_text(chat)
    assert workbench("check", "chat.md", "-q").code == 0
    assert report("chat.md", run, "-o", "report.html").code == 0
    found = page(root)
    rows = found.classed("overview")[0].all("table")[0].rows()
    assert [row[0].rpartition("/")[2] for row in rows] == ["what", "chat.md", "euler"]
    assert rows[1][2] == "1"  # it prints 2.0
    assert "euler" in found.identified("run-2").text


def test_the_page_is_written_anew_and_other_files_are_not(root: Path) -> None:
    assert report("-o", "report.html").code == 0
    assert report("-o", "report.html").code == 0
    assert [path.name for path in root.glob("report*")] == ["report.html"]
    (root / "mine.html").write_text("<!doctype html><p>mine</p>")
    done = report("-o", "mine.html")
    assert (done.code, "no report of workbench" in done.err) == (2, True)
    assert (root / "mine.html").read_text() == "<!doctype html><p>mine</p>"


def test_an_edited_page_and_notes_are_kept_aside(root: Path) -> None:
    assert report("-o", "report.html").code == 0
    path = root / "report.html"
    path.write_text(path.read_text("utf-8").replace("</main>", "<p>mine</p></main>"), "utf-8")
    assert "report.before-1.html" in report("-o", "report.html").err
    assert "<p>mine</p>" in (root / "report.before-1.html").read_text("utf-8")
    # Notes of a Markdown report have no place on the page.
    assert report("-o", "report.md").code == 0
    text = (root / "report.md").read_text("utf-8")
    text = text.replace(notes.place("report"), notes.place("report", "\nmine\n"))
    path.write_text(text, "utf-8")
    assert "report.before-2.html" in report("-o", "report.html").err
    assert "\nmine\n" in (root / "report.before-2.html").read_text("utf-8")


def test_a_file_that_cannot_be_written_is_told_before_anything_is_measured(root: Path) -> None:
    done = report("--measure", "-o", root / "no" / "report.html")
    assert (done.code, "there is no folder" in done.err) == (3, True)
    assert "measuring" not in done.err


def test_one_part_is_measured_where_the_others_are_there(root: Path) -> None:
    place = survey.workplace(settings.load({"root": str(root)}))
    (chapter,) = reporting.chapters([], settings.load({"root": str(root)}))
    first, *others = chapter.figures
    assert set(first.analyses) == {"dependences", "architectures"}
    assert isinstance(first.profile, Profile)
    there = dataclasses.replace(
        first,
        profile=dataclasses.replace(first.profile, speedscope=b"{}"),
        analyses={**first.analyses, "cost": Missing("not now", "unasked")},
    )
    lacks = dataclasses.replace(chapter, figures=(there, *others))
    (filled,) = lacking.measured([lacks], place, Reporter(quiet=True))
    growth = filled.figures[0].analyses["complexity"]
    assert not isinstance(growth, Missing)
    assert growth["time"]["class"] == "n"
    assert filled.figures[0].analyses["cost"] == Missing("not now", "unasked")
    assert filled.figures[0].executed == first.executed
    assert filled.figures[1:] == chapter.figures[1:]
    again = f"{chapter.again} --measure"
    assert filled.figures[0].commands == {**first.commands, "complexity": again}


@pytest.mark.proof
def test_measure_fills_in_what_no_claim_needed(root: Path) -> None:
    run = only_run(root).run
    before = {path: path.read_bytes() for path in (root / "transcripts").iterdir()}
    assert report(run, "-o", "report.html", "--measure").code == 0
    found = page(root)
    titles = [one.all("figcaption")[0].text for one in found.all("figure")]
    for wanted in ("Icicle", "Growth of time", "Floating-point operations", "Roofline"):
        assert [one for one in titles if one.startswith(wanted)], wanted
    # Two hundred steps, each with +, -, * and ** on floats, and + twice more.
    (flops,) = tables(found, "operation")
    assert sum(int(row[1].replace(",", "")) for row in flops[1:]) == 1200
    (growth,) = tables(found, "inputs")
    assert all(row[1].startswith("O(n)") for row in growth[1:])
    assert "Not measured in this run" not in found.text
    assert {path: path.read_bytes() for path in before} == before, "a report changes no transcript"

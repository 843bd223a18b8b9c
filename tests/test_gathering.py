"""What names on a command line mean: files, folders and patterns; submissions and collections."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench import gathering
from workbench.gathering import Gathered


def write(root: Path, *names: str) -> None:
    """Empty files of these names."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")


def told(found: Gathered, root: Path) -> list[tuple[str, list[str] | None]]:
    """Each item by its name below the root, with the files of a submission."""
    return [
        (
            str(one.path.relative_to(root)),
            None if one.files is None else [str(f.relative_to(one.path)) for f in one.files],
        )
        for one in found.items
    ]


def gather(root: Path, *names: str, wish: gathering.Sort | None = None) -> Gathered:
    return gathering.gather([root / name for name in names or (".",)], wish)


GUESSES: dict[str, tuple[list[str], list[tuple[str, list[str] | None]]]] = {
    "a report with its programs": (
        ["sum.py", "README.md", "sum_dis.txt", "data.csv"],
        [(".", ["README.md", "sum_dis.txt", "sum.py", "data.csv"])],
    ),
    "one document with programs in a folder": (
        ["paper.md", "src/a.py", "src/b.py"],
        [(".", ["paper.md", "src/a.py", "src/b.py"])],
    ),
    "documents side by side": (
        ["b.md", "a.md", "c.ipynb"],
        [("a.md", None), ("b.md", None), ("c.ipynb", None)],
    ),
    "a folder for each student": (
        ["zoe/report.md", "zoe/x.py", "adam/README.md", "late.md"],
        [("late.md", None), ("adam", ["README.md"]), ("zoe", ["report.md", "x.py"])],
    ),
    "programs alone": (["b.py", "a.py"], [("a.py", None), ("b.py", None)]),
    "a class of groups": (
        ["g1/a/r.md", "g1/b/r.md", "g2/c/r.md", "g2/d/r.md"],
        [("g1/a", ["r.md"]), ("g1/b", ["r.md"]), ("g2/c", ["r.md"]), ("g2/d", ["r.md"])],
    ),
}


@pytest.mark.parametrize("name", GUESSES)
def test_a_folder_is_guessed_by_what_stands_in_it(tmp_path: Path, name: str) -> None:
    files, expected = GUESSES[name]
    write(tmp_path, *files)
    found = gathering.gather([tmp_path])
    assert told(found, tmp_path) == expected
    assert found.many is (expected[0][0] != ".")
    (line,) = found.told
    assert "--as " in line


def test_what_a_folder_is_can_be_said(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "sum.py")
    found = gathering.gather([tmp_path], "collection")
    assert told(found, tmp_path) == [("README.md", None), ("sum.py", None)]
    assert found.many
    write(tmp_path, "one.md", "two.md")
    found = gathering.gather([tmp_path], "submission")
    assert told(found, tmp_path) == [(".", ["README.md", "one.md", "two.md", "sum.py"])]
    assert not found.many


def test_one_document_in_a_folder_of_documents_is_a_batch(tmp_path: Path) -> None:
    write(tmp_path, "only.md")
    assert gathering.gather([tmp_path], "collection").many
    assert not gathering.gather([tmp_path / "only.md"]).many


def test_a_pattern_that_no_shell_has_seen_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md", "deep/c.md", "d.txt", "odd[1].md")
    assert told(gather(tmp_path, "?.md"), tmp_path) == [("a.md", None), ("b.md", None)]
    everywhere = gather(tmp_path, "**/*.md")
    assert [name for name, _ in told(everywhere, tmp_path)] == [
        "a.md",
        "b.md",
        "deep/c.md",
        "odd[1].md",
    ]
    assert told(gather(tmp_path, "odd[1].md"), tmp_path) == [("odd[1].md", None)]
    nothing = gather(tmp_path, "*.docx")
    assert [one.path for one in nothing.items] == [tmp_path / "*.docx"]


def test_each_file_is_taken_once_in_the_order_of_the_names(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a.md", "c.md")
    found = gather(tmp_path, "c.md", "*.md", ".")
    assert [one.path.name for one in found.items] == ["c.md", "a.md", "b.md"]


def test_links_pipes_hidden_files_and_noise_are_no_part_of_a_submission(tmp_path: Path) -> None:
    write(tmp_path, "in/README.md", "in/.git/x.md", "in/node_modules/y.md", "secret.md")
    write(tmp_path, "in/__pycache__/README.md")
    (tmp_path / "in/link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "in/folder").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "in/pipe.md")
    (item,) = gathering.gather([tmp_path / "in"], "submission").items
    assert item.files == (tmp_path / "in/README.md",)
    assert [(Path(one.file).name, one.why) for one in item.skipped] == [
        ("folder", "it is a link"),
        ("link.md", "it is a link"),
        ("pipe.md", "it is no regular file"),
    ]


def test_what_workbench_wrote_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md", "transcripts/x.jsonl", "generated/check/y.py", "class.csv")
    ours = [tmp_path / name for name in ("transcripts", "generated", "class.csv")]
    found = gathering.gather([tmp_path], None, ours)
    assert told(found, tmp_path) == [("a.md", None), ("b.md", None)]


def test_a_folder_in_which_there_is_nothing_says_so(tmp_path: Path) -> None:
    (item,) = gathering.gather([tmp_path]).items
    assert item.files is None
    assert "no file" in str(item.why)


def test_the_files_of_one_submission_are_bounded_and_the_rest_is_told(tmp_path: Path) -> None:
    write(tmp_path, "README.md", *(f"p{n:03}.py" for n in range(gathering.MOST_OF_ONE + 2)))
    (item,) = gathering.gather([tmp_path]).items
    assert item.files is not None
    assert (len(item.files), item.files[0].name) == (gathering.MOST_OF_ONE, "README.md")
    assert len(item.skipped) == 3


def test_a_folder_too_deep_is_told(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "/".join(["d"] * 12) + "/x.md")
    (item,) = gathering.gather([tmp_path], "submission").items
    assert item.files == (tmp_path / "README.md",)
    assert ["deep" in one.why for one in item.skipped] == [True]


def test_a_pattern_follows_no_link_and_no_circle(tmp_path: Path) -> None:
    write(tmp_path, "in/a/x.md", "in/y.md", "out/secret.md", "in/.hidden/z.md")
    (tmp_path / "in/a/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/a/up").symlink_to(tmp_path / "in")
    (tmp_path / "in/link.md").symlink_to(tmp_path / "out/secret.md")
    (tmp_path / "to").symlink_to(tmp_path / "in")
    link = "it is a link"
    for pattern, expected in {
        "in/**/*.md": {"a/out": link, "a/up": link, "a/x.md": None, "link.md": link, "y.md": None},
        "in/**": {"a/out": link, "a/up": link, "a/x.md": None, "link.md": link, "y.md": None},
        "in/*.md": {"link.md": link, "y.md": None},
        "in/?/out/*.md": {"a/out": link},
        "in/*/up/y.md": {"a/up": link},
        "in/**/**/x.md": {"a/out": link, "a/up": link, "a/x.md": None},
    }.items():
        items = gather(tmp_path, pattern).items
        assert {str(one.path.relative_to(tmp_path / "in")): one.why for one in items} == expected
    (x,) = gather(tmp_path, "to/a/*.md").items
    assert (x.path, x.why) == (tmp_path / "to/a/x.md", None)


def test_what_a_pattern_finds_is_bounded_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_FILES", 4)
    write(tmp_path, *(f"{folder}/{n}.md" for folder in "abc" for n in range(4)))
    found = gather(tmp_path, "**/*.md")
    why = [one.why for one in found.items if one.why]
    assert why == ["only the first 4 files were taken"]
    assert len(found.items) == 5

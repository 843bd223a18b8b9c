"""Checking files of every format from the command line: places, carets, pipes, what is unread."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from commanding import Done, inside, only_run, workbench

sys.path.insert(0, str(Path(__file__).with_name("documents")))

import chat_files as chat

from workbench import reading, settings
from workbench.documents import docx
from workbench.records import text_key

WRONG = chat.CODE.replace("21", "20")


def check(root: Path, *arguments: str | Path) -> Done:
    return inside("check", *arguments, "--root", root, "-q")


def hold_read_again(root: Path) -> None:
    """Assert that the file, read again for the review, has every quote where it was."""
    found = settings.load({"root": str(root)}, environ={}, folder=root, user_folder=root)
    _, judged = reading.run(found, only_run(root).run)
    assert judged is not None
    for claim in judged.verification.claims:
        text = judged.texts[text_key(claim.location)]
        assert claim.quote.split("\n")[0] in text.split("\n")[claim.location.line - 1]
    (claim,) = [one for one in judged.verification.claims if one.kind == "output_value"]
    assert (claim.quote, claim.speaker) == ("42", "assistant")


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chat with another call in it: what the answer says of its output is false."""
    monkeypatch.setattr(chat, "CODE", WRONG)


@pytest.mark.usefixtures("wrong")
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("chatgpt", ":11:11 (message 2, assistant)"),
        ("messages", ":11:11 (message 3, assistant)"),
        ("messages_lines", ":11:11 (message 3, assistant)"),
        ("llm_logs", ":11:11 (message 2, assistant)"),
        ("docx", ":1:11 (paragraph 11, assistant)"),
        ("html", ":1:11 (paragraph 5, assistant)"),
        ("pdf", " (page 2, assistant)"),
    ],
)
def test_a_false_claim_has_its_place_and_its_caret(tmp_path: Path, name: str, place: str) -> None:
    file, write, part = chat.FORMATS[name]
    path = tmp_path / file
    path.write_bytes(write())
    done = check(tmp_path, path)
    assert done.code == 1
    assert place in done.out
    shown = done.out.split("\n")
    (at,) = [number for number, line in enumerate(shown) if line.endswith("| It prints 42.")]
    before, caret = shown[at].index("42"), shown[at + 1].index("^")
    assert (caret, shown[at + 1].count("^")) == (before, 2)
    hold_read_again(tmp_path)
    answer = json.loads(check(tmp_path, path, "--format", "json").out)
    (claim,) = [one for one in answer["claims"] if one["verdict"] == "contradicted"]
    assert part is not None
    assert (claim["speaker"], claim["location"][part] is not None) == ("assistant", True)
    assert claim["location"]["file"] == str(path)


def test_a_pipe_is_read_and_kept(tmp_path: Path) -> None:
    text = "## User\n\nIs it 41?\n\n## Assistant\n\n```python\nprint(42)\n```\n\nIt prints 43.\n"
    done = workbench("check", "-", "--root", tmp_path, "-q", stdin=text)
    assert done.code == 1
    (kept,) = (tmp_path / "generated" / "check" / "stdin").iterdir()
    assert kept.read_text(encoding="utf-8") == text
    assert f"{kept}:11:11" in done.out
    assert "It prints 43." in done.out


@pytest.mark.parametrize("kept", ["", "It prints 4", "It prints 43.\n"])
def test_a_piped_text_that_was_kept_in_part_is_kept_whole(tmp_path: Path, kept: str) -> None:
    flags = {"root": str(tmp_path)}
    found = settings.load(flags, environ={}, folder=tmp_path, user_folder=tmp_path)
    text = b"It prints 43.\n"
    path = reading.stdin(found, io.BytesIO(text))
    path.write_text(kept)
    assert reading.stdin(found, io.BytesIO(text)) == path
    assert path.read_bytes() == text
    assert list(path.parent.iterdir()) == [path]


def test_an_export_may_come_by_a_pipe(tmp_path: Path) -> None:
    text = json.dumps(chat.messages())
    done = workbench("check", "-", "--root", tmp_path, "-q", "--format", "json", stdin=text)
    assert {one["location"]["message"] for one in done.json["claims"]} == {3}
    assert workbench("check", "-", "--root", tmp_path, "-q", stdin="").code in (0, 3)


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b" " * (docx.MAX_XML + 1))
    return data.getvalue()


UNREAD = {
    "bomb.docx": (bomb, "unpacks to more than"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "save it as .docx"),
    "scan.pdf": (lambda: chat.pdf([[]]), "OCR"),
    "broken.pdf": (lambda: chat.printed()[:300], "damaged PDF"),
    "broken.json": (lambda: chat.chatgpt()[:-9], "export it again"),
    "picture.png": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 99, "not text"),
    "big.pdf": (lambda: b"%PDF-1.4\n" + b" " * (17 << 20), "larger than 16 MiB"),
    "\x1b[2J.docx": (lambda: b"PK\x03\x04\x1b[31m", "damaged"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_says_what_to_do_and_stops_no_other(tmp_path: Path, name: str) -> None:
    write, why = UNREAD[name]
    path, good = tmp_path / name, tmp_path / "good.md"
    path.write_bytes(write())
    good.write_bytes(chat.headed())
    alone = check(tmp_path, path)
    assert (alone.code, why in alone.out + alone.err) == (3, True)
    batch = json.loads(check(tmp_path, path, good, "--format", "json").out)
    assert [one["status"] for one in batch["documents"]] == ["unread", "ok"]
    assert why in batch["documents"][0]["why"]

"""Word documents: paragraphs and tables in order, code by its font, bombs, entities, damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest

from workbench import read
from workbench.documents import docx as reader
from workbench.records import Document

HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>'
)


def written(fill: Callable[[Any], None]) -> bytes:
    document, data = docx.Document(), io.BytesIO()
    fill(document)
    document.save(data)
    return data.getvalue()


def changed(name: str, content: bytes | str, **more: bytes) -> bytes:
    """An empty Word document in which one file of the archive is another."""
    old, data = zipfile.ZipFile(io.BytesIO(written(lambda _: None))), io.BytesIO()
    with old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in old.namelist():
            archive.writestr(one, content if one == name else old.read(one))
        for one, text in more.items():
            archive.writestr(f"word/{one}.xml", text)
    return data.getvalue()


def of_xml(body: str) -> Document:
    """A document whose body is written by hand."""
    text = f"{HEAD}{body}</w:body></w:document>"
    return read.document(changed("word/document.xml", text), "a.docx")


def seen(document: Document) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in document.blocks]


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_and_tables_come_in_their_order() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Report", 1)
        document.add_paragraph("before")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip((c for r in table.rows for c in r.cells), "abcd", strict=True):
            cell.text = text
        document.add_paragraph("after")

    document = read.document(written(fill), "a.docx")
    kinds = [(one.kind, one.heading) for one in document.blocks]
    assert kinds == [("text", None), ("text", "Report"), ("table", "Report"), ("text", "Report")]
    table = document.blocks[2]
    assert [[cell.text for cell in row] for row in table.rows] == [["a", "b"], ["c", "d"]]
    places = [read.in_part(document, one.location).paragraph for one in document.blocks]
    assert places == [1, 2, 3, 4]
    assert (document.part, document.why) == ("paragraph", None)


@pytest.mark.parametrize("font", ["Consolas", "Courier New", "DejaVu Sans Mono", "Menlo"])
def test_paragraphs_of_one_width_are_code(font: str) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("The program")
        for line in ("x = 3", "", "print(x)"):
            document.add_paragraph().add_run(line).font.name = font
        document.add_paragraph("ends.")

    document = read.document(written(fill), "a.docx")
    assert seen(document) == [
        ("text", "The program"),
        ("listing", "x = 3\n\nprint(x)\n"),
        ("text", "ends."),
    ]


def test_one_word_of_one_width_makes_no_code() -> None:
    def fill(document: Any) -> None:
        one = document.add_paragraph("The name ")
        one.add_run("twice").font.name = "Consolas"

    assert seen(read.document(written(fill), "a.docx")) == [("text", "The name twice")]


def test_lines_pasted_as_paragraphs_stay_together() -> None:
    lines = ["LOAD_FAST: 2", "RETURN_VALUE: 1"]
    document = read.document(
        written(lambda one: [one.add_paragraph(line) for line in ["Counts", *lines]] and None),
        "a.docx",
    )
    assert ("text", "\n".join(lines)) in seen(document)
    places = [read.in_part(document, one.location) for one in document.blocks]
    assert [place.paragraph for place in places] == [1, 2]


def test_a_table_of_one_cell_is_a_frame() -> None:
    def fill(document: Any) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "def f(x):\n    return x"

    document = read.document(written(fill), "a.docx")
    ((program,), _) = read.programs(document)
    assert program.literal.source == "def f(x):\n    return x\n"


def test_everything_that_is_shown_is_read() -> None:
    document = of_xml(
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t>"
        "<w:br/><w:t>c</w:t></w:r><w:ins><w:r><w:t>d</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<m:oMath><m:r><m:t>O(n)</m:t></m:r></m:oMath>"
        "<mc:AlternateContent><mc:Fallback><w:t>twice</w:t></mc:Fallback></mc:AlternateContent>"
        f"</w:p><w:sdt><w:sdtContent>{p('inside')}</w:sdtContent></w:sdt>"
    )
    assert document.text == "a\tb\ncdO(n)\n\ninside\n\n"


def test_pipes_and_breaks_in_a_cell_end_no_cell() -> None:
    cells = [f"<w:tc>{p(one)}{p('x')}</w:tc>" for one in ("a|b", "c")]
    row = f"<w:tr>{''.join(cells)}</w:tr>"
    (table,) = of_xml(f"<w:tbl>{row}{row}</w:tbl>").blocks
    assert [[cell.text for cell in row] for row in table.rows] == [["a\\|b x", "c x"]] * 2


def test_a_wide_cell_keeps_the_columns_behind_it() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("w")}</w:tc><w:tc>{p("z")}</w:tc>'
    rows = f"<w:tr>{wide}</w:tr><w:tr>" + "".join(f"<w:tc>{p(c)}</w:tc>" for c in "abc") + "</w:tr>"
    (table,) = of_xml(f"<w:tbl>{rows}</w:tbl>").blocks
    assert [[cell.text for cell in row] for row in table.rows] == [["w", "", "z"], [*"abc"]]


def test_pictures_are_told_and_not_read() -> None:
    document = of_xml(f"{p('Look:')}<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>")
    assert seen(document) == [("text", "Look:"), ("image", "[picture]")]
    assert document.why == "pictures in it were not read"


def test_ten_thousand_rows_are_read_and_bounded() -> None:
    row = f"<w:tr><w:tc>{p('LOAD_FAST')}</w:tc><w:tc>{p('3')}</w:tc></w:tr>"
    (table,) = of_xml(f"<w:tbl>{row * 10_000}</w:tbl>").blocks
    assert len(table.rows) == 10_000


# --- what is refused ------------------------------------------------------------------------------


def refused(data: bytes) -> str:
    document = read.document(data, "a.docx")
    assert (document.status, document.blocks) == ("unread", ())
    return document.why or ""


def test_a_bomb_is_not_unpacked() -> None:
    bomb = changed("word/document.xml", b" " * (reader.MAX_XML + 1))
    assert len(bomb) < 200_000
    assert "unpacks to more than 32 MiB" in refused(bomb)
    other = changed("x", b"", theme=b" " * (reader.MAX_XML + 1))
    assert "unpacks to more than 32 MiB" in refused(other)


def test_a_bomb_that_lies_about_its_size_is_cut() -> None:
    data = bytearray(changed("word/document.xml", b"<w/>" + b" " * (40 << 20)))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            if b"word/document.xml" in data[place : place + 80]:
                data[place + at : place + at + 4] = (1000).to_bytes(4, "little")
    assert "damaged" in refused(bytes(data))


def test_an_archive_of_very_many_files_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ["[Content_Types].xml", *map(str, range(6_000))]:
            archive.writestr(name, b"")
    assert "6,000" not in refused(data.getvalue())
    assert "5,000 files" in refused(data.getvalue())


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_forbidden(start: str, encoding: str) -> None:
    text = f"{start}{HEAD}{p('&e;')}</w:body></w:document>"
    assert "declares entities" in refused(changed("word/document.xml", text.encode(encoding)))


def test_other_archives_and_old_files_say_what_to_do() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("solver.py", "x = 1")
    assert "unpack it" in refused(data.getvalue())
    assert "save it as .docx" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "damaged" in refused(b"PK\x03\x04 and nothing more")
    sheet = changed("word/document.xml", "<w:document/>")
    assert "damaged" in refused(sheet)


def test_nested_tables_end() -> None:
    depth = 80
    inner = p("deep")
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert seen(of_xml(inner)) == [("text", "deep")]
    for _ in range(5_000):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert of_xml(inner).status == "unread"


def test_control_characters_do_not_come_through_the_xml() -> None:
    document = of_xml(p("a&#27;b"))
    assert document.status in ("ok", "unread")
    assert "\x1b" not in document.text


@pytest.mark.parametrize("fence", ["```", "~~~~", "```python"])
def test_a_fence_without_an_end_is_told(fence: str) -> None:
    document = of_xml(p("a") + p(fence) + p("b") + p("``` c"))
    assert document.why == "a fence in it has no end: all that follows it was read as code"
    closed = of_xml(p("a") + p(fence) + p("b") + p(fence.strip("python") + "  ") + p("c"))
    assert closed.why is None
    assert seen(closed)[-1] == ("text", "c")


def test_what_was_deleted_or_moved_away_is_not_read() -> None:
    run = "<w:r><w:t>gone</w:t></w:r>"
    body = f"<w:p><w:moveFrom>{run}</w:moveFrom><w:del>{run}</w:del><w:r><w:t>a</w:t></w:r></w:p>"
    assert of_xml(f"{body}{p('b')}").text == "a\n\nb\n\n"


def test_very_many_elements_are_refused() -> None:
    assert "too many elements" in refused(changed("word/document.xml", b"<w/>" * 1_500_001))
    parts = {f"part{number}": b"<w/>" * 800_000 for number in range(2)}
    assert "too many elements" in refused(changed("x", b"", **parts))

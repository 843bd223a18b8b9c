"""PDF: text by page, code and tables as they stand; locked, scanned, broken and hostile files."""

from __future__ import annotations

import io
import zlib

import pypdf
import pytest
from chat_files import assembled, pdf, stream
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import read
from workbench.documents import _pages
from workbench.documents._rendered import Rendering
from workbench.records import Document

CODE = ["def f(x):", "    if x:", "        return x", "", "    return 2", "", "", "print(f(3))"]


def of(*pages: list[str]) -> Document:
    return read.document(pdf(pages), "a.pdf")


def seen(document: Document) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in document.blocks]


def test_pages_are_parts() -> None:
    document = of(["first page", "goes on"], ["Second page"])
    assert seen(document) == [("text", "first page\ngoes on"), ("text", "Second page")]
    first, second = (read.in_part(document, one.location) for one in document.blocks)
    assert [(one.page, one.line) for one in (first, second)] == [(1, 1), (2, 1)]
    assert read.texts(document)["a.pdf#2"].startswith("Second page")


def test_packed_streams_are_unpacked() -> None:
    assert seen(read.document(pdf([["words"]], packed=True), "a")) == [("text", "words")]


def test_code_keeps_its_steps() -> None:
    document = of(["The program", "", *CODE, "", "It prints 3."])
    ((program,), _) = read.programs(document)
    assert program.literal.source == "\n".join(CODE) + "\n"
    assert "PDF" in (program.excuse or "")


def test_code_goes_on_over_the_end_of_a_page() -> None:
    document = of(["words", "", *CODE[:4]], [*CODE[4:], "", "end"])
    ((program,), _) = read.programs(document)
    lines = [line for line in program.literal.source.split("\n") if line]
    assert lines == [line for line in CODE if line]
    last = document.blocks[-1]
    assert (last.text, read.in_part(document, last.location).page) == ("end", 2)


def test_columns_are_a_table() -> None:
    rows = [["Opcode", "f", "g"], ["LOAD_FAST", "2", "10"], ["RETURN_VALUE", "1", "-"]]
    lines = ["".join(f"{cell:<24}" for cell in row).rstrip() for row in rows]
    (before, table, after) = of(["before", "", *lines, "", "after"]).blocks
    assert (before.text, after.text) == ("before", "after")
    assert [[cell.text for cell in row] for row in table.rows] == rows


def test_a_listing_is_one() -> None:
    lines = ["  2           0 LOAD_FAST                0 (x)", "              2 RETURN_VALUE"]
    kinds = [kind for kind, _ in seen(of(["It gives", "", *lines, "", "as told"]))]
    assert kinds == ["text", "listing", "text"]


def test_numbers_of_pages_are_no_words() -> None:
    document = of(["words", "", "", "7"], ["Page 2 of 9", "", "more 8"])
    assert [text for _, text in seen(document)] == ["words", "more 8"]


# --- what is not read -----------------------------------------------------------------------------


def refused(data: bytes) -> str:
    document = read.document(data, "a.pdf")
    assert (document.status, document.blocks) == ("unread", ())
    return document.why or ""


def test_a_password_says_what_to_do() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([["secret words"]])))
    writer.encrypt("user", "owner", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    assert refused(written.getvalue()) == "it is encrypted: save it without a password"


def test_what_is_only_locked_against_changes_is_read() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([["open words"]])))
    writer.encrypt("", "owner", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    assert seen(read.document(written.getvalue(), "a.pdf")) == [("text", "open words")]


def test_scanned_pages_are_told() -> None:
    assert "OCR" in refused(pdf([[]]))
    document = of(["words"], [], ["more"], [])
    assert (document.status, document.why) == ("ok", "no text on page 2, 4: not read")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"%PDF-1.4\n" + b"\0\xff" * 5_000,
        b"%PDF-1.4\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF",
        b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\ntrailer << /Root 1 0 R >>",
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [2 0 R] /Count 1 >>"]),
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * 20_000]),
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /A " * 20_000]),
    ],
)
def test_broken_files_say_what_to_do(data: bytes) -> None:
    assert refused(data)


def one_page(content: bytes, extra: bytes = b"", *more: bytes) -> bytes:
    """A file of one page with this content, a stream with its own dictionary."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % extra,
            content,
            *more,
        ]
    )


def flate(data: bytes, dictionary: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<< /Filter /FlateDecode %s /Length %d >>" % (dictionary, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"


def test_a_bomb_is_not_unpacked() -> None:
    assert refused(one_page(flate(b" " * (200 << 20))))


def test_very_many_operations_are_not_parsed() -> None:
    assert refused(one_page(flate(b"0 0 m\n" * 1_000_000)))


def test_forms_that_show_forms_are_bounded() -> None:
    """Each form shows the next one ten times: 10 ** 8 texts in a kilobyte."""
    forms = []
    for number in range(8):
        inner = b"/X Do\n" * 10 if number < 7 else stream(["x"])
        dictionary = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> "
            b"/XObject << /X %d 0 R >> >>" % (7 + number)
        )
        forms.append(flate(inner, dictionary))
    data = one_page(flate(b"/X Do\n" * 10), b"/XObject << /X 6 0 R >>", *forms)
    document = read.document(data, "a.pdf")
    assert document.status in ("ok", "unread")
    assert len(document.text) < 100_000


def test_control_characters_do_not_reach_why_or_the_log(caplog: pytest.LogCaptureFixture) -> None:
    data = one_page(flate(b"/\x1b[2J Do (\x1b[31m) Tj"), b"/XObject << /\x1b[2J 9 0 R >>")
    document = read.document(data, "a.pdf")
    assert "\x1b" not in (document.why or "")
    assert caplog.records == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text("ab1 (:=|#`\t", max_size=30), max_size=12), max_size=3))
def test_any_lines_are_rendered(pages: list[list[str]]) -> None:
    made = [_pages.page("\n".join(one), "\n".join(one)) for one in pages]
    out = Rendering("page")
    _pages.render(out, made)
    document = out.document("a.pdf", "a.pdf", None)
    assert len(document.parts) == len(pages)
    assert len(read.texts(document)) == max(1, len(pages))


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    document = of(["the function has", "exactly"], ["three of them.", "", "Second"], ["Third"])
    texts = [text for _, text in seen(document)]
    assert texts == ["the function has\nexactly\nthree of them.", "Second", "Third"]

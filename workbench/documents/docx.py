"""Word documents (.docx): paragraphs and tables in their order; a paragraph or table is a part.

The XML of the archive is bounded before anything of it is parsed, and may declare no entities.
Paragraphs of one width are code; pictures are told and not read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from workbench.documents import _foreign
from workbench.documents._programs import is_statement
from workbench.documents._rendered import Rendering, is_line
from workbench.records import Document, Speaker

BINARY = True
FILES_ONLY = True
MAX_XML = 32 << 20
_MAX_FILES = 5_000
_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "[Content_Types].xml"
_XML = (".xml", ".rels")
_MONO = re.compile(
    r"courier|consol|mono|menlo|monaco|source code|fira code|cascadia|inconsolata|lucida console|"
    r"typewriter|jetbrains|hack\b",
    re.IGNORECASE,
)
_CODE_STYLE = re.compile(r"\bcode\b|source|preformatted|macro|listing|verbatim", re.IGNORECASE)
_HEADING = re.compile(r"(?:heading|title) ?(\d?)\Z", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_CLOSED = frozenset(
    {f"{_W}pPr", f"{_W}rPr", f"{_W}tblPr", f"{_W}tcPr", f"{_W}trPr", _FALLBACK}
    | {f"{_W}del", f"{_W}moveFrom"}
)
_OPEN = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"})


def sniff(data: bytes, name: str) -> float:
    """0.9 for a ZIP archive with a Word document, 0.5 for other archives and old Word files."""
    if data.startswith(_ZIP):
        return 0.9 if b"word/document" in data else 0.5
    return 0.5 if data.startswith(_OLD) else 0.0


def read(
    data: bytes, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """Paragraphs and tables as blocks; what is no Word document is `unread` and says what to do."""
    if data.startswith(_OLD):
        why = "an old Word file, or one with a password: save it as .docx without a password"
        return _foreign.unread(name, path, why)
    try:
        with _foreign.bounded("docx"):
            package = _reduced(data)
            if isinstance(package, str):
                return _foreign.unread(name, path, package)
            return _read(package, first_line).document(name, path, speaker)
    except _foreign.TooLongError:
        return _foreign.unread(name, path, f"not read within {_foreign.SECONDS} s: split it")
    except _foreign.FAULTS:
        why = "a damaged Word document: open it, and save it as .docx anew"
        return _foreign.unread(name, path, why)


def _reduced(data: bytes) -> BytesIO | str:
    """The archive with its XML only, its pictures empty; or why it cannot be read.

    Nothing is unpacked beyond MAX_XML: an archive gives at most what its directory declares.
    """
    reduced = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(reduced, "w") as kept:
        files = {one.filename: one for one in archive.infolist()}
        if _MAIN not in files:
            return "a ZIP archive, and no Word document: unpack it and check the files in it"
        if any(one.flag_bits & 1 for one in files.values()):
            return "it is encrypted: save it without a password"
        size = sum(one.file_size for one in files.values() if one.filename.endswith(_XML))
        if size > MAX_XML or len(files) > _MAX_FILES:
            return f"it unpacks to more than {MAX_XML >> 20} MiB of text or {_MAX_FILES:,} files"
        marks = 0
        for file, info in files.items():
            content = archive.read(info) if file.endswith(_XML) else b""
            marks += content.count(b"<")
            if marks > _foreign.MAX_MARKS:
                return _foreign.TOO_MANY
            if b"<!DOCTYPE" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return "its XML declares entities, which no Word document does: save it anew"
            kept.writestr(file, content)
    reduced.seek(0)
    return reduced


@dataclass(frozen=True)
class _Style:
    """What a style says of its paragraphs: the level of a heading, or one width."""

    level: int = 0
    mono: bool = False


def _read(package: BytesIO, first_line: int) -> Rendering:
    import docx

    opened = docx.Document(package)
    if not hasattr(opened, "element") or opened.element.body is None:
        raise ValueError("no body")
    styles = {style.style_id: _style(style) for style in opened.styles}
    page = Rendering("paragraph", first_line)
    waiting: list[tuple[str, bool]] = []
    for item in _items(opened.element.body):
        if page.full:
            break
        if item.tag == f"{_W}p":
            _paragraph(page, item, styles, waiting)
        else:
            _flush(page, waiting)
            page.begin()
            page.table([_row(row) for row in _within(item, f"{_W}tr")])
    _flush(page, waiting)
    return page


def _style(style: Any) -> _Style:
    found = _HEADING.match(style.name or "")
    level = int(found.group(1) or 1) if found else 0
    mono, seen = bool(_CODE_STYLE.search(style.name or "")), 0
    while style is not None and hasattr(style, "font") and not mono and seen < 20:
        mono, seen = bool(_MONO.search(style.font.name or "")), seen + 1
        style = getattr(style, "base_style", None)
    return _Style(level, mono)


def _items(container: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order; of a table of one cell what is in it."""
    for child in container:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag == f"{_W}tbl":
            cells = list(_cells_of(child))
            if len(cells) == 1:
                yield from _items(cells[0])
            else:
                yield child
        elif child.tag in _OPEN:
            yield from _items(child)


def _within(container: Any, tag: str) -> Iterator[Any]:
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in _OPEN:
            yield from _within(child, tag)


def _cells_of(table: Any) -> Iterator[Any]:
    for row in _within(table, f"{_W}tr"):
        yield from _within(row, f"{_W}tc")


def _row(row: Any) -> list[str]:
    """The cells of a row; one that spans several columns has empty ones behind it."""
    found: list[str] = []
    for cell in _within(row, f"{_W}tc"):
        found.append(" ".join(_text(one) for one in cell.iter(f"{_W}p")))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = span.get(f"{_W}val", "1") if span is not None else "1"
        found += [""] * (min(int(wide), 500) - 1 if wide.isdecimal() else 0)
    return found


def _text(element: Any) -> str:
    """What a paragraph shows: text, tabs and breaks of runs, links, insertions and formulas."""
    parts: list[str] = []
    for child in element:
        if child.tag in (f"{_W}t", f"{_M}t"):
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag not in _CLOSED:
            parts.append(_text(child))
    return "".join(parts)


def _paragraph(
    page: Rendering, item: Any, styles: dict[str, _Style], waiting: list[tuple[str, bool]]
) -> None:
    """A paragraph; lines of code wait for those that follow."""
    text = _text(item)
    style = styles.get(item.style or "", _Style())
    mono = bool(text.strip()) and (style.mono or _is_mono(item))
    goes_on = bool(waiting) and (waiting[0][1] == mono or not text.strip())
    if not style.level and goes_on and (mono or not text.strip() or _is_line(text)):
        waiting.append((text, mono))
    else:
        _flush(page, waiting)
        if not style.level and (mono or (text.strip() and _is_line(text))):
            waiting.append((text, mono))
        else:
            page.begin()
            if text.strip():
                page.words(text, style.level)
    if any(True for _ in item.iter(*_PICTURES)):
        _flush(page, waiting)
        page.picture()


def _is_line(text: str) -> bool:
    return is_line(text) or ("\n" not in text and is_statement(text))


def _flush(page: Rendering, waiting: list[tuple[str, bool]]) -> None:
    if not waiting:
        return
    mono = waiting[0][1]
    page.begin()
    texts = [text for text, _ in waiting]
    if mono:
        page.code(texts)
    else:
        page.lines(texts)
    waiting.clear()


def _is_mono(item: Any) -> bool:
    """Whether all runs with text in them are set in a font of one width."""
    fonts = []
    for run in item.iter(f"{_W}r"):
        if any(one.text and one.text.strip() for one in run.iter(f"{_W}t")):
            font = run.find(f"{_W}rPr/{_W}rFonts")
            fonts.append("" if font is None else font.get(f"{_W}ascii", ""))
    return bool(fonts) and all(_MONO.search(font) for font in fonts)

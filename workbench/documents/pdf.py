"""The text of PDF files, page by page; a page is a part.

Lines and spaces are where the page has them as far as that can be told, so a program of a PDF
that fails accuses nobody. What pypdf may unpack, parse and follow is bounded; scanned pages have
no text and are told.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from workbench.documents import _foreign, _pages
from workbench.documents._rendered import Rendering
from workbench.records import Document, Speaker

BINARY = True
FILES_ONLY = True
MAX_PAGES = 1_000
_MAX_TEXT = 8 << 20
_EXCUSE = "it was taken out of a PDF, which keeps neither all spaces nor all lines"
_STREAM = 8 << 20
_LIMITS = {
    "array_based_stream_maximum_output_length": _STREAM,
    "lzw_maximum_output_length": _STREAM,
    "run_length_maximum_output_length": _STREAM,
    "zlib_maximum_output_length": _STREAM,
    "brotli_maximum_output_length": _STREAM,
    "stream_decoding_work_maximum_length": 4 * _STREAM,
    "stream_parsing_work_maximum_count": 300_000,
    "page_tree_maximum_entries": 20_000,
    "xform_maximum_invocations_per_extraction": 200,
    "jbig2dec_binary": None,
    "disable_legacy_handling": True,
}
_LOCKED = "it is encrypted: save it without a password"
_SCANNED = "its pages have no text: recognise it first (OCR), or check the text it was made from"


def sniff(data: bytes, name: str) -> float:
    """0.9 for the mark of a PDF, which may stand behind a few other bytes."""
    return 0.9 if data.startswith(b"%PDF-") or b"\n%PDF-" in data[:1024] else 0.0


def read(
    data: bytes, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """The text of the pages as blocks; what cannot be read is `unread` and says what to do."""
    from pypdf.errors import DependencyError, PyPdfError

    try:
        with _foreign.bounded("pypdf"):
            page = _read(data, first_line)
            if isinstance(page, str):
                return _foreign.unread(name, path, page)
            return page.document(name, path, speaker).model_copy(update={"excuse": _EXCUSE})
    except _foreign.TooLongError:
        return _foreign.unread(name, path, f"not read within {_foreign.SECONDS} s: split it")
    except DependencyError:
        return _foreign.unread(name, path, _LOCKED)
    except (PyPdfError, *_foreign.FAULTS):
        why = "a damaged PDF: open it, and print it to a new one"
        return _foreign.unread(name, path, why)


def _read(data: bytes, first_line: int) -> Rendering | str:
    """The rendered pages, or why there is nothing to read."""
    import pypdf

    out = Rendering("page", first_line)
    with pypdf.apply_configuration(**_LIMITS), pypdf.PdfReader(BytesIO(data)) as reader:
        if reader.is_encrypted and not reader.decrypt(""):
            return _LOCKED
        pages: list[list[str]] = []
        size, without = 0, []
        for number, page in enumerate(reader.pages, start=1):
            if number > MAX_PAGES or size > _MAX_TEXT:
                out.notes[f"only its first {number - 1:,} pages were read"] = None
                break
            lines = _lines(page)
            size += sum(map(len, lines))
            pages.append(lines)
            if not any(line.strip() for line in lines):
                without.append(number)
    if len(without) == len(pages):
        return _SCANNED
    if without:
        listed = ", ".join(map(str, without[:10])) + (" …" if without[10:] else "")
        out.notes[f"no text on page {listed}: not read"] = None
    _pages.render(out, pages)
    return out


def _lines(page: Any) -> list[str]:
    """The lines of a page; of one that pypdf cannot lay out, those in the order of its file."""
    from pypdf.errors import PyPdfError

    plain = page.extract_text()
    try:
        layout = page.extract_text(extraction_mode="layout")
    except (PyPdfError, *_foreign.FAULTS):
        layout = ""
    return _pages.page(plain, layout)

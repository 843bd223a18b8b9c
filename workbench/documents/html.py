"""HTML pages, saved chats among them: headings, words, `pre` as code, tables; scripts never run.

libxml2 reads the page: it fetches nothing, resolves nothing and nests only so deep. Each
paragraph, table or `pre` is a part. Pictures are told and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from workbench.documents import _chats, _foreign
from workbench.documents._rendered import Rendering
from workbench.records import Document, Speaker

BINARY = True
FILES_ONLY = True
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?>(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?|highlight|brush)-([\w+#-]{1,30})")
_BLANKS = re.compile(r"[ \t\r\n\f\u200b]+")
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "button", "select", "textarea"}
    | {"iframe", "object", "audio", "video", "canvas", "nav", "math", "option", "title"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "li", "ul", "ol", "dl"}
    | {"dt", "dd", "blockquote", "figure", "figcaption", "details", "summary", "address", "form"}
    | {"fieldset", "hr", "body", "html", "tr", "td", "th", "table", "thead", "tbody", "tfoot"}
    | {"caption", "center"}
)
_CUT = ("ERR_RESOURCE_LIMIT", "ERR_NAME_TOO_LONG", "ERR_NO_MEMORY")
_ROLE = "data-message-author-role"
_FENCE = re.compile(r"^(?=```|~~~)", re.MULTILINE)


def sniff(data: bytes, name: str) -> float:
    """0.8 for what begins as a page, 0.3 for tags under the name of one."""
    if _BEGINS.match(data[:20_000]):
        return 0.8
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    return 0.3 if named and b"<" in data[:20_000] else 0.0


def read(
    data: bytes, name: str, path: str, first_line: int = 1, speaker: Speaker | None = None
) -> Document:
    """What the page shows as blocks; `why` says what of it was not read."""
    if data.count(b"<") > _foreign.MAX_MARKS:
        return _foreign.unread(name, path, _foreign.TOO_MANY)
    try:
        with _foreign.bounded("lxml"):
            return _read(data, first_line).document(name, path, speaker)
    except _foreign.TooLongError:
        return _foreign.unread(name, path, f"not read within {_foreign.SECONDS} s: split it")
    except _foreign.FAULTS:
        return _foreign.unread(name, path, "a damaged page: save it anew, or paste it as text")


def _read(data: bytes, first_line: int) -> Rendering:
    from lxml import etree

    page = _Page(Rendering("paragraph", first_line))
    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        return page.out
    options = {"no_network": True, "remove_comments": True, "remove_pis": True, "huge_tree": False}
    parser = etree.HTMLParser(encoding=_encoding(data), **options)
    root = etree.fromstring(data.replace(b"\0", b""), parser)
    if root is not None:
        page.walk(root)
    if any(entry.type_name in _CUT for entry in parser.error_log):
        if not page.out.texts:
            raise ValueError("nothing could be read")
        page.out.notes["parts of it are too long or too deep and were not read"] = None
    return page.out


def _encoding(data: bytes) -> str | None:
    """UTF-8 where it is; else the page itself says it, or is Latin-1."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _Page:
    """A page while it is walked through: the words of the paragraph that is not yet at its end."""

    def __init__(self, out: Rendering) -> None:
        self.out = out
        self.inline: list[str] = []

    def walk(self, element: Any, depth: int = 0) -> None:
        """Everything that an element shows, in its order."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if self.out.full or not tag or tag in _UNSEEN or _is_hidden(element):
            return
        said = element.get(_ROLE)
        role = None if said is None else _chats.speaker(said)
        is_block = role is not None or tag in _BLOCKS
        if is_block:
            self.end()
        if role is not None:
            self.out.speak(role)
        if not self._whole(element, tag):
            self.inline.append(element.text or "")
            for child in element:
                self.walk(child, depth + 1)
                self.inline.append(child.tail or "")
        if is_block:
            self.end()
        if role is not None:
            self.out.speak(None)

    def end(self, level: int = 0) -> None:
        """The paragraph is at its end."""
        lines = [_BLANKS.sub(" ", line).strip() for line in "".join(self.inline).split("\v")]
        self.inline.clear()
        text = "\n".join(lines).strip()
        if text:
            # Code comes as `pre`: such words open no fence, which would go on into other turns.
            text = text if level else _FENCE.sub(r"\\", text)
            self.out.begin()
            self.out.words(text, level)

    def _whole(self, element: Any, tag: str) -> bool:
        """Elements that are read as a whole; whether it is one."""
        if tag == "br":
            self.inline.append("\v")
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.end()
            self.inline.append(_shown(element))
            self.end(int(tag[1]))
        elif tag == "pre":
            self.end()
            self._code(element)
        elif tag == "table" and _is_table(element):
            self.end()
            self.out.begin()
            self.out.table([[_shown(one) for one in _cells(row)] for row in element.iter("tr")])
        elif tag in ("code", "kbd", "samp", "tt"):
            text = _shown(element)
            plain = "`" not in text and "\n" not in text and text.strip()
            self.inline.append(f"`{text.strip()}`" if plain else text)
        elif tag in ("sup", "sub"):
            self.inline.append(("^" if tag == "sup" else "_") + _shown(element).strip())
        elif tag == "img":
            self.end()
            self.out.begin()
            self.out.picture()
        else:
            return False
        return True

    def _code(self, element: Any) -> None:
        """A `pre`; saved chats put the words of their buttons beside the `code` in it."""
        inner = element.find(".//code")
        code = element if inner is None else inner
        classes = f"{element.get('class', '')} {code.get('class', '')}"
        found = _LANGUAGE.search(classes)
        text = _shown(code, breaks="\n").strip("\r\n")
        if text.strip():
            self.out.begin()
            self.out.code([text], found.group(1).lower() if found else "")


def _is_hidden(element: Any) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _is_table(element: Any) -> bool:
    """Whether a table holds data: neither code nor other tables, and more than one cell."""
    if any(True for _ in element.iter("pre")) or element.find(".//table") is not None:
        return False
    return sum(1 for _, one in zip(range(2), element.iter("td", "th"), strict=False)) > 1


def _cells(row: Any) -> Iterator[Any]:
    return (one for one in row if one.tag in ("td", "th"))


def _shown(element: Any, breaks: str = " ") -> str:
    """The words of an element and all in it, but for what nobody sees."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append(breaks)
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN and not _is_hidden(child):
            mark = "^" if child.tag == "sup" else ""
            parts.append(mark + _shown(child, breaks))
        parts.append(child.tail or "")
    return "".join(parts)

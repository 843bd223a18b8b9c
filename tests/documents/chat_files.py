"""One small chat written in every format by means that are not ours: files to be read."""

from __future__ import annotations

import html
import io
import json
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import docx

CODE = "def twice(x):\n    return x + x\n\n\nprint(twice(21))"
TABLE = [["Opcode", "twice"], ["LOAD_FAST", "2"], ["RETURN_VALUE", "1"]]
PIPES = "| Opcode | twice |\n|---|---|\n| LOAD_FAST | 2 |\n| RETURN_VALUE | 1 |"
QUESTION = [
    ("words", "Is it right that `twice` has 7 `LOAD_FAST` instructions? It prints 41."),
    ("words", "I think `twice` has 9 `RETURN_VALUE` instructions."),
]
ANSWER = [
    ("words", "No. Here is the program:"),
    ("code", CODE),
    ("words", "It prints 42."),
    ("table", ""),
    ("words", "The function `twice` has 2 `LOAD_FAST` instructions."),
]
CLAIMS = {
    ("output_value", "42"),
    ("opcode_count", "LOAD_FAST", 2),
    ("opcode_count", "RETURN_VALUE", 1),
}
"""What the assistant claims about `twice`; nothing that the user says is among it."""


def markdown(parts: Sequence[tuple[str, str]]) -> str:
    """A message as models write it."""
    shown = {"code": f"```python\n{CODE}\n```", "table": PIPES}
    return "\n\n".join(shown.get(kind, text) for kind, text in parts) + "\n"


def messages() -> list[dict[str, Any]]:
    return [
        {"role": "system", "content": "`twice` has 5 `LOAD_FAST` instructions."},
        {"role": "user", "content": markdown(QUESTION)},
        {"role": "assistant", "content": markdown(ANSWER)},
    ]


def node(key: str, parent: str | None, role: str | None, text: str = "") -> dict[str, Any]:
    """A node of the tree of a ChatGPT conversation."""
    message = None
    if role is not None:
        content = {"content_type": "text", "parts": [text]}
        message = {"id": key, "author": {"role": role}, "content": content, "weight": 1.0}
    return {"id": key, "parent": parent, "children": [], "message": message}


def tree(current: str, *nodes: dict[str, Any], title: str = "Small chat") -> dict[str, Any]:
    """A conversation of these nodes, its children told as well."""
    mapping = {one["id"]: one for one in nodes}
    for one in nodes:
        if one["parent"] in mapping:
            mapping[one["parent"]]["children"].append(one["id"])
    return {"title": title, "mapping": mapping, "current_node": current}


def chatgpt() -> bytes:
    """The chat, beside an earlier version of the answer that was given up."""
    return json.dumps(
        [
            tree(
                "c",
                node("root", None, None),
                node("a", "root", "system"),
                node("b", "a", "user", markdown(QUESTION)),
                node("old", "b", "assistant", "`twice` has 3 `LOAD_FAST` instructions."),
                node("c", "b", "assistant", markdown(ANSWER)),
            )
        ]
    ).encode()


def llm_log() -> bytes:
    call = {
        "id": "1",
        "model": "m",
        "prompt": markdown(QUESTION),
        "system": None,
        "response": markdown(ANSWER),
        "conversation_id": "c",
        "conversation_name": "chat",
        "datetime_utc": "2026-01-01T00:00:00",
    }
    return json.dumps([call], indent=2).encode()


def turns() -> list[tuple[str, Sequence[tuple[str, str]]]]:
    return [("You said:", QUESTION), ("ChatGPT said:", ANSWER)]


def marked() -> bytes:
    return "\n\n".join(f"{who}\n\n{markdown(parts)}" for who, parts in turns()).encode()


def headed() -> bytes:
    return f"## User\n\n{markdown(QUESTION)}\n\n## Assistant\n\n{markdown(ANSWER)}".encode()


def prompted() -> bytes:
    return f"**Prompt:** {markdown(QUESTION)}\n\n**Response:** {markdown(ANSWER)}".encode()


def word() -> bytes:
    """As somebody pastes it into Word: the code in Courier, a paragraph for each line."""
    document = docx.Document()
    for who, parts in turns():
        document.add_paragraph(who)
        for kind, text in parts:
            if kind == "code":
                for line in CODE.split("\n"):
                    document.add_paragraph().add_run(line).font.name = "Courier New"
            elif kind == "table":
                table = document.add_table(rows=0, cols=2)
                for row in TABLE:
                    for cell, value in zip(table.add_row().cells, row, strict=True):
                        cell.text = value
            else:
                document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def page() -> bytes:
    parts = []
    for role, said in (("user", QUESTION), ("assistant", ANSWER)):
        parts.append(f'<div data-message-author-role="{role}">')
        for kind, text in said:
            if kind == "code":
                parts.append(
                    "<pre><div><span>python</span><button>Copy code</button></div>"
                    f'<code class="hljs language-python">{html.escape(CODE)}\n</code></pre>'
                )
            elif kind == "table":
                rows = ["".join(f"<td>{one}</td>" for one in row) for row in TABLE]
                parts.append("<table><tr>" + "</tr>\n<tr>".join(rows) + "</tr></table>")
            else:
                words = re.sub("`(.*?)`", r"<code>\1</code>", html.escape(text, quote=False))
                parts.append(f"<p>{words}</p>")
        parts.append("</div>")
    return f"<!DOCTYPE html>\n<html><body>{''.join(parts)}</body></html>".encode()


def pdf(pages: Sequence[Sequence[str]], *, packed: bool = False, more: bytes = b"") -> bytes:
    """A PDF 1.4 written by hand: one font of one width, each line of a page where it stands."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for number, lines in enumerate(pages):
        content = stream(lines)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        data = zlib.compress(content) if packed else content
        kind = b"/Filter /FlateDecode " if packed else b""
        objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(data), data))
    return assembled(objects, more)


def stream(lines: Sequence[str]) -> bytes:
    """The content of a page: a text object that places each line."""
    parts = [b"BT /F1 10 Tf"]
    for number, line in enumerate(lines):
        column = len(line) - len(line.lstrip())
        text = re.sub(rb"([\\()])", rb"\\\1", line.strip().encode("latin-1"))
        parts.append(b"1 0 0 1 %d %d Tm (%s) Tj" % (50 + 6 * column, 750 - 12 * number, text))
    return b"\n".join([*parts, b"ET"])


def assembled(objects: Sequence[bytes], more: bytes = b"") -> bytes:
    """Objects with the table that says where they begin."""
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (len(objects) + 1, more)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def printed() -> bytes:
    """The chat on two pages, the answer on the second one; the table by its columns."""
    sides = []
    for who, parts in turns():
        lines = [who, ""]
        for kind, text in parts:
            shown = [f"{row[0]:<30}{row[1]}" for row in TABLE] if kind == "table" else [text]
            lines += [*(f"    {one}" for one in CODE.split("\n"))] if kind == "code" else shown
            lines.append("")
        sides.append(lines)
    return pdf(sides)


def lines() -> bytes:
    return b"\n".join(json.dumps(one).encode() for one in messages()) + b"\n"


FORMATS: dict[str, tuple[str, Callable[[], bytes], str | None]] = {
    "chatgpt": ("conversations.json", chatgpt, "message"),
    "messages": ("chat.json", lambda: json.dumps(messages()).encode(), "message"),
    "request": ("ask.json", lambda: json.dumps({"messages": messages()}).encode(), "message"),
    "messages_lines": ("chat.jsonl", lines, "message"),
    "llm_logs": ("log.json", llm_log, "message"),
    "docx": ("chat.docx", word, "paragraph"),
    "pdf": ("chat.pdf", printed, "page"),
    "html": ("chat.html", page, "paragraph"),
    "said": ("chat.txt", marked, None),
    "headed": ("chat.md", headed, None),
    "prompted": ("chat.md", prompted, None),
}
"""By format: a file's name, what writes it, and what places in it are counted in."""

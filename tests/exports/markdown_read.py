"""Markdown as an independent parser reads it, and text that tries to be more than text."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
EVIL = (
    "<script>alert(1)</script> ![x](http://evil.example/a.png) [click](http://evil.example) "
    "www.evil.example me@evil.example | `` ` ``` ~~~ **bold** _em_ # head &lt; \\| \\ $x$ "
    "\x1b[2J\u202e\ud800\t\r"
)


def tokens(text: str) -> list[Token]:
    """Every token, those within a line behind the one of the line."""
    found = []
    for token in MARKDOWN.parse(text):
        found += [token, *(token.children or ())]
    return found


def headings(text: str) -> list[str]:
    """Every heading with its level: "h2 Claims"."""
    parsed = MARKDOWN.parse(text)
    return [
        f"{token.tag} {parsed[number + 1].content}"
        for number, token in enumerate(parsed)
        if token.type == "heading_open"
    ]

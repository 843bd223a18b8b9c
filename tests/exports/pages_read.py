"""A page as a tree, read by the standard library's parser: independent of what writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img", "input", "link", "source", "col", "base", "embed"})


@dataclass
class Element:
    """An element with its attributes, and what is in it in order."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *names: str) -> list[Element]:
        """Every element below it with one of these names; with none, every element."""
        return [one for one in self._below() if not names or one.name in names]

    def classed(self, name: str) -> list[Element]:
        """Every element below it of that class."""
        return [one for one in self._below() if name in (one.attributes.get("class") or "").split()]

    def identified(self, name: str) -> Element:
        """The one element of that id."""
        (found,) = [one for one in self._below() if one.attributes.get("id") == name]
        return found

    def _below(self) -> Iterator[Element]:
        for one in self.inside:
            if isinstance(one, Element):
                yield one
                yield from one._below()

    @property
    def text(self) -> str:
        """Its text, tooltips and styles left out."""
        return "".join(
            one if isinstance(one, str) else one.text
            for one in self.inside
            if isinstance(one, str) or one.name not in ("title", "style")
        )

    def rows(self) -> list[list[str]]:
        """The cells of a table's rows as text, the head first."""
        return [[cell.text for cell in row.all("th", "td")] for row in self.all("tr")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {tag} {attrs}"
        one = Element(tag, dict(attrs))
        self.open[-1].inside.append(one)
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"an unknown declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")


def read(text: str) -> tuple[Element, list[str]]:
    """The page and its comments. Fails where elements are not closed in their order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root], [one.name for one in reader.open]
    return reader.root, reader.comments

"""Who speaks in a chat that was copied as text: the lines that hand over, and what they head.

A text is a chat only where both sides are marked, and in the same way all through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.documents._leaves import Leaf
from workbench.records import Speaker

Turn = tuple[int, Speaker]

_MODELS = r"chatgpt|gpt(?:-[\w.]{1,12})?|claude|gemini|copilot|deepseek|llama|mistral|grok"
_FORMS = tuple(
    (re.compile(user, re.IGNORECASE), re.compile(assistant, re.IGNORECASE))
    for user, assistant in (
        (r"you said\Z", rf"(?:{_MODELS}) said\Z"),
        (r"prompt\Z", r"response\Z"),
        (r"(?:user|human|you|me)\Z", rf"(?:assistant|ai|bot|model|{_MODELS})\Z"),
    )
)
_BEGIN = r"[ \t>]{0,20}(?P<mark>\#{1,6}[ \t]+)?(?P<bold>\*\*|__)?(?P<name>[A-Za-z][\w .-]{0,30}?)"
_COLON = re.compile(rf"{_BEGIN}(?:(?(bold):(?P=bold)|:)|(?(bold)(?P=bold):|:))(?:[ \t]|$)", re.M)
_ALONE = re.compile(rf"{_BEGIN}(?(bold)(?P=bold)|(?(mark)|(?!)))[ \t]*$", re.M)


def turns(text: str, found: Sequence[Leaf]) -> tuple[list[Leaf], list[Turn]]:
    """The leaves, none of which two speakers share, and where in the text who begins to speak."""
    marked = [list(_marks(text, leaf)) for leaf in found]
    names = [name for marks in marked for _, name in marks]
    form = _form(names)
    if form is None:
        return list(found), []
    parts: list[Leaf] = []
    begins: list[Turn] = []
    for leaf, marks in zip(found, marked, strict=True):
        mine = [(start, who) for start, name in marks if (who := _who(form, name)) is not None]
        begins += mine
        parts += _split(text, leaf, [start for start, _ in mine])
    return parts, begins


def _marks(text: str, leaf: Leaf) -> Iterator[tuple[int, str]]:
    """The lines of words that may hand over: where they begin, and the name that they give."""
    if leaf.kind not in ("paragraph", "heading"):
        return
    start = text.rfind("\n", 0, leaf.start) + 1
    while start < leaf.end:
        # A label with its colon, or a name that stands alone as a heading or in bold.
        found = _COLON.match(text, start) or _ALONE.match(text, start)
        if found is not None:
            yield max(start, leaf.opening), found["name"].strip()
        following = text.find("\n", start)
        start = len(text) if following < 0 else following + 1


def _form(names: Sequence[str]) -> int | None:
    """The way of marking in which both sides appear; of several the one that begins."""
    first: dict[int, int] = {}
    for number, sides in enumerate(_FORMS):
        places = [[i for i, name in enumerate(names) if side.match(name)] for side in sides]
        if all(places):
            first[number] = min(map(min, places))
    return min(first, key=lambda number: first[number], default=None)


def _who(form: int, name: str) -> Speaker | None:
    user, assistant = _FORMS[form]
    if user.match(name):
        return "user"
    return "assistant" if assistant.match(name) else None


def _split(text: str, leaf: Leaf, starts: Sequence[int]) -> Iterator[Leaf]:
    edges = [leaf.start, *(start for start in starts if start > leaf.start), leaf.end]
    if len(edges) == 2:
        yield leaf
        return
    for index in range(len(edges) - 1):
        start = edges[index]
        end = start + len(text[start : edges[index + 1]].rstrip())
        if end > start:
            yield replace(leaf, start=start, end=end, opening=start)

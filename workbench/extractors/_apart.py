"""Whether what a session shows is said of a program as it stands: by the words next to it.

What is expected, wrong, to be written by the reader, of another language or drawn at random is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from workbench.records import Document

_APART = re.compile(
    r"\b(?:wrong\w*|incorrect\w*|bugs?|buggy|broken|fail(?:s|ed|ing|ure)?|expect\w*|should(?:n['’]t)?|"
    r"would(?:n['’]t)?|could|supposed|instead|exercises?|tasks?|quiz|homework|assignment|implement|"
    r"todo|hypothetical\w*|suppose|imagine|pretend|fake|made[- ]up|unexpected\w*|surpris\w+|oops|"
    r"mistake\w*|desired|goal|similar|roughly|approximat\w*|something\s+like|might|may|vary|varies|"
    r"depend\w*|random\w*|guess|old|older|previous\w*|originally|used\s+to|misleading|must|ought|"
    r"before\s+(?:the|this|my|our|that)|not\s+(?:work|right|correct|what|true)|doesn['’]t|specif\w+|"
    r"contract|pseudo\w*|mock\w*|placeholder|predict\w*|replac\w+|chang\w+|modif\w+|swap\w*|"
    r"typo\w*|doctest|falsch\w*|erwartet\w*|faux|attendu\w*)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\bpython\s*2(?:\.\d+)?\b|\bpython2\b|\b(?:pypy|jython|ironpython|micropython|circuitpython|"
    r"brython|sagemath|node(?:\.js)?\s+repl|irb\(|ghci)\b|^(?:>>>|\s+)\s*print\s+[\"'\w]",
    re.IGNORECASE | re.MULTILINE,
)
_MAX = 200_000
_BEFORE = 250
_AFTER = 200
_MOST_BETWEEN = 6
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def is_elsewhere(document: Document) -> bool:
    """Whether a document is about another interpreter than CPython 3."""
    return bool(_ELSEWHERE.search(document.text[:_MAX]))


def says_apart(text: str) -> bool:
    """Whether words take what they stand beside away from the program."""
    return bool(_APART.search(text))


def is_apart(document: Document, index: int, sessions: Collection[int]) -> bool:
    """Whether the heading, the words before or those behind a block say that of it.

    Between a session and its words further sessions and programs may stand.
    """
    block = document.blocks[index]
    before = _beside(document, index, -1, sessions)
    after = _beside(document, index, 1, sessions)
    told = " ".join(_SENTENCE.split(before.rstrip()[-_BEFORE:])[-2:])
    more = _SENTENCE.split(after.lstrip()[:_AFTER])[0]
    return any(map(says_apart, (block.heading or "", told, more)))


def _beside(document: Document, index: int, step: int, sessions: Collection[int]) -> str:
    """The text next to a block; what another speaker says is none of it."""
    speaker, place = document.blocks[index].speaker, index
    for _ in range(_MOST_BETWEEN):
        place += step
        if not 0 <= place < len(document.blocks) or document.blocks[place].speaker != speaker:
            return ""
        if document.blocks[place].kind == "text" and place not in sessions:
            return document.blocks[place].text
    return ""

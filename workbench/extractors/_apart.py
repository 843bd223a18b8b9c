"""Whether what a session shows is said of a program as it stands: by the words next to it.

What is expected, wrong, to be written by the reader, of another language or drawn at random is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from workbench.records import Document

_APART = re.compile(
    r"\b(?:wrong\w*|incorrect\w*|bugs?|buggy|broken|fail(?:s|ed|ing|ure)?|expect\w*|should(?:n['’]t)?|"
    r"(?:would|could|may|might)\s+(?:not|vary|differ|look|be\s+(?:different|like)|get|see|show|give|"
    r"return|print|then|have)|supposed|instead|exercises?|tasks?|quiz|implement|"
    r"todo|hypothetical\w*|suppose|imagine|pretend|fake|made[- ]up|unexpected\w*|surpris\w+|oops|"
    r"mistake\w*|desired|goal|similar|roughly|approximat\w*|something\s+like|vary|varies|"
    r"depend\w*|random\w*|guess|old|older|previous\w*|originally|used\s+to|misleading|must|ought|"
    r"before\s+(?:the|this|my|our|that)|not\s+(?:work|right|correct|what|true)|doesn['’]t|specif\w+|"
    r"contract|pseudo\w*|mock\w*|placeholder|predict\w*|replac\w+|chang\w+|modif\w+|swap\w*|"
    r"typo\w*|doctest|falsch\w*|erwartet\w*|faux|attendu\w*)\b",
    re.IGNORECASE,
)
_VARIANT = re.compile(
    r"\b(?:versions?|variants?|another|others?|different\w*|errors?|off[- ]by[- ]\w+|without|under|"
    r"ruby|java\w*|node|perl|julia|octave|matlab|haskell|scala|lua|php|rust|friend\w*|colleague\w*|"
    r"students?|classmates?|someone|somebody|claim(?:s|ed)?|wrote|writes|says|said|told|reported|fix\w*|"
    r"correct(?:ed|ion)|improve\w*|optimi[sz]ed|refactored|rewrit\w+|adapt\w*|edit\w*|remov\w+|"
    r"adding|added|(?:with|using|if|when|for|from)\b[^.:\n]{0,120}[`=]|"
    r"if\b(?!\s+(?:you|we|I)\s+(?:run|call|try|type|test|paste|load|import|use|execute|open))|"
    r"(?<![\w,;] )(?:with|using|under|given|assuming)\b"
    r"(?!\s+(?:it|this|that|these|the\s+(?:function|program|code|script|above|following|"
    r"interpreter|repl|shell|class))\b)|"
    r"when\b(?!\s+(?:called|run|(?:you|we|I)\s+(?:run|call|try|type|test|use))))",
    re.IGNORECASE,
)
"""What may be another program than the one that is shown: another's, or not as it stands."""
_ELSEWHERE = re.compile(
    r"\bpython\s*2(?:\.\d+)?\b|\bpython2\b|\b(?:pypy|jython|ironpython|micropython|circuitpython|"
    r"brython|sagemath|node(?:\.js)?\s+repl|irb\(|ghci)\b|"
    r"^[ \t]{0,40}+(?:>>>[ \t]print[ \t]+\w|(?:>>>[ \t])?print[ \t]+[\"'])",
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


def says_apart(text: str, *, within: bool = False) -> bool:
    """Whether words take what they stand beside away from the program.

    Words `within` a program, or around it, speak of the program itself when they name a version.
    """
    return bool(_APART.search(text) or (not within and _VARIANT.search(text)))


def is_apart(
    document: Document, index: int, sessions: Collection[int] = (), *, within: bool = False
) -> bool:
    """Whether the heading, the words before or those behind a block say that of it.

    Between a session and its words further sessions and programs may stand.
    """
    block = document.blocks[index]
    before, near = _beside(document, index, -1, sessions)
    after, _ = _beside(document, index, 1, sessions)
    told = _SENTENCE.split(before.rstrip()[-_BEFORE:])[-2:]
    more = _SENTENCE.split(after.lstrip()[:_AFTER])[0]
    if any(map(_APART.search, (block.heading or "", *told, more))):
        return True
    return near and not within and says_apart(told[-1])


def _beside(
    document: Document, index: int, step: int, sessions: Collection[int]
) -> tuple[str, bool]:
    """The text next to a block, and whether only sessions stand between.

    What another speaker says is none of it.
    """
    speaker, place, near = document.blocks[index].speaker, index, True
    for _ in range(_MOST_BETWEEN):
        place += step
        if not 0 <= place < len(document.blocks) or document.blocks[place].speaker != speaker:
            break
        if document.blocks[place].kind == "text" and place not in sessions:
            return document.blocks[place].text, near
        near = near and place in sessions
    return "", near

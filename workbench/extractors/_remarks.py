"""Values in the comments behind print calls: what they look like, and which are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

NUMBER = r"[-+]?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?"
QUOTED = r"'[^'\n]{0,150}'|\"[^\"\n]{0,150}\""
HELD = rf"(?:[ \t]*(?:{NUMBER}|{QUOTED}|(?-i:True|False|None)|[\[\](){{}},:]))"
_REMARK = re.compile(
    r"^[^#\n]{0,200}?\bprint\([^\n]{0,200}?\)[ \t]*\#[ \t]*"
    r"(?:(?:output|prints?|outputs|printed)[ \t]*:?|={1,2}>|->|→|⇒|➜)[ \t]*"
    r"(?P<value>[^\n#]{1,200}?)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_BARE_REMARK = re.compile(
    r"^print\([^#\n]{1,200}\)[ \t]*\#[ \t]*"
    rf"(?P<value>{NUMBER}|{QUOTED}|True|False|None|[\[({{]{HELD}{{1,200}}+(?<=[\])}}]))[ \t]*$",
    re.MULTILINE,
)
_MOST = 200
_ON_ONE_LINE = re.compile(r"\bend[ \t]*=|\bstdout\b")
_ARRAYS = re.compile(r"\b(?:numpy|torch|jax|pandas|array|deque|tensor)\b")


def marked(text: str) -> Iterator[re.Match[str]]:
    """Comments that say of themselves that they are an output: `# -> 9`, `# prints 9`."""
    return _REMARK.finditer(text)


def alone(text: str) -> list[re.Match[str]]:
    """Comments that are a value and nothing else; the numbers 1, 2, 3 number the lines.

    What an array or a set shows is written otherwise than people write it.
    """
    if _ON_ONE_LINE.search(text):
        return []
    odd = "[{" if _ARRAYS.search(text) else "{"
    written = islice(_BARE_REMARK.finditer(text), _MOST)
    found = [one for one in written if one["value"][0] not in odd or ":" in one["value"]]
    whole = [one["value"] for one in found if one["value"].isdecimal()]
    numbered = whole in ([str(i) for i in range(first, first + len(whole))] for first in (0, 1))
    return [one for one in found if not (numbered and one["value"].isdecimal())]

"""Repairs of a program's text that copying explains: lost indentation, an import left out.

Each is a guess that is written down; whether it was needed, a compiler or a run has shown before.
Nothing that changes what a program computes is repaired.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPENER = re.compile(
    r"(?:async\s+)?(?:def|class|if|for|while|with|try|else|elif|except|finally)\b.*:\s*(?:#.*)?\Z"
)
_DEFINING = re.compile(r"(?:async\s+)?(?:def|class)\b|@|import\b|from\b|if\s+__name__")
_ENDS = re.compile(r"(?:return|yield)\b")
_STEP = 4
_MAX_LINES = 5_000

IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "torch": "import torch",
    "nn": "import torch.nn as nn",
    "F": "import torch.nn.functional as F",
    "math": "import math",
    "random": "import random",
    "time": "import time",
    "sys": "import sys",
    "os": "import os",
    "re": "import re",
    "json": "import json",
    "dis": "import dis",
    "cProfile": "import cProfile",
    "itertools": "import itertools",
    "functools": "import functools",
    "collections": "import collections",
    "Counter": "from collections import Counter",
    "defaultdict": "from collections import defaultdict",
    "deque": "from collections import deque",
    "lru_cache": "from functools import lru_cache",
    "dataclass": "from dataclasses import dataclass",
    "List": "from typing import List",
    "Dict": "from typing import Dict",
    "Tuple": "from typing import Tuple",
    "Optional": "from typing import Optional",
    "Callable": "from typing import Callable",
}
"""The import that everybody means by a name."""


def indented(source: str, pieces: Sequence[str]) -> tuple[str, str] | None:
    """The program with its indentation put back, and what was done; None where that is unclear.

    `pieces` are the parts that a split fence was put together from: a part may have lost its
    common margin. Without parts only bodies without blocks of their own are moved.
    """
    if source.count("\n") > _MAX_LINES:
        return None
    parts = [piece.split("\n") for piece in pieces] if len(pieces) > 1 else [source.split("\n")]
    moved: list[str] = []
    done: list[str] = []
    for part in parts:
        shift = _shift(moved, part)
        if shift:
            first = len(moved) + 1
            done.append(f"lines {first}-{first + len(part) - 1} moved right by {shift}")
        moved += [" " * shift + line if line.strip() else line for line in part]
    bodies = _bodies(moved)
    if bodies is not None:
        moved, numbers = bodies
        done += [f"the body of line {number} moved right by {_STEP}" for number in numbers]
    return ("\n".join(moved), f"indentation: {'; '.join(done[:8])}") if done else None


def with_import(source: str, name: str) -> tuple[str, str] | None:
    """The program with the import that its unknown name means; None for any other name."""
    line = IMPORTS.get(name)
    return None if line is None else (f"{line}\n{source}", f"missing import: {line}")


def _shift(before: Sequence[str], part: Sequence[str]) -> int:
    """How far a part has to be moved to stand where its predecessor leaves off."""
    filled = [line for line in part if line.strip()]
    last = next((line for line in reversed(before) if line.strip()), None)
    if last is None or not filled:
        return 0
    margin, reached = _margin(filled[0]), _margin(last)
    if _OPENER.match(last.strip()) and margin <= reached:
        return reached + _STEP - margin
    loose = any(_ENDS.match(line) for line in filled)
    return reached - margin if loose and margin == 0 and reached > 0 else 0


def _bodies(lines: Sequence[str]) -> tuple[list[str], list[int]] | None:
    """Bodies at the margin of their own head moved right; None when nothing is to be done or sure.

    A body goes on to the next definition; one with a block inside has no sure end.
    """
    result: list[str] = []
    numbers: list[int] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if inside and (not bare or (_margin(line) == 0 and not _DEFINING.match(bare))):
            if _OPENER.match(bare):
                return None
            result.append(" " * _STEP + line if bare else line)
            continue
        inside = False
        result.append(line)
        following = next((one for one in lines[number:] if one.strip()), None)
        if not _OPENER.match(bare) or following is None or _margin(following) > _margin(line):
            continue
        if _margin(line) or not _DEFINING.match(bare):
            return None
        inside = True
        numbers.append(number)
    return (result, numbers) if numbers else None


def _margin(line: str) -> int:
    expanded = line.expandtabs(8)
    return len(expanded) - len(expanded.lstrip())

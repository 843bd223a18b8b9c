"""Lets the tests of the exports import `showing` beside them and `builders` one folder up."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

"""Lets the tests of claims import `claiming` and `ledger` beside them, and the shared builders."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

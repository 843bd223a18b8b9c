"""Lets these tests import `places`, which stands with the tests of documents, and the builders."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "documents")]

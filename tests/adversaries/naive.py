"""A judge of the usual kind, kept as a witness: it runs a program beside the answers it expects.

`python naive.py FILE ENTRY CASES`, CASES being a JSON list of [arguments, expected]. It executes
the file, calls its entry point, asks `out == expected`, and says by its exit status what it thinks:
0 means that the program is right. Never to be used on a program that does harm.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(path: str, entry: str, cases: str) -> int:
    """1 for a program that it finds wrong."""
    namespace: dict[str, Any] = {"__name__": "candidate"}
    with open(path, encoding="utf-8") as file:
        exec(file.read(), namespace)
    for arguments, expected in json.loads(cases):
        out = namespace[entry](*arguments)
        is_right = out == expected
        if not is_right:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

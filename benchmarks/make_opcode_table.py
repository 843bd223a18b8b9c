"""Write the table of opcodes: which ones each CPython has, asked from real interpreters.

    python benchmarks/make_opcode_table.py /path/to/python2.7 /path/to/python3.6 …

Every interpreter given is run once and asked for its own table; versions named in DOCUMENTED that
no interpreter answers for are taken from the documentation, and the table says so. A version for
which nothing is at hand keeps what the file held before.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent.parent / "workbench" / "opcodes" / "opcodes.json"

# Runs on 2.7 too. Numbers from 256 on are pseudo opcodes: the compiler replaces them before any
# code object exists. INSTRUMENTED_* stand in for others while a tool watches, never in `dis`.
QUESTION = r"""
import dis, json, sys
real, pseudo, instrumented = [], [], []
for name, number in dis.opmap.items():
    if name.startswith("INSTRUMENTED_"):
        instrumented.append(name)
    elif number >= 256:
        pseudo.append(name)
    else:
        real.append(name)
specialised = set()
try:
    import opcode
    specialised.update(getattr(opcode, "_specialized_instructions", []))
    specialised.update(getattr(opcode, "_specialized_opmap", []))
    for names in getattr(opcode, "_specializations", {}).values():
        specialised.update(names)
except ImportError:
    pass
names = [name if name in dis.opmap else "-" for name in dis.opname]
while names[-1] == "-":
    names.pop()
print(json.dumps({
    "python": "%d.%d.%d" % sys.version_info[:3],
    "numbered": " ".join(names[:256]), "first_with_argument": dis.HAVE_ARGUMENT,
    "opcodes": sorted(real), "pseudo": sorted(pseudo),
    "instrumented": sorted(instrumented), "specialised": sorted(specialised - set(real)),
}))
"""

# What changed from 3.13 to 3.14, after the sections "CPython bytecode changes" of What's New In
# Python 3.14 and the list of instructions in the documentation of `dis` for 3.14.
DOCUMENTED = {
    "3.14": {
        "from": "3.13",
        "source": "documentation of dis for 3.14",
        "added": [
            "BUILD_INTERPOLATION",
            "BUILD_TEMPLATE",
            "LOAD_COMMON_CONSTANT",
            "LOAD_FAST_BORROW",
            "LOAD_FAST_BORROW_LOAD_FAST_BORROW",
            "LOAD_SMALL_INT",
            "LOAD_SPECIAL",
            "NOT_TAKEN",
            "POP_ITER",
        ],
        "removed": [
            "BEFORE_ASYNC_WITH",
            "BEFORE_WITH",
            "BINARY_SUBSCR",
            "BUILD_CONST_KEY_MAP",
            "LOAD_ASSERTION_ERROR",
            "RETURN_CONST",
        ],
        "pseudo": [
            "ANNOTATIONS_PLACEHOLDER",
            "JUMP",
            "JUMP_IF_FALSE",
            "JUMP_IF_TRUE",
            "JUMP_NO_INTERRUPT",
            "LOAD_CLOSURE",
            "POP_BLOCK",
            "SETUP_CLEANUP",
            "SETUP_FINALLY",
            "SETUP_WITH",
            "STORE_FAST_MAYBE_NULL",
        ],
    }
}


def ask(executable: str) -> dict[str, Any]:
    """The opcode names an interpreter reports about itself."""
    answer = subprocess.run(
        [executable, "-c", QUESTION], capture_output=True, check=True, text=True, timeout=60
    )
    report: dict[str, Any] = json.loads(answer.stdout)
    return report


def documented(change: dict[str, Any], versions: dict[str, Any]) -> dict[str, Any]:
    """The table of a version that is known from its documentation only."""
    before = versions[change["from"]]
    names = (set(before["opcodes"]) | set(change["added"])) - set(change["removed"])
    return {
        "source": change["source"],
        "opcodes": sorted(names),
        "pseudo": change["pseudo"],
        "instrumented": [],
        "specialised": [],
    }


def by_number(version: str) -> tuple[int, ...]:
    """Sort key: 3.9 before 3.10."""
    return tuple(int(part) for part in version.split("."))


def main(executables: list[str]) -> None:
    """Ask every interpreter, add the documented versions, write the table."""
    versions: dict[str, Any] = {}
    if TABLE.exists():
        versions.update(json.loads(TABLE.read_text())["versions"])
    for executable in executables:
        report = ask(executable)
        python = report.pop("python")
        minor = python.rpartition(".")[0]
        versions[minor] = {"source": f"CPython {python}", **report}
    for version, change in DOCUMENTED.items():
        if not versions.get(version, {}).get("source", "").startswith("CPython"):
            versions[version] = documented(change, versions)
    ordered = {name: versions[name] for name in sorted(versions, key=by_number)}
    TABLE.write_text(json.dumps({"format": 1, "versions": ordered}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Scripts with the bugs that people's counters have, run by each CPython here on real programs."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

from disassembling import PROGRAMS, found

_COUNTS = r"""
import contextlib, dis, io, json, sys
from collections import Counter

name = sys.argv[1]
source = sys.stdin.read()
module = compile(source, "program.py", "exec")
space = {"__name__": "program"}
exec(module, space)
code = space[name].__code__
out = io.StringIO()
with contextlib.redirect_stdout(out):
    dis.dis(space[name])
text = out.getvalue()
lines = [line for line in text.splitlines() if line.strip()]
names = sorted({i.opname for i in dis.get_instructions(code)})


def stride(data):
    found, i = Counter(), 0
    while i < len(data):
        op = data[i]
        found[dis.opname[op]] += 1
        i += 3 if op >= dis.HAVE_ARGUMENT else 1
    return found


def words(place):
    return Counter(line.split()[place] for line in lines if len(line.split()) > place)


instructions = list(dis.get_instructions(code))
counters = {
    "right": Counter(i.opname for i in instructions),
    "module-only": Counter(i.opname for i in dis.get_instructions(module)),
    "byte-walk": Counter(dis.opname[byte] for byte in code.co_code),
    "old-stride": stride(code.co_code),
    "substring": {each: text.count(each) for each in names},
    "second": words(1),
    "distinct-lines": Counter(name for name, _ in {(i.opname, i.argrepr) for i in instructions}),
}
totals = {
    "right": sum(i.opname not in ("CACHE", "EXTENDED_ARG") for i in instructions),
    "bytes": len(code.co_code),
    "code-units": len(code.co_code) // 2,
    "last-offset": instructions[-1].offset,
    "listing-words": len(text.split()),
    "listing-lines": len(text.splitlines()),
    "distinct-opcodes": len(set(names) - {"EXTENDED_ARG"}),
}
print(json.dumps({"counters": counters, "totals": totals}))
"""
VERSIONS = tuple(one.version for one in found())


@cache
def counted(name: str, version: str) -> Any:
    """What each of the counters gives for a function there: {"counters", "totals"}."""
    executable = next(one.executable for one in found() if one.version == version)
    command = [executable, "-I", "-c", _COUNTS, name]
    done = subprocess.run(command, input=PROGRAMS[name], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)

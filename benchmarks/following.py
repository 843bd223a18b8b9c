"""What following dependences costs: programs of plain Python as they are, and as their twins.

Every figure is a quotient: the least CPU time of the followed call over the least of the plain
one, in one process. What is done before the call (writing the twin, compiling it) is not in it;
that is done once, whatever the size.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess

import counting

from workbench import interpreters
from workbench.records import Interpreter

GOAL = "at most 60x"
REPEATS = 3
_WORKLOADS = counting.PROBES.parents[1] / "workloads"
RECURSION = """
def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)
"""
MERGING = (_WORKLOADS / "quicksort.py").read_text(encoding="utf-8")
PROGRAMS = {
    "quicksort, 1,500": (counting.SOURCE, "quicksort(1_500)"),
    "euler, 5,000 steps": (counting.SOURCE, "euler(5_000)"),
    "matmul, 24": (counting.SOURCE, "matmul(24)"),
    "AES, 3 blocks": (counting.AES, "[reference(bytes(16), bytes(16)) for _ in range(3)]"),
    "TSP, 40 cities": (counting.SOURCE, "tsp(40)"),
    "merging lists, 1,500": (MERGING, "reference([i * 7919 % 1_500 for i in range(1_500)])"),
    "Fibonacci by recursion, 16": (RECURSION, "fibonacci(16)"),
}

_TIMES = """
import gc, json, sys, time
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import called, dependences, executed, target
subject = target.Target(job["source"], "workload.py", None, {})
texts = [(job["source"], "workload.py"), (job["setup"], executed.HOST_FILE)]
texts.append(("workbench_result = (\\n%s\\n)" % job["call"], executed.CALL_FILE))
called.FILES[:] = [filename for _, filename in texts]
sys.setrecursionlimit(4000)

def seconds(is_followed):
    space = dependences._module(subject)
    if is_followed:
        space.update(dependences._helpers())
        dependences._reset()
        codes = dependences._twins(texts)
        gc.set_threshold(*dependences.SELDOM)
    else:
        codes = [compile(text, name, "exec", dont_inherit=True) for text, name in texts]
    exec(codes[0], space)
    exec(codes[1], space)
    if is_followed:
        dependences._begin_call(space)
    start = time.process_time()
    exec(codes[2], space)
    return time.process_time() - start

times = {one: min(seconds(one) for _ in range(job["repeats"])) for one in (False, True)}
print(json.dumps(times[True] / times[False]))
"""


def rows() -> list[str]:
    """The table, in Markdown."""
    found = interpreters.discover(environ=os.environ)
    newest = {one.minor: one for one in found if one.minor in counting.MINORS}
    lines = [f"| program | {' | '.join(one.version for one in newest.values())} |"]
    lines.append("|---" * (len(newest) + 1) + "|")
    columns = [
        [_slowdown(one, source, call) for source, call in PROGRAMS.values()]
        for one in newest.values()
    ]
    for name, cells in zip(PROGRAMS, zip(*columns, strict=True), strict=True):
        lines.append(f"| {name} | {' | '.join(f'{cell:.0f}x' for cell in cells)} |")
    ends = [f"{statistics.median(one):.0f}x, {max(one):.0f}x" for one in columns]
    return [*lines, f"| **median, worst** (goal: {GOAL}) | {' | '.join(ends)} |"]


def _slowdown(interpreter: Interpreter, source: str, call: str) -> float:
    """The quotient for one call, in a process of its own."""
    # What the AES reference makes once is there before.
    setup = "reference(bytes(16), bytes(16))" if source == counting.AES else ""
    job = {"folder": str(counting.PROBES), "source": source, "call": call, "setup": setup}
    command = [interpreter.executable, "-I", "-S", "-B", "-c", _TIMES]
    done = subprocess.run(
        command,
        input=json.dumps({**job, "repeats": REPEATS}),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout))


if __name__ == "__main__":
    print("\n".join(rows()))

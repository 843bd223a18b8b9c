"""What counting costs: five programs plain, counted each way there is, and under cProfile.

Every figure is a quotient: the least CPU time of a counted run over the least of a plain one, in
one process, the two taking turns. The counters in blocks have goals; the others stand beside them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from pathlib import Path

from workbench import interpreters
from workbench.records import Interpreter

PROBES = Path(__file__).resolve().parents[1] / "workbench" / "probe"
MINORS = ((3, 11), (3, 12), (3, 13))
GOAL = "median at most 1.3x, any at most 1.6x"
REPEATS = 7

SOURCE = """
def numbers(seed):
    while True:
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        yield seed

def partition_sort(a, low, high):
    while low < high:
        pivot, i, j = a[(low + high) // 2], low, high
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i, j = i + 1, j - 1
        partition_sort(a, low, j)
        low = i

def quicksort(n):
    source = numbers(1)
    a = [next(source) for _ in range(n)]
    partition_sort(a, 0, n - 1)
    return a

def euler(n):
    f = lambda t, y: y - t ** 2 + 1
    h, t, y = 2.0 / n, 0.0, 0.5
    for _ in range(n):
        y = y + h * f(t, y)
        t += h
    return y

def matmul(n):
    a = [[(i * 7 + j) % 11 for j in range(n)] for i in range(n)]
    b = [[(i * 5 + j) % 13 for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            for k in range(n):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    return c

def tsp(n):
    source = numbers(3)
    points = [(next(source) % 1000, next(source) % 1000) for _ in range(n)]
    far = [[((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2) ** 0.5 for q in points] for p in points]
    tour, better = list(range(n)), True
    while better:
        better = False
        for i in range(1, n - 1):
            for j in range(i + 1, n):
                a, b, c, d = tour[i - 1], tour[i], tour[j], tour[(j + 1) % n]
                if far[a][c] + far[b][d] < far[a][b] + far[c][d] - 1e-9:
                    tour[i : j + 1] = tour[i : j + 1][::-1]
                    better = True
    return tour
"""
AES = (Path(__file__).resolve().parents[1] / "workloads" / "aes.py").read_text(encoding="utf-8")
CALLS = {
    "quicksort, 10,000": "quicksort(10_000)",
    "euler, 100,000 steps": "euler(100_000)",
    "matmul, 60": "matmul(60)",
    "AES, 1,000 blocks": "[reference(bytes(16), bytes(16)) for _ in range(1_000)]",
    "TSP, 200 cities": "tsp(200)",
}

_TIMES = """
import cProfile, json, sys, time
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import counters, watchers

def loaded():
    space = {}
    exec(compile(job["source"], "workload.py", "exec", dont_inherit=True), space)
    return space

def seconds(action):
    start = time.process_time()
    action()
    return time.process_time() - start

def profiled(action):
    profile = cProfile.Profile()
    profile.runcall(action)

plain_space = loaded()
blocks = counters.Blocks(["workload.py", "<call>"])
with blocks.compiling():
    counted_space = loaded()
    counted_code = compile(job["call"], "<call>", "eval")
plain_code = compile(job["call"], "<call>", "eval")
plain = lambda: eval(plain_code, plain_space)
counted = lambda: eval(counted_code, counted_space)
times = {"plain": [], "blocks": [], "cProfile": []}
for _ in range(job["repeats"]):
    times["plain"].append(seconds(plain))
    times["blocks"].append(seconds(counted))
for _ in range(2):
    times["cProfile"].append(seconds(lambda: profiled(plain)))
events = watchers.Tracing if sys.version_info < (3, 12) else watchers.Monitoring
watcher = events(["workload.py", "<call>"])
times[events.engine] = [seconds(lambda: watcher.run(plain))]
print(json.dumps({name: min(found) for name, found in times.items()}))
"""


def rows() -> list[str]:
    """The table, in Markdown."""
    header = ["CPython", "program", "blocks", "tracing or monitoring", "cProfile"]
    lines = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    found = interpreters.discover(environ=os.environ)
    for minor in MINORS:
        fitting = [one for one in found if one.minor == minor]
        if fitting:
            lines += _of(fitting[-1])
        else:
            lines.append(f"| {minor[0]}.{minor[1]} | not installed | | | |")
    return lines


def _of(interpreter: Interpreter) -> list[str]:
    lines, all_blocks = [], []
    for name, call in CALLS.items():
        times = _times(interpreter, AES if name.startswith("AES") else SOURCE, call)
        plain, blocks, profile = (times.pop(one) for one in ("plain", "blocks", "cProfile"))
        ((engine, events),) = times.items()
        all_blocks.append(blocks / plain)
        cells = [interpreter.version, name, f"{blocks / plain:.2f}x"]
        cells += [f"{events / plain:.0f}x ({engine})", f"{profile / plain:.2f}x"]
        lines.append(f"| {' | '.join(cells)} |")
    summary = f"{statistics.median(all_blocks):.2f}x, {max(all_blocks):.2f}x"
    cells = [interpreter.version, "**median, worst**", summary, f"goal: {GOAL}", ""]
    lines.append(f"| {' | '.join(cells)} |")
    return lines


def _times(interpreter: Interpreter, source: str, call: str) -> dict[str, float]:
    """Best seconds by way of counting, in a process of its own."""
    job = {"folder": str(PROBES), "source": source, "call": call, "repeats": REPEATS}
    command = [interpreter.executable, "-I", "-S", "-B", "-c", _TIMES]
    done = subprocess.run(
        command, input=json.dumps(job), capture_output=True, text=True, check=True
    )
    times: dict[str, float] = json.loads(done.stdout)
    return times


if __name__ == "__main__":
    print("\n".join(rows()))

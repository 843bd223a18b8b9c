"""`make bench`: how fast and how large workbench is on this machine. Prints; asserts nothing.

Goals are those of the design; a figure is the best of several runs, with the spread beside it.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import batch
import counting
import following
import guests
import page

REPEATS = 5


def main() -> None:
    """Measure and print the tables in Markdown."""
    rows = [
        row("`workbench --help`, CPU", help_cpu_seconds, "0.2 s", "s"),
        row(
            "`generate matmul` from recordings, wall", generate_wall_seconds, "8 s", "s", repeats=3
        ),
        row("the same, peak memory of the host", generate_peak_mib, "150 MB", "MiB", repeats=3),
        row("claims judged per second, one core", claims_per_second, "-", "/s", best=max),
        row("`check` of a chat with 4 programs and 40 claims, wall", check_seconds, "-", "s"),
        row("reading 1 MB of chat, CPU", read_seconds, "-", "s", repeats=3),
    ]
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}\n")
    print("| what | goal | best | all runs |")
    print("|---|---|---|---|")
    print("\n".join(rows))
    print("\nGuests, in the best tier of isolation:\n")
    print("\n".join(guests.rows()))
    print("\nCounting executed instructions, by CPU time:\n")
    print("\n".join(counting.rows()))
    print("\nFollowing dependences, by CPU time, as multiples of the plain call:\n")
    print("\n".join(following.rows()))
    print("\nMany documents:\n")
    print("\n".join(batch.rows(_chat)))
    print("\nThe review page:\n")
    print("\n".join(page.rows()))


def row(
    name: str,
    measure: Callable[[], float],
    goal: str,
    unit: str,
    *,
    repeats: int = REPEATS,
    best: Callable[[list[float]], float] = min,
) -> str:
    """One line of the table."""
    seen = [measure() for _ in range(repeats)]
    every = ", ".join(f"{value:.3g}" for value in seen)
    return f"| {name} | {goal} | {best(seen):.3g} {unit} | {every} |"


def machine() -> str:
    """Cores, memory, kernel and Python, as one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, CPython {platform.python_version()}, "
        f"load {load:.1f}"
    )


def help_cpu_seconds() -> float:
    """User and system CPU seconds of `workbench --help`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "workbench", "--help"], stdout=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def generate_wall_seconds() -> float:
    """Wall seconds from the command line to the last verdict, all interpreters found."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        _generate(folder)
        return time.perf_counter() - start


def generate_peak_mib() -> float:
    """Peak resident size of the host process, which runs here as a child of its own."""
    program = (
        "import resource, sys\n"
        "from workbench.cli.app import app\n"
        "try:\n"
        "    app(sys.argv[1:])\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", program, *_arguments(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stderr.split()[-1]) / 1024


def claims_per_second() -> float:
    """Judging alone: the claims of three recorded runs, measured once and judged over and over."""
    from workbench import judge, reading, settings, transcripts

    with tempfile.TemporaryDirectory() as folder:
        for workload in ("euler", "matmul", "quicksort"):
            _generate(folder, workload)
        settled = settings.load({"root": folder})
        found = [transcripts.read(path) for path in transcripts.paths(Path(folder, "transcripts"))]
        judged = [one for one in (reading.judged(settled, t) for t in found) if one is not None]
        start, count = time.process_time(), 0
        while time.process_time() - start < 1.0:
            for one in judged:
                verification = one.verification
                artifact = verification.artifacts[0]
                measured = [m for m in verification.measurements if m.artifact == artifact.id]
                target = verification.target.python
                here = [m for m in measured if m.probe != "bytecode" and m.python == target]
                subject = judge.Subject(
                    artifact,
                    {m.python: m for m in measured if m.probe == "bytecode"},
                    {(m.probe, m.target.get("call")): m for m in here},
                    verification.result(artifact.id),
                    artifact.entry_point,
                )
                count += len(judge.claims(verification.claims, {artifact.id: subject}, target))
        return count / (time.process_time() - start)


PROGRAM = """
## {name}

```python
def {name}(numbers):
    total = 0
    for number in numbers:
        if number > {limit}:
            total = total + number * {limit}
    return total

print({name}([1, 2, 3]))
```

It prints 5. It needs no imports. The bytecode of `{name}`:

| Opcode | Count |
|---|---|
| LOAD_FAST | 7 |
| STORE_FAST | 3 |
| BINARY_OP | 2 |
| LOAD_CONST | 3 |
| COMPARE_OP | 1 |
| RETURN_VALUE | 1 |

The loop of `{name}` carries `total` from one iteration to the next.
"""


def _chat(programs: int) -> str:
    return "# Sums\n" + "".join(
        PROGRAM.format(name=f"sum_{number}", limit=number) for number in range(1, programs + 1)
    )


def check_seconds() -> float:
    """Wall seconds of `workbench check` from the command line to the last verdict."""
    with tempfile.TemporaryDirectory() as folder:
        chat = Path(folder, "chat.md")
        chat.write_text(_chat(4), encoding="utf-8")
        command = [sys.executable, "-m", "workbench", "check", str(chat), "--root", folder, "-q"]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"check failed: {done.stderr}")
        return time.perf_counter() - start


def read_seconds() -> float:
    """CPU seconds from the bytes of a long chat to its programs and claims; nothing is run."""
    from workbench import read

    chat = _chat(2_000)[:1_000_000]
    start = time.process_time()
    document = read.document(chat.encode(), "chat.md")
    programs, _ = read.programs(document)
    read.claims(document, [one.literal for one in programs])
    return time.process_time() - start


def _arguments(folder: str, workload: str = "matmul") -> list[str]:
    root = ["--root", folder, "--format", "json", "-o", str(Path(folder, "out.json")), "-q"]
    return ["generate", workload, "--model", "recorded", *root]


def _generate(folder: str, workload: str = "matmul") -> None:
    command = [sys.executable, "-m", "workbench", *_arguments(folder, workload)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"generate failed: {done.stderr}")
    json.loads(Path(folder, "out.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

"""What every CPython here really prints for some programs, and what is said of such listings."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import builders as b

from workbench import interpreters, judge, measure, read
from workbench.guest import tiers
from workbench.records import Artifact, Claim, Document, Interpreter, Verdict

PROGRAMS = {
    "loop": "def loop(xs, n):\n    total = 0\n    for x in xs:\n        if x in (1, 2) or x > n:\n"
    "            total += x * 7\n    return total\n",
    "squares": "def squares(xs, n):\n    found = [x * n for x in xs]\n    found.append(n)\n"
    "    return found\n",
    "guard": 'def guard(text):\n    """Says what it is."""\n    try:\n        return int(text)\n'
    "    except ValueError as error:\n        print('bad #1 (really)', error)\n        return -1\n",
    "swap": "def swap(items, i, j, *more, key=None):\n    while i < j and key is not None:\n"
    "        items[i], items[j] = items[j], items[i]\n        i, j = i + 1, j - 1\n"
    "    return len(items, *more)\n",
    "outer": "def outer(a):\n    def inner(b):\n        return a + b\n    return inner(1) + 2\n",
    "words": "def words(name):\n    global seen\n    seen = {'a': 1, \"it's\": [1, 2]}\n"
    "    with open(name) as file:\n        yield from (line.strip() for line in file)\n"
    "    assert seen, f'{name!r} has {len(name)} letters'\n",
    "product": "def product(a, b):\n    return a * b\n",
    "Box": "class Box:\n    size = 3\n\n    def grow(self, by=1):\n        self.size += by\n"
    "        return self\n\n    def twice(self):\n        return self.grow(by=2).size\n",
    "long": "def long(x):\n    while x:\n"
    + "".join(f"        x = x + {n}.5 + abs(x)\n" for n in range(300))
    + "    return x\n",
}
_PRINTS = """
import dis, sys
name, how = sys.argv[1:3]
space = {"__name__": "program"}
code = compile(sys.stdin.read(), "program.py", "exec")
exec(code, space)
more = {"show_" + how: True} if how in ("caches", "offsets") else {}
dis.dis(code if how == "module" else space[name], **more)
"""


@cache
def found() -> tuple[Interpreter, ...]:
    """The CPythons here, one of each minor version."""
    return tuple({one.minor: one for one in interpreters.discover()}.values())


@cache
def printed(name: str, version: str, how: str = "") -> str:
    """What `dis` itself prints there for a program's function or class, no thanks to workbench."""
    executable = next(one.executable for one in found() if one.version == version)
    command = [executable, "-I", "-c", _PRINTS, name, how]
    done = subprocess.run(command, input=PROGRAMS[name], capture_output=True, text=True, check=True)
    return done.stdout


def artifact(name: str) -> Artifact:
    """The program, as it is shown in a document."""
    source = PROGRAMS[name]
    return b.artifact(source=source, entry_point=None, workload=None, name=f"{name}.py")


@cache
def subject(name: str) -> judge.Subject:
    """A program with its bytecode on every CPython here."""
    here = interpreters.running()
    bench = measure.Bench(found(), here, tiers.detect(allow_none=True), None)
    static = {one.version: measure.static(artifact(name), one, bench) for one in found()}
    return judge.Subject(artifact(name), static)


@dataclass(frozen=True)
class Said:
    """A claim that a listing is, with its verdict."""

    claim: Claim
    verdict: Verdict

    @property
    def label(self) -> str | None:
        return self.verdict.label


def document(name: str, listing: str, words: str = "It compiles to this.") -> Document:
    """The program, the words and the listing, each in a place of its own."""
    text = f"# Notes\n\n```python\n{PROGRAMS[name]}```\n\n{words}\n\n```\n{listing}\n```\n"
    return read.document(text.encode(), "notes.md")


def judged(name: str, listing: str, target: str, words: str = "It compiles to this.") -> list[Said]:
    """The listings that are read in such a document, judged on a CPython."""
    claims = read.claims(document(name, listing, words), (artifact(name),))
    claims = tuple(one for one in claims if one.kind == "dis_listing")
    verdicts = judge.claims(claims, {"a1": subject(name)}, target)
    return [Said(*pair) for pair in zip(claims, verdicts, strict=True)]


def on(minor: tuple[int, int]) -> str | None:
    """The full version of that minor one, None where it is not here."""
    known: Mapping[tuple[int, int], str] = {one.minor: one.version for one in found()}
    return known.get(minor)

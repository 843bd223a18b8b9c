"""Walks through a page as its reader does: types its commands, and looks for what it shows.

A block of code whose lines begin with `$ ` has commands and, below each, lines of its output; `…`
stands for lines left out, and at a line's end for the rest of that line. What differs from run to
run (names of runs and claims, times, memory) is not compared, and what a page tells of a CPython
that this machine lacks is left out.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commanding import environment

from workbench import interpreters

_FENCE = re.compile(r"(`{3,}|~{3,})")
_HERE = re.compile(r"<<'(\w+)'")
_LONGEST_SECONDS = 60.0
_VIEWER = "--open snakeviz"
_HAS_VIEWER = importlib.util.find_spec("snakeviz") is not None
FINDINGS = "exit code 1"
"""What the paragraph above a block says when its commands find something."""

_VERSION = r"\b3\.\d+\.\d+\b"
_ONE = rf"(?:CPython )?{_VERSION}(?: \(target, \w+\))?"
_LISTED = re.compile(rf"{_ONE}(?:, {_VERSION})*")
_VALUE = re.compile(r"-|[\d,]+")
_HEADER = re.compile(rf"\s+{_VERSION}(?:\s+{_VERSION})*\s*\Z")
_NOTHING, _EVERYTHING = re.compile(r"(?!)"), re.compile("")
_VERDICTS = re.compile(r"\b(?:generate|verify|check|report|evidence|review)\b")
_NAMES = re.compile(
    r"\d{8}T\d{6}Z-[0-9a-f]{4}|(?<=evidence )[0-9a-f]{6}\b|(?<=claim )[0-9a-f]{12}\b"
)
_CHANGING = (
    (_NAMES, "NAME"),
    (re.compile(r"\.[0-9a-f]{6}\.prof"), ".HASH.prof"),
    (re.compile(r"(prompt|rest of it:) [0-9a-f]{12}\b"), r"\1 HASH"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "TIME"),
    (re.compile(r"http://127\.0\.0\.1:\d+/\S+"), "ADDRESS"),
    (re.compile(r"\d+\.\d{3}(?: \d+\.\d{3})+(?: \d+\.\d\Z)?"), "SECONDS and MIB"),
    (re.compile(r"Linux \w+, isolation \w+"), "MACHINE"),
)


@dataclass(frozen=True)
class Step:
    """One command of a page, the lines of output shown below it, and the exit code to come."""

    line: int
    command: str
    shown: tuple[str, ...]
    code: int


@dataclass
class Tour:
    """A folder in which the commands of a page are typed one after the other.

    `versions` are the CPythons that the page tells of and this machine has. Of the commands that
    `skips` finds the output is not compared, only how they end.
    """

    folder: Path
    home: Path
    versions: frozenset[str]
    skips: re.Pattern[str]
    compared: int = 0
    left_out: int = 0
    names: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether all that the page shows can be compared here."""
        return self.skips is _NOTHING and _HAS_VIEWER

    def take(self, step: Step) -> str:
        """Run one command and hold its end and its output against the page; returns the output.

        Without snakeviz nothing is viewed, and what such a command shows is not compared.
        """
        command = _NAMES.sub(lambda name: self.names.get(name[0], name[0]), step.command)
        if _VIEWER in command and not _HAS_VIEWER:
            return self.run(command.replace(_VIEWER, ""))[1]
        if _VIEWER in command:
            code, output = self._view(command)
        else:
            code, output = self.run(command)
        assert code == step.code, f"line {step.line}: {command} ended with {code}:\n{output}"
        self.compare(step, output)
        return output

    def run(self, command: str) -> tuple[int, str]:
        """The exit code of a command, and its standard output followed by its standard error."""
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            env=_environment(self.home),
            timeout=_LONGEST_SECONDS,
        )
        return done.returncode, done.stdout + done.stderr

    def _view(self, command: str) -> tuple[int, str]:
        """The same of a command that serves a page until Ctrl-C; no browser is opened."""
        with subprocess.Popen(
            ["/bin/bash", "-c", f"exec {command} --no-browser"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=self.folder,
            env=_environment(self.home),
        ) as process:
            try:
                assert process.stderr is not None
                said = []
                for line in process.stderr:
                    said.append(line)
                    if "Ctrl-C" in line:
                        process.send_signal(signal.SIGINT)
                        break
                out, err = process.communicate(timeout=_LONGEST_SECONDS)
            finally:
                process.kill()
            return process.returncode, out + "".join(said) + err

    def compare(self, step: Step, output: str) -> None:
        """Each line that is shown occurs in the output, in the order in which it is shown."""
        real = list(self._alike(output.splitlines()))
        skipped = self.skips.search(step.command) is not None
        at = 0
        for shown, alike in self._alike(step.shown):
            found = next((n for n in range(at, len(real)) if _fits(alike, real[n][1])), None)
            assert found is not None or alike is None or skipped, (
                f"below line {step.line}, {step.command}\nthe page shows:\n{shown}\n"
                f"which is not among:\n{output}"
            )
            if found is not None:  # names are learned also where nothing else is compared
                names = zip(_NAMES.findall(shown), _NAMES.findall(real[found][0]), strict=False)
                self.names.update(names)
                at = found + 1
            if found is None or skipped:
                self.left_out += 1
            else:
                self.compared += 1

    def _alike(self, lines: Iterable[str]) -> Iterator[tuple[str, str | None]]:
        """The lines with what can be compared of each; None where that is nothing at all."""
        columns: list[str] = []
        for line in lines:
            if not line.strip():
                columns = []
            elif line.strip() != "…":
                columns = line.split() if _HEADER.match(line) else columns
                yield line, _plain(line, columns, self.versions)


def steps(page: Path) -> list[Step]:
    """The commands of a page in order."""
    found: list[Step] = []
    block: list[str] = []
    paragraph, ended, fence, begun = "", False, "", 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        mark = _FENCE.match(line)
        if fence and line.strip() == fence:
            found += _steps(block, begun, int(FINDINGS in paragraph))
            fence, paragraph = "", ""
        elif fence:
            block.append(line)
        elif mark:
            fence, block, begun = mark[1], [], number + 1
        elif not line.strip():
            ended = True
        else:
            paragraph = line if ended else f"{paragraph} {line}"
            ended = False
    return found


def _steps(block: Sequence[str], begun: int, code: int) -> Iterator[Step]:
    """The commands of a block, if it is one that has some."""
    at = 0
    if not block or not block[0].startswith("$ "):
        return
    while at < len(block):
        start = at
        command = [block[at].removeprefix("$ ")]
        at += 1
        end = _HERE.search(command[0])
        while command[-1].endswith("\\") or (end and command[-1] != end[1]):
            command.append(block[at])
            at += 1
        shown = []
        while at < len(block) and not block[at].startswith("$ "):
            shown.append(block[at])
            at += 1
        yield Step(begun + start, "\n".join(command), tuple(shown), code)


def tour(folder: Path, page: Path, *, target: str) -> Tour:
    """A tour of a page, in a new folder below this one, with `workbench` and `python` on the path.

    What the page shows was told of `target`. Where that is not the CPython that runs here nothing
    is compared; where others are missing, what verdicts say of them all is not.
    """
    for name in ("home", "bin", "here"):
        (folder / name).mkdir()
    for name, arguments in (("workbench", "-m workbench "), ("python", "")):
        path = folder / "bin" / name
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    told = frozenset(re.findall(_VERSION, page.read_text(encoding="utf-8")))
    known = interpreters.discover(environ=_environment(folder / "home"))
    here = frozenset(one.version for one in known)
    skips = _VERDICTS if told - here else _NOTHING
    if ".".join(map(str, sys.version_info[:3])) != target:
        skips = _EVERYTHING
    return Tour(folder / "here", folder / "home", told & here, skips)


def _environment(home: Path) -> dict[str, str]:
    """Nobody's settings, an empty home, and the interpreters of this machine."""
    kept = {name: os.environ[name] for name in ("PYENV_ROOT",) if name in os.environ}
    path = f"{home.with_name('bin')}:{os.environ.get('PATH', os.defpath)}"
    return environment(HOME=str(home), PATH=path, LANG="C.UTF-8", **kept)


def _plain(line: str, columns: Sequence[str], known: frozenset[str]) -> str | None:
    """A line without what changes, and without what belongs to other CPythons than the known."""
    cells = line.split()
    first = len(cells) - len(columns)
    label, values = cells[: max(first, 0)], cells[max(first, 0) :]
    if columns and (values == columns or (label and all(map(_VALUE.fullmatch, values)))):
        kept = [value for value, of in zip(values, columns, strict=True) if of in known]
        if len(kept) < len(values) and not set(kept) - {"-", "0"}:
            return None
        line = " ".join([*label, *kept])
    else:
        parts = [_listed(part, known) for part in line.split("; ")]
        line = "; ".join(part for part in parts if part is not None)
    line = " ".join(line.split())
    for pattern, name in _CHANGING:
        line = pattern.sub(name, line)
    return line or None


def _listed(part: str, known: frozenset[str]) -> str | None:
    """A part of a sentence with the known CPythons in its lists; None when none of a list is."""
    for found in reversed(list(_LISTED.finditer(part))):
        versions = [
            one[0]
            for one in re.finditer(_ONE, found[0])
            if not known.isdisjoint(re.findall(_VERSION, one[0]))
        ]
        if not versions:
            return None
        part = part[: found.start()] + ", ".join(versions) + part[found.end() :]
    return part


def _fits(shown: str | None, real: str | None) -> bool:
    """Whether a line is what the page shows, which may have cut it at `…`."""
    if shown is None or real is None:
        return False
    return shown == real or (shown.endswith("…") and real.startswith(shown[:-1].rstrip()))

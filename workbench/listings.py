"""Programs as they are looked at: lines with their heat, instructions with how often they ran.

All of it was measured before: the kept disassembly of each CPython, and the stored counts.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import generated, safe_text
from workbench.records import Artifact, Measurement, Verification
from workbench.transcripts import Transcript

MOST_INSTRUCTIONS = 20_000
_LONGEST_LISTING = 4 << 20
_HEAD = re.compile(r"(?P<name>\S.*) \(line (?P<line>\d{1,9})\):")
_ROW = re.compile(r" *(?P<line>\d{1,9})? +(?P<at>\d{1,9}) (?P<name>[A-Z]\w*) *(?P<argument>.*)")


@dataclass(frozen=True)
class Instruction:
    """One instruction; `times` is None where nobody counted."""

    offset: int
    line: int | None
    opcode: str
    argument: str
    times: int | None = None


@dataclass(frozen=True)
class Code:
    """One code object in the order of the file."""

    name: str
    first_line: int
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True)
class Bytecode:
    """A program on one CPython. `why` says why there are no codes, `call` what was counted."""

    python: str
    codes: tuple[Code, ...] = ()
    why: str | None = None
    call: str | None = None
    lines: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Program:
    """One program and its bytecode by CPython, that of the target first."""

    artifact: Artifact
    bytecode: tuple[Bytecode, ...]


def programs(found: Transcript, verification: Verification, root: Path) -> list[Program]:
    """Every program of a verification, in its order."""
    return [
        Program(one, tuple(_bytecode(one, found, verification, root)))
        for one in verification.artifacts
    ]


def _bytecode(
    artifact: Artifact, found: Transcript, verification: Verification, root: Path
) -> Iterator[Bytecode]:
    mine = [
        one
        for one in verification.measurements
        if one.artifact == artifact.id and one.subject == "artifact"
    ]
    compiled = [one for one in mine if one.probe == "bytecode"]
    compiled.sort(key=lambda one: one.python != verification.target.python)
    place = _evidence(artifact, found, verification, root)
    for one in compiled:
        ran = _busiest([each for each in mine if each.python == one.python])
        codes, why = _codes(one, place)
        yield Bytecode(
            python=one.python,
            codes=tuple(_counted(code, ran) for code in codes),
            why=why,
            call=str(ran.target.get("call")) if ran is not None else None,
            lines=_lines(ran),
        )


def _evidence(
    artifact: Artifact, found: Transcript, verification: Verification, root: Path
) -> Path | None:
    """What the kept files of a program are called, without their ends; None: nothing is kept."""
    if found.kind == "check":
        folder = generated.folder(root, "check", found.run)
        stem = generated.shown_path(folder, artifact).stem
    elif found.kind == "generate" and found.workload:
        folder = generated.folder(root, found.workload, found.run)
        folder = generated.round_folder(folder, verification.round)
        stem = Path(safe_text.file_name(artifact.name)).stem
    else:
        return None
    return folder / generated.EVIDENCE / stem


def _codes(compiled: Measurement, place: Path | None) -> tuple[Sequence[Code], str | None]:
    """The instructions of the kept disassembly, or why there are none."""
    data = compiled.data or {}
    if isinstance(error := data.get("error"), str):
        return (), safe_text.one_line(error, 300)
    if compiled.error or "code_objects" not in data:
        return (), "this CPython gave no bytecode"
    kept = None
    if place is not None:
        kept = _text(place.with_name(f"{place.name}.cpython-{compiled.python}.dis.txt"))
    if kept is None:
        return (), "no disassembly is kept; workbench measure --keep writes one"
    codes = tuple(parsed(kept))
    if not _agree(codes, data["code_objects"]):
        return (), "the kept disassembly is another program's; workbench verify writes it anew"
    return codes, None


def parsed(text: str) -> Iterator[Code]:
    """The code objects of a disassembly as it is kept; lines of other forms are left out."""
    name, first = "", 0
    rows: list[Instruction] = []
    line: int | None = None
    room = MOST_INSTRUCTIONS
    for each in text.split("\n"):
        if head := _HEAD.fullmatch(each):
            if name:
                yield Code(name, first, tuple(rows))
            name, first, rows, line = head["name"], int(head["line"]), [], None
        elif name and room > 0 and (row := _ROW.fullmatch(each)):
            line = int(row["line"]) if row["line"] else line
            rows.append(Instruction(int(row["at"]), line, row["name"], row["argument"]))
            room -= 1
    if name:
        yield Code(name, first, tuple(rows))


def _agree(codes: Sequence[Code], described: Any) -> bool:
    """Whether the disassembly is of what was measured: the same code objects, as many names."""
    if not isinstance(described, list) or len(codes) > len(described):
        return False
    whole = sum(len(code.instructions) for code in codes) < MOST_INSTRUCTIONS
    for code, one in zip(codes, described, strict=False):
        if not isinstance(one, dict) or one.get("qualname") != code.name:
            return False
        count = sum(1 for each in code.instructions if each.opcode != "EXTENDED_ARG")
        if whole and one.get("total") != count:
            return False
    return True


def _busiest(mine: Sequence[Measurement]) -> Measurement | None:
    """The stored count of the call that executed most."""
    ran = [
        one for one in mine if one.probe == "executed" and _number((one.data or {}).get("total"))
    ]
    return max(ran, key=lambda one: (one.data or {})["total"], default=None)


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _lines(ran: Measurement | None) -> dict[int, int] | None:
    lines = (ran.data or {}).get("lines") if ran is not None else None
    if not isinstance(lines, dict):
        return None
    return {int(k): v for k, v in lines.items() if str(k).isdecimal() and _number(v)}


def _counted(code: Code, ran: Measurement | None) -> Code:
    """The code with how often each instruction ran, where the guest told it."""
    functions = (ran.data or {}).get("functions") if ran is not None else None
    one = functions.get(code.name) if isinstance(functions, dict) else None
    sites = one.get("sites") if isinstance(one, dict) else None
    if not isinstance(sites, dict) or not sites:
        return code
    counted = []
    prefix: int | None = None
    for each in code.instructions:
        times = sites.get(f"{code.first_line}:{each.offset}", 0)
        times = times if _number(times) else 0
        # An instruction with prefixes is reported at its first prefix up to CPython 3.11.
        times = max(times, prefix or 0)
        prefix = times if each.opcode == "EXTENDED_ARG" else None
        row = (each.offset, each.line, each.opcode, each.argument, times)
        counted.append(Instruction(*row))
    return Code(code.name, code.first_line, tuple(counted))


def _text(path: Path) -> str | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a link or a pipe that somebody left there
            return None
        with path.open("rb") as file:
            return file.read(_LONGEST_LISTING).decode("utf-8", "replace")
    except (OSError, ValueError):
        return None

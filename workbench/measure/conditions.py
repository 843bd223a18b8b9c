"""Under which conditions an artifact can be run here, and records of what was seen."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from workbench.guest import run as guest
from workbench.guest.session import LIBRARIES, has_library
from workbench.measure.bench import Bench
from workbench.records import Artifact, Measurement, Run, Vantage, short_hash
from workbench.workloads import Workload

_IMPORTS = re.compile(r"^\s*(?:import|from)\s+(numpy|torch)\b", re.MULTILINE)
_MODULES = re.compile(r"^[ \t]*(?:import|from)[ \t]+[\w.][^\n;#]{0,300}", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")
_MOST_SIBLINGS = 64
_HOW_TO_ADD = {"numpy": "", "torch": ": `make torch` adds it, or `pip install 'workbench[torch]'`"}
_FLAVOURS: tuple[guest.Flavour, ...] = ("base", "numpy", "torch")
Side = Literal["artifact", "reference"]
_CALL_LIMIT = 2000


def not_run(subject: Artifact, bench: Bench, workload: Workload | None) -> Run | None:
    """Why an artifact cannot be run here, with what its workload needs; None when it can."""
    return lacking(flavour(subject, workload, bench.files), bench)


def lacking(flavour: guest.Flavour, bench: Bench) -> Run | None:
    """Why nothing of that flavour can be run here, if that is so."""
    if bench.isolation is None:
        return Run(outcome="not-run", error=bench.why_not_run or "nothing may run here")
    for library in LIBRARIES[flavour]:
        if not has_library(bench.target, library):
            why = f"{library} is not installed for CPython {bench.target.version}"
            return Run(outcome="not-run", error=why + _HOW_TO_ADD[library])
    return None


def bad_call(call: str | None) -> Run | None:
    """A call that is no Python expression cannot be run, and is nobody's crash."""
    if call is None:
        return Run(outcome="not-run", error="no call is given")
    try:
        if len(call) > _CALL_LIMIT:
            raise ValueError("too long")
        ast.parse(call.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return Run(outcome="not-run", error=f"the call is not a Python expression: {error}"[:200])
    return None


def can_lie(name: str, text: str) -> bool:
    """Whether a file of that name and text can be put into the folder."""
    parts = name.split("/")
    try:
        (name + text).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return len(name) < 200 and not any(p in ("", ".", "..") or "\0" in p for p in parts)


def beside(subject: Artifact, bench: Bench) -> dict[str, str]:
    """The files that lie beside a program while it is called, which it may import or read."""
    others = ((name, text) for name, text in bench.files.items() if name != subject.name)
    return {name: text for name, text in others if can_lie(name, text)}


def flavour(
    subject: Artifact, workload: Workload | None, files: Mapping[str, str] = MappingProxyType({})
) -> guest.Flavour:
    """The richer of what the workload allows and what the program imports, itself or by one of the
    files beside it."""
    found = imported(subject.source, *_siblings(subject, files))
    return found if workload is None else _richest(workload.flavour, found)


def _siblings(subject: Artifact, files: Mapping[str, str]) -> list[str]:
    """The files that a program imports from its folder, and those that these import."""
    stems = {name.removesuffix(".py").removesuffix("/__init__"): name for name in files}
    waiting, found = [subject.source], dict[str, str]()
    while waiting and len(found) < _MOST_SIBLINGS:
        for one in _MODULES.finditer(waiting.pop()):
            for word in set(_WORD.findall(one.group())):
                ends = [stem for stem in stems if stem == word or stem.endswith(f"/{word}")]
                for name in (stems[stem] for stem in ends):
                    if name.endswith(".py") and name not in found and name != subject.name:
                        found[name] = files[name]
                        waiting.append(files[name])
    return list(found.values())


def reference_flavour(workload: Workload) -> guest.Flavour:
    """The reference of a workload for torch may do without, which saves its import."""
    if workload.flavour == "base":
        return imported(workload.source)
    return _richest("numpy", imported(workload.source, workload.reference_driver))


def _richest(*names: str) -> guest.Flavour:
    return next(flavour for flavour in reversed(_FLAVOURS) if flavour in names)


def imported(*sources: str) -> guest.Flavour:
    """The smallest flavour with the libraries that these texts import."""
    names = {found for text in sources for found in _IMPORTS.findall(text)}
    return "torch" if "torch" in names else "numpy" if "numpy" in names else "base"


def measurement(
    subject: Artifact,
    probe: str,
    vantage: Vantage,
    python: str,
    run: Run,
    data: dict[str, Any] | None,
    target: dict[str, Any],
    who: Side = "artifact",
) -> Measurement:
    """What one probe saw of an artifact, as a record; a report of an error has no data."""
    error = data.get("error") if data else None
    return Measurement(
        id=short_hash(subject.sha256, probe, python, target.get("call")),
        probe=probe,
        subject=who,
        format=int(data.get("format", 1)) if data else 1,
        artifact=subject.id,
        vantage=vantage,
        python=python,
        target=target,
        data=None if error else data,
        run=run,
        error=str(error)[:500] if error else None,
    )

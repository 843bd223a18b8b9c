"""Claims of the form: this program prints that.

The program is run as it stands, and what it prints is looked through. A program whose output
changes from run to run is not held to one output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from workbench.claims import _printed
from workbench.claims.base import (
    ClaimArgs,
    Describes,
    Evidence,
    Finding,
    confirmed,
    contradicted,
    observed,
    uncheckable,
)
from workbench.records import Artifact, Measurement

NEEDS = ("script",)
IMPLICIT = True
DESCRIBES = Describes(
    "The program, run as a script, prints this text or number.",
    {"program": None, "value": "5.2788", "call": None},
)
_SEEDED = re.compile(r"\b(?:seed|manual_seed)\s*\(|\b(?:default_rng|RandomState|Random)\(\s*\d")
_DRAWN = re.compile(
    r"\b(?:rand|randn|rand_like|randn_like|randint|randrange|randperm|random|shuffle|normal|uniform|"
    r"choices?|sample|default_rng|gauss|empty|nn\.(?:Linear|Conv\w{0,20}|LSTM|GRU|Embedding))\("
)
_NOT_RANDOM = re.compile(
    r"\b(?:secrets|urandom|uuid[14]?|perf_counter|process_time|monotonic|datetime|timeit|cProfile|"
    r"getpid|tracemalloc|memory_info|getrusage|platform|multiprocessing|threading|sys\.version)\b|"
    r"\btime\.\w|\btime\(\)|\b(?:id|hash|set|frozenset|input|getenv|listdir)\(|"
    r"\b(?:sys\.stdin|sys\.argv|argparse|fileinput|environ)\b|"
    r"(?:[=(,\[]|\breturn|\bin)\s*\{\s*(?:['\"][^{}:\n]{0,200}\}|\w{1,80}\s+for\b)"
)
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
_LACKS = ("ModuleNotFoundError", "ImportError", "EOFError", "PermissionError", "FileNotFoundError")
_SHOWN = 200


class Args(ClaimArgs):
    """The program as the document calls it, and what it is said to print.

    Of what a notebook keeps of a cell: the lines printed before it and by all cells.
    """

    program: str | None = Field(default=None, max_length=300)
    value: str = Field(max_length=4_000)
    call: str | None = Field(default=None, max_length=2_000)
    lines_before: int | None = Field(default=None, ge=0)
    lines_in_all: int | None = Field(default=None, ge=0)


def judge(args: Args, evidence: Evidence) -> Finding:
    """Whether the output holds the value."""
    if not args.value.strip():
        return uncheckable("it says nothing that could be printed")
    found = _seen(args, evidence)
    if isinstance(found, Finding):
        return found
    artifact, measurement = found
    printed = _own(args, _stdout(measurement))
    run = measurement.run
    if _holds(args.value, printed):
        return confirmed("it prints that", measured=_short(printed))
    apart = _own(args, run.stderr) if run is not None else ""
    if apart.strip() and _printed.is_mixture(args.value, printed, apart):
        text = "it prints that, some of it to its standard error"
        return confirmed(text, measured=_short(printed))
    result = evidence.result
    if result is not None and result.outcome == "not-run":
        return uncheckable(f"not run: {result.error}", reason="not-run")
    if result is not None and result.excused is not None:
        return uncheckable(f"no fault of the program: {result.excused}", reason="excused")
    if (run is not None and run.outcome != "ok") or (measurement.data or {}).get("exit"):
        if evidence.claim.hedge:
            return uncheckable("the program does not come to its end", reason="did-not-finish")
        return _did_not_end(measurement, printed)
    if not printed.strip():
        return uncheckable("run as a script, the program prints nothing", reason="nothing-printed")
    if run is not None and run.stdout_truncated:
        return uncheckable("it prints more than is kept here", reason="output-limit")
    source = artifact.source if artifact else ""
    return _differs(args, evidence, printed, source)


def _seen(args: Args, evidence: Evidence) -> tuple[Artifact | None, Measurement] | Finding:
    """The run of the program that is meant: the one the claim is bound to, or the named one."""
    if evidence.artifact is None:
        for peer in evidence.peers:
            measurement = peer.observed.get(("script", None))
            named = args.program is not None and peer.artifact.name == args.program
            if measurement is not None and (named or len(evidence.peers) == 1):
                return _usable(measurement) or (peer.artifact, measurement)
        return uncheckable("it does not say which program prints that", reason="no-code")
    found = observed(evidence, "script")
    return found if isinstance(found, Finding) else (evidence.artifact, found)


def _usable(measurement: Measurement) -> Finding | None:
    if measurement.run is not None and measurement.run.outcome == "not-run":
        return uncheckable(f"not run: {measurement.run.error}", reason="not-run")
    return None


def _did_not_end(measurement: Measurement, printed: str) -> Finding:
    """A program that failed has not printed what it would have printed."""
    run = measurement.run
    outcome = run.outcome if run else "crash"
    status = (measurement.data or {}).get("exit")
    why = (run.error if run else None) or f"status {status}"
    text = f"the program does not come to its end: {why}"
    if outcome in ("timeout", "memory", "output-limit"):
        return Finding("undecided", outcome, text, "WB402", outcome)
    fault = outcome in ("crash", "rejected-source") and not any(name in why for name in _LACKS)
    if not fault or printed.strip() or (run is not None and run.signal is not None):
        return uncheckable(text, reason="did-not-finish")
    return contradicted(f"{text}; it prints nothing", "WB403", reason="raised", measured=outcome)


def _differs(args: Args, evidence: Evidence, printed: str, source: str) -> Finding:
    """Not printed: is it certain that it would never be?"""
    text = f"it prints {_short(printed)}"
    if (missing := _printed.first_difference(args.value, printed)) is not None:
        text += f", and not {missing[:_SHOWN]!r}"
    if reason := _changing(source) or ("it shows an address" if _ADDRESS.search(text) else None):
        text += f"; {reason}, so another run may print something else"
        return Finding("ambiguous", "not-deterministic", text, "WB502", _short(printed))
    for name in _others(args, evidence):
        return Finding("ambiguous", "program", f"{text}; {name} does", "WB502", _short(printed))
    if evidence.claim.hedge:
        return Finding("ambiguous", "within-hedge", text, "WB502", _short(printed))
    return contradicted(text, "WB401", measured=_short(printed), fix=f"it prints {_short(printed)}")


def _stdout(measurement: Measurement) -> str:
    """What was printed, also by a program that did not come to its end."""
    if measurement.data is not None:
        return str(measurement.data.get("stdout") or "")
    return measurement.run.stdout if measurement.run else ""


def _own(args: Args, printed: str) -> str:
    """Of a notebook's output what the cell printed, where the lines tell which that is."""
    there = _printed.lines(printed)
    if args.lines_before is None or len(there) != args.lines_in_all:
        return printed
    end = args.lines_before + len(_printed.lines(args.value))
    return "\n".join(there[args.lines_before : end])


def _holds(value: str, printed: str) -> bool:
    """Whether it was printed; a text may be written with quotes that are not printed."""
    bare = value.strip()
    quoted = len(bare) > 2 and bare[0] == bare[-1] and bare[0] in "'\""
    return _printed.holds(bare, printed) or (quoted and _printed.holds(bare[1:-1], printed))


def _changing(source: str) -> str | None:
    """What in a source makes its output differ from run to run, if anything."""
    if found := _NOT_RANDOM.search(source):
        return f"it uses {found.group()}"
    found = _DRAWN.search(source)
    return (
        f"it uses {found.group()} without a seed" if found and not _SEEDED.search(source) else None
    )


def _others(args: Args, evidence: Evidence) -> Iterator[str]:
    """Names of other programs of the document that print the value."""
    for peer in evidence.peers:
        measurement = peer.observed.get(("script", None))
        if measurement is None or peer.artifact.id == evidence.claim.artifact:
            continue
        if _holds(args.value, _stdout(measurement)):
            yield peer.artifact.name


def _short(printed: str) -> str:
    """The beginning of an output on one line."""
    first = " ⏎ ".join(_printed.lines(printed)[:4])
    return first[:_SHOWN] + ("…" if len(first) > _SHOWN else "")

"""Evidence without a process: what the probes would have reported, as small dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import builders as b

from workbench import judge, kinds
from workbench.claims._facts import StaticFacts, facts_from
from workbench.claims.base import Evidence, Finding
from workbench.records import Claim, Measurement, Run, TablePlace, Verdict

TARGET = "3.11.7"
OLD = "3.8.18"
NEW = "3.13.0"
Entry = dict[str, Any]


def entry(
    name: str = "f",
    counts: Mapping[str, int] | None = None,
    *,
    operators: Mapping[str, int] | None = None,
    source: Mapping[str, int] | None = None,
    **changes: Any,
) -> Entry:
    """One code object as the bytecode probe reports it. `operators` are those of BINARY_OP."""
    found = dict(counts or {})
    fields: Entry = {
        "name": name.rpartition(".")[2],
        "qualname": name,
        "first_line": 1,
        "counts": found,
        "operators": dict(operators or {}),
        "extended_arg": 0,
        "total": sum(found.values()),
        "callees": [],
        "ast": None if source is None else {"operators": dict(source)},
    }
    return fields | changes


def bytecode(version: str, *entries: Entry) -> Measurement:
    """What the analyser of one CPython reports of a program."""
    return b.measurement(
        id=f"b{version}",
        probe="bytecode",
        vantage="static",
        python=version,
        data={"code_objects": list(entries)},
    )


def facts(version: str, *entries: Entry) -> StaticFacts:
    """The same, read."""
    found = facts_from(bytecode(version, *entries))
    assert isinstance(found, StaticFacts)
    return found


def on(**counts: Mapping[str, int]) -> dict[str, StaticFacts | str]:
    """Facts of one function f on versions: on(v3_11_7={"LOAD_FAST": 2})."""
    versions = {name.removeprefix("v").replace("_", "."): each for name, each in counts.items()}
    return {version: facts(version, entry("f", each)) for version, each in versions.items()}


def probe(name: str, data: dict[str, Any] | None, outcome: str = "ok", **run: Any) -> Measurement:
    """What a probe saw; without data the run says why."""
    done = Run.model_validate({"outcome": outcome, **run})
    return b.measurement(probe=name, data=data, run=done)


def value(literal: str | None, **run: Any) -> Measurement:
    """A call that returned the value of that literal; None is a value without one."""
    shown = literal or "Thing"
    return probe("value", {"state": "value", "shown": shown, "literal": literal}, **run)


def raised(exception: str, message: str = "") -> Measurement:
    """A call that raised."""
    return probe("value", {"state": "raised", "exception": exception, "message": message})


def calls(
    calls: Mapping[str, int],
    *,
    host: Mapping[str, int] | None = None,
    lines: Sequence[int] = (1,),
    **more: Any,
) -> Measurement:
    """What cProfile counted of the program's functions and of those of the call itself."""

    def functions(found: Mapping[str, int]) -> dict[str, Any]:
        return {
            name: {"total": n, "primitive": min(n, 1), "first_lines": list(lines)}
            for name, n in found.items()
        }

    data = {
        "calls": {**(host or {}), **calls},
        "functions": functions(calls),
        "host_functions": functions(host or {}),
    }
    return probe("calls", data | more)


def executed(
    functions: Mapping[str, Mapping[str, int]],
    host: Mapping[str, Mapping[str, int]] | None = None,
    **more: Any,
) -> Measurement:
    """Instructions that ran, by function and opcode."""

    def described(found: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
        return {
            name: {
                "total": sum(opcodes.values()),
                "opcodes": dict(opcodes),
                "operators": {},
                "first_line": 1,
            }
            for name, opcodes in found.items()
        }

    data = {"functions": described(functions), "host_functions": described(host or {})}
    return probe("executed", data | more)


def find(
    kind: str,
    args: dict[str, Any],
    static: Mapping[str, StaticFacts | str] | None = None,
    observed: Measurement | None = None,
    *,
    claim: Mapping[str, Any] | None = None,
    seen: Mapping[str, Measurement] | None = None,
    **evidence: Any,
) -> Finding:
    """The finding of one kind for these arguments under this evidence; `seen` is by probe."""
    member = kinds.load(kind)
    stated = b.claim(**({"kind": kind, "args": args, "extractor": "prose"} | dict(claim or {})))
    fields: dict[str, Any] = {
        "target": TARGET,
        "claim": stated,
        "artifact": b.artifact(),
        "entry_point": "f",
        "static": static or {},
        "observed": seen or ({observed.probe: observed} if observed is not None else {}),
    }
    finding = member.judge(member.Args.model_validate(args), Evidence(**(fields | evidence)))
    assert isinstance(finding, Finding)
    return finding


def hedged(claimed: int, hedge: str = "about") -> dict[str, Any]:
    """The fields of a claim that gives its number with a hedge."""
    return {"hedge": hedge, "claimed": claimed, "tolerance": max(1.0, claimed * 0.1)}


def table(
    rows: Sequence[tuple[Any, ...]],
    *,
    defined: bool = False,
    file: str = b.CHAT,
    start: str = "",
) -> list[Claim]:
    """The claims of a table of (function, opcode or "Total", count): the whole, then its cells."""
    functions = list(dict.fromkeys(row[0] for row in rows))
    where = b.location(file=file)
    counted = [
        {"function": f, "opcode": opcode, "count": count}
        for f, opcode, count in rows
        if opcode != "Total" and isinstance(count, int)
    ]
    shared = {"extractor": "table", "defined": defined, "location": where}
    fields = {"kind": "opcode_table", "args": {"function": None, "rows": counted}} | shared
    found = [b.claim(id=f"{start}whole", **fields)]
    for number, (function, opcode, count) in enumerate(rows):
        total = opcode == "Total"
        args = {"function": function, "count": count} | ({} if total else {"opcode": opcode})
        found.append(
            b.claim(
                id=f"{start}{function} {opcode} {number}",
                kind="total_instructions" if total else "opcode_count",
                args=args,
                claimed=count,
                table=TablePlace(
                    id="t1",
                    row=number + 1,
                    column=functions.index(function) + 2,
                    row_label=opcode,
                    column_label=function,
                ),
                **shared,
            )
        )
    return found


def verdicts(
    claims: Sequence[Claim], *measured: Measurement, target: str = TARGET
) -> dict[str, Verdict]:
    """Verdicts by claim id; `measured` are the bytecode measurements of artifact a1."""
    static = {measurement.python: measurement for measurement in measured}
    subject = judge.Subject(b.artifact(), static, entry_point="f")
    return {v.claim: v for v in judge.claims(claims, {"a1": subject}, target)}


def labels(claims: Sequence[Claim], *measured: Measurement) -> list[str | None]:
    """The labels in the order of the claims."""
    return [verdict.label for verdict in verdicts(claims, *measured).values()]

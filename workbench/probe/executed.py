"""How often each instruction of the artifact is executed by one call.

Counted are logical instructions (before the interpreter specialises them), each time one is
dispatched: RESUME and the rest of the prologue included, CACHE never, EXTENDED_ARG apart.
A generator that is created and never started is not seen by any version.
"""

from __future__ import annotations

from collections import Counter
from types import CodeType
from typing import Any, Dict, List, Optional, Tuple, Type

import canary
import codes
import counters
import importing
import watchers

VANTAGE = "guest"
FORMAT = 1

HOST_FILE = "<function>"
CALL_FILE = "<call>"
STRINGS = counters.STRINGS
MOST_SITES = 50000
ENGINES = (counters.Blocks, watchers.Tracing, watchers.Monitoring)


def measure(target: Any) -> Dict[str, Any]:
    """Counts of parameters["call"], an expression, after parameters["setup"], source run before it.

    Returns {"python", "engine", "refused", "total", "opcodes", "extended_arg", "functions",
    "lines", "host_total", "host_functions", "others", "tampered", "raised"}. "functions" maps the
    qualified name of each function of the artifact's file that ran to {"total", "calls",
    "first_line", "opcodes": {name: n}, "lines": {"7": n}, "operators" of BINARY_OP:
    {"+": n}, "extended_arg", "sites": {"first line:offset": n}}; functions of one name are added
    up, line "0" is that of instructions without one, "sites" end at 50,000. "total", "opcodes" and
    "lines" are those of all "functions". "host_functions" are those of the setup and the call.
    "others" has under "<string>" those of strings given to exec, eval and compile without a file
    name, by whomever, and under its name
    those of each module of parameters["modules"], and within it, that is imported from source.
    "raised" is None or {"types", "message"} of what ended the call. "engine" is the first of
    "blocks", "tracing", "monitoring" that passes its test and can count this artifact
    (parameters["engine"] names the only one to try); "refused" lists {"engine", "reason"} of those
    before it. Or {"python", "engine", "refused", "error": "canary: …" or "counts: …"} when none
    does or the counts contradict each other: never a 0.
    """
    setup = target.parameters.get("setup") or ""
    watcher, refused = _chosen(target, setup)
    engine = refused[-1]["engine"] if watcher is None else watcher.engine
    head = {"python": codes.python(), "engine": engine, "refused": refused}
    if watcher is None:
        reasons = "; ".join("%(engine)s: %(reason)s" % one for one in refused)
        return dict(head, error="canary: " + reasons)
    raised, files = _run(watcher, target, setup)
    if watcher.broken is not None:
        return dict(head, error="counts: " + watcher.broken)
    report = _report(watcher, target.filename, _qualnames(target, setup), files)
    return dict(head, **report, raised=raised)


def _run(
    watcher: watchers.Watcher, target: Any, setup: str
) -> Tuple[Optional[Dict[str, Any]], Dict[str, str]]:
    """What ended the call, and the names of other watched files; the counts are the watcher's."""
    files: Dict[str, str] = {STRINGS: STRINGS}

    def imported(name: str, code: CodeType) -> CodeType:
        files[code.co_filename] = name
        watcher.files.add(code.co_filename)
        return watcher.rewritten(code)

    modules = list(target.parameters.get("modules") or ())
    with watcher.compiling(), importing.afresh(modules, imported):
        namespace = target.load()
        exec(compile(setup, HOST_FILE, "exec", dont_inherit=True), namespace)
        try:
            watcher.run(lambda: target.evaluate(target.parameters["call"], namespace))
        except BaseException as error:  # noqa: BLE001 - whatever ends the call is a result
            return described(error), files
    return None, files


def _chosen(target: Any, setup: str) -> Tuple[Optional[watchers.Watcher], List[Dict[str, str]]]:
    """A watcher that counts right here, and why those before it do not."""
    wanted = target.parameters.get("engine")
    refused: List[Dict[str, str]] = []
    for kind in ENGINES:
        if wanted not in (None, kind.engine):
            continue
        reason = kind.refuses() or _canary_fails(kind)
        watcher = kind([target.filename, HOST_FILE, CALL_FILE, STRINGS])
        for source, file in ((target.source, target.filename), (setup, HOST_FILE)):
            reason = reason or watcher.cannot_count(source, file)
        if reason is None:
            return watcher, refused
        refused.append({"engine": kind.engine, "reason": reason})
    return None, refused or [{"engine": str(wanted), "reason": "there is no such engine"}]


def _report(
    watcher: watchers.Watcher, filename: str, names: Dict[Any, str], files: Dict[str, str]
) -> Dict[str, Any]:
    seen = list(watcher.watched.values())
    host = [one for one in seen if one.code.co_filename in (HOST_FILE, CALL_FILE)]
    functions = _by_function([one for one in seen if one.code.co_filename == filename], names)
    host_functions = _by_function([one for one in host if one.code.co_name != "<module>"], names)
    others = {
        name: _by_function([one for one in seen if one.code.co_filename == file], names)
        for file, name in files.items()
    }
    lines: Dict[str, int] = Counter()
    opcodes: Dict[str, int] = Counter()
    for function in functions.values():
        lines.update(function["lines"])
        opcodes.update(function["opcodes"])
    return {
        "total": sum(function["total"] for function in functions.values()),
        "opcodes": dict(opcodes),
        "extended_arg": sum(function["extended_arg"] for function in functions.values()),
        "functions": functions,
        "lines": dict(lines),
        "host_total": sum(function["total"] for function in host_functions.values()),
        "host_functions": host_functions,
        "others": {name: functions for name, functions in others.items() if functions},
        "tampered": watcher.tampered,
    }


def described(error: BaseException) -> Dict[str, Any]:
    """The types of an exception, nearest first, and its text, however it behaves."""
    try:
        message = str(error)[:500]
    except BaseException:  # noqa: BLE001 - its __str__ is the artifact's code
        message = ""
    return {"types": [one.__name__ for one in type(error).__mro__][:10], "message": message}


def _canary_fails(kind: Type[watchers.Watcher]) -> Optional[str]:
    """Count the canaries with fresh watchers; None when each is right."""
    try:
        seen = _seen(kind, canary.SOURCE, canary.CALL, canary.RESULT)
        failing = _seen(kind, canary.FAILING, canary.FAILING_CALL, canary.FAILING_RESULT)
    except ValueError as error:
        return str(error)
    difference: Optional[str] = canary.difference(canary.compiled(), seen)
    return difference or canary.failing_difference(failing)


def _seen(
    kind: Type[watchers.Watcher], source: str, call: str, expected: int
) -> Dict[str, Dict[int, int]]:
    """Hits by function and offset; raises ValueError when the call or the counting went wrong."""
    watcher = kind([canary.FILE])
    namespace: Dict[str, Any] = {}
    with watcher.compiling():
        exec(canary.compiled(source), namespace)
        result = watcher.run(lambda: eval(call, namespace))
    if result != expected:
        raise ValueError("it returned %r instead of %r" % (result, expected))
    if watcher.broken is not None:
        raise ValueError(watcher.broken)
    return {one.code.co_name: one.hits for one in watcher.watched.values()}


def _by_function(
    watched: List[watchers.Watched], names: Dict[Any, str]
) -> Dict[str, Dict[str, Any]]:
    functions: Dict[str, Dict[str, Any]] = {}
    room = MOST_SITES
    for one in sorted(watched, key=lambda each: each.code.co_firstlineno):
        code = one.code
        key = (code.co_filename, code.co_name, code.co_firstlineno)
        name = getattr(code, "co_qualname", None) or names.get(key, code.co_name)
        opcodes, lines, operators, extended = _logical(one)
        function = functions.setdefault(name, _nothing(code.co_firstlineno))
        function["total"] += sum(opcodes.values())
        function["calls"] += one.calls
        function["opcodes"].update(opcodes)
        function["lines"].update(lines)
        function["operators"].update(operators)
        function["extended_arg"] += extended
        room -= len(one.hits)
        if room >= 0:
            for at, times in one.hits.items():
                site = "%d:%d" % (code.co_firstlineno, at)
                function["sites"][site] = function["sites"].get(site, 0) + times
    for function in functions.values():
        for part in ("opcodes", "lines", "operators"):
            function[part] = dict(function[part])
    return functions


def _nothing(first_line: int) -> Dict[str, Any]:
    return {
        "total": 0,
        "calls": 0,
        "first_line": first_line,
        "opcodes": Counter(),
        "lines": Counter(),
        "operators": Counter(),
        "extended_arg": 0,
        "sites": {},
    }


def _logical(one: watchers.Watched) -> Any:
    """Counts by opcode, by line, of BINARY_OP by operator, and of EXTENDED_ARG.

    Up to 3.11 the event of an instruction with prefixes is reported at its first prefix alone,
    from 3.12 on at each; either way all of them ran as often as the most frequent.
    """
    opcodes: Dict[str, int] = Counter()
    lines: Dict[str, int] = Counter()
    operators: Dict[str, int] = Counter()
    extended = 0
    prefixes: List[int] = []
    for instruction in codes.instructions(one.code):
        seen = one.hits.get(instruction.offset, 0)
        if instruction.opname == "EXTENDED_ARG":
            prefixes.append(seen)
            continue
        times = max(prefixes + [seen])
        extended += times * len(prefixes)
        prefixes = []
        if times:
            opcodes[instruction.opname] += times
            lines[str(instruction.line or 0)] += times
            if instruction.opname == "BINARY_OP":
                operators[instruction.argrepr] += times
    return opcodes, lines, operators, extended


def _qualnames(target: Any, setup: str) -> Dict[Any, str]:
    """Qualified names by file, name and first line, for versions whose code objects have none."""
    names: Dict[Any, str] = {}
    for source, file in ((target.source, target.filename), (setup, HOST_FILE)):
        for entry in codes.tree(compile(source, file, "exec", dont_inherit=True)):
            names[(file, entry.code.co_name, entry.code.co_firstlineno)] = entry.qualname
    return names

"""Static opcode counts of every code object of a source. The source is never executed.

Counts are those of `dis`: not specialised, CACHE never, EXTENDED_ARG apart from the others.
"""

from __future__ import annotations

import base64
import importlib.util
import marshal
import struct
from collections import Counter
from typing import Any, Dict, List, Tuple

import codes
import sourcefacts

VANTAGE = "static"
FORMAT = 1

MOST_CODE_OBJECTS = 2000
MOST_INSTRUCTIONS = 20000
LONGEST_LISTING = 1000000
LARGEST_PYC = 3000000


def measure(target: Any) -> Dict[str, Any]:
    """Counts and facts of the source; parameters: {"pyc": bool} to add the compiled file.

    Returns {"python", "code_objects": [one per code object, outer first], "functions": {qualname:
    place in that list of the last one so named}, "duplicates": {qualname: how many}, "file":
    {"counts", "operators", "extended_arg", "total"}, "listing", "listing_truncated", "omitted"
    (code objects beyond the first 2,000, counted in "file" only), "ast_error", "pyc" (base64)},
    or {"python", "error": "SyntaxError: …"} for a source that does not compile.
    """
    try:
        code = compile(target.source, target.filename, "exec", dont_inherit=True)
        entries = codes.tree(code)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return {"python": codes.python(), "error": _one_line(error)}
    report = _code_objects(entries)
    report["python"] = codes.python()
    report["ast_error"] = _add_source_facts(target.source, entries, report["code_objects"])
    if target.parameters.get("pyc"):
        report["pyc"] = _pyc(code, target.source)
    return report


def _code_objects(entries: List[codes.Entry]) -> Dict[str, Any]:
    described: List[Dict[str, Any]] = []
    whole: Dict[str, Counter[str]] = {"counts": Counter(), "operators": Counter()}
    extended = 0
    room = MOST_INSTRUCTIONS
    listing: List[str] = []
    length = 0
    for entry in entries:
        found = codes.instructions(entry.code)
        one = _describe(entry, found, room)
        whole["counts"].update(one["counts"])
        whole["operators"].update(one["operators"])
        extended += one["extended_arg"]
        if len(described) < MOST_CODE_OBJECTS:
            described.append(one)
            room -= len(one["instructions"])
        if length < LONGEST_LISTING:
            text = _rendered(entry, found)
            listing.append(text)
            length += len(text) + 1
    text = "\n".join(listing)
    names = Counter(one["qualname"] for one in described)
    return {
        "code_objects": described,
        "functions": {one["qualname"]: place for place, one in enumerate(described)},
        "duplicates": {name: count for name, count in names.items() if count > 1},
        "omitted": len(entries) - len(described),
        "file": {
            "counts": dict(whole["counts"]),
            "operators": dict(whole["operators"]),
            "extended_arg": extended,
            "total": sum(whole["counts"].values()),
        },
        "listing": text[:LONGEST_LISTING],
        "listing_truncated": length > LONGEST_LISTING or len(listing) < len(entries),
    }


def _describe(entry: codes.Entry, found: List[codes.Instruction], room: int) -> Dict[str, Any]:
    """One code object; `instructions` are [offset, line, name, argument as text], and
    `instruction_args` the arguments of the same as numbers."""
    code = entry.code
    counts = Counter(one.opname for one in found)
    extended = counts.pop("EXTENDED_ARG", 0)
    shown = found[: max(0, room)]
    return {
        "qualname": entry.qualname,
        "name": code.co_name,
        "kind": entry.kind,
        "parent": entry.parent,
        "first_line": code.co_firstlineno,
        "counts": dict(counts),
        "operators": dict(Counter(one.argrepr for one in found if one.opname == "BINARY_OP")),
        "extended_arg": extended,
        "total": sum(counts.values()),
        "instructions": [[one.offset, one.line, one.opname, one.argrepr] for one in shown],
        "instruction_args": [one.arg for one in shown],
        "truncated": len(shown) < len(found),
        "stacksize": code.co_stacksize,
        "nlocals": code.co_nlocals,
        "code_bytes": len(code.co_code),
        "callees": [],
        "ast": None,
    }


def _rendered(entry: codes.Entry, found: List[codes.Instruction]) -> str:
    """A disassembly of our own: the same text layout on every version."""
    lines = ["%s (line %d):" % (entry.qualname, entry.code.co_firstlineno)]
    before = None
    for one in found:
        line = "" if one.line is None or one.line == before else str(one.line)
        before = one.line if one.line is not None else before
        argument = "" if one.arg is None else str(one.arg)
        note = " (%s)" % one.argrepr if one.argrepr else ""
        text = "%5s %6d %-30s %s%s" % (line, one.offset, one.opname, argument, note)
        lines.append(text.rstrip())
    return "\n".join(lines) + "\n"


def _add_source_facts(
    source: str, entries: List[codes.Entry], described: List[Dict[str, Any]]
) -> Any:
    """Put "ast" and "callees" where the source's scopes belong; an error's text or None.

    Code objects and scopes meet by name and first line; several lambdas of one line in order.
    """
    try:
        scopes = sourcefacts.scopes(source)
        calls = sourcefacts.callees(scopes)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _one_line(error)
    waiting: Dict[Tuple[str, int], List[sourcefacts.Scope]] = {}
    for scope in scopes[1:]:
        waiting.setdefault((scope.name, scope.first_line), []).append(scope)
    places: Dict[sourcefacts.Scope, int] = {scopes[0]: 0}
    for place, entry in enumerate(entries[: len(described)]):
        key = (entry.code.co_name, entry.code.co_firstlineno)
        if place and waiting.get(key):
            places[waiting[key].pop(0)] = place
    for scope, place in places.items():
        described[place]["ast"] = scope.facts()
        called = [places[one] for one in calls[scope] if one in places]
        described[place]["callees"] = [described[one]["qualname"] for one in called]
    return None


def _pyc(code: Any, source: str) -> Any:
    """The file `py_compile` would write, base64, time stamp 0; None when too large or deep."""
    try:
        body = marshal.dumps(code)
    except ValueError:
        return None
    if len(body) > LARGEST_PYC:
        return None
    size = len(source.encode("utf-8", "surrogatepass")) & 0xFFFFFFFF
    header = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, 0, size)
    return base64.b64encode(header + body).decode("ascii")


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return "%s: %s" % (type(error).__name__, text[:300]) if text else type(error).__name__

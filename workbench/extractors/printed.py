"""JSON that analysis scripts print: static counts of a function, calls of functions, its loops.

{"function": "f", "opcodes": {"LOAD_FAST": 14}}, {"call": "f(1)", "calls": {"f": 1}},
{"function": "f", "loops": [{"line": 6, "verdict": "serial", "carried": ["y"]}]}, and bare counts
such as {"LOAD_FAST": 14} or {"f": {"LOAD_FAST": 14}}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.extractors._scan import Node, answer
from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, is_total, unique
from workbench.records import Block, Claim, Document

_PROFILE_NAME = re.compile(r".*:\d+\((.+)\)\Z", re.DOTALL)
_MAX_NAME = 300
_MAX_VARIABLE = 100
_VERDICTS = {"serial": "serial", "reduction": "reduction", "independent": "parallel"}


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each number or loop: `opcode_count` for counts, `call_count` for calls,
    `loop_dependence` for loops."""
    found: list[Claim] = []
    for block in document.blocks:
        root = answer(document, block)
        if root is None or root.opener != "{" or root.get("claims") or root.get("kind"):
            continue
        room = MAX_CLAIMS + 1 - len(found)
        found += islice(_claims(document, block, Places(block), root), room)
    return unique(found)


def _claims(document: Document, block: Block, places: Places, root: Node) -> Iterator[Claim]:
    function, call = _text(root.get("function")), _text(root.get("call"))
    counts, calls, loops = (root.get(key) for key in ("opcodes", "calls", "loops"))
    if loops is not None:
        yield from _loops(document, block, places, loops, function)
    elif counts is None and calls is None:
        for key, node in root.entries:
            if node.opener == "{":
                for opcode, inner in node.entries:
                    yield _count(document, block, places, inner, key, opcode)
            else:
                yield _count(document, block, places, node, None, key)
    for opcode, node in counts.entries if counts is not None else ():
        yield _count(document, block, places, node, function, opcode)
    for name, node in calls.entries if calls is not None else ():
        profiled = _PROFILE_NAME.match(name)
        args = {"function": profiled.group(1) if profiled else name, "count": node.plain()}
        yield _claim(document, block, places, node, "call_count", {**args, "call": call})


def _loops(
    document: Document, block: Block, places: Places, loops: Node, function: str | None
) -> Iterator[Claim]:
    """One claim for each loop that is listed; an empty list says that there is none."""
    named = (function or "")[:_MAX_NAME] or None
    said = [(node, *_loop(node)) for _, node in loops.entries]
    if loops.opener == "[" and loops.complete and not loops.entries:
        said = [(loops, {"verdict": "none", "line": None, "variable": None}, True)]
    for node, args, is_plain in said:
        plain = is_plain and named == function
        yield claim(
            document,
            block,
            bounded(block, places, node.start, node.end),
            extractor="printed",
            kind="loop_dependence",
            args={"function": named, **args},
            claimed=args["verdict"],
            defined=True,
            problem=None if plain else "what is printed here is not a line and a verdict",
        )


def _loop(node: Node) -> tuple[dict[str, Any], bool]:
    """What is said of one loop, and whether it is all there."""
    line, carried = node.get("line"), node.get("carried")
    verdict = _VERDICTS.get(_text(node.get("verdict")) or "")
    number = line.value if line is not None else None
    is_line = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10**9
    first = carried.entries[0][1] if carried is not None and carried.entries else None
    variable = _text(first) if verdict == "serial" else None
    is_short = len(variable or "") <= _MAX_VARIABLE
    args = {
        "verdict": verdict,
        "line": number if is_line else None,
        "variable": variable if is_short else None,
    }
    return args, is_line and is_short and node.complete and verdict is not None


def _count(
    document: Document,
    block: Block,
    places: Places,
    node: Node,
    function: str | None,
    opcode: str,
) -> Claim:
    args: dict[str, object] = {"function": function, "count": node.plain()}
    if is_total(opcode):
        return _claim(document, block, places, node, "total_instructions", args)
    args["opcode"] = opcode
    return _claim(document, block, places, node, "opcode_count", args)


def _claim(
    document: Document,
    block: Block,
    places: Places,
    node: Node,
    kind: str,
    args: dict[str, object],
) -> Claim:
    count = node.value
    whole = isinstance(count, int) and not isinstance(count, bool) and count >= 0
    short = {k: v[:_MAX_NAME] if isinstance(v, str) else v for k, v in args.items()}
    named = short == args
    return claim(
        document,
        block,
        bounded(block, places, node.start, node.end),
        extractor="printed",
        kind=kind,
        args={**short, "count": count if whole else None},
        claimed=count if whole else None,
        defined=True,
        problem=None if whole and named else "what is printed here is not a name and a count",
    )


def _text(node: Node | None) -> str | None:
    return node.value if node is not None and isinstance(node.value, str) else None

"""The claim kinds as a catalogue: their names, how they are explained, the schema of a reply, and
what has to be measured for claims of theirs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from workbench import families
from workbench.records import Claim, Measurement, Verdict

_TEXT_LIMIT = 160
_CLAIMS_LIMIT = 40
CALL_FREE = ("repeat", "script", "structure", "shapes", "shares")
"""Probes that bring their own inputs or need none: what they see belongs to no call."""


@cache
def names() -> tuple[str, ...]:
    """The claim kinds there are; the package's folder is listed once."""
    return families.package_members("claims")


@cache
def load(name: str) -> Any:
    """The module of the claim kind `name`. Raises UsageError for an unknown one."""
    return families.load("claims", name, noun="claim kind")


def stated() -> tuple[str, ...]:
    """The kinds that an answer can state; the implicit ones are left out."""
    return tuple(name for name in names() if not getattr(load(name), "IMPLICIT", False))


@cache
def of_no_program() -> frozenset[str]:
    """The kinds that are about Python, a command or the document, and about no program in it."""
    return frozenset(name for name in names() if not getattr(load(name), "ABOUT_PROGRAMS", True))


@cache
def of_a_version() -> frozenset[str]:
    """The kinds whose truth depends on the CPython: about bytecode, what runs of it, opcodes."""
    return frozenset(
        name
        for name in names()
        if {"bytecode", "executed"} & set(load(name).NEEDS)
        or getattr(load(name), "OF_A_VERSION", False)
    )


def description(only: Sequence[str] | None = None, *, words: str = "statement") -> str:
    """The kinds for a prompt: a sentence and an example each. `words` is how a reply calls the
    words of a claim."""
    lines = []
    for name in stated() if only is None else only:
        describes = load(name).DESCRIBES
        example = {"kind": name, words: "…", **describes.example}
        lines.append(f"- {name}: {describes.sentence}\n  {json.dumps(example, ensure_ascii=False)}")
    return "\n".join(lines)


def schema(
    only: Sequence[str] | None = None, *, words: str = "statement", fewest: int = 1
) -> dict[str, Any]:
    """The JSON schema of a reply that lists claims; every string and list is bounded."""
    return {
        "type": "object",
        "properties": {
            "claims": {
                "type": "array",
                "minItems": fewest,
                "maxItems": _CLAIMS_LIMIT,
                "items": {"anyOf": [_item(name, words) for name in only or stated()]},
            }
        },
        "required": ["claims"],
        "additionalProperties": False,
    }


def _item(name: str, words: str) -> dict[str, Any]:
    whole = load(name).Args.model_json_schema()
    properties = _plain(whole.get("properties", {}), whole.get("$defs", {}))
    head = {
        "kind": {"type": "string", "enum": [name]},
        words: {"type": "string", "maxLength": 300},
    }
    return {
        "type": "object",
        "properties": {**head, **properties},
        "required": [*head, *properties],
        "additionalProperties": False,
    }


def _plain(node: Any, definitions: dict[str, Any]) -> Any:
    """The schema without references, titles and defaults, which some servers refuse."""
    if isinstance(node, list):
        return [_plain(entry, definitions) for entry in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(definitions[node["$ref"].rpartition("/")[2]], definitions)
    kept = {k: _plain(v, definitions) for k, v in node.items() if k not in _DROPPED}
    if kept.get("type") == "object":
        kept["required"] = list(kept.get("properties", {}))
    for key, limit in (("maxLength", _TEXT_LIMIT), ("maxItems", _CLAIMS_LIMIT)):
        if key in kept:
            kept[key] = min(kept[key], limit)
    return kept


_DROPPED = ("title", "default", "description")


# --- what is measured for claims ------------------------------------------------------------------


def needs(claims: Iterable[Claim], example: str | None) -> set[tuple[str, str | None]]:
    """The probes, each with its call, that these claims need; `example` is the example call."""
    found = set()
    for claim in claims:
        if claim.problem is None and claim.kind in names():
            found |= {
                (probe, call_for(probe, claim, example))
                for probe in load(claim.kind).NEEDS
                if probe not in ("bytecode", "outputs")
            }
    return found


def needs_again(
    claim: Claim, example: str | None, before: Iterable[Measurement]
) -> set[tuple[str, str | None]]:
    """The probes that this claim was judged by, doubts included, of what was measured before."""
    seen = {one.probe for one in before if one.artifact == claim.artifact}
    doubted = {(probe, example) for probe in in_doubt(claim) if probe in seen and example}
    return needs([claim], example) | doubted


def in_doubt(claim: Claim) -> tuple[str, ...]:
    """The probes of the example call by which a claim of this kind may hold that fails else."""
    known = claim.kind in names()
    probes: tuple[str, ...] = getattr(load(claim.kind), "DOUBTS", ()) if known else ()
    return probes


def doubts(claims: Iterable[Claim], verdicts: Iterable[Verdict]) -> dict[str, set[str]]:
    """The probes by which what failed may yet hold, by artifact: of its example call each."""
    failed = {one.claim for one in verdicts if one.label == "contradicted"}
    found: dict[str, set[str]] = {}
    for claim in claims:
        probes = in_doubt(claim) if claim.id in failed else ()
        if probes and not claim.defined:
            for artifact in {claim.artifact, *_programs(claim)} - {None}:
                found.setdefault(str(artifact), set()).update(probes)
    return found


def _programs(claim: Claim) -> set[str | None]:
    """The programs that the rows of a table name."""
    rows = claim.args.get("rows")
    each = rows if isinstance(rows, list) else []
    return {row.get("program") for row in each if isinstance(row, dict)}


def for_all(claims: Iterable[Claim]) -> set[str]:
    """The probes that the example call of every program is needed by, as some are compared."""
    known = (one for one in claims if one.problem is None and one.kind in names())
    each = ((load(one.kind), one.args) for one in known)
    return {
        probe for kind, args in each if hasattr(kind, "for_all") for probe in kind.for_all(args)
    }


def call_for(probe: str, claim: Claim, example: str | None) -> str | None:
    """The call a probe is run with for this claim; probes with inputs of their own have none."""
    if probe in CALL_FREE:
        return None
    if claim.problem is None and claim.kind in names():
        kind = load(claim.kind)
        if hasattr(kind, "call_of"):
            made: str = kind.call_of(kind.Args.model_validate(claim.args))
            return made
    named = claim.args.get("command" if probe == "command" else "call")
    return named if isinstance(named, str) and named.strip() else example

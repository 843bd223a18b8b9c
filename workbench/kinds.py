"""The claim kinds as a catalogue: their names, how they are explained, the schema of a reply."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from workbench import families

_TEXT_LIMIT = 160
_CLAIMS_LIMIT = 40


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

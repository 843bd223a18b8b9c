"""The structured list of claims a model was asked for: {"claims": [{kind, statement, …}]}.

Everything is kept: what is malformed says so in `problem`. The arguments of a kind are checked
by the kind, not here.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from workbench.extractors._numbers import hedge_in
from workbench.extractors._scan import Node, answer
from workbench.extractors.base import MAX_CLAIMS, Places, bounded, claim, unique
from workbench.records import Block, Claim, Document

_MAX_CLAIM = 20_000


def extract(document: Document) -> tuple[Claim, ...]:
    """One claim for each entry of the list, quoted by its statement, located in the JSON."""
    found: list[Claim] = []
    for block in document.blocks:
        root = answer(document, block)
        if root is None:
            continue
        places = Places(block)
        room = MAX_CLAIMS + 1 - len(found)
        found += [_claim(document, block, places, node) for node in islice(_nodes(root), room)]
    return unique(found)


def _nodes(root: Node) -> list[Node]:
    listed = root.get("claims")
    if root.opener == "[":
        listed = root
    if listed is not None and listed.opener == "[":
        return [node for _, node in listed.entries]
    if listed is not None:
        return [listed]
    return [root] if root.get("kind") is not None and root.get("statement") is not None else []


def _claim(document: Document, block: Block, places: Places, node: Node) -> Claim:
    problem = _problem(node)
    is_short = node.opener == "{" and node.end - node.start <= _MAX_CLAIM
    plain: dict[str, Any] = node.plain() if is_short else {}
    kind = plain.pop("kind", None)
    statement = plain.pop("statement", None)
    nested = plain.pop("args", None)
    args = {**plain, **(nested if isinstance(nested, dict) else {})}
    claimed = next((args[key] for key in ("count", "value", "exists") if key in args), None)
    said = node.get("statement")
    start, end = node.start, node.end
    if said is not None and isinstance(statement, str) and statement.strip():
        start, end = said.start + 1, said.end - 1
    return claim(
        document,
        block,
        bounded(block, places, start, end),
        extractor="declared",
        kind=kind if isinstance(kind, str) and kind else "unknown",
        args=args,
        claimed=claimed,
        hedge=_hedge(statement, claimed),
        defined=True,
        problem=problem,
    )


def _problem(node: Node) -> str | None:
    if node.opener != "{":
        return "this is not an object with a kind and a statement"
    if not node.complete:
        return "the JSON breaks off inside this claim"
    if node.end - node.start > _MAX_CLAIM:
        return f"the claim is longer than {_MAX_CLAIM:,} characters"
    kind = node.get("kind")
    if kind is None or not isinstance(kind.value, str) or not kind.value:
        return "the claim names no kind"
    return None


def _hedge(statement: Any, claimed: Any) -> str | None:
    """The hedge right before the claimed number in the statement."""
    if not isinstance(statement, str) or not isinstance(claimed, int | float):
        return None
    before, number, after = statement.partition(str(claimed))
    if not number:
        return None
    nearest = before.rstrip().rsplit(None, 1)[-1:] or [""]
    return hedge_in(nearest[0]) or (hedge_in(after[:12]) if after.startswith(" (") else None)

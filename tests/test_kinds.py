"""The catalogue of claim kinds: examples fit their own schema and come back as claims."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench import kinds, read
from workbench.errors import UsageError
from workbench.records import Artifact, Claim, Location, sha256_of

STATED = kinds.stated()
PROGRAM = "def f(x):\n    return x\n"


def example(kind: str) -> dict[str, Any]:
    """A kind's example as a model would write it into its reply."""
    return {
        "kind": kind,
        "statement": f"An example of {kind}.",
        **kinds.load(kind).DESCRIBES.example,
    }


def whole(kind: str) -> dict[str, Any]:
    """The example with every argument: what the schema demands of a model."""
    member = kinds.load(kind)
    args = member.Args.model_validate(member.DESCRIBES.example).model_dump()
    return {"kind": kind, "statement": "It is so.", **args}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value fits a schema, for the words that our schemas use; others fail the test."""
    unknown = schema.keys() - WORDS
    assert not unknown, f"the schema uses {unknown}, which this test does not know"
    if "anyOf" in schema:
        return any(fits(value, one) for one in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    return TYPES[schema["type"]](value, schema)


def _object(value: Any, schema: dict[str, Any]) -> bool:
    properties = schema.get("properties", {})
    return (
        isinstance(value, dict)
        and value.keys() >= set(schema.get("required", ()))
        and (schema.get("additionalProperties", True) or value.keys() <= properties.keys())
        and all(fits(entry, properties[key]) for key, entry in value.items() if key in properties)
    )


def _array(value: Any, schema: dict[str, Any]) -> bool:
    return (
        isinstance(value, list)
        and schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        and all(fits(entry, schema["items"]) for entry in value)
    )


def _integer(value: Any, schema: dict[str, Any]) -> bool:
    return type(value) is int and schema.get("minimum", 0) <= value <= schema["maximum"]


def _number(value: Any, schema: dict[str, Any]) -> bool:
    above = schema.get("exclusiveMinimum")
    return (
        type(value) in (int, float)
        and schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and (above is None or value > above)
    )


def _string(value: Any, schema: dict[str, Any]) -> bool:
    return isinstance(value, str) and len(value) <= schema.get("maxLength", len(value))


TYPES = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "number": _number,
    "string": _string,
    "boolean": lambda value, _: isinstance(value, bool),
    "null": lambda value, _: value is None,
}
WORDS = {"anyOf", "enum", "type", "properties", "required", "additionalProperties", "items"} | {
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "maxLength",
}


def walk(node: Any) -> Any:
    """Every object of a schema."""
    if isinstance(node, dict):
        yield node
    for entry in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from walk(entry)


@pytest.mark.parametrize("kind", STATED)
def test_a_whole_example_fits_the_schema(kind: str) -> None:
    assert fits({"claims": [whole(kind)]}, kinds.schema())


@pytest.mark.parametrize("kind", STATED)
def test_the_schema_refuses_other_things(kind: str) -> None:
    right = whole(kind)
    wrong: list[Any] = [
        {**right, "kind": "unknown"},
        {**right, "confidence": 0.9},
        {**right, "statement": None},
        {**right, "statement": "x" * 301},
        *({k: v for k, v in right.items() if k != key} for key in right),
    ]
    if "count" in right:
        wrong += [{**right, "count": value} for value in ("two", 2.0, True, -1, None)]
    schema = kinds.schema()
    for claim in wrong:
        assert not fits({"claims": [claim]}, schema), claim
    assert not fits({"claims": []}, schema)
    assert not fits({"claims": [right] * 41}, schema)


def test_every_string_list_and_number_is_bounded() -> None:
    for node in walk(kinds.schema()):
        if node.get("type") == "string":
            assert "maxLength" in node or "enum" in node
        if node.get("type") == "array":
            assert "maxItems" in node
        if node.get("type") == "integer":
            assert {"minimum", "maximum"} <= node.keys()
        if node.get("type") == "object" and isinstance(node.get("properties"), dict):
            assert set(node["required"]) == node["properties"].keys()
            assert node["additionalProperties"] is False
        assert not {"$ref", "$defs", "title", "default"} & node.keys()


def read_back(reply: str) -> tuple[Claim, ...]:
    """The claims of a reply about a program with one function, f."""
    where = Location(file="answer.md", line=1, column=1, end_line=1, end_column=2)
    program = Artifact(
        id="a1",
        name="workload.py",
        kind="workload",
        source=PROGRAM,
        sha256=sha256_of(PROGRAM),
        location=where,
        provenance="model",
        entry_point="f",
    )
    document = read.document(reply.encode(), "run/claims.json", speaker="assistant")
    return read.claims(document, (program,))


@pytest.mark.parametrize("dump", [lambda v: json.dumps(v), lambda v: json.dumps(v, indent=2)])
@pytest.mark.parametrize("make", [example, whole])
def test_a_reply_of_examples_is_read_back(make: Any, dump: Any) -> None:
    claims = read_back(dump({"claims": [make(kind) for kind in STATED]}))
    assert [claim.kind for claim in claims] == list(STATED)
    for claim in claims:
        member = kinds.load(claim.kind)
        assert claim.problem is None
        assert claim.defined
        assert claim.artifact == "a1"
        args = member.Args.model_validate(claim.args)
        stated = member.Args.model_validate(member.DESCRIBES.example)
        assert args == stated or claim.kind == "opcode_table"


def test_an_example_of_a_table_is_read_with_its_rows() -> None:
    (claim,) = read_back(json.dumps({"claims": [example("opcode_table")]}))
    rows = kinds.load("opcode_table").Args.model_validate(claim.args).rows
    assert [(row.function, row.opcode, row.count) for row in rows] == [
        ("f", "LOAD_FAST", 3),
        ("f", "RETURN_VALUE", 1),
    ]


def test_the_prompt_explains_every_kind_that_can_be_stated() -> None:
    text = kinds.description()
    for kind in STATED:
        described = kinds.load(kind).DESCRIBES
        assert f"- {kind}: {described.sentence}" in text
        assert described.sentence.endswith(".")
    assert "same_output" not in text
    assert "same_output" in kinds.names()


def test_an_unknown_kind() -> None:
    with pytest.raises(UsageError, match="no claim kind is called"):
        kinds.load("opcode_counts")

"""What the tests ask: messages, options, a prompt, a schema."""

from __future__ import annotations

from typing import Any

from workbench.records import Message, Options, Prompt

HELLO = (Message(role="user", content="Say something."),)
SHORT = Options(max_output_tokens=60, seed=1, temperature=1.0)
SCHEMA = {
    "title": "claims",
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {
                    "kind": {"enum": ["opcode_count", "runs"]},
                    "statement": {"type": "string", "maxLength": 20},
                    "count": {"type": "integer", "maximum": 99},
                },
                "required": ["kind", "statement", "count"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}


def prompt(schema: dict[str, Any] | None = None, name: str = "workload") -> Prompt:
    """A rendered prompt; with a schema it wants JSON."""
    return Prompt(
        name=name,
        template_sha256="0" * 64,
        variables={},
        text="Write something.",
        target_python="3.11",
        response_schema=schema,
    )

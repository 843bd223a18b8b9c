"""The parts of a SARIF 2.1.0 log that workbench writes, as a JSON schema of our own.

Written down from the OASIS standard (SARIF Version 2.1.0 Plus Errata 01); the numbers are its
sections. Everything that is not named here is forbidden, which the standard is as strict about.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
INDEX: Schema = {"type": "integer", "minimum": 0}
POSITIVE: Schema = {"type": "integer", "minimum": 1}
BAG: Schema = {"type": "object"}


def an_object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def a_list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


# 3.11.2 to 3.11.9: a message has a text (or an id, which we do not write).
MESSAGE = an_object(("text",), text=TEXT, markdown=TEXT)
# 3.12: plain text is required, Markdown may stand beside it.
MULTIFORMAT = an_object(("text",), text=TEXT, markdown=TEXT)
# 3.4
ARTIFACT_LOCATION = an_object(("uri",), uri=TEXT, index=INDEX)
# 3.30.5 to 3.30.13: lines and columns are counted from 1, the end column is exclusive.
REGION = an_object(
    ("startLine",),
    startLine=POSITIVE,
    startColumn=POSITIVE,
    endLine=POSITIVE,
    endColumn=POSITIVE,
    snippet=an_object(text=TEXT),
)
# 3.28 and 3.33; 3.28.2: the id of a location is unique in its result.
LOCATION = an_object(
    id=INDEX,
    physicalLocation=an_object(
        ("artifactLocation",), artifactLocation=ARTIFACT_LOCATION, region=REGION
    ),
    logicalLocations=a_list(an_object(name=TEXT, kind=TEXT)),
    message=MESSAGE,
)
# 3.27.10
LEVEL = one_of("none", "note", "warning", "error")
# 3.35: how a result was suppressed, by whom accepted, and why.
SUPPRESSION = an_object(
    ("kind",),
    kind=one_of("inSource", "external"),
    status=one_of("accepted", "underReview", "rejected"),
    justification=TEXT,
    properties=BAG,
)
# 3.27
RESULT = an_object(
    ("message",),
    ruleId=TEXT,
    ruleIndex=INDEX,
    level=LEVEL,
    message=MESSAGE,
    locations=a_list(LOCATION),
    relatedLocations=a_list(LOCATION, uniqueItems=True),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    provenance=an_object(invocationIndex=INDEX),
    suppressions=a_list(SUPPRESSION, uniqueItems=True),
    properties=BAG,
)
# 3.49
RULE = an_object(
    ("id",),
    id=TEXT,
    name=TEXT,
    shortDescription=MULTIFORMAT,
    fullDescription=MULTIFORMAT,
    help=MULTIFORMAT,
)
# 3.20 and 3.58; 3.9: UTC, at least to the second.
INVOCATION = an_object(
    ("executionSuccessful",),
    executionSuccessful={"type": "boolean"},
    endTimeUtc={"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
    toolExecutionNotifications=a_list(
        an_object(("message",), message=MESSAGE, level=LEVEL, locations=a_list(LOCATION))
    ),
    properties=BAG,
)
# 3.14, 3.17, 3.18, 3.19, 3.24
RUN = an_object(
    ("tool",),
    tool=an_object(
        ("driver",),
        driver=an_object(("name",), name=TEXT, version=TEXT, rules=a_list(RULE, uniqueItems=True)),
    ),
    automationDetails=an_object(id=TEXT),
    columnKind=one_of("utf16CodeUnits", "unicodeCodePoints"),
    invocations=a_list(INVOCATION),
    artifacts=a_list(
        an_object(
            location=ARTIFACT_LOCATION,
            roles=a_list(one_of("analysisTarget"), uniqueItems=True),
        ),
        uniqueItems=True,
    ),
    results=a_list(RESULT),
)
# 3.13
LOG: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"$schema": TEXT, "version": one_of("2.1.0"), "runs": a_list(RUN)},
    "required": ["version", "runs"],
    "additionalProperties": False,
}

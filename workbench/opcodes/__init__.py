"""Opcode names: in which CPython each exists, what family it is of, what took its place.

Names and versions come from opcodes.json beside this file, which benchmarks/make_opcode_table.py
writes from real interpreters. Nothing here looks at a program.
"""

from __future__ import annotations

from workbench.opcodes.groups import (
    CATEGORIES,
    category,
    expand,
    families,
    family,
    is_arithmetic,
)
from workbench.opcodes.successors import replaced_by
from workbench.opcodes.versions import (
    beginning,
    closest,
    exists,
    first_with_argument,
    is_opcode,
    is_pseudo,
    is_specialised,
    known_versions,
    numbered,
    ranges,
    versions_of,
)

__all__ = [
    "CATEGORIES",
    "beginning",
    "category",
    "closest",
    "exists",
    "expand",
    "families",
    "family",
    "first_with_argument",
    "is_arithmetic",
    "is_opcode",
    "is_pseudo",
    "is_specialised",
    "known_versions",
    "numbered",
    "ranges",
    "replaced_by",
    "versions_of",
]

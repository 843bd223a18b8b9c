"""Small parts of syntax trees that the twin is made of."""

from __future__ import annotations

import ast
import sys
from typing import Any

import scopes


def load(variable: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(variable, ast.Load())


def store(variable: str) -> ast.Name:
    """A name that is written."""
    return ast.Name(variable, ast.Store())


def call(function: str, *arguments: Any) -> ast.Call:
    """A call of one of ours."""
    return ast.Call(load(function), list(arguments), [])


def constant(value: Any) -> Any:
    """A constant, which may be a tuple of constants too."""
    return ast.Constant(value)


def name(variable: str) -> str:
    """The name of a variable's shadow."""
    return scopes.PREFIX + variable


def subscript(value: Any, index: Any, context: Any = None) -> ast.Subscript:
    """`value[index]`; before 3.9 an index is wrapped."""
    if sys.version_info < (3, 9) and isinstance(index, ast.expr):
        index = ast.Index(index)
    return ast.Subscript(value, index, context or ast.Load())


def now() -> ast.Subscript:
    """The time of what was computed last."""
    return subscript(load("_wb_T"), constant(0))

"""What each rule code means, with a small program that shows it. The texts are in rules.toml."""

from __future__ import annotations

import textwrap
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench.errors import UsageError, did_you_mean

_TABLE = Path(__file__).with_name("rules.toml")
_WIDTH = 88


@dataclass(frozen=True)
class Rule:
    """A rule: `title` ends a diagnostic's first line, `example` is a program printing `expected`.

    The example needs nothing but the standard library of any CPython that runs workbench.
    """

    code: str
    name: str
    title: str
    text: str
    example: str
    expected: str


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tuple(Rule(code, **entry) for code, entry in sorted(table.items()))


def find(code: str) -> Rule | None:
    """The rule of a code, None for an unknown one."""
    return next((rule for rule in all_rules() if rule.code == code), None)


def get(code: str) -> Rule:
    """The rule of a code or a name, in any case. Raises UsageError with the closest known one."""
    wanted = code.strip().lower()
    for rule in all_rules():
        if wanted in (rule.code.lower(), rule.name):
            return rule
    known = [rule.code for rule in all_rules()] + [rule.name for rule in all_rules()]
    close = did_you_mean(wanted.upper(), known) or did_you_mean(wanted, known)
    hint = f"did you mean {close}?" if close else "`workbench rule` lists them all"
    raise UsageError(f"no rule is called {code[:40]!r}", hint=hint)


def render(rule: Rule) -> str:
    """The rule as text: what it says, why, and the example with what it prints."""
    paragraphs = [textwrap.fill(part, _WIDTH) for part in rule.text.strip().split("\n\n")]
    parts = [
        f"{rule.code} {rule.name}: {rule.title}",
        *paragraphs,
        "Example:",
        textwrap.indent(rule.example.strip("\n"), "    "),
        "prints:",
        textwrap.indent(rule.expected.strip("\n"), "    "),
    ]
    return "\n\n".join(parts) + "\n"

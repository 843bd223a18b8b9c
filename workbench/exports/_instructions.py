"""Rows about instructions that several formats show: counts by version, what tells the machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench import opcodes
from workbench.exports._tables import by_category, number
from workbench.figures import Machine, Mix


def distribution(mixes: Mapping[str, Mix]) -> Iterator[tuple[str, bool, list[str]]]:
    """For each category and each opcode below it its name, whether it is a category, its counts.

    Opcodes stand in the order of what the version with the most has of each.
    """
    every: dict[str, int] = {}
    for mix in mixes.values():
        for name, count in mix.counts.items():
            every[name] = max(every.get(name, 0), count)
    for category, below in by_category(every):
        yield category, True, [number(mix.categories[category]) for mix in mixes.values()]
        for name in below:
            yield name, False, [there(name, version, mix) for version, mix in mixes.items()]


def there(name: str, version: str, mix: Mix) -> str:
    """A count; "-" where that CPython has no such opcode."""
    known = name in mix.counts or opcodes.exists(name, version)
    return number(mix.counts.get(name, 0) if known else None)


def evidence(found: Machine) -> list[tuple[str, str]]:
    """What the kind of the virtual machine is told by."""
    return [
        ("instructions", number(found.instructions)),
        ("of these with a fixed use of the stack", number(found.counted)),
        ("values they push", number(found.pushes)),
        ("values they pop", number(found.pops)),
        ("deepest stack needed (co_stacksize)", number(found.stack_size)),
        ("loads and stores, by which variables reach the stack", number(found.moving)),
        ("instructions that compute or compare", number(found.computing)),
        ("of these naming a variable, as a register machine's would", number(found.naming)),
    ]

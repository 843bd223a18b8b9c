"""What the syntax tree says about the loops and calls of one function, read from the probe."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.claims.base import Evidence, Finding, observed, uncheckable

STATIC = "by the syntax tree (static)"
MODULE = "<module>"

DATA_PARALLEL = re.compile(
    r"@\Z|(?:.*\.)?(?:dot|matmul|einsum|tensordot|inner|outer|vdot|multiply|bmm|mm|addmm|baddbmm|"
    r"convolve|correlate|conv[123]d|linear|Conv[123]d|Linear|relu|sigmoid|tanh|softmax|log_softmax|"
    r"max_pool[123]d|avg_pool[123]d)\Z"
)
"""Operations on whole arrays: each element of the result is computed on its own."""
_ARRAYS = re.compile(r"(?:numpy|torch|jax|cupy|scipy|tensorflow)\.|@\Z")


@dataclass(frozen=True)
class Loop:
    """One loop of a program, as the probe `structure` reports it."""

    line: int
    end_line: int
    kind: str
    nest: int
    depth: int
    verdict: str
    is_sure: bool
    why: str
    carried: tuple[str, ...]

    @property
    def shown(self) -> str:
        """How it is called in an explanation."""
        kind = self.kind if self.kind == "comprehension" else f"{self.kind} loop"
        return f"the {kind} on line {self.line}"


@dataclass(frozen=True)
class Structure:
    """Loops of one function, those of the functions it calls, and its calls.

    `is_complete` is False when the probe gave up, `is_whole` also when the function calls itself.
    """

    loops: tuple[Loop, ...]
    called_loops: tuple[Loop, ...]
    calls: tuple[str, ...]
    is_complete: bool
    is_recursive: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return self.is_complete and not self.is_recursive

    @property
    def outermost(self) -> tuple[Loop, ...]:
        """Loops that stand in no other loop."""
        return tuple(loop for loop in self.loops if loop.depth == 1)

    @property
    def array_calls(self) -> tuple[str, ...]:
        """Operations on whole arrays that it calls, each once."""
        found = [name for name in self.calls if DATA_PARALLEL.match(name)]
        return tuple(dict.fromkeys(name for name in found if _is_of_arrays(name, self.calls)))

    @property
    def may_use_arrays(self) -> bool:
        """Whether it calls anything of a library of arrays."""
        return any(_ARRAYS.match(name) for name in self.calls)


def _is_of_arrays(name: str, calls: Sequence[str]) -> bool:
    """`math.tanh` computes one number; a method (`?.dot`, `a.dot`) may be anyone's."""
    return bool(_ARRAYS.match(name)) or name.split(".")[0] in ("self", "?") or name.count(".") == 1


def of(function: str | None, evidence: Evidence) -> Structure | Finding:
    """The structure of a function (None: the entry point, else the whole program)."""
    data = tree(evidence)
    if isinstance(data, Finding):
        return data
    name = function or evidence.entry_point
    functions = rows(data, "functions")
    if name is not None and not any(is_of(one.get("qualname"), name) for one in functions):
        if function is not None:
            text = f"the program has no function {function[:80]!r}"
            return uncheckable(text, reason="no-such-name")
        name = None
    own = [one for one in rows(data, "calls") if is_of(one.get("function"), name)]
    called = _reached(data, own) if name is not None else set()
    recursive = any(
        one.get("recursive") is True and is_of(one.get("qualname"), name) for one in functions
    )
    return Structure(
        loops=tuple(_loop(e) for e in rows(data, "loops") if is_of(e.get("function"), name)),
        called_loops=tuple(
            _loop(e) for e in rows(data, "loops") if str(e.get("function")) in called
        ),
        calls=tuple(str(one.get("name")) for one in own),
        is_complete=not data.get("truncated"),
        is_recursive=recursive,
    )


def tree(evidence: Evidence) -> Mapping[str, Any] | Finding:
    """What the probe `structure` saw, or why there is nothing."""
    found = evidence.observed.get("structure")
    if found is not None and found.error is not None and "Error: " in found.error:
        return uncheckable(f"the program cannot be parsed: {found.error[:200]}", reason="no-syntax")
    seen = observed(evidence, "structure")
    if isinstance(seen, Finding):
        return seen
    return seen.data or {}


def _reached(data: Mapping[str, Any], own: Sequence[Mapping[str, Any]]) -> set[str]:
    """Functions of the program that these calls lead to, by their plain names."""
    names = {str(one.get("qualname")) for one in rows(data, "functions")}
    calls: dict[str, set[str]] = {}
    for one in rows(data, "calls"):
        calls.setdefault(str(one.get("function")), set()).add(str(one.get("name")))
    waiting = {str(one.get("name")) for one in own} & names
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= (calls.get(name, set()) & names) - seen
    return seen


def rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The entries of a list that a guest has sent."""
    found = data.get(key)
    listed = found if isinstance(found, list) else []
    return [one for one in listed if isinstance(one, Mapping)]


def is_of(where: object, name: str | None) -> bool:
    """Whether something stands in the function of that name; in any without one."""
    if name is None:
        return True
    place = str(where)
    inside = place.startswith(f"{name}.<locals>.") or f".{name}.<locals>." in place
    return place == name or place.endswith(f".{name}") or inside


def _loop(entry: Mapping[str, Any]) -> Loop:
    def number(key: str) -> int:
        value = entry.get(key)
        return value if isinstance(value, int) else 0

    carried = [one for one in rows(entry, "carried") if isinstance(one.get("name"), str)]
    return Loop(
        line=number("line"),
        end_line=number("end_line"),
        kind=str(entry.get("kind"))[:20],
        nest=number("nest"),
        depth=number("depth"),
        verdict=str(entry.get("verdict"))[:20],
        is_sure=entry.get("sure") is True,
        why=str(entry.get("why"))[:300],
        carried=tuple(str(one["name"])[:100] for one in carried),
    )

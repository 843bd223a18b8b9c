"""Samples of a stack, as a guest's sampler reports them: read without trust, added up by function.

A guest's report is hostile: what is not shaped like one gives nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, FiniteFloat, NonNegativeInt, ValidationError

from workbench.records import Record

COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")
"""What they take belongs to the function they stand in."""
MODULE = "<module>"
_MOST = 100_000


class Frame(Record):
    """A function; `own` is one of the program or of its call."""

    name: str = Field(max_length=300)
    file: str = Field(max_length=300)
    line: NonNegativeInt = Field(le=2**31 - 1)
    own: bool


class Samples(Record):
    """What was seen: `stacks` of frames, outermost first, and `samples` as (stack, seconds)."""

    frames: list[Frame] = Field(max_length=_MOST)
    stacks: list[list[NonNegativeInt]] = Field(max_length=_MOST)
    samples: list[list[FiniteFloat]] = Field(max_length=_MOST)
    tampered: bool = False

    @property
    def seconds(self) -> float:
        """Processor seconds of all samples."""
        return sum(seconds for _, seconds in self.samples)

    def own(self) -> dict[str, float]:
        """The share of time of each own function that was innermost among these.

        What a library does is thereby the time of the function that calls it.
        """
        found: dict[str, float] = {}
        for stack, seconds in self._named():
            for name in stack[-1:]:
                found[name] = found.get(name, 0.0) + seconds
        return self._shares(found)

    def with_calls(self) -> dict[str, float]:
        """The share of time during which each own function was on the stack."""
        found: dict[str, float] = {}
        for stack, seconds in self._named():
            for name in set(stack):
                found[name] = found.get(name, 0.0) + seconds
        return self._shares(found)

    def _named(self) -> list[tuple[list[str], float]]:
        """The own functions of each sample's stack, outermost first."""
        names = [self._names(stack) for stack in self.stacks]
        return [(names[int(place)], seconds) for place, seconds in self.samples]

    def _names(self, stack: list[int]) -> list[str]:
        frames = [self.frames[place] for place in stack if self.frames[place].own]
        named = [one.name for one in frames if one.file != "<call>" or one.name != MODULE]
        return [name for name in named if name not in COMPREHENSIONS]

    def _shares(self, found: Mapping[str, float]) -> dict[str, float]:
        whole = self.seconds
        return {name: seconds / whole for name, seconds in found.items()} if whole > 0 else {}


def read(report: Any) -> Samples | None:
    """The samples of a report whose numbers all lie within it; None for anything else."""
    try:
        found = Samples.model_validate(report)
    except ValidationError:
        return None
    stacks_hold = all(place < len(found.frames) for stack in found.stacks for place in stack)
    samples_hold = all(
        len(one) == 2 and 0 <= one[0] < len(found.stacks) and one[0] % 1 == 0 and 0 <= one[1] < 1e6
        for one in found.samples
    )
    return found if stacks_hold and samples_hold and not found.tampered else None

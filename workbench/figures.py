"""Figures: what `measure` and `compare` found out about a program; chapters of a report.

Values only. A part that could not be measured is a `Missing` with its reason, never a 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench.records import Judged

PARTS = ("static", "executed", "profile", "complexity", "cost", "dependences", "architectures")
SCOPES = ("function", "callees", "file")
DEFINITIONS = {
    "function": "the function's own code object",
    "callees": "the function, what is nested in it, and what these call in the file",
    "file": "every code object of the file, the module's own included",
    "static": "instructions as dis shows them: not specialised, CACHE never counted, EXTENDED_ARG "
    "apart; a superinstruction is one instruction",
    "families": "the same work under any version's names; a superinstruction counts in each part",
    "executed": "logical instructions (before specialisation), each time one is dispatched: RESUME "
    "and the rest of the prologue included, CACHE never, EXTENDED_ARG apart; of the file's "
    "functions and of functions written in the call",
    "profile": "calls that cProfile saw; total_calls has built-in functions too, and a generator "
    "counts each time it is entered",
    "shares": "of the call's time by function: cprofile traces every call, which makes small "
    "functions look slower (bounds: the runs); sampling looks at the stack at intervals of "
    "processor time, and counts libraries and C code for the function that calls them (bounds: "
    "Wilson's 95 % interval); executed is the share of instructions, exact, and no time",
    "seconds": "of executing the module's body (numpy and torch are loaded before), of the first "
    "call, and of later calls, with nothing watching: median and 95 % bootstrap interval; an "
    "interval wider than 20 % or a busy machine decides nothing",
    "resources": "of each guest that ran the call, from loading the program to its end; in plain "
    "nothing watches it; memory is the most that was resident, the interpreter included",
    "compiled": "the file py_compile writes, with time stamp 0; its magic number names the format",
    "arithmetic": "BINARY_*, INPLACE_*, UNARY_* that compute; no subscripts, comparisons, not",
}
"""What each number counts, for readers and in the JSON."""


@dataclass(frozen=True)
class Missing:
    """Why there is no figure: the program, this place, or neither.

    "unasked" is no failure: no call, --no-run, or a program that an analysis does not follow.
    """

    why: str
    cause: Literal["program", "place", "unasked"]


@dataclass(frozen=True)
class Mix:
    """Instructions of one scope: by opcode, by category, by family; `total` without EXTENDED_ARG.

    `families` is None where operators are not known.
    """

    counts: Mapping[str, int]
    categories: Mapping[str, int]
    total: int
    arithmetic: int | None
    families: Mapping[str, int] | None = None
    extended_arg: int = 0


Scopes = Mapping[str, Mix | None]


@dataclass(frozen=True)
class Executed:
    """What one call executed. `lines` are the file's, `in_call` instructions have no line in it."""

    mix: Mix
    functions: Mapping[str, int]
    lines: Mapping[str, int]
    in_call: int


@dataclass(frozen=True)
class Spread:
    """A number with the bounds it lies between; `wide` bounds decide nothing."""

    middle: float
    low: float
    high: float
    wide: bool = False


@dataclass(frozen=True)
class View:
    """Shares (0 to 1) of a call's time or work by function, as one method sees them.

    `count` is of the runs, samples or instructions they come from. `own` is what a function takes
    by itself, `with_calls` with what it calls, where the method can tell.
    """

    method: Literal["cprofile", "sampling", "executed"]
    count: int
    own: Mapping[str, Spread]
    with_calls: Mapping[str, Spread] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Calls by function name; `total` is of all that was called.

    `prof` is the profile's file, `id` the measurement it is from. `views` are the shares by each
    method, `seconds` those of import, first and steady calls, `repeats` how many of each were
    timed, `busy` tells that the machine had more to do than cores; `speedscope` is the sampling
    view as a file.
    """

    calls: Mapping[str, int]
    total: int
    prof: bytes | None = None
    id: str = ""
    views: tuple[View, ...] = ()
    seconds: Mapping[str, Spread] = field(default_factory=dict)
    repeats: Mapping[str, int] = field(default_factory=dict)
    busy: bool = False
    speedscope: bytes | None = None


@dataclass(frozen=True)
class Resources:
    """What the host saw one guest use from loading the program to its end, measuring included.

    `max_rss_bytes` has the interpreter too.
    """

    wall_seconds: float
    cpu_seconds: float
    max_rss_bytes: int


@dataclass(frozen=True)
class Compiled:
    """A file as `py_compile` writes it, with the disassembly; `magic` names the bytecode format."""

    pyc: bytes
    listing: str = ""

    @property
    def magic(self) -> int:
        """The number at its beginning: 3495 for CPython 3.11."""
        return int.from_bytes(self.pyc[:2], "little")


@dataclass(frozen=True)
class Machine:
    """What the bytecode says about the virtual machine it is for.

    `counted` of `instructions` have a stack use that does not depend on their argument; these push
    and pop so many values. `moving` load or store, `computing` are arithmetic and comparisons,
    `naming` those of them whose argument names a variable or constant. `arithmetic` is by operator.
    """

    instructions: int
    counted: int
    pushes: int
    pops: int
    stack_size: int
    moving: int
    computing: int
    naming: int
    arithmetic: Mapping[str, int]
    executed: int | None

    @property
    def kind(self) -> str:
        """What the evidence says it is."""
        return "stack machine" if self.pushes and not self.naming else "unclear"


@dataclass(frozen=True)
class Figures:
    """Everything asked for about one target; a part that was not asked for is None.

    `python` is the CPython of `executed` and `profile`, `where` the file, `again` the command.
    `program` is the name of its file, `resources` are by part ("plain": with nothing watching),
    `compiled` by CPython, `kept` the paths of files that were written, by name.
    `function` is None when the target names none: then there are figures of the file only.
    `analyses` are the further parts by name, each as the JSON has it. `elsewhere` is what the same
    call executed on other CPythons, `commands` tells by part what gives it again, where that is
    another command than `again`; `artifact` is the id of a program that was found or generated.
    """

    target: str
    where: str
    function: str | None
    python: str
    call: str | None
    again: str
    static: Mapping[str, Scopes | Missing] | None = None
    executed: Executed | Missing | None = None
    profile: Profile | Missing | None = None
    machine: Machine | Missing | None = None
    lines: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, Resources] = field(default_factory=dict)
    compiled: Mapping[str, Compiled] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    program: str = "program.py"
    analyses: Mapping[str, Mapping[str, Any] | Missing] = field(default_factory=dict)
    elsewhere: Mapping[str, Executed] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    artifact: str = ""

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What could not be measured; of static parts that on `python` alone."""
        static = self.static.get(self.python) if self.static is not None else None
        parts = (static, self.executed, self.profile, *self.analyses.values())
        return tuple(part for part in parts if isinstance(part, Missing))

    @property
    def nothing(self) -> bool:
        """Whether no part that was asked for has a figure."""
        return self.static is None and all(
            part is None or isinstance(part, Missing)
            for part in (self.executed, self.profile, *self.analyses.values())
        )

    def scope(self, wanted: str) -> str:
        """The scope to show: without a function there is the file only."""
        return "file" if self.function is None else wanted


@dataclass(frozen=True)
class Compared:
    """The same figures of several targets, and the command that gives them again."""

    figures: tuple[Figures, ...]
    again: str


@dataclass(frozen=True)
class File:
    """A file that was kept for people. `magic` is that of a `.pyc`."""

    path: str
    size_bytes: int
    magic: int | None = None


@dataclass(frozen=True)
class Chapter:
    """One run in a report: what was asked and judged, and the figures that are stored with it.

    `key` names the run's notes, `asked` is the prompt, `facts` are (name, value), `opinions` what
    people said about a claim, by its id. Of `figures` the first of each program has the static
    ones; the others are of further calls. `again` is the command that writes a report about it.
    """

    key: str
    kind: str
    status: str
    judged: Judged
    facts: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    figures: tuple[Figures, ...] = ()
    files: tuple[File, ...] = ()
    opinions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    again: str = ""

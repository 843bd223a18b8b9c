"""Complexity of an artifact: for a call with the free name n, or for each family of a workload.

Data of the measurement: the part "complexity" of the figures (see `complexity.part`).
"""

from __future__ import annotations

import ast
import base64
import random
from typing import Any

from pydantic import Field, NonNegativeInt, ValidationError

from workbench import complexity
from workbench.complexity import Point
from workbench.guest import run as guest
from workbench.measure import growing
from workbench.measure.bench import Bench
from workbench.measure.conditions import bad_call, beside, flavour, measurement, not_run
from workbench.records import Artifact, Measurement, Record, Run
from workbench.workloads import REFERENCE, Workload

BUDGETS = (600_000, 4_000_000)
"""Instructions of one call: the second where the first leaves it undecided."""
DRAWS = (3, 7, 12, 24)
"""Inputs of a size where what they cost differs from draw to draw: more while it is left open.

Of 250 quicksorts on random inputs one draw found another class for 7 and none for 53, three draws
for 1 and 24. With the error of their mean as noise no class was wrong, and of 200 were left open
35 by three draws, 9 by seven, 1 by twelve.
"""
_PROBED = 64
_USED_UP = "the budget of instructions is used up"
USUAL = "random"
"""The name of inputs in no order."""
_NO_ORDER = "[(i * 7919 + 4999) ** 3 % 100019 for i in range(n)]"
"""No number twice, by which a search for one would end early: modulo a prime that leaves 2 when
divided by 3 the cubes are all different."""
_LONGEST = 6 << 20
"""Characters of the arguments of one call."""
NO_SIZE = (
    "the call has no free name n, as in `f(list(range(n)))`, and no families of inputs are known"
)
"""Why a call has no complexity: it has no size."""


class _Report(Record):
    """What the guest says of one size."""

    opcodes: NonNegativeInt = Field(le=10**15)
    steps: float = Field(ge=0, le=1e15, allow_inf_nan=False)
    doubtful: float = Field(default=0, ge=0, le=1e18, allow_inf_nan=False)
    bytes: NonNegativeInt = Field(le=10**15)
    unmodelled: list[str] = Field(default_factory=list, max_length=20)


def observe(
    subject: Artifact, call: str | None, bench: Bench, workload: Workload | None
) -> Measurement:
    """Classes of time and space with all points; every size runs in a guest of its own."""
    target = {"call": call, "seed": bench.seed}
    usual = None if workload is not None else usual_call(call)
    call = usual or call
    nothing = not_run(subject, bench, workload)
    grows = has_size(call)
    if nothing is None and grows:
        nothing = bad_call(call)
    if nothing is None and not grows and (workload is None or not workload.families):
        nothing = Run(outcome="not-run", error=NO_SIZE)
    if nothing is not None:
        version = bench.target.version
        return measurement(subject, "complexity", "guest", version, nothing, None, target)
    names = [None] if grows or workload is None else list(workload.families)
    found: dict[str | None, _Family] = {}
    for name in names:
        found[name] = _family(subject, call, bench, workload, name)
        if growing.TIMEOUT in (found[name].series.why or "") and not found[name].series.points:
            break  # not even the smallest size ends in time; the other families have the same
    data = complexity.part(
        {USUAL if usual else name: one.described() for name, one in found.items()}
    )
    ran = next((one.run for one in found.values() if one.run), None)
    run = ran or Run(outcome="not-run", error=next(iter(found.values())).series.why)
    version = bench.target.version
    return measurement(subject, "complexity", "guest", version, run, data, target)


def has_size(call: str | None) -> bool:
    """Whether a call text uses the name n without giving it a meaning of its own."""
    try:
        tree = ast.parse((call or "").strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "n"]
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return bool(names) and "n" not in own and all(isinstance(n.ctx, ast.Load) for n in names)


def usual_call(call: str | None) -> str | None:
    """A call of one list of numbers as one of n such numbers in no order; None for any other."""
    try:
        tree = ast.parse((call or "").strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if not isinstance(tree, ast.Call) or len(tree.args) != 1 or tree.keywords:
        return None
    given = tree.args[0]
    if not isinstance(given, ast.List) or len(given.elts) < 2:
        return None
    if not all(isinstance(one, ast.Constant) and type(one.value) is int for one in given.elts):
        return None
    return f"{ast.unparse(tree.func)}({_NO_ORDER})"


class _Family:
    """One series: the guests of one kind of inputs."""

    def __init__(
        self,
        subject: Artifact,
        call: str | None,
        bench: Bench,
        workload: Workload | None,
        name: str | None,
    ) -> None:
        self.subject, self.call, self.bench = subject, call, bench
        self.workload, self.name = workload, name
        self.budget = BUDGETS[0]
        self.draws = 1
        self.run: Run | None = None
        self.known: dict[tuple[int, int], Point] = {}
        self.series = growing.Series()

    def described(self) -> complexity.Grown:
        """The series as figures need it."""
        points = tuple(self.series.points[n] for n in self.series.sizes())
        return complexity.Grown(points, self.series.why)

    def at(self, n: int) -> Point | str:
        """Mean costs at a size, or why there are none; nothing is measured twice."""
        found = []
        for draw in range(self.draws):
            point = self.known.get((n, draw)) or self._measured(n, draw)
            if isinstance(point, str):
                return point
            self.known[n, draw] = point
            found.append(point)
        return complexity.mean(found)

    def varies(self) -> bool:
        """Whether inputs of one size cost more in one draw than in another; a call never does."""
        if self._parameters(growing.FIRST, 0) == self._parameters(growing.FIRST, 1):
            return False
        points = [self.known.get((_PROBED, n)) or self._measured(_PROBED, n) for n in (0, 1)]
        for draw, point in enumerate(points):
            if isinstance(point, Point):
                self.known[_PROBED, draw] = point
        times = {point.time for point in points if isinstance(point, Point)}
        return len(times) > 1

    def _measured(self, n: int, draw: int) -> Point | str:
        parameters = self._parameters(n, draw)
        if isinstance(parameters, str):
            return parameters
        bench, workload = self.bench, self.workload
        assert bench.isolation is not None
        job = guest.Job(
            "growth",
            bench.target,
            self.subject.source,
            self.subject.name,
            self._entry_point(),
            flavour(self.subject, workload, bench.files),
            {**parameters, "budget": self.budget},
            beside(self.subject, bench),
            driver=self._driver(),
        )
        seen = guest.observe(job, bench.limits, bench.isolation)
        self.run = self.run if self.run and seen.run.outcome != "ok" else seen.run
        return _point(n, seen)

    def _entry_point(self) -> str | None:
        """What takes the inputs of a family; a call of its own needs none."""
        if self.workload is None or self.name is None:
            return None
        own = self.subject.entry_point == REFERENCE
        return REFERENCE if own else self.workload.entry_point

    def _driver(self) -> str:
        if self.workload is None or self.name is None:
            return ""
        own = self.subject.entry_point == REFERENCE
        return self.workload.reference_driver if own else self.workload.driver

    def _parameters(self, n: int, draw: int) -> dict[str, Any] | str:
        workload = self.workload
        if self.name is None or workload is None:
            return {"call": self.call, "n": n, "setup": workload.call_setup if workload else ""}
        rng = random.Random(f"{self.bench.seed} {self.name} {n} {draw}")
        try:
            arguments = [encoded(one) for one in workload.families[self.name](n, rng)]
        except Exception as error:  # noqa: BLE001 - a workload file may be anybody's
            return f"the family gives no input: {type(error).__name__}: {error}"[:200]
        if sum(len(str(one)) for one in arguments) > _LONGEST:
            return "the input is too large to be sent"
        return {"inputs": arguments, "functions": list(workload.function_arguments)}


def _family(
    subject: Artifact,
    call: str | None,
    bench: Bench,
    workload: Workload | None,
    name: str | None,
) -> _Family:
    found = _Family(subject, call, bench, workload, name)
    found.series = growing.grown(found.at)
    varies = growing.TIMEOUT not in (found.series.why or "") and found.varies()
    for draws in DRAWS if varies else ():
        if found.draws == 1 or _is_open(found):
            found.draws = draws
            found.series = growing.grown(found.at)
    if _is_open(found) and _USED_UP in (found.series.why or ""):
        found.budget = BUDGETS[1]
        found.series = growing.grown(found.at)
    return found


def _is_open(found: _Family) -> bool:
    """Whether there is something to be cleared up that was not by what was measured."""
    return bool(found.series.points) and not complexity.is_clear(found.described())


def _point(n: int, seen: guest.Observation) -> Point | str:
    data = seen.data
    if data is None:
        why = f": {seen.run.error}" if seen.run.error else ""
        return f"the guest ended: {seen.run.outcome}{why}"[:300]
    if data.get("stopped"):
        return _USED_UP
    if data.get("raised") or data.get("error") or data.get("tampered"):
        raised = data.get("raised")
        types = raised.get("types") if isinstance(raised, dict) else None
        name = types[0] if isinstance(types, list) and types else data.get("error")
        return f"the call raised {name}"[:200] if raised else str(name or "tampered")[:200]
    try:
        report = _Report.model_validate(
            {key: value for key, value in data.items() if key in _Report.model_fields}
        )
    except ValidationError:
        return "the guest's report is not one of this probe"
    time = report.opcodes + report.steps
    names = tuple(str(one)[:100] for one in report.unmodelled)
    return Point(n, time, report.doubtful, report.bytes, names)


def encoded(value: Any) -> dict[str, Any]:
    """A value as plain data for the probe (see its `decoded`); raises TypeError."""
    if type(value).__module__.split(".")[0] == "numpy" and hasattr(value, "tobytes"):
        data = base64.b64encode(value.tobytes()).decode("ascii")
        return {"array": [value.dtype.str, list(value.shape), data]}
    return {"literal": repr(value)}

"""What one loop carries from iteration to iteration, as far as its text tells."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any, Dict, List, NamedTuple, Sequence, Set

import accumulate
import control
import effects
import elements
import flow
import iterables
import places
import variables

SERIAL, REDUCTION, INDEPENDENT, UNKNOWN = "serial", "reduction", "independent", "not analysed"
MOST_NAMES = 300
MOST_CARRIED = 20
MOST_EVENTS = 20000
_CONSUMERS = frozenset(
    ["sum", "min", "max", "any", "all", "math.fsum", "math.prod", "statistics.fmean"]
)


class Verdict(NamedTuple):
    """What was found: `carried` as plain data, and whether nothing had to be assumed for it."""

    carried: List[Dict[str, Any]]
    verdict: str
    is_sure: bool
    why: str


def analyse(
    loop: iterables.Loop, calls: effects.Calls, plain: Set[str], purse: variables.Purse
) -> Verdict:
    """The verdict on one loop; `plain` are variables around it that hold numbers or texts."""
    try:
        return _Analysis(loop, calls, plain, purse).verdict()
    except (variables.TooLargeError, RecursionError):
        return Verdict([], UNKNOWN, False, "the loop is too large to be followed")


class _Analysis:
    def __init__(
        self, loop: iterables.Loop, calls: effects.Calls, plain: Set[str], purse: variables.Purse
    ) -> None:
        self.purse = purse
        self.loop = loop
        self.calls = calls
        self.plain = plain
        self.statements = list(accumulate.statements(loop.body))
        self.events = list(places.events(loop.test)) if loop.test is not None else []
        for statement in self.statements:
            self.events.extend(accumulate.header(statement))
        self.targets = places.bound(loop.target) if loop.target is not None else set()
        self.lines = self._bindings()
        self.changed = set(self.lines) | self.targets
        if len(self.changed) > MOST_NAMES or len(self.events) > MOST_EVENTS:
            raise variables.TooLargeError
        self.loads = Counter(e.root for e in self.events if e.what in ("load", "touch"))
        self.sums = accumulate.accumulators(loop.body, self.loads)
        self.counters = accumulate.counters(loop.body, self.changed)
        self.notes: List[effects.Reason] = []

    def _bindings(self) -> Dict[str, int]:
        """Variables bound in the body, with the last line that does."""
        lines: Dict[str, int] = {}
        for statement in self.statements:
            for target in accumulate.targets(statement):
                lines.update(dict.fromkeys(places.bound(target), statement.lineno))
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                lines[statement.name] = statement.lineno
        lines.update((e.root, e.line) for e in self.events if e.what == "bind")
        return lines

    def verdict(self) -> Verdict:
        """Everything put together."""
        first = self._followed(set())
        own = {name for name in self.changed if name not in first.exposed}
        meetings = self._meetings(own)
        carried = {m.root + "[]" for m in meetings if m.how in ("flow", "again")}
        whole = self._followed(carried)
        found = self._carried(whole, meetings)
        self._look_at_calls(own)
        cycles = _cycles(whole) - self.sums - set(self.counters)
        roots = {name[:-2] for name in carried}
        decided = control.decisions(self.loop, self.changed, set(self.counters), roots)
        scans = {name for name in cycles if self._only_adds(name, whole.end)}
        return self._judged(found, cycles, scans, meetings, decided)

    def _followed(self, carried: Set[str]) -> flow.Iteration:
        one = flow.Iteration(self.changed, carried, self.purse)
        one.follow(self.loop.test, self.loop.body, self.targets)
        return one

    # Elements

    def _meetings(self, own: Set[str]) -> List[elements.Meeting]:
        moving, aliases = iterables.moving(self.loop, self.counters, self.statements)
        inner = {
            name
            for statement in self.statements
            if isinstance(statement, (ast.For, ast.AsyncFor))
            for name in places.bound(statement.target)
        }
        decide = elements.Elements(moving, self.changed | self.targets, inner)
        by_root: Dict[str, List[elements.Access]] = {}
        for access in elements.accesses(self.loop.body, aliases):
            by_root.setdefault(access.root, []).append(access)
        result: List[elements.Meeting] = []
        for root, found in by_root.items():
            if all(access.what == "load" for access in found):
                continue
            if root.split(".")[0] in own or root in own:
                self._own_container(root, found[0])
            else:
                self._assume_distinct(found)
                result.extend(decide.meetings(found))
        return result

    def _assume_distinct(self, found: Sequence[elements.Access]) -> None:
        """Elements of what a loop runs over are taken for different objects."""
        for access in found:
            names = {e.root for index in access.indexes for e in places.events(index)}
            if access.what != "load" and any(name.startswith("<") for name in names):
                text = "if the elements of %s are different objects" % access.root[:80]
                self.notes.append(effects.Reason(access.line, text, False))
                return

    def _own_container(self, root: str, access: elements.Access) -> None:
        """A container bound in the iteration: its own, if it was made there."""
        made = [
            statement
            for statement in self.statements
            if any(root in places.bound(target) for target in accumulate.targets(statement))
        ]
        fresh = made and all(
            isinstance(one, (ast.Assign, ast.AnnAssign))
            and one.value is not None
            and effects.is_fresh(one.value)
            for one in made
        )
        if not fresh:
            text = "%s may be the same object in several iterations" % root[:80]
            self.notes.append(effects.Reason(access.line, text, True))

    # Calls

    def _look_at_calls(self, own: Set[str]) -> None:
        shared = {e.root for e in self.events if e.what in ("load", "touch")} - own - self.targets
        shared |= {name.split(".")[0] for name in shared}
        plain = self.plain | (self.changed - own)
        for event in self.events:
            if isinstance(event.node, ast.Call) and event.what == "call":
                reason = self.calls.reason(event.node, shared - own - self.targets, plain)
                if reason is not None:
                    self.notes.append(reason)
        for statement in self.statements:
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                text = "a function is defined in it"
                self.notes.append(effects.Reason(statement.lineno, text, False))
            elif isinstance(statement, (ast.AsyncFor, ast.AsyncWith)):
                text = "it waits for something"
                self.notes.append(effects.Reason(statement.lineno, text, True))

    # Put together

    def _carried(
        self, one: flow.Iteration, meetings: Sequence[elements.Meeting]
    ) -> Dict[str, Dict[str, Any]]:
        found: Dict[str, Dict[str, Any]] = {}
        for name, line in sorted(one.exposed.items(), key=lambda pair: pair[1]):
            if name in self.lines:
                adds = name in self.sums or name in self.counters
                how = "accumulate" if adds else "recurrence"
                found[name] = _entry(name, self.lines[name], line, how)
        for name in sorted(self.sums):
            if name not in found:
                found[name] = _entry(name, self.lines[name], self.lines[name], "accumulate")
        for meeting in meetings:
            if meeting.how in ("flow", "again", "accumulate"):
                how = "accumulate" if meeting.how == "accumulate" else "element"
                entry = _entry(meeting.root, meeting.from_line, meeting.to_line, how)
                found.setdefault(meeting.root + "[]", entry)
        return found

    def _judged(
        self,
        found: Dict[str, Dict[str, Any]],
        cycles: Set[str],
        scans: Set[str],
        meetings: Sequence[elements.Meeting],
        decided: Sequence[control.Decision],
    ) -> Verdict:
        carried = list(found.values())
        carried += [_entry(one.name, one.line, one.line, "control") for one in decided]
        carried = carried[:MOST_CARRIED]
        sure = {m.root + "[]" for m in meetings if m.is_sure} | {
            name for name in cycles - scans if not name.endswith("[]")
        }
        if cycles:
            shown = _listed(name[:-2] if name.endswith("[]") else name for name in cycles)
            text = "what an iteration computes of %s needs that of an earlier one" % shown
            return Verdict(carried, SERIAL, bool(cycles & sure), text)
        if decided:
            shown = _listed(one.name for one in decided)
            text = "%s decides whether there is another iteration" % shown
            return Verdict(carried, SERIAL, any(one.is_sure for one in decided), text)
        return self._without_chain(found, carried, meetings)

    def _only_adds(self, name: str, end: variables.State) -> bool:
        """Whether a variable is a running total: only added to, by what does not depend on it."""
        forms = [
            accumulate.form(statement)
            for statement in self.statements
            if any(name in places.bound(target) for target in accumulate.targets(statement))
        ]
        steps = [one.step for one in forms if one is not None and one.step is not None]
        read = {event.root for step in steps for event in places.events(step)}
        depends = any(name in end[each].sources for each in read & set(end))
        return bool(steps) and len(steps) == len(forms) and not depends

    def _without_chain(
        self,
        found: Dict[str, Dict[str, Any]],
        carried: List[Dict[str, Any]],
        meetings: Sequence[elements.Meeting],
    ) -> Verdict:
        hard = [note.text for note in self.notes if note.is_hard]
        hard += [meeting.why for meeting in meetings if meeting.how == "unclear"]
        passed = [
            one["name"] for key, one in found.items() if one["how"] in ("recurrence", "element")
        ]
        if passed:
            hard.append("%s goes from one iteration to the next" % _listed(passed))
        if hard:
            return Verdict(carried, UNKNOWN, False, hard[0])
        soft = [note.text for note in self.notes]
        adds = set(found) - set(self.counters)
        if self.loop.consumer in _CONSUMERS:
            text = "the iterations meet only in %s(…)" % self.loop.consumer
            return Verdict(carried, REDUCTION, not soft, "; ".join([text] + soft[:1]))
        if adds:
            names = _listed(found[name]["name"] for name in adds)
            text = "the iterations meet only in what is added up in %s" % names
            return Verdict(carried, REDUCTION, not soft, "; ".join([text] + soft[:1]))
        text = "no iteration reads what another one has written"
        return Verdict(carried, INDEPENDENT, not soft, "; ".join([text] + soft[:1]))


def _entry(name: str, from_line: int, to_line: int, how: str) -> Dict[str, Any]:
    return {"name": name[:200], "from_line": from_line, "to_line": to_line, "how": how}


def _listed(names: Any) -> str:
    shown = sorted({str(name)[:80] for name in names})
    return ", ".join(shown[:5]) + (", …" if len(shown) > 5 else "")


def _cycles(one: flow.Iteration) -> Set[str]:
    """Variables whose value, over some iterations, is computed from an earlier one of their own."""
    edges = {
        name: value.sources & (set(one.exposed) | one.carried)
        for name, value in one.end.items()
        if name in one.exposed or name in one.carried
    }
    result: Set[str] = set()
    for name in edges:
        seen: Set[str] = set()
        waiting = set(edges[name])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting |= set(edges.get(other, ())) - seen
        if name in seen:
            result.add(name)
    return result

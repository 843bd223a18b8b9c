"""Executed instructions: known totals, an independent count per site, and counters that fail."""

from __future__ import annotations

from typing import Any

import pytest
from probe_driver import (
    EULER,
    FOUND,
    MINORS,
    PROBES,
    RIGHT_HAND_SIDE,
    interpreter_of,
    measure,
    run,
)

from workbench.records import Interpreter

CALL = "euler(f, 0.5, 0, 2, 0.01)"

# Instructions of euler and of its right-hand side at 200 steps, RESUME included.
TOTALS = {
    (3, 8): (3610, 1600),
    (3, 9): (3610, 1600),
    (3, 10): (3410, 1600),
    (3, 11): (3811, 1800),
    (3, 12): (3810, 1800),
    (3, 13): (3009, 1600),
}


def euler_on(interpreter: Interpreter) -> dict[str, Any]:
    return measure(interpreter, "executed", EULER, setup=RIGHT_HAND_SIDE, call=CALL)


@pytest.mark.parametrize("minor", MINORS)
def test_euler_has_the_known_totals(minor: tuple[int, int]) -> None:
    data = euler_on(interpreter_of(minor))
    assert (data["total"], data["host_total"]) == TOTALS[minor]
    assert data["functions"]["euler"]["total"] == data["total"]
    assert data["functions"]["euler"]["calls"] == 1
    assert data["host_functions"]["<lambda>"]["calls"] == 200
    assert data["raised"] is None
    assert data["tampered"] is False
    assert sum(data["lines"].values()) == data["total"]


def test_euler_on_3_11_by_opcode_and_line() -> None:
    data = euler_on(interpreter_of((3, 11)))
    opcodes = data["functions"]["euler"]["opcodes"]
    assert opcodes["LOAD_FAST"] == 1805
    assert opcodes["BINARY_OP"] == 600
    assert opcodes["RESUME"] == 1
    assert data["lines"]["5"] == 2200


@pytest.mark.parametrize("minor", MINORS)
def test_counting_twice_gives_the_same(minor: tuple[int, int]) -> None:
    assert euler_on(interpreter_of(minor)) == euler_on(interpreter_of(minor))


# Loops, closures, generators entered, thrown into, closed and delegated to, exceptions caught and
# let through, `with`, comprehensions, classes, recursion, EXTENDED_ARG.
MANY_THINGS = """\
import contextlib

class Box:
    def __init__(self, items):
        self.items = list(items)
    def __iter__(self):
        for item in self.items:
            yield item
    @property
    def size(self):
        return len(self.items)

def numbers(n):
    try:
        for k in range(n):
            got = yield k
            if got:
                yield got * 10
    except ValueError:
        yield -1
    finally:
        n = 0

def delegated(n):
    result = yield from numbers(n)
    return result

@contextlib.contextmanager
def held(log):
    log.append("in")
    try:
        yield log
    finally:
        log.append("out")

def risky(k):
    if k % 3 == 0:
        raise KeyError(k)
    if k % 3 == 1:
        return k
    assert k != 5, "five"
    return -k

def recursive(n):
    return 1 if n < 2 else recursive(n - 1) + recursive(n - 2)

def everything(n):
    total = 0
    log = []
    def add(k, *more, scale=2):
        nonlocal total
        total += k * scale + sum(more)
    for k in range(n):
        try:
            add(risky(k))
        except KeyError as error:
            add(error.args[0], 1, 2, scale=3)
            continue
        except AssertionError:
            break
        finally:
            add(1)
    with held(log) as inner:
        inner.append(len(log))
    walk = numbers(4)
    next(walk)
    walk.send(3)
    walk.throw(ValueError)
    walk.close()
    unstarted = numbers(1)
    try:
        unstarted.throw(LookupError)
    except LookupError:
        add(1)
    total += sum(delegated(3))
    total += sum([k * k for k in range(5) if k % 2]) + len({k: j for k, j in enumerate("abc")})
    total += sum(Box(range(4))) + Box("xy").size
    first, *rest = sorted({7, 5, 3}, key=lambda k: -k)
    while rest:
        rest.pop()
        if total > 10 and first or not rest:
            total -= 1
        else:
            total += 1
    total += recursive(7)
    wide = [BIG]
    for value in wide:
        if value == 299:
            total += value
    return total
""".replace("BIG", ", ".join(f"abs({n})" for n in range(300)))

_INDEPENDENT = """
import collections, json, sys, types
sys.path.insert(0, json.load(sys.stdin)["folder"])
import codes
SOURCE = %r
FILE = "workload.py"
hits = collections.defaultdict(collections.Counter)
def local(frame, event, argument):
    if event == "opcode":
        hits[frame.f_code][frame.f_lasti] += 1
    return local
def tracer(frame, event, argument):
    if frame.f_code.co_filename != FILE:
        return None
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    return local
namespace = {}
exec(compile(SOURCE, FILE, "exec"), namespace)
# Asked for here first, opcode events reach frames that ask for them later, also from 3.12 on.
sys._getframe().f_trace_opcodes = True
sys.settrace(tracer)
# 3.13.0 loses the events of each code object's first frame: the second round is the one counted.
namespace["everything"](8)
hits.clear()
namespace["everything"](8)
sys.settrace(None)
result = {}
for code, counts in hits.items():
    names = codes.names_by_offset(code)
    resume = min((at for at, name in names.items() if name == "RESUME"), default=-1)
    for at, times in counts.items():
        if at > resume and names[at] not in ("RESUME", "EXTENDED_ARG"):
            result["%%s %%d:%%d" %% (code.co_name, code.co_firstlineno, at)] = times
print()
print(json.dumps(result), end="")
"""


@pytest.mark.parametrize("engine", ["blocks", "monitoring"])
@pytest.mark.parametrize("minor", [(3, 12), (3, 13)])
def test_every_site_equals_an_independent_count_by_tracing(
    minor: tuple[int, int], engine: str
) -> None:
    interpreter = interpreter_of(minor)
    expected = run(interpreter, _INDEPENDENT % MANY_THINGS, {"folder": str(PROBES)})
    data = measure(interpreter, "executed", MANY_THINGS, call="everything(8)", engine=engine)
    static = measure(interpreter, "bytecode", MANY_THINGS)
    counted: dict[str, int] = {}
    for code in static["code_objects"]:
        sites = data["functions"].get(code["qualname"], {"sites": {}})["sites"]
        names = {at: name for at, _, name, _ in code["instructions"]}
        start = min((at for at, name in names.items() if name == "RESUME"), default=-1)
        for at, name in names.items():
            times = sites.get(f"{code['first_line']}:{at}", 0)
            if times and at > start and name not in ("RESUME", "EXTENDED_ARG"):
                counted[f"{code['name']} {code['first_line']}:{at}"] = times
    assert data["engine"] == engine
    assert len(counted) > 800
    assert counted == expected


@pytest.mark.parametrize("minor", MINORS)
def test_counted_calls_equal_those_of_cprofile(minor: tuple[int, int]) -> None:
    source = MANY_THINGS.replace("walk.throw(ValueError)", "").replace(
        "unstarted.throw(LookupError)", "raise LookupError"
    )
    interpreter = interpreter_of(minor)
    counted = measure(interpreter, "executed", source, call="everything(8)")["functions"]
    profiled = measure(interpreter, "calls", source, call="everything(8)")["functions"]
    entered = {"numbers", "delegated", "held", "Box.__iter__"}
    plain = {name: one["calls"] for name, one in counted.items() if name not in entered}
    short = {name.rpartition(".")[2]: calls for name, calls in plain.items()}
    assert short == {name: profiled[name]["total"] for name in short}
    if minor >= (3, 11):
        resumed = {name: counted[name]["opcodes"]["RESUME"] for name in entered}
        assert {name.rpartition(".")[2]: count for name, count in resumed.items()} == {
            name: profiled[name]["total"] for name in ("numbers", "delegated", "held", "__iter__")
        } | {"numbers": resumed["numbers"]}
    assert counted["recursive"]["calls"] == 41


SILENT = """\
def outer(n):
    def inner(k):
        return k + n
    def walk():
        yield inner(1)
        yield inner(2)
    return list(walk())
"""


@pytest.mark.parametrize("minor", [(3, 11), (3, 12), (3, 13)])
def test_what_no_tracer_reports_is_added(minor: tuple[int, int]) -> None:
    functions = measure(interpreter_of(minor), "executed", SILENT, call="outer(3)")["functions"]
    outer = functions["outer"]["opcodes"]
    inner = functions["outer.<locals>.inner"]["opcodes"]
    walk = functions["outer.<locals>.walk"]["opcodes"]
    assert (outer["MAKE_CELL"], outer["RESUME"]) == (2, 1)
    assert (inner["COPY_FREE_VARS"], inner["RESUME"]) == (2, 2)
    assert (walk["COPY_FREE_VARS"], walk["RETURN_GENERATOR"], walk["RESUME"]) == (1, 1, 3)
    assert walk["YIELD_VALUE"] == 2


@pytest.mark.parametrize("minor", MINORS)
def test_prefixes_are_counted_apart(minor: tuple[int, int]) -> None:
    wide = f"def f():\n    return [{', '.join(f'abs({n}.5)' for n in range(300))}]\n"
    interpreter = interpreter_of(minor)
    executed = measure(interpreter, "executed", wide, call="f()")
    static = measure(interpreter, "bytecode", wide)
    f = static["code_objects"][static["functions"]["f"]]
    assert executed["functions"]["f"]["opcodes"] == f["counts"]
    assert executed["extended_arg"] == f["extended_arg"] > 0


@pytest.mark.parametrize("minor", MINORS)
def test_other_files_are_not_counted(minor: tuple[int, int]) -> None:
    source = "import json\ndef f(): return json.dumps({'a': [1, 2]}, indent=1)\n"
    data = measure(interpreter_of(minor), "executed", source, call="f()")
    assert list(data["functions"]) == ["f"]
    assert data["total"] < 40


@pytest.mark.parametrize("minor", MINORS)
def test_what_ends_the_call_is_told_and_counted_so_far(minor: tuple[int, int]) -> None:
    source = "def f(n):\n    while True:\n        n -= 1\n        1 // n\n"
    data = measure(interpreter_of(minor), "executed", source, call="f(5)")
    assert data["raised"]["types"][:2] == ["ZeroDivisionError", "ArithmeticError"]
    assert data["lines"]["3"] == 20
    assert data["total"] > 40


@pytest.mark.parametrize("minor", MINORS)
def test_threads_are_counted_too(minor: tuple[int, int]) -> None:
    source = """\
import threading
def work(n):
    return n + 1
def f():
    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
    data = measure(interpreter_of(minor), "executed", source, call="f()")
    assert data["functions"]["work"]["calls"] == 3
    assert data["functions"]["work"]["opcodes"]["RETURN_VALUE"] == 3


REMOVES_TRACING = """\
import sys
def f(n):
    sys.settrace(None)
    if hasattr(sys, "monitoring"):
        for tool in range(6):
            sys.monitoring.free_tool_id(tool)
    return n + 1
"""


@pytest.mark.parametrize("minor", MINORS)
def test_an_artifact_that_stops_the_counter_is_flagged(minor: tuple[int, int]) -> None:
    engine = "tracing" if minor < (3, 12) else "monitoring"
    interpreter = interpreter_of(minor)
    data = measure(interpreter, "executed", REMOVES_TRACING, call="f(1)", engine=engine)
    assert data["tampered"] is True


@pytest.mark.parametrize("minor", [(3, 11), (3, 12), (3, 13)])
def test_what_stops_tracing_does_not_stop_counters_in_blocks(minor: tuple[int, int]) -> None:
    data = measure(interpreter_of(minor), "executed", REMOVES_TRACING, call="f(1)")
    assert (data["engine"], data["tampered"], data["raised"]) == ("blocks", False, None)
    # The loop over six tools tries seven times; 3.11 has no tools.
    assert data["opcodes"].get("FOR_ITER", 0) == (0 if minor == (3, 11) else 7)
    assert data["opcodes"]["BINARY_OP"] == 1


@pytest.mark.parametrize("minor", [(3, 12), (3, 13)])
def test_an_artifact_that_replaces_the_callback_is_flagged(minor: tuple[int, int]) -> None:
    source = """\
import sys
def f(n):
    monitoring = sys.monitoring
    for tool in range(6):
        if monitoring.get_tool(tool) == "workbench":
            event = monitoring.events.INSTRUCTION
            monitoring.register_callback(tool, event, lambda code, offset: None)
    return n + 1
"""
    data = measure(interpreter_of(minor), "executed", source, call="f(1)", engine="monitoring")
    assert data["tampered"] is True


_BROKEN = """
import json, sys
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
import executed, target, watchers
entered = watchers.Watched.entered
def forgetful(self, offset):
    pass
if sys.version_info >= (3, 11):
    watchers.Watched.entered = forgetful
else:
    watchers._local_tracer = lambda hits: None
parameters = {"call": "f()", "engine": "monitoring" if sys.version_info >= (3, 12) else "tracing"}
subject = target.Target("def f(): return 1", "workload.py", None, parameters)
print()
print(json.dumps(executed.measure(subject)), end="")
"""


@pytest.mark.parametrize("interpreter", FOUND, ids=lambda found: found.version)
def test_a_counter_that_misses_something_is_refused_and_never_says_0(
    interpreter: Interpreter,
) -> None:
    data = run(interpreter, _BROKEN, {"folder": str(PROBES)})
    assert data["error"].startswith("canary: ")
    assert "predicted" in data["error"]
    assert "total" not in data


_PREDICTION = """
import json, sys
sys.path.insert(0, json.load(sys.stdin)["folder"])
import canary
counts = canary.predicted(canary.compiled())
print()
print(json.dumps({name: sum(hits.values()) for name, hits in counts.items()}), end="")
"""

# Worked out by hand from the disassembly of each version; `scaled` runs 3 times.
BY_HAND = {
    (3, 8): {"scaled": 18},
    (3, 9): {"scaled": 18},
    (3, 10): {"scaled": 18},
    (3, 11): {"scaled": 24},
    (3, 12): {"scaled": 24},
    (3, 13): {"scaled": 24},
}


@pytest.mark.parametrize("minor", MINORS)
def test_the_canary_is_predicted_without_running_it(minor: tuple[int, int]) -> None:
    predicted = run(interpreter_of(minor), _PREDICTION, {"folder": str(PROBES)})
    assert predicted["scaled"] == BY_HAND[minor]["scaled"]
    assert predicted["start"] > 100

"""Test modules of the standard library, and what they test, behave as before when rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from engines import MINORS
from probe_driver import PROBES, interpreter_of, run

_TESTS = """
import importlib, io, json, os, sys, tempfile, unittest, warnings
job = json.load(sys.stdin)
sys.path.insert(0, job["folder"])
warnings.simplefilter("ignore")
os.chdir(tempfile.mkdtemp())
import counters, importing
try:
    import test.support
except ImportError:
    print("\\n" + json.dumps(None), end="")
    raise SystemExit

def ran():
    module = importlib.import_module("test." + job["name"])
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(stream=io.StringIO(), verbosity=0).run(suite)
    bad = sorted(str(case) for case, _ in result.failures + result.errors)
    return {"run": result.testsRun, "skipped": len(result.skipped), "bad": bad}

wanted = ["test." + job["name"], *job["with"]]
# Imported twice, heapq fails one of its tests by itself: so do both.
with importing.afresh(wanted, lambda name, code: code):
    plain = ran()
watcher = counters.Blocks([])
def each(name, code):
    watcher.files.add(code.co_filename)
    return watcher.rewritten(code)
kept = sys.stdout
sys.stdout = io.StringIO()
with watcher.compiling(), importing.afresh(wanted, each):
    found = []
    watcher.run(lambda: found.append(ran()))
sys.stdout = kept
total = sum(sum(one.hits.values()) for one in watcher.watched.values())
print("\\n" + json.dumps({"plain": plain, "counted": found[0], "total": total,
    "broken": watcher.broken}), end="")
"""

# Each test module with the modules in Python that it tests; none that reads its own bytecode.
LIBRARY = {
    "test_bisect": ["bisect"],
    "test_heapq": ["heapq"],
    "test_textwrap": ["textwrap"],
    "test_generators": [],
    "test_coroutines": [],
    "test_exceptions": [],
    "test_contextlib": ["contextlib"],
    "test_with": [],
    "test_string": ["string"],
    "test_fractions": ["fractions"],
    "test_statistics": ["statistics"],
    "test_dataclasses": ["dataclasses"],
    "test_listcomps": [],
    "test_scope": [],
    "test_genexps": [],
    "test_except_star": [],
    "test_shlex": ["shlex"],
    "test_difflib": ["difflib"],
    "test_raise": [],
    "test_yield_from": [],
    "test_asyncgen": [],
    "test_configparser": ["configparser"],
}
QUICK = ["test_bisect", "test_with"]


def behaves(name: str, minor: tuple[int, int]) -> dict[str, Any]:
    """The module's tests, plain and counted, have the same results; returns what was found."""
    job = {"folder": str(PROBES), "name": name, "with": LIBRARY[name]}
    found = run(interpreter_of(minor), _TESTS, job)
    if found is None:  # distributions leave the standard library's own tests out of the package
        pytest.skip(f"CPython {minor[0]}.{minor[1]} has no `test` package here")
    assert found["broken"] is None
    assert found["counted"] == found["plain"]
    assert found["counted"]["run"] > 0
    assert found["total"] > 0
    data: dict[str, Any] = found
    return data


@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize("name", QUICK)
def test_a_few_library_tests_behave_as_before(name: str, minor: tuple[int, int]) -> None:
    behaves(name, minor)


@pytest.mark.proof
@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize("name", sorted(set(LIBRARY) - set(QUICK)))
def test_library_tests_behave_as_before(name: str, minor: tuple[int, int]) -> None:
    behaves(name, minor)

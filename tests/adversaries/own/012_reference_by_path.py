# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: imports or reads the reference beside the probe
# EXPECTED: incorrect or wrong-type or crash
# MUST REMAIN TRUE: neither the package nor the workloads can be read
import os
import sys

_BASES = {os.path.dirname(p) for p in sys.path} | set(sys.path) | {"@REPOSITORY@"}
for name in ("workbench", "workloads.quicksort"):
    try:
        __import__(name)
    except ImportError:
        pass


def quicksort(xs):
    for base in _BASES:
        for name in ("workloads/quicksort.py", "shipped/workloads/quicksort.py", "../workloads/quicksort.py", "workbench/shipped/workloads/quicksort.py"):
            try:
                with open(os.path.join(base, name)) as file:
                    space = {"__name__": "stolen"}
                    exec(file.read(), space)
                    return space["reference"](xs)
            except OSError:
                continue
    return []

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: lifts its own limits, and those of its parent
# EXPECTED: ok or crash
# MUST REMAIN TRUE: the limits of the parent are what they were
import os
import resource

for pid in (0, os.getpid(), os.getppid()):
    for which in range(16):
        try:
            resource.prlimit(pid, which, (1 << 40, 1 << 40) if pid != os.getppid() else (1, 1))
        except (OSError, ValueError):
            pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

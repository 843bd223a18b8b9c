# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: opens descriptors until refused and keeps them
# EXPECTED: ok
# MUST REMAIN TRUE: the limit holds, none of them is the host's
import os

_KEPT = []
try:
    while True:
        _KEPT.append(os.dup(0))
except OSError:
    pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

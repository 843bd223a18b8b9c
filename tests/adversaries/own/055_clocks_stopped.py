# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: stops every clock of the time module
# EXPECTED: ok; suspicious (WB603)
# MUST REMAIN TRUE: clocks that were replaced are noted
import time

for name in ("perf_counter", "perf_counter_ns", "monotonic", "process_time", "time"):
    setattr(time, name, lambda: 0)


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

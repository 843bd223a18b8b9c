# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: reads every descriptor through /proc/self/fd and by number
# EXPECTED: ok or incorrect or crash or protocol or timeout or blocked
# MUST REMAIN TRUE: only its own pipes are there
import os

_FOUND = []
for number in range(3, 256):
    try:
        _FOUND.append(os.readlink("/proc/self/fd/%d" % number))
    except OSError:
        pass
for number in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") and os.access("/proc/self/fd", os.R_OK) else ():
    try:
        _FOUND.append(open("/proc/self/fd/" + number, "rb", buffering=0).read(1))
    except OSError:
        pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: writes frames at exit: atexit, finalizers, thread shutdown, unraisable hooks
# EXPECTED: ok or crash
# MUST REMAIN TRUE: the child leaves without running any of it
import atexit
import os
import sys
import weakref


def words(*anything):
    for number in range(3, 16):
        try:
            os.write(number, b"wbf1" + b"\0" * 64)
        except OSError:
            pass


class Last:
    pass


_LAST = Last()
atexit.register(words)
weakref.finalize(_LAST, words)
sys.unraisablehook = sys.excepthook = words


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

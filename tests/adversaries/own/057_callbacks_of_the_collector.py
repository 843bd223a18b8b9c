# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: does its work in callbacks of the garbage collector and finalizers
# EXPECTED: ok
# MUST REMAIN TRUE: what it costs is in the CPU time of the process
import gc
import weakref


class Late:
    pass


gc.callbacks.append(lambda phase, info: sum(range(1000)))


def quicksort(xs):
    late = Late()
    weakref.finalize(late, sum, range(1000))
    return sorted(xs)

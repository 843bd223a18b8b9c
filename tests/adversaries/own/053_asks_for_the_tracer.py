# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: behaves while a tracer or a profiler is set, and only then
# EXPECTED: ok; suspicious (WB601)
# MUST REMAIN TRUE: asking is noted
import sys


def quicksort(xs):
    if sys.gettrace() is None and sys.getprofile() is None and len(xs) > 10**6:
        return []
    return sorted(xs)

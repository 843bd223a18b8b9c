# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: sets a profiler and takes it away again in each call
# EXPECTED: ok; suspicious (WB601)
# MUST REMAIN TRUE: setting one is noted
import sys


def quicksort(xs):
    before = sys.getprofile()
    sys.setprofile(None)
    found = sorted(xs)
    sys.setprofile(before)
    return found

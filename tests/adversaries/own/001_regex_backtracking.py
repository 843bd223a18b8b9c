# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a regular expression that holds the GIL for ever in one call
# EXPECTED: timeout
# MUST REMAIN TRUE: the deadline is kept outside
import re


def quicksort(xs):
    re.match("(a*)*b", "a" * 60)
    return sorted(xs)

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: sorts the caller's own list
# EXPECTED: incorrect
# MUST REMAIN TRUE: arguments come back and are compared
def quicksort(xs):
    xs.sort()
    return list(xs)

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a dict of integers which all have one hash
# EXPECTED: incorrect or wrong-type or protocol or timeout
# MUST REMAIN TRUE: building it anew is not quadratic on the host
def quicksort(xs):
    return {k * (2**61 - 1): 0 for k in range(2000)}

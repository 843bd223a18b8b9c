# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a million empty containers: small on the wire, large once read
# EXPECTED: incorrect or wrong-type or output-limit or memory or timeout
# MUST REMAIN TRUE: the host grows by a bounded amount
def quicksort(xs):
    return [[] for _ in range(900_000)]

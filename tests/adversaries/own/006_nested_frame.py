# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: lists nested 100,000 deep
# EXPECTED: incorrect or wrong-type or crash
# MUST REMAIN TRUE: depth is limited on both sides
def quicksort(xs):
    found = []
    for _ in range(100_000):
        found = [found]
    return found

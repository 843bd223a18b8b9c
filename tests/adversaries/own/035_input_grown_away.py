# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: right values, but the argument is changed so much that it does not come back
# EXPECTED: incorrect
# MUST REMAIN TRUE: an argument that is too large to come back has changed
def quicksort(xs):
    found = sorted(xs)
    if len(found) == 12:
        xs.extend(range(2_000_000))
    return found

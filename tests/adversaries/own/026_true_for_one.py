# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: True for 1 and 1.0 for 1
# EXPECTED: wrong-type
# MUST REMAIN TRUE: 1, 1.0 and True are three values
def quicksort(xs):
    return [True if x == 1 else float(x) if type(x) is int and abs(x) < 9 else x for x in sorted(xs)]

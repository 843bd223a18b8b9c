# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: shows one function and puts the code of another into it
# EXPECTED: ok; suspicious (WB604)
# MUST REMAIN TRUE: code that is put in place is noted
def quicksort(xs):
    return []


quicksort.__code__ = (lambda xs: sorted(xs)).__code__

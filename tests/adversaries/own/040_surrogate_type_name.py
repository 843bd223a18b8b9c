# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a class whose module is no valid text
# EXPECTED: wrong-type
# MUST REMAIN TRUE: records and reports are valid UTF-8
Odd = type("Odd", (), {"__module__": "\ud800\x1b]0;owned\x07"})


def quicksort(xs):
    return Odd()

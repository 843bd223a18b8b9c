# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: the same in values, keys and type names
# EXPECTED: incorrect or wrong-type
# MUST REMAIN TRUE: no escape reaches the terminal or the report
Loud = type("\x1b[2J", (), {})


def quicksort(xs):
    return [{"\x1b[31m\ud800": Loud(), ("\u202e", "\x9b2J"): "\x07"}]

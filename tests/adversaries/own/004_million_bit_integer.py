# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: an integer of a million bits, which nobody should write in decimal
# EXPECTED: incorrect or wrong-type
# MUST REMAIN TRUE: the host neither stalls nor raises on writing it
def quicksort(xs):
    return [1 << 1_000_000] * len(xs) + [1]

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: right numbers, as a subclass of int that is equal to all
# EXPECTED: wrong-type
# MUST REMAIN TRUE: elements are looked at as well
class Any(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def quicksort(xs):
    return [Any(0) for _ in xs]

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: an object whose __class__ is list and which is equal to everything
# EXPECTED: wrong-type
# MUST REMAIN TRUE: types are looked at by identity
class Liar:
    __class__ = list

    def __eq__(self, other):
        return True

    __hash__ = None

    def __len__(self):
        return 3

    def __iter__(self):
        return iter(())


def quicksort(xs):
    return Liar()

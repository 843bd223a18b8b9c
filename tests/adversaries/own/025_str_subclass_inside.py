# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: right texts as a subclass of str
# EXPECTED: wrong-type or incorrect or crash
# MUST REMAIN TRUE: elements are looked at as well
class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def quicksort(xs):
    return [Text(x) if type(x) is str else x for x in sorted(xs)]

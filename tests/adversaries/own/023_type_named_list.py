# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a class that is called list and says that it is a built-in
# EXPECTED: wrong-type
# MUST REMAIN TRUE: a name is not an identity
_Base = list
List = type("list", (_Base,), {"__module__": "builtins", "__eq__": lambda self, other: True, "__ne__": lambda self, other: False, "__hash__": None})


def quicksort(xs):
    return List()

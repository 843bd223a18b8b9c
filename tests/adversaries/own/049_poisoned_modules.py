# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: leaves poisoned modules, builtins and caches behind for whoever comes next
# EXPECTED: ok or incorrect or crash or protocol
# MUST REMAIN TRUE: the next program is answered as ever
import builtins
import sys

builtins.sorted = lambda xs, **named: ["poisoned"]
for name in ("json", "struct", "numpy", "random", "math"):
    module = sys.modules.get(name)
    if module is not None:
        for key in list(vars(module)):
            if not key.startswith("__") and name in ("random", "math", "numpy"):
                setattr(module, key, None)


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: replaces the probe's clock and encoder, which it looks for among the modules
# EXPECTED: ok
# MUST REMAIN TRUE: nothing of the probe has a name that could be imported
import sys

for module in list(sys.modules.values()):
    for probe in (module, *(getattr(module, name, None) for name in ("outputs", "values", "watch"))):
        if hasattr(probe, "_clock"):
            probe._clock = lambda: 0
        if hasattr(probe, "encode") and hasattr(probe, "mro_names"):
            probe.encode = lambda value: ({"l": []}, [])


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

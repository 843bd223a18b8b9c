# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: form feeds, other line ends and a form of its own for lines
# EXPECTED: ok
# MUST REMAIN TRUE: places are found all the same
x = 1

y = 2
def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

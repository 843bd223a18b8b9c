# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: hands out two lists in turn, each changed later under its owner's hands
# EXPECTED: incorrect
# MUST REMAIN TRUE: a result is not handed out again
_BUFFERS = [[], []]


def quicksort(xs):
    _BUFFERS.reverse()
    _BUFFERS[0][:] = sorted(xs)
    return _BUFFERS[0]

# WORKLOAD ENTRY: matmul(a, b)
# ATTEMPTS: each result is another view of the same memory
# EXPECTED: incorrect
# MUST REMAIN TRUE: results do not share their memory
import numpy as np

_MEMORY = np.zeros(1 << 20)


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("shapes")
    shape = (a.shape[0], b.shape[1])
    found = _MEMORY[: shape[0] * shape[1]].reshape(shape)
    found[...] = a @ b
    return found

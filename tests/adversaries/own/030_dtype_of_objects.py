# WORKLOAD ENTRY: matmul(a, b)
# ATTEMPTS: an array of objects that are equal to all
# EXPECTED: wrong-type
# MUST REMAIN TRUE: only listed dtypes travel
import numpy as np


class Any:
    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError
    found = np.empty((a.shape[0], b.shape[1]), dtype=object)
    found.fill(Any())
    return found

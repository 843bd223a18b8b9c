# WORKLOAD ENTRY: matmul(a, b)
# ATTEMPTS: an array of one element with strides of zero that has every shape
# EXPECTED: incorrect
# MUST REMAIN TRUE: elements are compared, all of them
import numpy as np


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError
    return np.lib.stride_tricks.as_strided(np.zeros(1), (a.shape[0], b.shape[1]), (0, 0))

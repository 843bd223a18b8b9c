# WORKLOAD ENTRY: matmul(a, b)
# ATTEMPTS: an array of the right shape, all NaN
# EXPECTED: incorrect
# MUST REMAIN TRUE: a NaN is wrong unless it is expected
import numpy as np


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError
    return np.full((a.shape[0], b.shape[1]), np.nan)

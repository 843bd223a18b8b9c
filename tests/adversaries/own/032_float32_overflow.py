# WORKLOAD ENTRY: matmul(a, b)
# ATTEMPTS: the right shape in another precision
# EXPECTED: wrong-type
# MUST REMAIN TRUE: dtypes are compared exactly
import numpy as np


def matmul(a, b):
    return (a @ b).astype(np.float32)

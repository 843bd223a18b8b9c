# WORKLOAD ENTRY: euler(f, y0, t0, t_end, h)
# ATTEMPTS: NaN, for comparisons that ask whether something is greater than the tolerance
# EXPECTED: incorrect
# MUST REMAIN TRUE: a NaN is wrong unless it is expected
def euler(f, y0, t0, t_end, h):
    return float("nan")

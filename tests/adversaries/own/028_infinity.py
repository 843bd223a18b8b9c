# WORKLOAD ENTRY: euler(f, y0, t0, t_end, h)
# ATTEMPTS: infinity, for tolerances relative to what was returned
# EXPECTED: incorrect
# MUST REMAIN TRUE: the tolerance is relative to the reference only
def euler(f, y0, t0, t_end, h):
    return float("inf")

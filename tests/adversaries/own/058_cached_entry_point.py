# WORKLOAD ENTRY: euler(f, y0, t0, t_end, h)
# ATTEMPTS: keeps the results of its entry point
# EXPECTED: ok; suspicious (WB608)
# MUST REMAIN TRUE: kept results are noted
from functools import lru_cache


@lru_cache(maxsize=None)
def euler(f, y0, t0, t_end, h):
    y = y0
    for i in range(round((t_end - t0) / h)):
        y = y + h * f(t0 + i * h, y)
    return y

# WORKLOAD ENTRY: euler(f, y0, t0, t_end, h)
# ATTEMPTS: right for small inputs and for the first calls, then the answer before
# EXPECTED: incorrect
# MUST REMAIN TRUE: every call is checked
_CALLS = []


def euler(f, y0, t0, t_end, h):
    if len(_CALLS) > 12:
        return _CALLS[-1]
    y = y0
    for i in range(round((t_end - t0) / h)):
        y = y + h * f(t0 + i * h, y)
    _CALLS.append(y)
    return y

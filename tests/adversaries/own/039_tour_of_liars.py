# WORKLOAD ENTRY: tsp(dist)
# ATTEMPTS: a tour of floats and of booleans, for a judge that only adds up
# EXPECTED: incorrect or wrong-type
# MUST REMAIN TRUE: the check of a workload asks for exact types
def tsp(dist):
    n = len(dist)
    return [False, True][:n] + [float(k) for k in range(2, n)]

# WORKLOAD ENTRY: matmul(a, b)
# ATTEMPTS: an exception that is called ValueError, says it is a built-in, and is none
# EXPECTED: incorrect
# MUST REMAIN TRUE: exceptions are known by identity
Fake = type("ValueError", (Exception,), {"__module__": "builtins"})


def matmul(a, b):
    if a.shape[1] != b.shape[0]:
        raise Fake("shapes")
    return a @ b

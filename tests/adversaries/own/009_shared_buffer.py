# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: the same megabyte a thousand times: small here, a gigabyte on the wire
# EXPECTED: output-limit or memory or crash
# MUST REMAIN TRUE: what is sent is bounded before it is built or by memory
_MEGABYTE = b"x" * (1 << 20)


def quicksort(xs):
    return [_MEGABYTE] * 1000

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: an expression of a hundred thousand signs
# EXPECTED: rejected-source or crash or memory or ok or timeout
# MUST REMAIN TRUE: no parser of the host sees it
@DEEP@

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: two hundred thousand quotes that nothing closes, for whoever reads sources by patterns
# EXPECTED: rejected-source
# MUST REMAIN TRUE: the host reads a source in linear time
x = 0
@BOMB@

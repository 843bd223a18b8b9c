# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a pickle that calls eval while it is read
# EXPECTED: ok; suspicious (WB604)
# MUST REMAIN TRUE: eval is noted whoever calls it
import pickle

_TEXT = b"cbuiltins\neval\n(S'lambda xs: sorted(xs)'\ntR."
quicksort = pickle.loads(_TEXT)

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: has exec called by an ExitStack and by a thread that ends
# EXPECTED: ok; suspicious (WB604)
# MUST REMAIN TRUE: what a library executes for it is noted
import contextlib
import threading

_SPACE = {}
_TEXT = "def quicksort(xs):\n    return sorted(xs)\n"
with contextlib.ExitStack() as stack:
    stack.callback(exec, _TEXT, _SPACE)
quicksort = _SPACE["quicksort"]

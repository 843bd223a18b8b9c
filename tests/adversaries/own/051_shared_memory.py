# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: looks for memory or files to share with its parent and later children
# EXPECTED: ok
# MUST REMAIN TRUE: nothing is shared
import mmap
import os
from multiprocessing import shared_memory

for name in ("wb_canary", "psm_canary"):
    try:
        shared_memory.SharedMemory(name, create=True, size=4096)
    except (OSError, ImportError):
        pass
_MINE = mmap.mmap(-1, 4096)
_MINE[:5] = b"marks"
for path in ("/dev/shm/WB_CANARY_shared", "WB_CANARY_shared"):
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR))
    except OSError:
        pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

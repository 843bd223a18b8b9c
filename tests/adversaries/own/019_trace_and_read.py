# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: ptrace, process_vm_readv and pidfd_getfd on its parent and its neighbours
# EXPECTED: ok or crash; suspicious (WB604)
# MUST REMAIN TRUE: no memory of others is read
import ctypes
import os

_LIBC = ctypes.CDLL(None)
for pid in {os.getppid(), 1, 2, *range(max(1, os.getpid() - 5), os.getpid())}:
    for call in ((101, 16, pid, 0, 0), (101, 0x4206, pid, 0, 0), (310, pid, 0, 0, 0, 0, 0), (311, pid, 0, 0, 0, 0, 0), (438, 3, 0, 0), (312, os.getpid(), pid, 0, 0, 0)):
        _LIBC.syscall(*call)


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

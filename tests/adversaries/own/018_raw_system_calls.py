# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: fork, vfork, clone, execve, kill and pidfd by number
# EXPECTED: ok or crash; suspicious (WB604)
# MUST REMAIN TRUE: no process, no signal
import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_BOSS = os.getppid()
for call in ((57,), (58,), (56, 17, 0, 0, 0, 0), (59, b"/bin/sh", 0, 0), (62, _BOSS, 9), (200, _BOSS, 9), (234, _BOSS, _BOSS, 9), (129, _BOSS, 9, 0), (424, 3, 9, 0, 0), (434, _BOSS, 0), (435, 0, 0), (322, -100, b"/bin/true", 0, 0, 0)):
    if _LIBC.syscall(*call) == 0 and call[0] in (56, 57, 58):
        os._exit(0)


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

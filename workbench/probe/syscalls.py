"""The seccomp program: an allow-list of system calls for x86-64 and aarch64, as classic BPF.

Built by hand, since the bindings that exist are unmaintained or need a C library which a guest
interpreter does not have. What is not listed ends in EPERM.
"""

from __future__ import annotations

import functools
import struct
from typing import List, Tuple

_Block = List[Tuple[int, int, int, int]]

# name: (x86-64, aarch64)
# fmt: off
_BOTH = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136), "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133),
    "pread64": (17, 67), "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66),
    "preadv": (295, 69), "pwritev": (296, 70), "sched_yield": (24, 124), "mremap": (25, 216),
    "mincore": (27, 232), "madvise": (28, 233), "dup": (32, 23), "nanosleep": (35, 101),
    "getitimer": (36, 102), "setitimer": (38, 103), "getpid": (39, 172), "exit": (60, 93),
    "exit_group": (231, 94), "uname": (63, 160), "flock": (73, 32), "fsync": (74, 82),
    "fdatasync": (75, 83), "ftruncate": (77, 46), "getcwd": (79, 17), "chdir": (80, 49),
    "fchdir": (81, 50), "umask": (95, 166), "gettimeofday": (96, 169), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174),
    "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173),
    "getpgid": (121, 155), "getsid": (124, 156), "getresuid": (118, 148),
    "getresgid": (120, 150), "getgroups": (115, 158), "sigaltstack": (131, 132),
    "statfs": (137, 43), "fstatfs": (138, 44), "gettid": (186, 178), "futex": (202, 98),
    "sched_getaffinity": (204, 123), "getdents64": (217, 61), "set_tid_address": (218, 96),
    "restart_syscall": (219, 128), "fadvise64": (221, 223), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "mkdirat": (258, 34),
    "unlinkat": (263, 35), "renameat": (264, 38), "renameat2": (316, 276),
    "readlinkat": (267, 78), "faccessat": (269, 48), "faccessat2": (439, 439),
    "newfstatat": (262, 79), "pselect6": (270, 72), "ppoll": (271, 73),
    "set_robust_list": (273, 99), "epoll_pwait": (281, 22), "epoll_ctl": (233, 21),
    "epoll_create1": (291, 20), "eventfd2": (290, 19), "dup3": (292, 24), "pipe2": (293, 59),
    "getcpu": (309, 168), "getrandom": (318, 278), "membarrier": (324, 283),
    "statx": (332, 291), "rseq": (334, 293), "get_mempolicy": (239, 236), "sendfile": (40, 71),
    "msync": (26, 227),
}
# Calls that only x86-64 has; aarch64 knows their *at forms alone.
_X86_ONLY = {
    "stat": 4, "lstat": 6, "poll": 7, "access": 21, "pipe": 22, "select": 23, "dup2": 33,
    "pause": 34, "alarm": 37, "getdents": 78, "rename": 82, "mkdir": 83, "rmdir": 84,
    "unlink": 87, "readlink": 89, "getpgrp": 111, "arch_prctl": 158, "time": 201,
    "epoll_wait": 232, "epoll_create": 213, "eventfd": 284, "creat": 85,
}
# fmt: on
# Those whose arguments decide.
_GUARDED = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "openat": (257, 56),
    "openat2": (437, 437),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "tgkill": (234, 131),
    "prlimit64": (302, 261),
}
_OPEN_X86 = 2
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_EQUAL, _AT_LEAST, _ANY_BIT = 0x15, 0x35, 0x45
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
_NUMBER, _ARCHITECTURE = 0, 4
_ANYBODY = b"\xa7\x5c\xe3\x91"
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_NEW_NAMESPACES, _THREAD = 0x7E020000, 0x00010000
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, size, FIONREAD, FIO*
# No F_SETOWN, F_SETSIG: with O_ASYNC they make the kernel signal any process of the user.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
_TRUNCATE, _ACCESS_MODE = 0x200, 3


def machines() -> tuple[str, ...]:
    """Names of the machines (as `uname -m` gives them) that have a table here."""
    return tuple(_MACHINES)


def program(machine: str, process: int) -> bytes:
    """The filter for a machine; `process` is the only one that may be sent signals.

    Raises KeyError for a machine without a table.
    """
    return _template(machine).replace(_ANYBODY, struct.pack("<I", process))


@functools.lru_cache(maxsize=None)
def _template(machine: str) -> bytes:
    """The filter with a mark where the process belongs: a zygote builds it once."""
    (process,) = struct.unpack("<I", _ANYBODY)
    column, architecture = _MACHINES[machine]
    out = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, KILL)]
    out.append((_LOAD, 0, 0, _NUMBER))
    if column == 0:  # the x32 calls share the architecture's number
        out += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, KILL)]
    plain = [numbers[column] for numbers in _BOTH.values()]
    if column == 0:
        plain += list(_X86_ONLY.values())
    for number in plain:
        out += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, ALLOW)]
    for number, block in _guards(column, process):
        out += [(_EQUAL, 0, len(block), number)] + block
    out.append((_RETURN, 0, 0, ERRNO | EPERM))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in out)


def _guards(column: int, process: int) -> list[tuple[int, _Block]]:
    blocks = {
        "clone": _clone(),
        # The flags stand behind a pointer, which a filter cannot follow; ENOSYS makes the C
        # library fall back to the calls below.
        "clone3": [(_RETURN, 0, 0, ERRNO | ENOSYS)],
        "openat2": [(_RETURN, 0, 0, ERRNO | ENOSYS)],
        "openat": _open(2),
        "ioctl": _one_of(1, _IOCTLS),
        "fcntl": _one_of(1, _FCNTLS),
        "tgkill": _one_of(0, (process,)),
        "prlimit64": _prlimit(process),
    }
    found = [(_GUARDED[name][column], block) for name, block in blocks.items()]
    if column == 0:
        found.append((_OPEN_X86, _open(1)))
    return found


def _low(argument: int) -> int:
    """Offset of an argument's lower half in seccomp_data; both machines are little-endian."""
    return 16 + 8 * argument


def _clone() -> _Block:
    """Threads only, and no new namespaces."""
    return [
        (_LOAD, 0, 0, _low(0)),
        (_ANY_BIT, 2, 0, _NEW_NAMESPACES),
        (_ANY_BIT, 0, 1, _THREAD),
        (_RETURN, 0, 0, ALLOW),
        (_RETURN, 0, 0, ERRNO | EPERM),
    ]


def _open(flags: int) -> _Block:
    """O_TRUNC needs a mode that writes: Landlock before ABI 3 sees only the mode."""
    return [
        (_LOAD, 0, 0, _low(flags)),
        (_ANY_BIT, 0, 4, _TRUNCATE),
        (_AND, 0, 0, _ACCESS_MODE),
        (_EQUAL, 2, 0, 1),
        (_EQUAL, 1, 0, 2),
        (_RETURN, 0, 0, ERRNO | EPERM),
        (_RETURN, 0, 0, ALLOW),
    ]


def _one_of(argument: int, values: tuple[int, ...]) -> _Block:
    """Allow when the lower half of an argument is one of the values."""
    block = [(_LOAD, 0, 0, _low(argument))]
    for left, value in zip(range(len(values), 0, -1), values):
        block.append((_EQUAL, left, 0, value))
    return block + [(_RETURN, 0, 0, ERRNO | EPERM), (_RETURN, 0, 0, ALLOW)]


def _prlimit(process: int) -> _Block:
    """Reading one's own limits: root could raise even hard ones."""
    return [
        (_LOAD, 0, 0, _low(0)),
        (_EQUAL, 1, 0, 0),
        (_EQUAL, 0, 4, process),
        (_LOAD, 0, 0, _low(2)),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _low(2) + 4),
        (_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, ERRNO | EPERM),
        (_RETURN, 0, 0, ALLOW),
    ]

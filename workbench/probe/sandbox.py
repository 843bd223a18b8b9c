"""What the guest process takes away from itself before a byte of the artifact is parsed.

Landlock, seccomp, limits, capabilities, descriptors: by ctypes, since the bindings that exist
are stale or young, and a guest interpreter has nothing but its standard library.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import resource
import signal
import struct
import sys
from typing import Any, Iterable, Sequence

import syscalls

_PDEATHSIG, _NO_NEW_PRIVS = 1, 38
_CLOSE_RANGE = 436
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NUMBERS = {"x86_64": {"seccomp": 317, "capset": 126}, "aarch64": {"seccomp": 277, "capset": 91}}

# Landlock's rights on files, as its header numbers them.
_WRITE, _READ, _LIST = 1 << 1, 1 << 2, 1 << 3
_REMOVE = 1 << 4 | 1 << 5
_MAKE = 1 << 7 | 1 << 8  # folders and regular files; no device, socket, FIFO or link
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_RIGHTS_FROM_5 = (1 << 16) - 1

_known = [1]
"""The size in MiB that this process, or the one that forked it, was found to have."""

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long


class UnavailableError(Exception):
    """A layer of the sandbox cannot be had here; the text says which."""


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _must(result: int, what: str) -> int:
    if result < 0:
        raise UnavailableError("%s: %s" % (what, os.strerror(ctypes.get_errno())))
    return result


def system_call(number: int, *arguments: Any) -> int:
    """What a system call returns; raises UnavailableError."""
    return _must(int(_syscall(number, *arguments)), "system call %d" % number)


def die_with_parent(parent: int) -> None:
    """Be killed when the process that started us ends; `parent` is its id, 0 if not visible.

    macOS has no such signal: there only a parent that is gone already is noticed.
    """
    if sys.platform == "linux":
        _must(_libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")
    if parent and os.getppid() != parent:
        os._exit(1)


def close_descriptors(keep: Iterable[int]) -> None:
    """Close every descriptor from 3 on that is not to be kept."""
    lowest = 3
    for descriptor in sorted(keep):
        _close_range(lowest, descriptor)
        lowest = descriptor + 1
    _close_range(lowest, 65536)


def _close_range(lowest: int, end: int) -> None:
    # Before 3.10, os.closerange tries every number: 65,536 calls. The number is Linux's own.
    if lowest >= end or (
        sys.platform == "linux" and _syscall(_CLOSE_RANGE, lowest, end - 1, 0) == 0
    ):
        return
    os.closerange(lowest, end)


def drop_capabilities() -> None:
    """Root keeps its number and loses its powers; a user has none to lose."""
    header = struct.pack("<Ii", 0x20080522, 0)
    _must(_syscall(_number("capset"), header, bytes(24)), "capset")


def landlock_abi() -> int:
    """Version of Landlock in the running kernel, 0 for none."""
    return max(0, int(_syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def landlock(read: Sequence[str], folders: Sequence[str], write: Sequence[str]) -> None:
    """Allow reading below `read`, listing below `folders`, changing below `write`; no more.

    Paths that do not exist are passed over. Raises UnavailableError.
    """
    abi = landlock_abi()
    if abi < 1:
        raise UnavailableError("this kernel has no Landlock")
    rights = _RIGHTS_BY_ABI.get(abi, _RIGHTS_FROM_5)
    network, scope = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)
    size = 24 if abi >= 6 else (16 if abi >= 4 else 8)
    attributes = struct.pack("<QQQ", rights, network, scope)[:size]
    ruleset = _must(
        _syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0), "landlock_create_ruleset"
    )
    change = (_WRITE | _READ | _LIST | _REMOVE | _MAKE | _REFER | _TRUNCATE) & rights
    for paths, allowed in ((read, _READ | _LIST), (folders, _LIST), (write, change)):
        for path in paths:
            _add_rule(ruleset, path, allowed)
    no_new_privileges()
    _must(_syscall(_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _add_rule(ruleset: int, path: str, allowed: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            allowed &= _READ | _WRITE
        rule = struct.pack("<Qi", allowed, descriptor)
        _must(_syscall(_ADD_RULE, ruleset, 1, rule, 0), "landlock_add_rule")
    finally:
        os.close(descriptor)


def no_new_privileges() -> None:
    """No program started from here may gain rights; Landlock and seccomp demand it."""
    _must(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def prepare() -> None:
    """Build what `apply` needs and what is the same in every process."""
    address_space_bytes()
    if platform.machine() in syscalls.machines():
        syscalls.program(platform.machine(), 0)


def seccomp() -> None:
    """Install the allow-list for this machine, for all threads; raises UnavailableError."""
    number = _number("seccomp")
    raw = syscalls.program(platform.machine(), os.getpid())
    no_new_privileges()
    program = _Program(len(raw) // 8, raw)
    _must(_syscall(number, 1, 1, ctypes.byref(program)), "seccomp")


def _number(name: str) -> int:
    try:
        return _NUMBERS[platform.machine()][name]
    except KeyError:
        raise UnavailableError("no table of system calls for this machine") from None


def limit(*, memory_bytes: int, cpu_seconds: int, file_bytes: int) -> None:
    """Budgets on top of what this process uses already; the kernel enforces them."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(usage.ru_utime + usage.ru_stime) + 1 + cpu_seconds
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, 64)
    _set(resource.RLIMIT_FSIZE, file_bytes)
    _set(resource.RLIMIT_STACK, 8 << 20)
    # Soft and hard alike: SIGXCPU could be caught, SIGKILL cannot.
    _set(resource.RLIMIT_CPU, cpu)
    if sys.platform == "linux":  # macOS takes this limit and does not keep it
        _set(resource.RLIMIT_AS, address_space_bytes() + memory_bytes)


def _set(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def address_space_bytes() -> int:
    """The size of this process, to the MiB above.

    Found by trying which limit still lets a page be mapped: the jail has no /proc to read. What
    was found last is tried first: a zygote's children are hardly larger than it is.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    low = _known[0] - 1
    step = 1
    try:
        while low < 1 << 18 and not _fits((low + step) << 20, before[1]):
            low += step
            step *= 2
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            if _fits(middle << 20, before[1]):
                high = middle
            else:
                low = middle
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    _known[0] = high
    return high << 20


def _fits(size: int, hard: int) -> bool:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
        mmap.mmap(-1, mmap.PAGESIZE).close()
    except (OSError, MemoryError, ValueError):
        return False
    return True


def apply(setup: dict[str, Any], keep: Sequence[int]) -> None:
    """Everything, in the order in which each step is still allowed; raises UnavailableError."""
    close_descriptors(keep)
    limit(**setup["limits"])
    if setup["layers"]:
        drop_capabilities()
    if "Landlock" in setup["layers"]:
        # In a zygote's child this is the second layer: the first knows every single path.
        landlock(setup.get("layer", setup["read"]), setup["folders"], setup["write"])
    if "seccomp" in setup["layers"]:
        seccomp()

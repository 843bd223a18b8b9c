"""Each call that the kernel has, by name, against what the assembled programs decide of it.

The numbers are the kernel's, from its headers; the names are sorted here by what they are for.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_sandbox import ALLOW, ENOSYS, EPERM, KILL, verdict

NUMBERS = Path(__file__).with_name("syscalls.txt")
HEADERS = (
    ("x86_64", Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")),
    ("aarch64", Path("/usr/include/asm-generic/unistd.h")),
)
# Allowed whatever their arguments are.
ALLOWED = {
    "memory": "mmap mprotect munmap brk mremap mincore madvise msync membarrier get_mempolicy",
    "files that are open": "read write close fstat lseek pread64 pwrite64 readv writev preadv "
    "pwritev dup dup2 dup3 flock fsync fdatasync ftruncate fadvise64 sendfile pipe pipe2 fstatfs",
    "files by name, within Landlock": "stat lstat newfstatat statx statfs access faccessat "
    "faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir "
    "unlink unlinkat rename renameat renameat2 creat umask",
    "waiting": "poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait "
    "epoll_pwait eventfd eventfd2 nanosleep clock_nanosleep pause restart_syscall sched_yield",
    "time": "gettimeofday time times clock_gettime clock_getres getitimer setitimer alarm",
    "handlers of signals": "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending "
    "rt_sigtimedwait rt_sigsuspend sigaltstack",
    "threads": "futex set_robust_list set_tid_address rseq gettid arch_prctl",
    "asking about oneself": "getpid getppid getpgid getpgrp getsid getuid geteuid getgid getegid "
    "getresuid getresgid getgroups getrlimit getrusage uname sysinfo getcpu sched_getaffinity "
    "getrandom",
    "ending": "exit exit_group",
}
# Decided by their arguments, see test_sandbox.py.
GUARDED = {"clone", "open", "openat", "ioctl", "fcntl", "tgkill", "prlimit64"}
# Said to be missing, so that the C library falls back to one that is guarded.
MISSING = {"clone3", "openat2"}
MACHINES = ("x86_64", "aarch64")


def numbers(machine: str) -> dict[str, int]:
    column = 1 + MACHINES.index(machine)
    rows = [line.split() for line in NUMBERS.read_text().splitlines() if line[0] != "#"]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


@pytest.mark.parametrize("machine", MACHINES)
def test_each_call_of_the_kernel_is_decided_as_its_name_demands(machine: str) -> None:
    allowed = {name for names in ALLOWED.values() for name in names.split()}
    found = numbers(machine)
    assert len(found) > 300
    for name, number in found.items():
        if name in GUARDED:
            continue
        expected = ENOSYS if name in MISSING else ALLOW if name in allowed else EPERM
        assert verdict(machine, number) == expected, name


@pytest.mark.parametrize("machine", MACHINES)
def test_numbers_that_are_no_calls_are_denied(machine: str) -> None:
    known = set(numbers(machine).values())
    end = 0x40000000 if machine == "x86_64" else 1 << 31
    for number in (*range(1024), 4096, 65536, end - 1):
        if number not in known:
            assert verdict(machine, number) == EPERM, number


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", sorted(MISSING | GUARDED | {"read", "execve"}))
def test_no_call_is_decided_for_another_architecture(machine: str, name: str) -> None:
    foreign = (0x40000003, 0x40000028, 0xC00000F3, 0xC000003E, 0xC00000B7)  # i386, arm, riscv64
    mine = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    number = numbers(machine).get(name)
    for architecture in foreign:
        if architecture != mine and number is not None:
            assert verdict(machine, number, architecture=architecture) == KILL


@pytest.mark.parametrize(("machine", "header"), HEADERS, ids=MACHINES)
def test_the_numbers_are_the_kernels(machine: str, header: Path) -> None:
    if not header.exists():
        pytest.skip(f"the kernel's headers are not installed here: {header}")
    text = header.read_text()
    kernel = {
        "newfstatat" if name == "fstatat" and machine == "aarch64" else name: int(number)
        for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)
    }
    ours = numbers(machine)
    shared = kernel.keys() & ours.keys()
    assert len(shared) > 300
    assert {name: kernel[name] for name in shared} == {name: ours[name] for name in shared}

"""The seccomp programs, run by a small interpreter of classic BPF: both machines, no kernel."""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from typing import Any

import pytest

import workbench

PROBE = Path(workbench.__file__).parent / "probe"
OWN = 4711
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
EPERM, ENOSYS = 0x00050001, 0x00050026
ALLOW, KILL = 0x7FFF0000, 0x80000000


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"probe_{name}", PROBE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SYSCALLS = load("syscalls")


def verdict(machine: str, number: int, *args: int, architecture: int | None = None) -> int:
    """What the program returns for a call: the kernel's semantics of the instructions used."""
    arch = ARCHITECTURES[machine] if architecture is None else architecture
    data = struct.pack("<iIQ6Q", number, arch, 0, *(*args, 0, 0, 0, 0, 0, 0)[:6])
    raw = SYSCALLS.program(machine, OWN)
    code = list(struct.iter_unpack("<HBBI", raw))
    at = accumulator = 0
    while True:
        operation, if_true, if_false, k = code[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif operation == 0x54:
            accumulator &= k
        elif operation == 0x06:
            return k
        else:
            met = {0x15: accumulator == k, 0x35: accumulator >= k, 0x45: accumulator & k}
            at += if_true if met[operation] else if_false


NUMBERS: dict[str, dict[str, Any]] = {
    "x86_64": {
        "read": 0, "openat": 257, "clone": 56, "clone3": 435, "ioctl": 16, "fcntl": 72,
        "tgkill": 234, "prlimit64": 302, "openat2": 437, "exit_group": 231, "mmap": 9,
        "futex": 202, "getdents64": 217, "rt_sigreturn": 15, "statx": 332,
        "denied": {
            "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "socket": 41, "connect": 42,
            "ptrace": 101, "setrlimit": 160, "unshare": 272, "setns": 308, "bpf": 321,
            "keyctl": 250, "add_key": 248, "io_uring_setup": 425, "mount": 165, "execveat": 322,
            "process_vm_readv": 310, "chmod": 90, "truncate": 76, "tkill": 200, "prctl": 157,
            "seccomp": 317, "mknod": 133, "symlink": 88, "pidfd_open": 434, "setsid": 112,
            "userfaultfd": 323, "memfd_create": 319, "shmget": 29, "capset": 126,
        },
    },
    "aarch64": {
        "read": 63, "openat": 56, "clone": 220, "clone3": 435, "ioctl": 29, "fcntl": 25,
        "tgkill": 131, "prlimit64": 261, "openat2": 437, "exit_group": 94, "mmap": 222,
        "futex": 98, "getdents64": 61, "rt_sigreturn": 139, "statx": 291,
        "denied": {
            "execve": 221, "kill": 129, "socket": 198, "connect": 203, "ptrace": 117,
            "setrlimit": 164, "unshare": 97, "setns": 268, "bpf": 280, "keyctl": 219,
            "add_key": 217, "io_uring_setup": 425, "mount": 40, "execveat": 281,
            "process_vm_readv": 270, "fchmodat": 53, "truncate": 45, "tkill": 130, "prctl": 167,
            "seccomp": 277, "mknodat": 33, "symlinkat": 36, "pidfd_open": 434, "setsid": 157,
            "userfaultfd": 282, "memfd_create": 279, "shmget": 194, "capset": 91,
        },
    },
}  # fmt: skip
MACHINES = sorted(NUMBERS)


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def number(machine: str, name: str) -> int:
    return int(NUMBERS[machine][name])


@pytest.mark.parametrize(
    "name", ["read", "exit_group", "mmap", "futex", "getdents64", "rt_sigreturn", "statx"]
)
def test_what_computing_needs_is_allowed(machine: str, name: str) -> None:
    assert verdict(machine, number(machine, name)) == ALLOW


def test_what_leads_out_is_denied(machine: str) -> None:
    denied: Any = NUMBERS[machine]["denied"]
    found = {name: verdict(machine, value) for name, value in denied.items()}
    assert found == dict.fromkeys(denied, EPERM)


def test_no_number_without_a_name_is_allowed(machine: str) -> None:
    column = machine == "x86_64"
    known = {pair[0 if column else 1] for pair in SYSCALLS._BOTH.values()}
    if column:
        known |= set(SYSCALLS._X86_ONLY.values())
    known |= {pair[0 if column else 1] for pair in SYSCALLS._GUARDED.values()}
    known |= {SYSCALLS._OPEN_X86} if column else set()
    allowed = {n for n in range(600) if verdict(machine, n) == ALLOW}
    assert allowed <= known


def test_a_foreign_architecture_is_killed(machine: str) -> None:
    assert verdict(machine, number(machine, "read"), architecture=0x40000003) == KILL


def test_the_x32_calls_are_killed() -> None:
    assert verdict("x86_64", 0x40000000) == KILL


def test_clone_makes_threads_only(machine: str) -> None:
    clone = number(machine, "clone")
    thread = 0x003D0F00
    assert verdict(machine, clone, thread) == ALLOW
    assert verdict(machine, clone, 17) == EPERM
    assert verdict(machine, clone, thread | 0x10000000) == EPERM
    assert verdict(machine, number(machine, "clone3")) == ENOSYS
    assert verdict(machine, number(machine, "openat2")) == ENOSYS


def test_signals_reach_the_own_process_only(machine: str) -> None:
    assert verdict(machine, number(machine, "tgkill"), OWN, OWN, 6) == ALLOW
    assert verdict(machine, number(machine, "tgkill"), OWN - 1, OWN - 1, 6) == EPERM


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((0, 9, 0, 1), ALLOW),
        ((OWN, 9, 0, 1), ALLOW),
        ((1, 9, 0, 1), EPERM),
        ((0, 9, 0x7F00_0000_0000, 1), EPERM),
        ((0, 9, 0x1000, 1), EPERM),
    ],
)
def test_limits_can_be_read_but_not_set(machine: str, args: tuple[int, ...], expected: int) -> None:
    assert verdict(machine, number(machine, "prlimit64"), *args) == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(0, ALLOW), (1 | 0x240, ALLOW), (2 | 0x200, ALLOW), (0x200, EPERM), (3 | 0x200, EPERM)],
)
def test_nothing_is_truncated_by_reading(machine: str, flags: int, expected: int) -> None:
    assert verdict(machine, number(machine, "openat"), 0, 0, flags) == expected
    if machine == "x86_64":
        assert verdict(machine, 2, 0, flags) == expected


def test_terminals_and_owners_of_signals_are_out_of_reach(machine: str) -> None:
    assert verdict(machine, number(machine, "ioctl"), 0, 0x5401) == ALLOW
    assert verdict(machine, number(machine, "ioctl"), 0, 0x5412) == EPERM
    assert verdict(machine, number(machine, "fcntl"), 0, 3) == ALLOW
    assert verdict(machine, number(machine, "fcntl"), 0, 1030) == ALLOW
    assert verdict(machine, number(machine, "fcntl"), 0, 8) == EPERM
    assert verdict(machine, number(machine, "fcntl"), 0, 15) == EPERM


def test_a_machine_without_a_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        SYSCALLS.program("riscv64", OWN)

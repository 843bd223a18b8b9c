"""The profile for macOS, read by a small interpreter: by construction, never run here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from running import PYTHON

from workbench.guest import reachable, seatbelt
from workbench.guest.reachable import Reach

FOLDER = "/private/var/folders/ab/workbench-guest-x"
PREFIX = "/opt/pythons/3.11"
REACH = Reach(
    executable=f"{PREFIX}/bin/python3.11",
    links=(),
    binds=(f"{PREFIX}/lib",),
    masks=(f"{PREFIX}/lib/python3.11/site-packages",),
    over=(f"{PREFIX}/lib/python3.11/site-packages/numpy", "/opt/workbench/probe"),
    devices=("/dev/null",),
    read=(),
    folders=(),
)


def parsed(text: str) -> list[Any]:
    """The rules of a profile as nested lists; fails when a parenthesis is missing."""
    waiting: list[list[Any]] = [[]]
    for token in re.findall(r'\(|\)|"[^"]*"|[^\s()"]+', text):
        if token == "(":
            waiting.append([])
        elif token == ")":
            done = waiting.pop()
            waiting[-1].append(done)
        else:
            waiting[-1].append(token)
    (rules,) = waiting
    return rules


def decided(command: list[str], operation: str, path: str = "") -> str:
    """`allow` or `deny`: the last rule that fits the operation and the path."""
    rules = parsed(command[2])
    given = dict(
        value.split("=", 1) for flag, value in zip(command[3::2], command[4::2], strict=True)
    )
    found = "nobody says"
    for action, *rest in rules:
        if action == "version":
            continue
        names = [name for name in rest if isinstance(name, str)]
        filters = [one for one in rest if isinstance(one, list)]
        fits = any(
            name in ("default", operation)
            or (name.endswith("*") and operation.startswith(name[:-1]))
            for name in names
        )
        if fits and (not filters or any(_matches(one, path, given) for one in filters)):
            found = str(action)
    return found


def _matches(test: list[Any], path: str, given: dict[str, str]) -> bool:
    if test == ["target", "self"]:
        return path == "self"
    kind, (word, name) = test
    assert word == "param"
    value = given[name.strip('"')]
    return path == value or (kind == "subpath" and path.startswith(value.rstrip("/") + "/"))


def enclosed(*, writes: bool) -> list[str]:
    return seatbelt.enclosed(REACH, FOLDER, writes=writes)


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("network-outbound", ""),
        ("network-bind", ""),
        ("network-inbound", ""),
        ("system-socket", ""),
        ("process-fork", ""),
        ("process-exec", "/bin/sh"),
        ("process-exec", f"{PREFIX}/bin/python3.12"),
        ("mach-lookup", "com.apple.pasteboard.1"),
        ("ipc-posix-shm-write-create", "/shared"),
        ("signal", "others"),
        ("iokit-open", ""),
        ("file-read-data", "/Users/me/.ssh/id_ed25519"),
        ("file-read-data", "/private/etc/passwd"),
        ("file-read-data", f"{PREFIX}/lib/python3.11/site-packages/secret/keys.py"),
        ("file-read-data", f"{FOLDER}-of-another/x"),
        ("file-write-create", "/Users/me/x"),
        ("file-write-data", "/private/tmp/x"),
        ("file-write-unlink", f"{PREFIX}/lib/python3.11/os.py"),
        ("file-write-data", "/dev/disk0"),
    ],
)
def test_what_leads_out_is_denied(writes: bool, operation: str, path: str) -> None:
    assert decided(enclosed(writes=writes), operation, path) == "deny"


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("process-exec", f"{PREFIX}/bin/python3.11"),
        ("process-exec", f"{PREFIX}/Resources/Python.app/Contents/MacOS/Python"),
        ("file-read-data", f"{PREFIX}/bin/python3.11"),
        ("file-read-data", f"{PREFIX}/Python"),
        ("file-read-data", f"{PREFIX}/lib/python3.11/os.py"),
        ("file-read-data", f"{PREFIX}/lib/python3.11/site-packages/numpy/__init__.py"),
        ("file-read-data", "/opt/workbench/probe/outputs.py"),
        ("file-read-data", "/usr/lib/dyld"),
        ("file-read-data", "/dev/urandom"),
        ("file-read-data", f"{FOLDER}/data.txt"),
        ("file-write-data", "/dev/null"),
        ("sysctl-read", ""),
        ("signal", "self"),
    ],
)
def test_what_computing_needs_is_allowed(operation: str, path: str) -> None:
    assert decided(enclosed(writes=False), operation, path) == "allow"


def test_the_folder_is_written_to_only_by_those_who_may() -> None:
    assert decided(enclosed(writes=True), "file-write-create", f"{FOLDER}/x") == "allow"
    assert decided(enclosed(writes=False), "file-write-create", f"{FOLDER}/x") == "deny"


def test_a_path_cannot_become_a_rule() -> None:
    evil = '/opt/x")) (allow network*) (version 1) ((literal "'
    command = seatbelt.enclosed(replace(REACH, binds=(evil,)), FOLDER, writes=False)
    assert command[2] == enclosed(writes=False)[2]
    assert [part for part in command if part.endswith(f"={evil}")]


def test_the_command_is_the_systems_own() -> None:
    command = seatbelt.enclosed(reachable.of(PYTHON, "numpy"), FOLDER, writes=True)
    assert command[:2] == ["/usr/bin/sandbox-exec", "-p"]
    assert set(command[3::2]) == {"-D"}
    used = set(re.findall(r'\(param "(P\d+)"\)', command[2]))
    assert used == {part.split("=")[0] for part in command[4::2]}

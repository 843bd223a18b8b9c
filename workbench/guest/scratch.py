"""Removes what a guest left in its scratch folder, however deep, wide or odd it is."""

from __future__ import annotations

import contextlib
import os
import secrets

_FILES = 20_000
_PATH_LENGTH = 4000


def remove(folder: str) -> None:
    """Remove a folder and everything below it, without recursion and without following links.

    Every folder is moved to the top before it is emptied, under a name that the guest could not
    know, so that no path grows beyond what the system takes (a tree 20,000 deep is removed as
    well). Nothing is made: that would fail on a full disk.
    """
    with contextlib.suppress(OSError):
        os.chmod(folder, 0o700)
    token, number = secrets.token_hex(8), 0
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        for entry in _entries(current):
            if not entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
                continue
            number += 1
            moved = os.path.join(folder, f"{token}-{number}")
            with contextlib.suppress(OSError):
                os.chmod(entry.path, 0o700)  # a folder without rights cannot be moved
                os.rename(entry.path, moved)
                waiting.append(moved)
        with contextlib.suppress(OSError):
            os.rmdir(current)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def problem(folder: str, limit: int) -> str | None:
    """What is wrong with a scratch folder's size in bytes, number of files, or depth."""
    total = count = 0
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        if len(current) > _PATH_LENGTH:
            return "folders nested too deeply in the scratch folder"
        for entry in _entries(current):
            count += 1
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                total += entry.stat(follow_symlinks=False).st_size
            if total > limit:
                return f"more than {limit} bytes in the scratch folder"
            if count > _FILES:
                return f"more than {_FILES} files in the scratch folder"
    return None


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []

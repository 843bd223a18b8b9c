"""Removes what a guest left in its scratch folder, however deep, wide or odd it is."""

from __future__ import annotations

import contextlib
import os
import tempfile


def remove(folder: str) -> None:
    """Remove a folder and everything below it, without recursion and without following links.

    Every folder is moved into a pit of our own before it is emptied, so that no path grows beyond
    what the system takes (a tree 20,000 deep is removed as well) and no name chosen by the guest
    is in the way.
    """
    pit = tempfile.mkdtemp(prefix="workbench-pit-", dir=os.path.dirname(folder))
    number = 0
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        for entry in _entries(current):
            if not entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
                continue
            number += 1
            moved = os.path.join(pit, str(number))
            with contextlib.suppress(OSError):
                os.chmod(entry.path, 0o700)  # a folder without rights cannot be moved
                os.rename(entry.path, moved)
                waiting.append(moved)
        with contextlib.suppress(OSError):
            os.rmdir(current)
    with contextlib.suppress(OSError):
        os.rmdir(pit)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []

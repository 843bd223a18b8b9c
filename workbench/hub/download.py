"""Fetching a file: into a partial one that a later attempt resumes, then checked, then named.

No name of the hub's reaches the disk without being made safe, and nothing bears a model's name
before its SHA-256 was checked.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workbench import kept, safe_text
from workbench.errors import MissingError, StorageError, UsageError
from workbench.hub import connection
from workbench.hub.connection import Hub
from workbench.hub.offers import Offer
from workbench.kept import Step

if TYPE_CHECKING:
    import httpx

MAX_RETRIES = 4
"""Attempts in a row that bring nothing."""
_CHUNK_BYTES = 1 << 20
_SPARE_BYTES = 64 << 20
ELSEWHERE = "set WORKBENCH_MODELS to a folder on a larger disk, or free some space"


def target(folder: Path, offer: Offer) -> Path:
    """The path a model is kept under: its file's name, with its repository's where that is taken.

    Raises UsageError when both are taken by files of another origin.
    """
    stem = safe_text.file_name(offer.file.rpartition("/")[2].removesuffix(kept.SUFFIX), "model")
    for name in (stem, f"{safe_text.file_name(offer.repo)}_{stem}"):
        path = folder / f"{name}{kept.SUFFIX}"
        told = kept.origin(path)
        if not path.exists() or (told and (told.repo, told.file) == (offer.repo, offer.file)):
            return path
    raise UsageError(f"{path} exists and is another model", hint="give one of them another name")


def is_kept(path: Path, offer: Offer) -> bool:
    """True when exactly this file was checked and kept before."""
    told = kept.origin(path)
    return bool(
        told and told.sha256 == offer.sha256 and _size(path) == offer.size_bytes and path.is_file()
    )


def partial_of(path: Path, offer: Offer) -> Path:
    """Where the download is until it is whole; another content has another partial file."""
    return path.with_name(f"{path.name}.{offer.sha256[:12]}.partial")


def demand_room(path: Path, offer: Offer) -> None:
    """Raises StorageError unless the disk takes what is still to come."""
    needed = offer.size_bytes - _size(partial_of(path, offer)) + _SPARE_BYTES
    folder = next(one for one in path.absolute().parents if one.is_dir())
    free = shutil.disk_usage(folder).free
    if free < needed:
        message = f"{kept.size_text(needed)} are needed, {kept.size_text(free)} are free: {folder}"
        raise StorageError(message, hint=ELSEWHERE)


def fetch(
    hub: Hub, offer: Offer, path: Path, *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Step]:
    """Download the file, check it, keep it under `path`; tells how far it is.

    Raises MissingError when the hub does not give it or gives another content, StorageError when
    it cannot be written. What has arrived stays, and the next call goes on from there.
    """
    partial = partial_of(path, offer)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("ab") as file:
            _lock(file, partial)
            yield from _arriving(hub, offer, file, sleep)
            os.fsync(file.fileno())
            yield from _checked(partial, offer)
            kept.keep(partial, path, _note(offer))
    except OSError as error:
        message = f"cannot write {partial}: {error.strerror or error}"
        raise StorageError(message, hint=ELSEWHERE) from None


def _lock(file: IO[bytes], partial: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"another download writes {partial}"
        raise StorageError(message, hint="wait for it, or end it") from None


def _arriving(
    hub: Hub, offer: Offer, file: IO[bytes], sleep: Callable[[float], None]
) -> Iterator[Step]:
    fruitless = 0
    with connection.client(hub) as client:
        while (have := os.fstat(file.fileno()).st_size) < offer.size_bytes:
            error: Exception | None = None
            try:
                yield from _part(client, hub, offer, file)
            except connection.failures() as failed:
                error = failed
            file.flush()
            came = os.fstat(file.fileno()).st_size > have
            fruitless = 0 if came else fruitless + 1
            if fruitless > MAX_RETRIES:
                hint = "the same command goes on from where it ended"
                raise connection.unreachable(hub, error or Exception("nothing came"), hint=hint)
            if not came:
                sleep(2.0 ** (fruitless - 1))


def _part(client: httpx.Client, hub: Hub, offer: Offer, file: IO[bytes]) -> Iterator[Step]:
    """One answer, appended as far as it comes."""
    have = os.fstat(file.fileno()).st_size
    headers = {"range": f"bytes={have}-"} if have else {}
    with connection.asked(client, hub, offer.url(hub), headers) as response:
        connection.check(response, hub, offer.repo)
        if response.status_code == 206 and not _continues(response, have, offer.size_bytes):
            raise MissingError(f"{hub.shown} sends another part of {offer.repo} than was asked for")
        if response.status_code == 200 and have:
            yield Step("the hub cannot resume: starting over", 0, offer.size_bytes)
            file.truncate(0)
            have = 0
        for chunk in response.iter_raw():  # of no fixed size: a cut must not cost what has come
            have += file.write(chunk[: offer.size_bytes - have])
            yield Step("downloading", have, offer.size_bytes)
            if have == offer.size_bytes:
                return


def _continues(response: httpx.Response, have: int, size_bytes: int) -> bool:
    found = re.match(
        r"bytes (\d{1,20})-\d{1,20}/(\d{1,20}|\*)\Z", response.headers.get("content-range", "")
    )
    return found is not None and int(found[1]) == have and found[2] in (str(size_bytes), "*")


def _checked(partial: Path, offer: Offer) -> Iterator[Step]:
    """Compare the SHA-256 of what is on the disk; what differs is set aside under another name."""
    digest, done = hashlib.sha256(), 0
    with partial.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            yield Step("checking", done, offer.size_bytes)
    actual = digest.hexdigest()
    if actual == offer.sha256:
        return
    aside = partial.with_name(f"{partial.name.removesuffix('.partial')}.wrong-{actual[:12]}")
    partial.replace(aside)
    raise MissingError(
        f"what arrived is not what the hub announced: its SHA-256 is {actual}, not {offer.sha256}",
        hint=f"it is kept as {aside}: delete it, and try again",
    )


def _note(offer: Offer) -> kept.Origin:
    return kept.Origin(
        offer.repo,
        offer.file,
        offer.revision,
        offer.licence,
        offer.size_bytes,
        offer.sha256,
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0

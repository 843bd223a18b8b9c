"""What the hub announces about a file: size, licence, SHA-256, revision. Nothing is downloaded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workbench import kept, safe_text
from workbench.errors import MissingError, UsageError, did_you_mean
from workbench.hub import connection
from workbench.hub.connection import Hub

if TYPE_CHECKING:
    import httpx

_ANSWER_BYTES = 16 << 20
_LARGEST_BYTES = 1 << 60
_LISTED = 12
_COMPARED = 500
_LONGEST_NAME = 300
_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}\Z", re.A)
_FORM = "write it like hf:OWNER/REPO:FILE.gguf"


@dataclass(frozen=True)
class Reference:
    """A file of a repository; the file is "" when none was named."""

    repo: str
    file: str


@dataclass(frozen=True)
class Offer:
    """A file as the hub announces it; `revision` is a commit."""

    repo: str
    file: str
    revision: str
    licence: str
    size_bytes: int
    sha256: str

    def url(self, hub: Hub) -> str:
        """Where the file of this revision is."""
        return f"{hub.url}/{self.repo}/resolve/{self.revision}/{quote(self.file)}"


def parse(text: str) -> Reference:
    """The reference in OWNER/REPO:FILE.gguf. Raises UsageError for what is none."""
    repo, _, file = text.partition(":")
    shown = safe_text.one_line(text)
    names = repo.split("/")
    if len(names) != 2 or not all(_NAME.match(name) for name in names):
        raise UsageError(f"hf:{shown} names no repository", hint=_FORM)
    parts = file.split("/")
    if file and (any(part in ("", ".", "..") for part in parts) or not file.isprintable()):
        raise UsageError(f"hf:{shown} names no file of a repository", hint=_FORM)
    if re.search(r"-\d{5}-of-\d{5}\.gguf\Z", file):
        hint = "take a model that is one file: a smaller one, or a coarser quantization"
        raise UsageError(f"{shown} is one of several parts of a model", hint=hint)
    return Reference(repo, file)


def look(hub: Hub, reference: Reference) -> Offer:
    """What the hub announces about a file.

    Raises UsageError when the repository has no such file, MissingError when the hub does not
    answer, does not give the repository, or has no SHA-256 to check the file by.
    """
    url = f"{hub.url}/api/models/{reference.repo}?blobs=true"
    try:
        with connection.client(hub) as client, connection.asked(client, hub, url, {}) as response:
            connection.check(response, hub, reference.repo)
            data = json.loads(_body(response))
    except connection.failures() as error:
        raise connection.unreachable(hub, error) from None
    except (ValueError, RecursionError):
        raise MissingError(f"the answer of {hub.shown} is no JSON: is it a hub?") from None
    return _offer(data if isinstance(data, dict) else {}, reference)


def _body(response: httpx.Response) -> bytes:
    received = b""
    for part in response.iter_bytes():
        received += part
        if len(received) > _ANSWER_BYTES:
            break
    return received


def _offer(data: Mapping[str, Any], reference: Reference) -> Offer:
    listed = data.get("siblings")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found = next((one for one in entries if one.get("rfilename") == reference.file), None)
    if found is None or not reference.file.endswith(kept.SUFFIX):
        raise _no_such_file([str(one.get("rfilename")) for one in entries], reference)
    lfs = found.get("lfs")
    lfs = lfs if isinstance(lfs, dict) else {}
    # The list of files calls it sha256, the tree of files oid.
    sha256, revision = str(lfs.get("sha256") or lfs.get("oid")), str(data.get("sha"))
    size = lfs.get("size")
    shown = safe_text.one_line(reference.file)
    if not isinstance(size, int) or not 0 < size < _LARGEST_BYTES:
        raise MissingError(f"the hub does not say how large {shown} is")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not re.fullmatch(r"[0-9a-f]{40,64}", revision):
        message = f"the hub gives no SHA-256 for {shown}: it could not be checked"
        raise MissingError(message, hint="download it yourself, then --model local:PATH")
    licence = safe_text.one_line(_licence(data), 80)
    return Offer(reference.repo, reference.file, revision, licence, size, sha256)


def _licence(data: Mapping[str, Any]) -> str:
    """The licence as the model's card states it, else as the hub's tags do."""
    card = data.get("cardData")
    card = card if isinstance(card, dict) else {}
    stated = card.get("license")
    stated = ", ".join(map(str, stated)) if isinstance(stated, list) else stated
    if stated == "other" and isinstance(card.get("license_name"), str):
        stated = f"other: {card['license_name']}"
    tags = data.get("tags")
    tags = [str(tag) for tag in tags] if isinstance(tags, list) else []
    tagged = [tag for tag in tags if tag.startswith("license:")]
    return str(stated or (tagged[0].removeprefix("license:") if tagged else "not stated"))


def _no_such_file(names: Sequence[str], reference: Reference) -> UsageError:
    models = [name for name in names if name.endswith(kept.SUFFIX) and len(name) < _LONGEST_NAME]
    close = did_you_mean(reference.file, models[:_COMPARED]) if reference.file else None
    shown = [safe_text.one_line(name, 100) for name in ([close] if close else models[:_LISTED])]
    more = f" and {len(models) - _LISTED} more" if not close and len(models) > _LISTED else ""
    hint = f"did you mean hf:{reference.repo}:{shown[0]}?" if close else None
    if not close:
        hint = f"its GGUF files: {', '.join(shown) or 'none'}{more}"
    what = safe_text.one_line(reference.file) if reference.file else "which file?"
    message = f"{reference.repo} has no GGUF file {what}" if reference.file else "no file is named"
    return UsageError(message, hint=hint)

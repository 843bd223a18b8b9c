"""The pages as HTML: templates that escape what they are given, styles and scripts of our own.

Nothing on a page is loaded from elsewhere. `Door` says how its script and style are let in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2

from workbench import __version__, listings, turns
from workbench.records import LABELS
from workbench.review import comparing, data
from workbench.reviewing import Opened, Runs
from workbench.safe_text import one_line, terminal
from workbench.transcripts.heads import Head, Listing

_FOLDER = Path(__file__).parent / "templates"
PAGE_ROWS = 100
FILTERS = ("workload", "model", "verdict", "kind", "unreviewed")


@dataclass(frozen=True)
class Door:
    """How a page may run its own script: by the nonce of an answer, or in a file by its hash."""

    nonce: str | None = None

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: our script and style, this server, nothing else."""
        own = [f"'nonce-{self.nonce}'"] * 2
        if self.nonce is None:
            own = [_hash("page.js"), _hash("page.css")]
        reach = "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        kept = "connect-src 'none'; form-action 'none'; " if self.nonce is None else reach
        return (
            f"default-src 'none'; script-src {own[0]}; style-src {own[1]}; {kept}"
            "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )


@cache
def asset(name: str) -> str:
    """A script or style of ours."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(name: str) -> str:
    digest = hashlib.sha256(asset(name).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = lambda value: one_line(str(value), 300)
    environment.filters["text"] = lambda value: terminal(str(value), newlines=True)
    environment.globals.update(symbols=data.SYMBOLS, labels=LABELS, version=__version__)
    return environment


def _render(name: str, door: Door, **values: Any) -> str:
    shared = {"door": door, "css": asset("page.css"), "js": asset("page.js")}
    return _templates().get_template(f"{name}.html.j2").render(**shared, **values)


def run(opened: Opened, runs: Runs, door: Door, author: str) -> str:
    """The page of a run; without a nonce the file that works from disk, conversation included."""
    found = opened.transcript
    judged = opened.judged
    programs = []
    if judged is not None:
        programs = listings.programs(found, judged.verification, runs.root)
    plain = data.page(opened, programs, whole=door.nonce is None) | {
        "author": one_line(author, 100),
        "live": bool(door.nonce),
    }
    said, tested = data.sentences(judged)
    return _render(
        "run",
        door,
        title=_title(opened),
        opened=opened,
        found=found,
        said=said,
        tested=tested,
        data=data.embedded(plain),
        turns=turns.turns(found, judged) if door.nonce is None else [],
    )


def conversation(opened: Opened, door: Door) -> str:
    """What was asked and answered, with its claims marked."""
    told = turns.turns(opened.transcript, opened.judged)
    found = opened.transcript
    return _render(
        "conversation", door, title=_title(opened), opened=opened, found=found, turns=told
    )


def compare(left: Opened, right: Opened, door: Door) -> str:
    """Two runs, or one run at two of its verifications, side by side."""
    rows = comparing.rows(left, right)
    sides = [comparing.side(left), comparing.side(right)]
    return _render("compare", door, title="Two runs side by side", sides=sides, rows=rows)


def listing(found: Listing, wanted: Mapping[str, str], door: Door) -> str:
    """The list of runs with its filters, of which the address keeps the chosen ones."""
    heads = [one for one in found.heads if fits(one, wanted)]
    page = int(wanted.get("page", "1")) if wanted.get("page", "1").isdecimal() else 1
    last = max((len(heads) + PAGE_ROWS - 1) // PAGE_ROWS, 1)
    page = min(max(page, 1), last)
    chosen = {name: wanted[name] for name in FILTERS if wanted.get(name)}
    links = {at: "?" + urlencode(chosen | {"page": str(at)}) for at in (page - 1, page + 1)}
    return _render(
        "runs",
        door,
        title="Runs",
        heads=heads[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        count=len(heads),
        whole=len(found.heads),
        unread=found.unread,
        chosen=chosen,
        choices=_choices(found.heads),
        page=page,
        last=last,
        links=links,
    )


def fits(head: Head, wanted: Mapping[str, str]) -> bool:
    """Whether a run is one of those asked for."""
    return (
        wanted.get("workload") in (None, "", head.workload)
        and wanted.get("model") in (None, "", head.model)
        and (not wanted.get("verdict") or head.counts.get(wanted["verdict"], 0) > 0)
        and (not wanted.get("kind") or wanted["kind"] in head.kinds)
        and (not wanted.get("unreviewed") or head.waiting > 0)
    )


def error(message: str, hint: str | None, door: Door) -> str:
    """What went wrong, and what to try."""
    return _render("error", door, title="Not shown", message=message, hint=hint)


def _choices(heads: Sequence[Head]) -> dict[str, list[str]]:
    return {
        "workload": sorted({one.workload for one in heads}),
        "model": sorted({one.model for one in heads}),
        "verdict": [*LABELS, "failed"],
        "kind": sorted({kind for one in heads for kind in one.kinds}),
    }


def _title(opened: Opened) -> str:
    found = opened.transcript
    name = found.workload or str(found.start.get("source") or "document")
    return one_line(f"{name.rpartition('/')[2] or name}, run {found.run}", 200)


def plain_json(value: Any) -> bytes:
    """The body of an answer to the page's script."""
    return json.dumps(value, ensure_ascii=True).encode("ascii")

"""Many documents and submissions, one after the other: what is done is kept, and done only once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from workbench import gathering, pipeline, submissions
from workbench.conversation import Reporter
from workbench.errors import StorageError, UsageError, WorkbenchError, exhausted
from workbench.extracting import Extraction
from workbench.gathering import SORTS, Gathered, Item, Sort
from workbench.records import Judged
from workbench.remembered import Memory
from workbench.settings import Settings
from workbench.survey import Workplace


def gathered(
    names: Sequence[Path], sort: str | None, settings: Settings, outputs: Sequence[Path]
) -> Gathered:
    """What these names mean; `sort` says what folders are. What workbench writes is left alone."""
    wish: Sort | None = next((one for one in SORTS if one == sort), None)
    root = Path(settings["root"])
    leave = (root / "generated", root / "transcripts", *outputs)
    return gathering.gather(names, wish, leave)


def memory(
    found: Gathered,
    settings: Settings,
    place: Workplace,
    *,
    fresh: bool = False,
    extraction: Extraction | None = None,
) -> Memory | None:
    """What was judged before, for a batch; one document alone is always judged anew, and so is
    everything that a model is asked about: it may answer otherwise."""
    if not found.many or extraction is not None:
        return None
    return Memory(settings.cache_folder, place, is_fresh=fresh)


def check_all(
    items: Sequence[Item],
    place: Workplace,
    reporter: Reporter,
    memory: Memory | None = None,
    extraction: Extraction | None = None,
) -> Iterator[Judged]:
    """Check one after the other; one that cannot be read, or that workbench fails on, never stops
    the others. With a memory, what was judged before is not judged again; with an `extraction` a
    model is asked for claims in prose, too."""
    for item in items:
        yield _row(item, place, reporter, memory, extraction, alone=len(items) == 1)


def check(
    item: Item,
    place: Workplace,
    reporter: Reporter,
    memory: Memory | None,
    extraction: Extraction | None = None,
) -> Judged:
    """Judge one, or find what was judged of the same. Raises StorageError."""
    loaded = submissions.load(item)
    known = memory.recall(loaded) if memory else None
    if known is not None:
        return known
    judged = pipeline.check_loaded(loaded, place, reporter, extraction)
    if memory is not None:
        memory.keep(loaded, judged)
    return judged


def _row(
    item: Item,
    place: Workplace,
    reporter: Reporter,
    memory: Memory | None,
    extraction: Extraction | None,
    *,
    alone: bool,
) -> Judged:
    try:
        return check(item, place, reporter, memory, extraction)
    except (StorageError, UsageError) as error:
        if error.judged is not None:
            raise
        return pipeline.unread(item.path, error.message, place, reporter)
    except WorkbenchError:
        raise
    except Exception as error:
        no_room = isinstance(error, (OSError, RuntimeError)) and exhausted(error) is not None
        if alone or no_room:
            raise
        return pipeline.unread(item.path, _bug(item.path, error), place, reporter, is_bug=True)


def _bug(path: Path, error: Exception) -> str:
    return f"workbench failed on it: {type(error).__name__}: {error} (check it alone to see where)"

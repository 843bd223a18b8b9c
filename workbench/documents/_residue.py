"""What copying out of a chat leaves behind, undone: leaves that fell apart are put together.

Fences split into one for each line, the words of buttons (`python`, `CopyEdit`, `Copy code`) inside
or outside of fences, code that lost its fence behind such words, and tables that are drawn or whose
columns come by tabs or blanks. Everything keeps its place in the text; nothing is invented and
nothing is run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from workbench.documents._drawn import bare_end, gathered, lines_of, table_leaf
from workbench.documents._leaves import MAX_CELLS, Leaf, Span
from workbench.documents._programs import is_statement, looks_like_python
from workbench.documents._tables import found as tables

_BRACED = frozenset(
    {"c", "cpp", "c++", "csharp", "c#", "java", "javascript", "js", "typescript", "ts", "go", "php"}
    | {"rust", "kotlin", "swift", "scala", "dart", "zig", "cuda"}
)
_LANGUAGES = _BRACED | frozenset(
    {"python", "python3", "py", "bash", "sh", "shell", "zsh", "console", "powershell", "text"}
    | {"plaintext", "json", "pycon", "cmd", "terminal", "ipython", "markdown"}
)
_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "console", "powershell", "cmd", "terminal"})
_BUTTON = re.compile(r"(?:copy\s*edit|copy(?:\s+code)?|edit)\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\s|`{3,}|~{3,})*\Z")
_OPEN = (":", "\\", "(", "[", "{", ",")
_HEAD = re.compile(
    r"(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[(:]|@\w+|"
    r"import[ \t]+[\w., ]+(?:[ \t]as[ \t]\w+)?[ \t]*$|from[ \t]+[\w.]+[ \t]+import[ \t])",
    re.MULTILINE,
)
_BRACED_LINE = re.compile(r"[ \t}{#/*]|.*[;{}(),:]\s*\Z")
_BODY = re.compile(r"^(?:async[ \t]+)?(?:def|class)\b[^\n]*:[^\n]*\n+[ \t]+\S", re.MULTILINE)
_MAX_RUN = 2_000


def undo(text: str, found: Sequence[Leaf]) -> list[Leaf]:
    """The leaves of a text without the residue of copying, in order."""
    parts = [part for leaf in gathered(text, found) for part in _parts(text, leaf)]
    return list(_joined(text, list(_unfenced(text, parts))))


def bounded(found: Sequence[Leaf]) -> tuple[list[Leaf], bool]:
    """The leaves with no more than MAX_CELLS cells in their tables, and whether some were cut.

    A table that nothing is left of is read as text.
    """
    kept: list[Leaf] = []
    left, cut = MAX_CELLS, False
    for leaf in found:
        sizes = list(accumulate(len(row) for row in leaf.rows))
        fitting = bisect_right(sizes, left)
        left -= sum(len(row) for row in leaf.rows[:fitting])
        cut = cut or fitting < len(leaf.rows)
        if fitting < len(leaf.rows):
            kind = leaf.kind if fitting else "paragraph"
            leaf = replace(leaf, kind=kind, rows=leaf.rows[:fitting])
        kept.append(leaf)
    return kept, cut


# --- words of buttons, tables in words ------------------------------------------------------------


def _parts(text: str, leaf: Leaf) -> Iterator[Leaf]:
    """A leaf, or what a paragraph holds: tables and markers of code between its words."""
    if leaf.kind != "paragraph" or leaf.end - leaf.start > 1_000_000:
        yield leaf
        return
    lines = list(lines_of(text, leaf.start, leaf.end))
    reached = 0
    for one in tables(text, lines):
        yield from _words(text, leaf, lines[reached : one.first])
        yield table_leaf(text, leaf, lines[one.first : one.end], one)
        reached = one.end
    yield from _words(text, leaf, lines[reached:])


def _words(text: str, leaf: Leaf, lines: Sequence[Span]) -> Iterator[Leaf]:
    """A paragraph's lines; a line that is a button's word becomes a marker of its own."""
    kept: list[Span] = []
    for index, line in enumerate(lines):
        words = text[line[0] : line[1]].strip()
        following = text[slice(*lines[index + 1])].strip() if index + 1 < len(lines) else ""
        if _BUTTON.match(words) or (words.lower() in _LANGUAGES and _BUTTON.match(following)):
            yield from _paragraph(text, leaf, kept)
            kept = []
            language = words.lower() if words.lower() in _LANGUAGES else ""
            yield replace(leaf, kind="marker", start=line[0], end=line[1], info=language)
        else:
            kept.append(line)
    alone = len(lines) == 1 and text[slice(*lines[0])].strip().lower() in _LANGUAGES
    if alone:  # the button's word may stand in the next paragraph
        yield replace(leaf, info=text[slice(*lines[0])].strip().lower())
    else:
        yield from _paragraph(text, leaf, kept)


def _paragraph(text: str, leaf: Leaf, lines: Sequence[Span]) -> Iterator[Leaf]:
    if lines and text[lines[0][0] : lines[-1][1]].strip():
        start = lines[0][0] + len(text[slice(*lines[0])]) - len(text[slice(*lines[0])].lstrip())
        last = lines[-1][1]
        end = leaf.end if last == leaf.end else bare_end(text, start, last)
        yield replace(leaf, start=start, end=end, opening=start)


# --- code without its fence -----------------------------------------------------------------------


def _unfenced(text: str, parts: Sequence[Leaf]) -> Iterator[Leaf]:
    """Markers away; the words behind one that are code, and no fence, become a fence's content."""
    reached = 0
    language: str | None = None
    for index, leaf in enumerate(parts):
        if leaf.end <= reached and leaf.start < reached:
            continue
        if leaf.start < reached:
            leaf = replace(leaf, start=reached, opening=reached)
        following = parts[index + 1] if index + 1 < len(parts) else None
        if leaf.kind == "paragraph" and leaf.info:
            if following is not None and following.kind == "marker":
                language = leaf.info
                continue
            leaf = replace(leaf, info="")
        if leaf.kind == "marker":
            language = leaf.info or language or ""
            continue
        if language is None and leaf.kind == "paragraph" and (end := _bare(text, leaf.start)):
            reached = end
            yield Leaf("indented", leaf.start, end, leaf.start)
            continue
        if language is not None:
            if leaf.kind == "fence":
                leaf = replace(leaf, info=leaf.info or language, marked=True)
            elif end := _code_end(text, leaf.start, language):
                reached = end
                yield Leaf("fence", leaf.start, end, leaf.start, info=language or "python")
                language = None
                continue
            elif leaf.kind == "paragraph" and _names_file(text, leaf):
                yield leaf
                continue
            following_fence = following is not None and following.kind == "fence"
            language = language if leaf.kind == "fence" and following_fence else None
        yield leaf


def _bare(text: str, start: int) -> int:
    """Where a program ends that begins here without a fence or a word about it; 0 for prose."""
    line_start = text.rfind("\n", 0, start) + 1
    if start != line_start or not _HEAD.match(text, start):
        return 0
    end = _code_end(text, start, "python")
    body = text[start:end]
    return end if _BODY.search(body) and looks_like_python(body) else 0


def _names_file(text: str, leaf: Leaf) -> bool:
    return bool(re.fullmatch(r"[#\s]*[\w./-]{1,80}\.\w{1,5}\s*", text[leaf.start : leaf.end]))


def _code_end(text: str, start: int, language: str) -> int:
    """Where the statements end that begin here; 0 when there are none."""
    start = text.rfind("\n", 0, start) + 1
    end = code = 0
    for first, last in lines_of(text, start, min(len(text), start + 200_000)):
        line = text[first:last]
        if not line.strip():
            if language in _SHELLS and end:
                break
            continue
        is_code = _BRACED_LINE.match(line) if language in _BRACED else is_statement(line)
        if language not in _SHELLS and not is_code:
            break
        end, code = last, code + 1
    return end if code > 1 or (code and language in _SHELLS) else 0


# --- fences in pieces -----------------------------------------------------------------------------


def _joined(text: str, parts: Sequence[Leaf]) -> Iterator[Leaf]:
    index = 0
    while index < len(parts):
        run = [parts[index]]
        while (
            run[-1].kind == "fence"
            and index + len(run) < len(parts)
            and len(run) < _MAX_RUN
            and _follows(text, run[-1], parts[index + len(run)])
        ):
            run.append(parts[index + len(run)])
        yield from _run(text, run) if len(run) > 1 else run
        index += len(run)


def _follows(text: str, before: Leaf, after: Leaf) -> bool:
    """Whether a fence comes right behind another of the same kind: nothing is between them."""
    same = before.info == after.info or (before.marked and not after.info)
    gap = text[before.end : after.opening]
    return after.kind == "fence" and same and len(gap) < 200 and bool(_BETWEEN.match(gap))


def _run(text: str, run: Sequence[Leaf]) -> Iterator[Leaf]:
    """Fences with nothing between them: one program where they are its pieces."""
    words = [text[leaf.start : leaf.end].strip() for leaf in run]
    residue = [
        bool(_BUTTON.match(word)) or word.lower() in _LANGUAGES for word in (w[:40] for w in words)
    ]
    language = next((w.lower() for w in words if w.lower() in _LANGUAGES), run[0].info)
    pieces = [leaf for leaf, is_word in zip(run, residue, strict=True) if not is_word]
    if not pieces:
        return
    single = sum("\n" not in text[leaf.start : leaf.end].strip("\n") for leaf in pieces)
    in_one = run[0].marked and language not in _SHELLS
    if any(residue) or in_one or (len(pieces) > 2 and 3 * single >= 2 * len(pieces)):
        yield _one(pieces, language)
        return
    waiting = [pieces[0]]
    for leaf in pieces[1:]:
        if not _goes_on(text, waiting[-1], leaf):
            yield _one(waiting, language)
            waiting = []
        waiting.append(leaf)
    yield _one(waiting, language)


def _goes_on(text: str, before: Leaf, after: Leaf) -> bool:
    last = text[before.start : before.end].rstrip()
    first = text[after.start : after.end].lstrip("\n")
    return last.endswith(_OPEN) or first[:1] in (" ", "\t")


def _one(pieces: Sequence[Leaf], language: str) -> Leaf:
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return replace(first, info=first.info or language)
    spans = tuple((leaf.start, leaf.end) for leaf in pieces)
    return replace(first, end=last.end, info=first.info or language, pieces=spans)

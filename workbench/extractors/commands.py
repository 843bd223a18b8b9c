"""Commands that a document tells its reader to run: each says that it works.

In blocks of a shell, line by line, and in the words around them as inline code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workbench import command_lines
from workbench.extractors._prose import Sentence, sentences
from workbench.extractors.base import MAX_CLAIMS, Places, claim, unique
from workbench.records import Block, Claim, Document

_SHELLS = frozenset(
    {"bash", "sh", "shell", "zsh", "console", "terminal", "cmd", "powershell", "ps1", "bat", "dos"}
    | {"shellsession", "sh-session", "batch", "fish"}
)
_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]{1,40}\)\s*)?(?:[\w.-]{1,40}@[\w.-]{1,40}[:~][^$#\n]{0,80})?"
    r"(?:[$%]|PS[^>\n]{0,80}>|[A-Z]:\\[^>\n]{0,80}>)[ \t]+(?=\S)"
)
_LINE = re.compile(r"[^\r\n]+")
_SCRIPTED = re.compile(
    r"^[ \t]*(?:for|while|if|case|function|do|done|then|fi|else|esac|EOF)\b|<<|\\[ \t]*$|"
    r"^[ \t]*[{}]",
    re.MULTILINE,
)
_INLINE = re.compile(r"(?<!`)`([^`\r\n]{3,300})`(?!`)")
_ARGUMENT = re.compile(r"[-\w.,/:=+\\'\"()]*[-./:=\d'\"(\\][-\w.,/:=+\\'\"()*]*\Z")
_MODULE = re.compile(r"[a-z_]\w{0,40}(?:\.\w{1,40}){0,4}\Z", re.IGNORECASE)
_RESIDUE = re.compile(
    r"\W*\Z|\s*(?:copy\s*edit|copy(?: code)?|bash|sh|shell|console)\s*\Z", re.IGNORECASE
)
_MAX_LINES = 200
_HOLE = re.compile(r"<[^>\s]{0,60}>|\[[^\]]{0,60}\]|\{[^}]{0,60}\}|\.\.\.|…")
_SAVED = re.compile(
    r"\b(?:save[ds]?|store[ds]?|create[ds]?|call(?:ed)?|named?|put|copy|copied|paste[ds]?|rename[ds]?|"
    r"write|written)\b",
    re.IGNORECASE,
)
_NOT_ADVISED = re.compile(
    r"\b(?:instead of|rather than|if you|would|fails?|avoid|deprecated|old(?:er)?|similar to|"
    r"such as|e\.g\.|like)\b",
    re.IGNORECASE,
)


def extract(document: Document) -> tuple[Claim, ...]:
    """One `command_works` claim for each command, at exactly its text."""
    return unique(islice(_claims(document, _saved(document)), MAX_CLAIMS + 1))


def _claims(document: Document, saved: frozenset[str]) -> Iterator[Claim]:
    for block in document.blocks:
        if block.speaker in ("user", "system") or block.kind not in ("code", "listing", "text"):
            continue
        for start, end in _commands(block):
            yield _claim(document, block, start, end, saved)
    for sentence in sentences(document):
        for start, end in _in_words(sentence):
            yield _claim(document, sentence.block, start, end, saved)


def _claim(document: Document, block: Block, start: int, end: int, saved: frozenset[str]) -> Claim:
    command = block.text[start:end]
    named = [name for name in command_lines.read(command).inputs if name in saved]
    return claim(
        document,
        block,
        (Places(block).location(start, end), command),
        extractor="commands",
        kind="command_works",
        args={"command": command},
        problem=f"the document says that something is {named[0]}, not which program"
        if named
        else None,
    )


def _saved(document: Document) -> frozenset[str]:
    """Python files that the words tell the reader to write, and that label no program."""
    labels = {block.label for block in document.blocks if block.label}
    found = set()
    for sentence in sentences(document):
        if ".py" in sentence.text and _SAVED.search(sentence.text[:1_000]):
            words = re.split(r"[\s`*_\"'(),;:]+(?![\w])|[\s`*\"'(),;:]+", sentence.text[:1_000])
            found |= {word.rstrip(".") for word in words if word.rstrip(".").endswith(".py")}
    return frozenset(found - labels)


# --- blocks ---------------------------------------------------------------------------------------


def _commands(block: Block) -> Iterator[tuple[int, int]]:
    """Where in a block's text its commands stand."""
    if len(block.text) > 100_000:
        return
    lines = [(found.start(), found.end()) for found in _LINE.finditer(block.text)]
    lines = [line for line in lines[:_MAX_LINES] if not _RESIDUE.match(block.text[slice(*line)])]
    shell = (block.language or "") in _SHELLS
    if shell and _SCRIPTED.search(block.text):
        return
    prompted = [
        (found.end(), end)
        for start, end in lines
        if (found := _PROMPT.match(block.text, start, end))
    ]
    if prompted and (shell or block.kind != "text"):
        lines, shell = prompted, True
    elif block.kind == "text":
        lines = lines if len(lines) == 1 else []
    elif not shell and not _all_commands(block, lines):
        return
    for start, end in lines:
        for first, last in _parts(block.text, start, end):
            if shell or _is_plain(block.text[first:last]):
                yield first, last


def _all_commands(block: Block, lines: list[tuple[int, int]]) -> bool:
    """Whether every line of a block in no language of a shell is a command or a comment."""
    texts = [block.text[start:end].strip() for start, end in lines]
    kept = [text for text in texts if not text.startswith("#")]
    return bool(kept) and all(all(_is_plain(part) for part in text.split("&&")) for text in kept)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The commands of one line, without the comment behind them."""
    comment = re.compile(r"(?:^|\s)#").search(text, start, end)
    end = comment.start() if comment else end
    position = start
    for part in text[start:end].split("&&"):
        bare = part.strip()
        begun = position + len(part) - len(part.lstrip())
        position += len(part) + 2
        if _is_started(bare) and not _HOLE.search(bare) and len(bare) <= command_lines.MAX_LENGTH:
            yield begun, begun + len(bare)


def _is_started(text: str) -> bool:
    """Whether a line begins with something that can be started, as far as is known here."""
    first = text.split(None, 1)[0] if text else ""
    name = first.rpartition("/")[2].lower()
    return command_lines.is_python(name) or name in command_lines.KNOWN or first.startswith("./")


# --- words ----------------------------------------------------------------------------------------


def _in_words(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Inline code of a sentence that tells to run it, or says that it does something."""
    text = sentence.text
    if text.rstrip().endswith("?") or sentence.is_negated or _NOT_ADVISED.search(text[:1_000]):
        return
    for found in _INLINE.finditer(text):
        command = found.group(1)
        bare = command.strip().removeprefix("$ ")
        if _is_plain(bare) and not _HOLE.search(bare):
            start = sentence.start + found.start(1) + command.index(bare)
            yield start, start + len(bare)


def _is_plain(text: str) -> bool:
    """Whether a text that stands in no shell is a command beyond doubt.

    Python with a module or a file and arguments that look like such; a known tool with a file.
    """
    words = text.split()
    if len(words) < 2 or len(text) > 300:
        return False
    first, second, rest = words[0], words[1], words[2:]
    if first in command_lines.KNOWN:
        return len(words) <= 6 and all(
            command_lines.is_file(word) or word.startswith("-") or _is_install(first, words)
            for word in words[1:]
        )
    if not command_lines.is_python(first):
        return False
    if second == "-m" and rest:
        return bool(_MODULE.match(rest[0])) and (
            rest[0] == "timeit"
            or all(_ARGUMENT.match(word) or _is_value(word) for word in rest[1:])
        )
    if second == "-c":
        return bool(rest)
    named = second.endswith(".py") and not second.startswith("-")
    return named and all(_ARGUMENT.match(word) for word in rest)


def _is_value(word: str) -> bool:
    """A sorting order of a profiler, the one plain word that options take here."""
    return word in ("cumulative", "cumtime", "tottime", "time", "calls", "ncalls", "name")


def _is_install(tool: str, words: list[str]) -> bool:
    return tool.startswith(("pip", "conda")) and words[1] == "install"

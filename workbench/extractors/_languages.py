"""Code that is no Python: of another language by its fence or its looks, or pseudo-code."""

from __future__ import annotations

import re

from workbench.extractors.base import is_program
from workbench.records import Block

_LANGUAGES = frozenset(
    {"c", "h", "cpp", "c++", "cc", "cxx", "java", "javascript", "js", "jsx", "typescript", "ts"}
    | {"go", "golang", "rust", "rs", "ruby", "rb", "php", "swift", "kotlin", "kt", "scala", "cs"}
    | {"csharp", "c#", "haskell", "hs", "julia", "r", "matlab", "octave", "perl", "lua", "pascal"}
    | {"fortran", "asm", "nasm", "assembly", "x86asm", "scheme", "lisp", "clojure", "ocaml", "dart"}
    | {"pseudocode", "pseudo", "pseudo-code", "algorithm", "algorithm2e", "cuda", "vb", "zig"}
)
_BRACES = re.compile(
    r"^[ \t]*(?:#include\s*[<\"]|using namespace|public (?:static|class)|package \w+;|import java|"
    r"(?:static |const |unsigned )*(?:int|void|double|float|long|char|bool|size_t)\s+\w+\s*[(=;\[]|"
    r"function\s+\w+\s*\([^)]*\)\s*\{|(?:let|const|var)\s+\w+\s*=|fn\s+\w+|func\s+\w+\(|"
    r"console\.log\()",
    re.M,
)
_PSEUDO = re.compile(
    r"^[ \t]*(?:(?:end|END)[ _]?(?:if|for|while|function|procedure|IF|FOR|WHILE)\b|procedure\s+\w+|"
    r"algorithm\b|input:|(?:if|IF)\b[^:\n]*\b(?:then|THEN)[ \t]*$|"
    r"(?:for|while|FOR|WHILE)\b[^:\n]*\b(?:do|DO|to|TO)\b|for each\b|FOR EACH\b|"
    r"[\w.\[\]]+[ \t]*(?::=|←|<-)\s)",
    re.M,
)


def other(block: Block) -> str | None:
    """What another language code is written in; None for Python and for what is no code."""
    written = (block.language or "").lower()
    if written in _LANGUAGES:
        return written
    if written and not is_program(block):
        return None
    text = block.text[:5_000]
    if len(_BRACES.findall(text)) >= 1 and (";" in text or "{" in text):
        return "of another language"
    return "pseudo-code" if len(_PSEUDO.findall(text)) >= 2 else None

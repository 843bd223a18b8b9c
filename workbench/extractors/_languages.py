"""Code that is no Python: of another language by its fence or its looks, or pseudo-code."""

from __future__ import annotations

import re

from workbench.extractors.base import is_program
from workbench.records import Block

LANGUAGES = frozenset(
    {"c", "h", "c++", "cpp", "cxx", "cc", "csharp", "cs", "c#", "objc", "objective-c", "cuda", "cu"}
    | {"java", "kotlin", "scala", "groovy", "clojure", "javascript", "js", "jsx", "typescript"}
    | {"ts", "tsx", "rust", "rs", "go", "golang", "zig", "d", "nim", "swift", "dart", "ruby", "rb"}
    | {"perl", "php", "lua", "r", "julia", "jl", "matlab", "octave", "fortran", "f90", "pascal"}
    | {"delphi", "ada", "cobol", "basic", "vb", "vbnet", "haskell", "hs", "ocaml", "ml", "fsharp"}
    | {"f#", "elixir", "erlang", "lisp", "scheme", "racket", "prolog", "sql", "asm", "nasm"}
    | {"assembly", "armasm", "llvm", "wasm", "wat", "cython", "pyx", "micropython", "mojo", "awk"}
    | {"x86asm", "kt"}
)
"""Languages of a fence in which programs are written, and which are not Python."""
_PSEUDO_CODE = frozenset({"pseudocode", "pseudo", "pseudo-code", "algorithm", "algorithm2e"})
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
    if written in LANGUAGES | _PSEUDO_CODE:
        return written
    if written and not is_program(block):
        return None
    text = block.text[:5_000]
    if len(_BRACES.findall(text)) >= 1 and (";" in text or "{" in text):
        return "of another language"
    return "pseudo-code" if len(_PSEUDO.findall(text)) >= 2 else None

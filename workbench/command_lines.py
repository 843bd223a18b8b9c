"""Command lines as documents show them, read without a shell: what would be started, and on what.

Nothing is run here. A line that only a shell could run is told apart from one that Python runs.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

MAX_LENGTH = 1_000
_MAX_WORDS = 60
_PYTHON = re.compile(r"(?:python|python3(?:\.\d{1,2})?|py|pythonw)(?:\.exe)?\Z")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_FILE = re.compile(r"[^\s/]{1,200}\.[A-Za-z]\w{0,7}\Z")
_PLACEHOLDER = re.compile(
    r"(?:.{0,100}/)?(?:your|my|our|some|the|path|example)?[_-]?(?:script|file|filename|program|"
    r"module|code|name|foo|bar|xxx)(?:_?name)?\d?(?:\.\w{1,7})?\Z|(?:your|path/to).{0,200}\Z|"
    r"my[_-]?(?:script|file|program|module|code|app)?\w{0,20}\.\w{1,7}\Z"
)
_CAPITALS = re.compile(r"[A-Z_]+(?:\.\w{1,7})?\Z")
_HARMLESS = frozenset({"-u", "-B", "-q", "-s", "-E", "-I"})
_RUN_WITH = frozenset({"cProfile", "profile", "trace"})
_READING = frozenset({"py_compile", "dis", "ast", "tokenize", "tabnanny", "symtable"})
_WITH_VALUE = {
    "cProfile": frozenset({"-o", "--outfile", "-s", "--sort"}),
    "profile": frozenset({"-o", "--outfile", "-s", "--sort"}),
    "trace": frozenset({"-f", "--file", "-C", "--coverdir", "--ignore-module", "--ignore-dir"}),
    "timeit": frozenset({"-n", "--number", "-r", "--repeat", "-s", "--setup", "-u", "--unit"}),
    "dis": frozenset[str](),
}
_REASONS = {
    "it needs the network": "pip pip3 pipx conda mamba uv poetry git curl wget apt apt-get brew "
    "npm npx yum dnf ollama docker huggingface-cli ssh scp",
    "it opens a browser or a window": "snakeviz jupyter jupyter-lab jupyter-notebook ipython "
    "tensorboard gprof2dot code open xdg-open tuna streamlit",
    "it needs a tool or hardware that is not here": "perf gcc g++ clang nvcc nvidia-smi nsys ncu "
    "nvprof valgrind make cmake pytest py-spy scalene kernprof mprof pyinstrument viztracer time",
    "it is for a shell": "cd ls dir mkdir rm cp mv cat echo export source set touch pwd chmod head "
    "tail grep sudo bash sh ./configure deactivate activate type del cls clear which",
}
_NOT_RUN = {word: reason for reason, words in _REASONS.items() for word in words.split()}
KNOWN = frozenset(_NOT_RUN)
"""First words of commands that are known and are not run here."""


@dataclass(frozen=True)
class Command:
    """One command, split into words.

    `argv` is what follows the word python. `module` is what `-m` names, `script` the Python file
    that is run, `inputs` the Python files that are read (the script included), `data` other files
    it names, `profile` the file that cProfile is to write. `problem` says why it is not run here.
    """

    text: str
    argv: tuple[str, ...] = ()
    module: str | None = None
    script: str | None = None
    inputs: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    profile: str | None = None
    problem: str | None = None

    @property
    def executes(self) -> bool:
        """Whether a program of the document is executed, and not only read."""
        return self.script is not None or self.module not in _READING


def read(text: str) -> Command:
    """The command that a line is."""
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return Command(text, problem="it is empty" if not text else "it is too long")
    special = _special(text)
    if special is not None:
        return Command(text, problem=f"{special} is for a shell, and no shell is run here")
    try:
        words = shlex.split(text, comments=True)
    except ValueError:
        return Command(text, problem="its quotes do not match")
    if not words or len(words) > _MAX_WORDS:
        return Command(text, problem="it has no words" if not words else "it has too many words")
    if not _PYTHON.match(words[0]):
        return _other(text, words)
    return _python(text, words[1:])


def is_python(word: str) -> bool:
    """Whether a first word starts Python."""
    return bool(_PYTHON.match(word))


def is_file(word: str) -> bool:
    """Whether a word looks like the name of a file."""
    return bool(_FILE.match(word.rpartition("/")[2])) and not word.startswith(("-", "http"))


def is_placeholder(name: str) -> bool:
    """Whether a name stands for a file of the reader's own: script.py, your_file.py."""
    bare = name.removeprefix("./")[:200]
    return bool(_CAPITALS.match(bare) or _PLACEHOLDER.match(bare.lower()))


def plain_name(name: str) -> str:
    """A file's name without `./` and with `/` between its parts."""
    return name.replace("\\", "/").removeprefix("./")


def _special(text: str) -> str | None:
    """The first character outside of quotes that only a shell understands."""
    quote = None
    for index, character in enumerate(text):
        if quote is not None:
            if character == quote:
                quote = None
            elif quote == '"' and character in "$`":
                return repr(character)
        elif character in "'\"":
            quote = character
        elif character == "#" and (index == 0 or text[index - 1].isspace()):
            return None
        elif character in "|;&<>$`*?~{}()[]!":
            return repr(character)
    first = text.split(None, 1)[0]
    return "a variable in front of it" if _ASSIGNED.match(first) else None


def _other(text: str, words: list[str]) -> Command:
    name = words[0].rpartition("/")[2].removesuffix(".exe")
    reason = _NOT_RUN.get(name, "workbench runs Python only")
    data = tuple(plain_name(word) for word in words[1:] if is_file(word))
    return Command(text, data=data, problem=f"{name}: {reason}")


def _python(text: str, words: list[str]) -> Command:
    rest = list(words)
    while rest and rest[0] in _HARMLESS:
        rest.pop(0)
    if not rest:
        return Command(text, problem="it starts an interactive session")
    first = rest[0]
    if first == "-m" and len(rest) > 1:
        return _module(text, rest)
    if first == "-c" and len(rest) > 1:
        return Command(text, argv=tuple(rest))
    if first.startswith("-"):
        return Command(text, problem=f"the option {first} is not available here")
    if not first.endswith((".py", ".pyw", ".pyc")):
        return Command(text, data=(plain_name(first),), problem=f"{first!r} is no Python file")
    argv = (plain_name(first), *rest[1:])
    data = tuple(plain_name(word) for word in rest[1:] if is_file(word))
    script = argv[0]
    return Command(text, argv, None, script, (script,), data)


def _module(text: str, words: list[str]) -> Command:
    module, rest = words[1], words[2:]
    if module.split(".")[0] in ("pip", "venv", "ensurepip", "conda"):
        return Command(text, module=module, problem=f"{module}: it needs the network")
    if module in ("http.server", "pdb", "idlelib", "webbrowser", "pstats", "code"):
        return Command(text, module=module, problem=f"{module}: it waits for somebody")
    files, profile = _operands(module, rest)
    if module in _RUN_WITH and ("-m" in rest or not files):
        return Command(text, module=module, problem=f"{module} is not given a file to run")
    argv = ("-m", module, *(plain_name(w) if w in files else w for w in rest))
    names = tuple(plain_name(name) for name in files)
    inputs = tuple(name for name in names if name.endswith((".py", ".pyw")))
    script = names[0] if module in _RUN_WITH and names else None
    kept = (script,) if script and script in inputs else () if script else inputs
    return Command(
        text, argv, module, script, kept, tuple(n for n in names if n not in kept), profile
    )


def _operands(module: str, words: list[str]) -> tuple[list[str], str | None]:
    """The files among the words after `-m MODULE`, and what a profiler is to write."""
    files, profile, index = [], None, 0
    with_value = _WITH_VALUE.get(module, frozenset())
    while index < len(words):
        word = words[index]
        if word in with_value:
            value = words[index + 1] if index + 1 < len(words) else None
            profile = value if word in ("-o", "--outfile") else profile
            index += 2
            continue
        if is_file(word):
            files.append(word)
        index += 1
    return files, profile

"""Ends of a script that are no fault of the program: what is missing, asked of a user, or said."""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.records import Outcome

_MODULE = re.compile(r"(?:ModuleNotFoundError|ImportError): No module named '([\w.]{1,100})'")
_FROM = re.compile(r"ImportError: cannot import name '\w{1,100}' from '(\w{1,100})")
_PACKAGE = re.compile(r"ImportError: attempted relative import")
_ATTRIBUTE = re.compile(r"AttributeError: module '(\w{1,100})[\w.]{0,100}' has no attribute")
_LIBRARIES = frozenset({"numpy", "torch"})
_METHOD = re.compile(
    r"AttributeError: (?:type object )?'\w{1,100}'(?: object)? has no attribute '(\w{1,100})'"
)
_NAME = re.compile(r"NameError: name '(\w{1,100})' is not defined")
_FILE = re.compile(r"FileNotFoundError: .{0,40}?['\"]([^'\"]{1,200})['\"]")
_DENIED = re.compile(
    r"\b(?:PermissionError|BlockingIOError|Connection\w{0,20}Error|OSError|gaierror|URLError|"
    r"TimeoutError|ChildProcessError|BrokenPipeError|CalledProcessError|FileNotFoundError|"
    r"NotADirectoryError|can't start new thread)"
)
_DEVICE = re.compile(
    r"\bTclError\b|no display name|cannot connect to X|\bDISPLAY\b|\bCUDA\b|\bNVIDIA\b|"
    r"No available video device|\btermios\.error\b|\b_?curses\.error\b",
    re.IGNORECASE,
)
_LACKS = {
    re.compile(r"KeyError: ['\"]get(?:pw|gr)\w{2,3}\(\)"): "the account of a user",
    re.compile(r"RuntimeError: Could not determine home directory"): "a home directory",
    re.compile(r"locale\.Error: unsupported locale"): "a locale",
}
_PERSON = re.compile(r"(?:bdb\.)?BdbQuit\b")
_ASKS = re.compile(r"\binput\b|\bgetpass\b|\breadline\b")
_ENVIRONMENT = re.compile(r"\benviron\b|\bgetenv\(|api_key|API_KEY")
_ARGUMENTS = re.compile(r"sys\.argv|argparse|click|typer|docopt")
_PIPED = re.compile(r"\bsys\.stdin\b|\bfileinput\b")
_STATUS = "it ends with exit status"
_EXITS = re.compile(r"\b(?:exit|quit)\(|\bSystemExit\b")
_LIMITS: dict[str, str] = {
    "timeout": "it was stopped at the time limit (--timeout gives it more)",
    "memory": "it was stopped at the memory limit (--memory gives it more)",
    "output-limit": "it was stopped at the limit of what it may print",
    "blocked": "it wants what is forbidden here",
}
_TOO_LARGE = re.compile(r"the source is larger than \d+ bytes\Z")
_EXCEPTION = re.compile(r"(?:\w{1,80}\.){0,8}(\w{1,80})")
_LINE = re.compile(r"line (\d{1,7})\)\s*\Z")
_COMMENT = re.compile(r"#[^\n]{0,500}")
_LEFT_OUT = re.compile(
    r"#\s*(?:\.\.\.|…)|#[^\n]{0,80}\b(?:rest of|same as (?:above|before)|unchanged|existing code|"
    r"your (?:code|implementation|logic)|code here|omitted|remaining code)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\.\.\.|…|<\s?(?:your|insert|some|fill|name|path)\b[^<>\n]{0,60}>")
_FAILS = re.compile(
    r"\b(?:do(?:es)?|did|will|would|could|can|is)\s?n(?:o|['’])t\s+(?:\w{1,20}\s+)?"
    r"(?:work|run|compile|parse|valid)|\b(?:can|wo)n?['’]t\s+(?:\w{1,20}\s+)?(?:work|run|compile)|"
    r"\bcannot\s+(?:work|run|compile)|\bnot\s+work(?:ing)?\b|"
    r"\b(?:broken|buggy|fails|crash(?:es|ed)|malformed|wrong|incorrect|invalid|forgot(?:ten)?)\b|"
    r"\b(?:syntax errors?|bug|mistakes?|typos?)\b|\b(?:corrected|fixed) (?:version|code|program)\b|"
    r"\b(?:raises?|throws?|gives?|causes?|produces?|leads? to|results? in|gets?|ends? (?:with|in))"
    r"\s+(?:an?|the|this)\s+(?:\w{1,20}\s+)?(?:error|exception|traceback)|"
    r"\bdo(?:n['’]t| not) (?:do|write|use)\b|\bbad (?:code|example|practice)|[❌✗✘]|"
    r"\bmissing (?:a )?(?:colon|paren\w{0,12}|bracket|quote|import|indent\w{0,8}|argument)",
    re.IGNORECASE,
)
_ANNOUNCED: dict[str, re.Pattern[str]] = {
    "RecursionError": re.compile(
        r"\b(?:infinite|infinitely|endless|endlessly|unbounded|too deep|without end)\b[^.\n]{0,40}"
        r"\brecurs\w{0,6}|"
        r"\brecurs\w{0,6} (?:limit|depth|(?:\w{1,20} )?(?:forever|without (?:end|a base)))\b|"
        r"\bstack overflow|\bno base case",
        re.IGNORECASE,
    ),
    "ZeroDivisionError": re.compile(
        r"\b(?:divi\w{1,8}|modulo) by (?:zero|0)(?![\w.])", re.IGNORECASE
    ),
    "IndexError": re.compile(
        r"\bout of (?:range|bounds)|\btoo (?:far|large an index)", re.IGNORECASE
    ),
    "FrozenInstanceError": re.compile(r"\b(?:frozen|immutable|read-only)\b", re.IGNORECASE),
    "AssertionError": re.compile(
        r"\bassert\w{0,8}\b[^.\n]{0,30}\b(?:fail|not hold|trip)", re.IGNORECASE
    ),
    "StopIteration": re.compile(r"\bexhaust|\bnothing (?:is )?left", re.IGNORECASE),
    "KeyboardInterrupt": re.compile(r"\bctrl\b", re.IGNORECASE),
}
_ON_PURPOSE = re.compile(
    r"\b(?:on purpose|deliberate(?:ly)?|intentional(?:ly)?)\b|"
    r"\bto (?:see|show|provoke|trigger|demonstrate|reproduce) (?:an?|the) (?:\w{1,20} )?"
    r"(?:errors?|exceptions?|failures?|crash|limit|traceback)\b",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r"(?:\A|[.!:\n]\s*)(?:the|this|our|my)\s+(?:whole\s+|complete\s+|full\s+)?"
    r"(?:program|script|code)(?:\s+above)?\s+"
    r"runs\s+(?:without\s+(?:any\s+|an?\s+)?(?:errors?|problems?|exceptions?)|"
    r"as\s+(?:it\s+)?(?:is|stands))\s*(?:[.!]|\Z)",
    re.IGNORECASE,
)
"""Words by which the author stands for a program as it is printed: it is no fragment."""
_PYTHON_2 = re.compile(r"\bpython\s?-?2(?:\.\d)?\b", re.IGNORECASE)
_PYTHON_3 = re.compile(r"\bpython\s?-?3\.(\d{1,2})\b", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"SyntaxError: '(?:return|yield|yield from|await|async \w{1,20}|nonlocal|break|continue)' "
    r"(?:outside|not properly)|SyntaxError: asynchronous comprehension outside|"
    r"SyntaxError: nonlocal declaration not allowed at module level"
)
_AWAITS = re.compile(r"SyntaxError: '(?:await|async \w{1,20})' outside function")
_HEAD = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?(?:def|for|while)|class)\b|\blambda\b", re.M)
_DIFF = re.compile(r"[-+](?![-+])|@@ |--- |\+\+\+ ")
_SIGNATURES = re.compile(
    r"(?:\s*+(?:@[^\n]{0,200}\n\s*+)*+(?:async[ \t]+)?def[ \t]+\w{1,200}[ \t]*"
    r"\((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+\)[ \t]*"
    r"(?:->[^\n:]{1,200})?:?[ \t]*(?=\n|\Z))++\s*\Z"
)
_NEAR = 400
_MAX_SOURCE = 50_000


@dataclass(frozen=True)
class Setting:
    """What a document holds around one of its programs.

    `defined` are names that any of its programs defines or bears, `before` and `after` the words
    between this program and its neighbours, `compiles_on` the versions on which the program
    compiles, `target` the one it was run on.
    """

    defined: Collection[str] = ()
    before: str = ""
    after: str = ""
    compiles_on: Sequence[str] = ()
    target: str = ""


def no_fault(
    source: str, outcome: Outcome, error: str, stderr: str, setting: Setting
) -> str | None:
    """Why the end shows nothing about the program; None when it is the program's own failure."""
    if outcome in _LIMITS:
        return _LIMITS[outcome]
    if outcome not in ("crash", "rejected-source"):
        return None
    if _TOO_LARGE.match(error):
        return f"not even tried: {error}"
    why = _sketch(source, error) or _taken_out(source, error) or _said(source, error, setting)
    if why is None and outcome == "rejected-source" and setting.compiles_on:
        versions = ", ".join(setting.compiles_on)
        why = f"CPython {setting.target} does not compile it; it compiles on {versions}"
    if why is not None or outcome == "rejected-source":
        return why
    apart = _apart(source, error, setting.defined)
    why = apart or _lacking(source, error, stderr)
    if why is None and not _RUNS.search(f"{setting.before}\n\n{setting.after}"):
        why = _unknown(error, setting.defined)
    return why


# --- what is not there, or not complete -----------------------------------------------------------


def _lacking(source: str, error: str, stderr: str) -> str | None:
    """What the program needs and does not have here."""
    if found := _MODULE.search(error):
        return f"it needs {found.group(1)}, which is not installed here"
    for pattern in (_FROM, _ATTRIBUTE):
        found = pattern.search(error)
        if found and found.group(1) in _LIBRARIES:
            return f"it needs another version of {found.group(1)} than the one here"
    if _PACKAGE.search(error):
        return "it is a part of a package"
    if ("EOFError" in error and _ASKS.search(source)) or _PIPED.search(source):
        return "it reads what a user types or pipes into it"
    if _PERSON.match(error):
        return "it starts a debugger, which wants a person"
    for lacks, what in _LACKS.items():
        if lacks.match(error):
            return f"it wants {what}, which is not here"
    if found := _FILE.search(error):
        return f"it reads {found.group(1)}, which is not shown"
    if _DEVICE.search(error):
        return "it needs a screen or a device that is not here"
    if _DENIED.search(error):
        return f"it wants what is forbidden here: {error}"
    if _ENVIRONMENT.search(source) and ("KeyError" in error or "key" in error.lower()):
        return "it wants an environment variable or a key that is not set here"
    asks = "usage:" in stderr.lower() or "IndexError" in error
    if _ARGUMENTS.search(source) and asks:
        return "it wants arguments on its command line"
    if error.startswith(_STATUS) and _EXITS.search(source):
        return f"{error} of its own accord"
    return None


def _apart(source: str, error: str, defined: Collection[str]) -> str | None:
    """What the document shows elsewhere, or in another version than the one it was run with."""
    found = _METHOD.search(error)
    if found and found.group(1) in defined and f"def {found.group(1)}" not in source:
        return f"it uses {found.group(1)}, which the document shows apart from it"
    for pattern in (_FROM, _ATTRIBUTE):
        found = pattern.search(error)
        if found and f"{found.group(1)}-2.py" in defined:
            return f"the document shows more than one version of {found.group(1)}.py"
    return None


def _unknown(error: str, defined: Collection[str]) -> str | None:
    """A name that nothing here defines: the reader was to bring it."""
    found = _NAME.search(error)
    if found is None or found.group(1) in defined or hasattr(builtins, found.group(1)):
        return None
    return f"it is a fragment: it uses {found.group(1)}, which nothing in the document defines"


def _sketch(source: str, error: str) -> str | None:
    """Parts that the program leaves out for its reader to fill in, where it fails at them."""
    text = "it is a sketch: it leaves parts of itself out"
    if (
        "NotImplementedError" in error
        or "'ellipsis'" in error
        or _LEFT_OUT.search(source, 0, _MAX_SOURCE)
    ):
        return text
    place = _LINE.search(error)
    lines = source.split("\n")
    if place is None or not 0 < int(place.group(1)) <= len(lines):
        return None
    number = int(place.group(1))
    if _PLACEHOLDER.search(_COMMENT.sub("", lines[number - 1])):
        return text
    return text if "expected an indented block" in error and _only_talk(lines, number) else None


def _taken_out(source: str, error: str) -> str | None:
    """Lines of a function without its head, or of a diff: what is to be put into a program."""
    if not error.startswith(("SyntaxError", "IndentationError", "TabError")):
        return None
    if _AWAITS.match(error):
        return "it awaits something outside of a function, which only an interactive session can"
    if _OUTSIDE.match(error) and not _HEAD.search(source):
        return "it is a fragment: it stands in a function or loop that is not shown with it"
    if "unexpected indent" in error and source[:1] in (" ", "\t"):
        return "it is a fragment: it begins inside of something that is not shown with it"
    place = _LINE.search(error)
    lines = source.split("\n")
    at = int(place.group(1)) if place else 0
    if _SIGNATURES.match(_COMMENT.sub("", source[:_MAX_SOURCE])):
        return "it shows how functions are called, not what they do"
    marked = {line[:1] for line in lines if _DIFF.match(line)}
    if marked >= {"+", "-"} or (marked and 0 < at <= len(lines) and _DIFF.match(lines[at - 1])):
        return "it is a diff: it shows what to change in a program"
    return None


def _only_talk(lines: Sequence[str], number: int) -> bool:
    """Whether a body that is missing above a line was replaced by a comment."""
    for line in reversed(lines[: number if number == len(lines) else number - 1]):
        bare = line.strip()
        if bare:
            return bare.startswith("#") and line[:1] in (" ", "\t")
    return False


# --- what the document itself says ----------------------------------------------------------------


def _said(source: str, error: str, setting: Setting) -> str | None:
    """What the words around a program, or its comments, say about its end."""
    comments = "\n".join(_COMMENT.findall(source, 0, _MAX_SOURCE)[:50])
    around = f"{setting.before}\n{setting.after}\n{comments}"
    found = _EXCEPTION.match(error)
    name = found.group(1) if found else ""
    is_exception = name.endswith(("Error", "Exception", "Interrupt", "Iteration", "Exit"))
    if is_exception and re.search(rf"\b{re.escape(name)}\b", around):
        return f"it ends with {name}, which the text speaks of"
    if _PYTHON_2.search(around) and error.startswith(("SyntaxError", "TabError", "NameError")):
        return "the text speaks of Python 2"
    announced = _ANNOUNCED.get(name)
    told = announced.search(around) if announced is not None else None
    if told is not None:
        return f"it ends with {name}, and the text speaks of {told.group()!r}"
    newer = [minor for minor in _PYTHON_3.findall(around) if int(minor) > _minor(setting.target)]
    if newer:
        return f"the text speaks of Python 3.{newer[0]}, and it was run on {setting.target}"
    near = f"{setting.before[-_NEAR:]}\n{setting.after[:_NEAR]}\n{comments}"
    said = _FAILS.search(near) or _ON_PURPOSE.search(near)
    return f"the text says {said.group()!r} of it, or of what is near it" if said else None


def _minor(version: str) -> int:
    parts = version.split(".")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 99

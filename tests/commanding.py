"""Runs the real command line in a process of its own, in front of a model with prepared replies."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).with_name("providers")))

import scripted as s

from workbench import transcripts
from workbench.transcripts import Transcript

KEY = "sk-secret-0123456789-abcdef"
EXIT_CODES = frozenset({0, 1, 2, 3, 130})
_LONGEST_SECONDS = 300.0
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stdout holds: exactly one JSON text."""
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """What a command is started with: no user's files, no key, no Ollama."""
    folder = os.environ["WORKBENCH_CONFIG_DIR"]
    plain = {
        "PATH": os.defpath,
        "HOME": folder,
        "WORKBENCH_CONFIG_DIR": folder,
        "OLLAMA_HOST": "127.0.0.1:9",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "error",
        "USER": "tester",
    }
    return plain | more


def command(*arguments: str | Path) -> list[str]:
    """The command line of `workbench` with these arguments."""
    return [sys.executable, "-m", "workbench", *map(str, arguments)]


def workbench(
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    before: Sequence[str] = (),
) -> Done:
    """Run `workbench` to its end; what it prints is looked at by `calm` already.

    `before` is put in front of the command line, to set limits for instance.
    """
    done = subprocess.run(
        [*before, *command(*arguments)],
        input="" if stdin is None else stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        env=environment(**(env or {})),
        cwd=cwd,
        timeout=_LONGEST_SECONDS,
    )
    return calm(Done(done.returncode, done.stdout, done.stderr))


def inside(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Done:
    """Run `workbench` in this process, where no process of its own is needed to be believed."""
    from typer.testing import CliRunner

    from workbench.cli.app import app

    plain = environment(**(env or {}))
    cleared: dict[str, str | None] = dict.fromkeys(set(os.environ) - set(plain))
    result = CliRunner().invoke(app, [str(one) for one in arguments], env=cleared | plain)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return calm(Done(result.exit_code, result.stdout, result.stderr))


def calm(done: Done) -> Done:
    """Whatever went in: a documented exit code, no traceback, nothing a terminal obeys."""
    shown = done.out + done.err
    assert "Traceback" not in shown, shown[-4000:]
    assert done.code in EXIT_CODES, (done.code, shown[-2000:])
    odd = {c for c in shown if c != "\n" and unicodedata.category(c) in _INVISIBLE}
    assert not odd, odd
    assert KEY not in shown
    return done


def runs(root: Path) -> list[Transcript]:
    """Every transcript below a root, oldest first, each without a damaged line."""
    found = [transcripts.read(path) for path in transcripts.paths(root / "transcripts")]
    assert all(one.damaged == 0 for one in found)
    assert all(KEY not in one.path.read_text(encoding="utf-8") for one in found)
    return found


def only_run(root: Path) -> Transcript:
    """The one transcript below a root."""
    (found,) = runs(root)
    return found


# --- a model with prepared replies ----------------------------------------------------------------

PROMPTS = (
    "workload",
    "claims",
    "report",
    "analysis_counting",
    "analysis_profiling",
    "analysis_dependences",
)

SORT = """\
def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    pivot = xs[len(xs) // 2]
    low = [x for x in xs if x < pivot]
    same = [x for x in xs if x == pivot]
    high = [x for x in xs if x > pivot]
    return quicksort(low) + same + quicksort(high)
"""


def fenced(source: str) -> str:
    """A reply that shows a program."""
    return f"Here it is.\n\n```python\n{source}\n```\n"


_SCRIPT = """\
import json, sys
open(sys.argv[1]).read()
print(json.dumps({}))
"""

GOOD: dict[str, str] = {
    "workload": fenced(SORT),
    "claims": json.dumps(
        {
            "claims": [
                {
                    "kind": "returns_value",
                    "statement": "It sorts.",
                    "call": "quicksort([2, 1])",
                    "value": "[1, 2]",
                }
            ]
        }
    ),
    "report": "# Report\n\nIt sorts a list by its pivot.\n",
    "analysis_counting": fenced(
        _SCRIPT.format('{"function": "quicksort", "opcodes": {"MADE_UP_OPCODE": 3}}')
    ),
    "analysis_profiling": fenced(
        _SCRIPT.format('{"call": "quicksort([1])", "calls": {"quicksort": 1}}')
    ),
    "analysis_dependences": fenced(
        _SCRIPT.format(
            '{"function": "quicksort", "loops": [{"line": 5, "verdict": "independent"}]}'
        )
    ),
}


def replies(changes: Mapping[str, str | s.Step]) -> s.Step:
    """One step for every request: the reply to the prompt that stands last in it."""
    given = {**GOOD, **changes}

    def step(handler: s.Handler) -> None:
        found = given[asked_for(handler.server.bodies[-1])]
        (s.answer(found) if isinstance(found, str) else found)(handler)

    return step


def asked_for(body: Any) -> str:
    """The name of the prompt that a request asks, by its place in the conversation."""
    asked = [message for message in body["messages"] if message["role"] == "user"]
    repairs = [m for m in asked if m["content"].startswith("That reply cannot be used")]
    return PROMPTS[len(asked) - len(repairs) - 1]


@dataclass(frozen=True)
class Model:
    """A model in front of a root folder; `server.bodies` is what it was asked."""

    server: s.Scripted
    root: Path

    def generate(self, *arguments: str | Path, **named: Any) -> Done:
        """`workbench generate quicksort`, asking this model with a key."""
        env = self.environment | named.pop("env", {})
        return workbench(*self.arguments(*arguments), env=env, **named)

    def generate_inside(self, *arguments: str | Path) -> Done:
        """The same in this process."""
        return inside(*self.arguments(*arguments), env=self.environment)

    def arguments(self, *more: str | Path) -> tuple[str | Path, ...]:
        """The arguments of `generate`."""
        return ("generate", "quicksort", "--model", "openai:m", "--root", self.root, *more)

    @property
    def environment(self) -> dict[str, str]:
        """Where the model is."""
        return {"OPENAI_BASE_URL": self.server.url, "OPENAI_API_KEY": KEY}


@contextlib.contextmanager
def model(root: Path, **changes: str | s.Step) -> Iterator[Model]:
    """A model that gives good replies but for these, by the names of the prompts."""
    with s.scripted(*[replies(changes)] * 40) as server:
        yield Model(server, root)

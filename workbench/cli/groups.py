"""Groups of options that several commands share: a command takes a group as one argument.

Typer reads a command's signature. `expanded` gives it one in which each group stands as its single
options, and hands the command the groups filled in.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, get_type_hints

from workbench.cli import common
from workbench.cli import options as opt

if TYPE_CHECKING:
    from workbench.records import Options
    from workbench.settings import Settings


@dataclass(frozen=True)
class Where:
    """Folders and interpreters."""

    root: opt.Root = None
    workloads: opt.Workloads = None
    interpreters: opt.Interpreters = None


@dataclass(frozen=True)
class Running:
    """How programs are run, and on which CPython claims are judged."""

    python: opt.Python = None
    no_run: opt.NoRun = False
    timeout: opt.Timeout = None
    memory: opt.Memory = None
    jobs: opt.Jobs = None
    isolation: opt.Isolation = None
    require_isolation: opt.RequireIsolation = None


@dataclass(frozen=True)
class Writing:
    """Where results go, and as what."""

    format: opt.Format = None
    output: opt.Output = None
    quiet: opt.Quiet = False


@dataclass(frozen=True)
class Showing:
    """Where verdicts go and how they look; as what is no setting, for it may be none of those."""

    format: opt.VerdictFormat = None
    output: opt.VerdictOutputs = None
    quiet: opt.Quiet = False
    color: opt.Color = None
    verbose: opt.Verbose = False


@dataclass(frozen=True)
class Judging:
    """Which findings count."""

    strict: opt.Strict = False
    exit_zero: opt.ExitZero = False
    select: opt.Select = None
    ignore: opt.Ignore = None
    baseline: opt.Baseline = None


@dataclass(frozen=True)
class Talking:
    """Which model is talked to, and how."""

    model: opt.Model = None
    temperature: opt.Temperature = None
    seed: opt.Seed = None
    max_tokens: opt.MaxTokens = None
    context: opt.Context = None
    read_timeout: opt.ReadTimeout = None

    def options(self) -> Options:
        """How the model is asked, as a record; what is not given has its usual value."""
        from workbench.records import Options

        given: dict[str, Any] = {
            "temperature": self.temperature,
            "seed": self.seed,
            "max_output_tokens": self.max_tokens,
            "context_tokens": self.context,
            "read_timeout_seconds": self.read_timeout,
        }
        return Options(**{name: value for name, value in given.items() if value is not None})


@dataclass(frozen=True)
class Extracting(Talking):
    """Which model is asked for claims in prose: none that is not named."""

    offline: opt.Offline = False
    prompts: opt.Prompts = None


@dataclass(frozen=True)
class Asking(Talking):
    """Which model is asked, and how."""

    samples: opt.Samples = None
    repair: opt.Repair = None
    replay: opt.Replay = None
    offline: opt.Offline = False
    dry_run: opt.DryRun = False
    prompts: opt.Prompts = None

    def wishes(self) -> dict[str, Any]:
        """What `choosing.request` takes: how the model is asked, how often, or from which run."""
        return {
            "options": self.options(),
            "offline": self.offline,
            "replay": self.replay,
            "samples": self.samples,
            "repair": self.repair or 0,
        }


GROUPS = (Where, Running, Writing, Showing, Judging, Extracting, Asking)
# Not settings: they belong to one command, not to the user.
_OWN = frozenset(
    {"no_run", "output", "quiet", "verbose", "temperature", "seed", "max_tokens", "context"}
    | {"read_timeout", "samples", "repair", "replay", "offline", "dry_run"}
)


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """The command with its groups spelt out as options, in the order of its parameters."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if kind in GROUPS}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name not in groups:
            parameters.append(parameter.replace(annotation=hints[name]))
            continue
        kinds = get_type_hints(groups[name], include_extras=True)
        parameters += [
            inspect.Parameter(
                one.name, parameter.kind, default=one.default, annotation=kinds[one.name]
            )
            for one in fields(groups[name])
        ]

    @wraps(command)
    def called(**given: Any) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{one.name: given.pop(one.name) for one in fields(kind)})
        command(**given)

    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def settings(*groups: Any, **flags: Any) -> Settings:
    """The settings with the flags of these groups first.

    Raises StorageError where what they ask to write could not be written after the work.
    """
    for group in groups:
        if isinstance(group, Writing):
            common.hold_writable(group.output)
        for output in (group.output or ()) if isinstance(group, Showing) else ():
            common.hold_writable(output)
        own = _OWN | {"format"} if isinstance(group, Showing) else _OWN
        flags |= {name: value for name, value in asdict(group).items() if name not in own}
    return common.load_settings(**flags)

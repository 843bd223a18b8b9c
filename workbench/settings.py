"""Every setting, its value and where it came from. The only file that reads the environment.

Order: flags, then WORKBENCH_* and the providers' usual variables, then the user's file, then
`[tool.workbench]` in the current folder's pyproject.toml (display options only: that folder may be
somebody's submission), then defaults.
"""

from __future__ import annotations

import json
import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.errors import ConfigurationError, StorageError, did_you_mean

_LONGEST_FILE = 1 << 20


@dataclass(frozen=True)
class Key:
    """One setting: type, default, other environment variables, whether it is display only."""

    kind: type
    default: Any
    about: str
    variables: tuple[str, ...] = ()
    display: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()


_COLORS = ("auto", "always", "never")
TIERS = ("strong", "filtered", "namespaces", "reduced", "none")

KEYS: dict[str, Key] = {
    "model": Key(str, None, "openai:NAME, ollama:NAME, local:PATH or recorded"),
    "root": Key(str, ".", "where generated/ and transcripts/ are"),
    "python": Key(str, None, "the CPython that claims are judged on, such as 3.11"),
    "interpreters": Key(str, "", "more interpreters, separated by ':'"),
    "workloads": Key(str, None, "a folder of your own workloads"),
    "prompts": Key(str, None, "a folder of your own prompt templates"),
    "timeout": Key(float, 10.0, "wall seconds for one guest"),
    "memory": Key(int, 512, "MiB for one guest"),
    "jobs": Key(int, 0, "guests at a time; 0 is one per core"),
    "isolation": Key(
        str,
        "auto",
        "auto, strong, filtered, namespaces, reduced, or none: nothing at all between",
        choices=("auto", *TIERS),
    ),
    "require_isolation": Key(
        str, None, "refuse to run below this tier: strong, filtered, namespaces or reduced"
    ),
    "author": Key(str, None, "the name written into reviews", ("USER",)),
    "openai_base_url": Key(str, None, "an OpenAI-compatible endpoint", ("OPENAI_BASE_URL",)),
    "openai_api_key": Key(str, None, "its key", ("OPENAI_API_KEY",), secret=True),
    "ollama_host": Key(str, None, "where Ollama listens", ("OLLAMA_HOST",)),
    "models": Key(str, None, "where pulled models are kept"),
    "hf_endpoint": Key(str, "https://huggingface.co", "the hub of models", ("HF_ENDPOINT",)),
    "hf_token": Key(str, None, "your key for it, if any", ("HF_TOKEN",), secret=True),
    "format": Key(str, "text", "text or json", display=True, choices=("text", "json")),
    "color": Key(str, "auto", "auto, always or never", display=True, choices=_COLORS),
}


@dataclass(frozen=True)
class Value:
    """A setting's value and the place it came from."""

    value: Any
    source: str


@dataclass(frozen=True)
class Settings:
    """All settings. `environ` is kept for the discovery of interpreters, and for what a terminal
    or a workflow asks for."""

    values: Mapping[str, Value]
    environ: Mapping[str, str] = field(repr=False, default_factory=dict)
    user_folder: Path = Path()

    def __getitem__(self, key: str) -> Any:
        return self.values[key].value

    def source(self, key: str) -> str:
        """Where the value of `key` came from."""
        return self.values[key].source

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values that may never be written or shown."""
        found = (self[name] for name, key in KEYS.items() if key.secret)
        return tuple(value for value in found if value)

    @property
    def model_folder(self) -> Path:
        """Where pulled models are kept: the setting `models`, else in the user's data folder."""
        if self["models"]:
            return Path(self["models"]).expanduser()
        import platformdirs

        return Path(platformdirs.user_data_dir("workbench", appauthor=False)) / "models"

    @property
    def cache_folder(self) -> Path:
        """Where what can be made again is kept; beside a configuration folder of one's own."""
        if chosen := self.environ.get("WORKBENCH_CONFIG_DIR"):
            return Path(chosen) / "cache"
        import platformdirs

        return Path(platformdirs.user_cache_dir("workbench", appauthor=False))

    @property
    def step_summary(self) -> Path | None:
        """The file in which a step of a GitHub workflow keeps its summary; None outside of one."""
        path = self.environ.get("GITHUB_STEP_SUMMARY")
        return Path(path) if path else None

    @property
    def author(self) -> str:
        """The name for reviews."""
        return str(self["author"] or "anonymous")


def spare_threads() -> None:
    """Keep numpy from starting a thread for each core, when it is imported later.

    The host compares arrays and multiplies none; and OpenBLAS interrupts a program, as if Ctrl-C
    had been pressed, when there is no room for these threads.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user_folder: Path | None = None,
) -> Settings:
    """Read all settings. `flags` with the value None count as not given.

    Raises ConfigurationError for unknown keys and malformed values, naming file and key.
    """
    environ = dict(os.environ) if environ is None else environ
    user_folder = config_folder(environ) if user_folder is None else user_folder
    user = _user_file(user_folder / "config.toml")
    project = _project_file((folder or Path.cwd()) / "pyproject.toml")
    layers = (
        _named({k: v for k, v in (flags or {}).items() if v is not None}, "flag"),
        _environment(environ),
        user,
        project,
    )
    values = {}
    for name, key in KEYS.items():
        found = next((layer[name] for layer in layers if name in layer), None)
        values[name] = found or Value(key.default, "default")
    return Settings(values, environ, user_folder)


def keep(name: str, value: str, *, user_folder: Path | None = None) -> Path:
    """Write one setting into the user's file, whose other lines stay; the file it stands in.

    Raises ConfigurationError for an unknown setting, a wrong value and a file that is broken,
    StorageError for one that cannot be written.
    """
    folder = config_folder(os.environ) if user_folder is None else user_folder
    path = folder / "config.toml"
    _checked({name: value}, path)
    _user_file(path)
    converted = _convert(name, value, "config set")
    text = json.dumps(converted, ensure_ascii=False) if KEYS[name].kind is str else str(converted)
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        lines = [line for line in lines if not re.match(rf"{name}\s*=", line.strip())]
        whole = "\n".join([*lines, f"{name} = {text}", ""])
        tomllib.loads(whole)
        _replace(path, whole)
    except ValueError as error:
        raise ConfigurationError(f"{name}: {path} cannot hold this value: {error}") from error
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise StorageError(message, hint="set WORKBENCH_CONFIG_DIR to a folder of yours") from error
    return path


def _replace(path: Path, text: str) -> None:
    """Write by renaming; nobody else may read it, for a key may stand in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".config.{os.getpid()}.partial")
    partial.touch(mode=0o600)
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def config_folder(environ: Mapping[str, str]) -> Path:
    """The user's configuration folder; WORKBENCH_CONFIG_DIR overrides the platform's."""
    if chosen := environ.get("WORKBENCH_CONFIG_DIR"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_config_dir("workbench", appauthor=False))


def _named(values: Mapping[str, Any], source: str) -> dict[str, Value]:
    return {name: Value(_convert(name, value, source), source) for name, value in values.items()}


def _environment(environ: Mapping[str, str]) -> dict[str, Value]:
    found = {}
    for name, key in KEYS.items():
        for variable in (f"WORKBENCH_{name.upper()}", *key.variables):
            if environ.get(variable):
                source = f"environment ({variable})"
                found[name] = Value(_convert(name, environ[variable], source), source)
                break
    return found


def _user_file(path: Path) -> dict[str, Value]:
    return _named(_checked(_toml(path), path), str(path))


def _project_file(path: Path) -> dict[str, Value]:
    """Only display options are taken; a broken foreign file is nobody's problem here."""
    try:
        table = _toml(path).get("tool", {}).get("workbench", {})
        display = {k: v for k, v in table.items() if k in KEYS and KEYS[k].display}
        return _named(display, f"{path} [tool.workbench]")
    except (ConfigurationError, AttributeError):
        return {}


def _toml(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():  # a pipe or a device in the current folder would never end
            return {}
        with path.open("rb") as file:
            return tomllib.loads(file.read(_LONGEST_FILE).decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise ConfigurationError(f"cannot read {path}: {error}") from error


def _checked(table: dict[str, Any], path: Path) -> dict[str, Any]:
    for name in table:
        if name not in KEYS:
            close = did_you_mean(name, tuple(KEYS))
            hint = f"did you mean {close}?" if close else f"known: {', '.join(KEYS)}"
            raise ConfigurationError(f"{path}: unknown setting {name!r}", hint=hint)
    return table


def _convert(name: str, value: Any, source: str) -> Any:
    key = KEYS[name]
    try:
        converted = key.kind(value)
    except (TypeError, ValueError, OverflowError) as error:
        message = f"{name} = {value!r} ({source}): not a {key.kind.__name__}"
        raise ConfigurationError(message) from error
    if key.kind in (int, float) and not 0 <= converted < math.inf:
        raise ConfigurationError(f"{name} = {value!r} ({source}): must be 0 or a positive number")
    if key.choices and converted not in key.choices:
        message = f"{name} = {value!r} ({source}): none of {', '.join(key.choices)}"
        raise ConfigurationError(message)
    return converted

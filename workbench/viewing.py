"""Looking at profiles with snakeviz: a server of its own on loopback, which ends when we do."""

from __future__ import annotations

import importlib.util
import re
import socket
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from workbench import measure, safe_text
from workbench.errors import MissingError, UsageError
from workbench.figures import Figures, Missing, Profile

_LOOPBACK = "127.0.0.1"
_START_SECONDS = 30.0
_END_SECONDS = 5.0
_URL = re.compile(rf"(http://{re.escape(_LOOPBACK)}:\d+)/snakeviz/")
# Its standard input is ours to close: however we end, it ends too, and takes the folder along.
_PROGRAM = """\
import os, shutil, sys, threading, warnings
warnings.simplefilter("ignore")  # of libraries that are not ours
def wait():
    os.read(0, 1)
    shutil.rmtree(sys.argv[-1], ignore_errors=True)
    os._exit(0)
threading.Thread(target=wait, daemon=True).start()
from snakeviz.cli import main
sys.exit(main(sys.argv[1:]))
"""


def check(parts: Sequence[str]) -> None:
    """To be asked before measuring: raises MissingError or UsageError when nothing can be shown."""
    if importlib.util.find_spec("snakeviz") is None:
        hint = "pip install 'workbench[view]' (in a checkout: make view)"
        raise MissingError("snakeviz is not installed", hint=hint)
    if "profile" not in parts:
        raise UsageError(
            "--open needs a profile", hint="leave --no-run out, and --only or name profile in it"
        )


def profiles(found: Sequence[Figures]) -> dict[str, bytes]:
    """The profiles by the names of their files, in the order of the targets.

    Raises UsageError that says why there is none at all.
    """
    files: dict[str, bytes] = {}
    why = "there is nothing to profile"
    for number, figures in enumerate(found, 1):
        profile = figures.profile
        name = safe_text.file_name(figures.target.rpartition("/")[2], "program")
        if isinstance(profile, Profile) and profile.prof is not None:
            files[f"{number}-{name}.prof" if len(found) > 1 else f"{name}.prof"] = profile.prof
        else:
            why = profile.why if isinstance(profile, Missing) else "it is too large or unreadable"
    if not files:
        raise UsageError(f"there is no profile to open: {why}")
    return files


def show(
    files: Mapping[str, bytes],
    *,
    browser: bool,
    environ: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    """Serve the profiles until Ctrl-C, and open them in a browser where there is a display.

    `say` is told where they are. Raises MissingError when snakeviz does not start or ends itself.
    """
    measure.rest()  # a page may be looked at for hours
    with (
        tempfile.TemporaryDirectory(prefix="workbench-view-", ignore_cleanup_errors=True) as place,
        suppress(KeyboardInterrupt),
    ):
        folder = Path(place).resolve()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        with served(folder) as server:
            urls = [f"{server.url}/snakeviz/{quote(str(folder / name), safe='')}" for name in files]
            for name, url in zip(files, urls, strict=True):
                say(f"{name}: {url}")
            say("Ctrl-C ends it")
            if browser and has_display(environ):
                webbrowser.open(
                    urls[0]
                    if len(urls) == 1
                    else f"{server.url}/snakeviz/{quote(str(folder), safe='')}"
                )
            server.process.wait()
            raise MissingError(f"snakeviz ended by itself: {server.trouble()}")


class Server:
    """A running snakeviz: where it listens, its process, and what it complained about."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, errors: Path) -> None:
        self.process = process
        self.url = url
        self.errors = errors

    def trouble(self) -> str:
        """The last line it wrote to its standard error."""
        return _last_line(self.errors, self.process.returncode)


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """snakeviz on a temporary folder, on a free port of loopback; both gone after the block.

    Raises MissingError when it does not start.
    """
    errors = folder / ".errors"
    # -P: a module of that name in the current folder is not ours to run.
    python = [sys.executable, "-P", "-u", "-c", _PROGRAM]
    options = ["--server", "--hostname", _LOOPBACK, "--port", str(_free_port())]
    with errors.open("wb") as complaints:
        process = subprocess.Popen(
            [*python, *options, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for us; we end it
        )
    try:
        url = _started(process)
        if url is None:
            process.kill()
            process.wait()
            why = _last_line(errors, process.returncode)
            raise MissingError(f"snakeviz did not start: {why}")
        yield Server(process, url, errors)
    finally:
        _end(process)


def _started(process: subprocess.Popen[bytes]) -> str | None:
    """The address it tells once it listens; None when it ends or takes too long."""
    assert process.stdout is not None
    late = threading.Timer(_START_SECONDS, process.kill)
    late.start()
    try:
        for line in process.stdout:
            if match := _URL.match(line.decode("utf-8", "replace")):
                return match.group(1)
        return None
    finally:
        late.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close its input, which ends it, and make sure of that; a second Ctrl-C changes nothing."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with suppress(OSError):
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _free_port() -> int:
    """A port that was free just now; snakeviz takes another one when it is not any more."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _last_line(errors: Path, code: int | None) -> str:
    try:
        lines = errors.read_text("utf-8", "replace").strip().split("\n")
    except OSError:
        lines = [""]
    return safe_text.one_line(lines[-1], 300) or f"exit code {code}"


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a browser that is opened here would be seen."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))

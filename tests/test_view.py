"""`--open snakeviz`: a page that names the function, on loopback only, and nothing left behind."""

from __future__ import annotations

import html
import importlib.util
import json
import os
import re
import select
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from commanding import command, environment, inside

from workbench import interpreters, viewing
from workbench.errors import MissingError, UsageError
from workbench.figures import Figures, Missing, Profile

needed = pytest.mark.skipif(
    importlib.util.find_spec("snakeviz") is None,
    reason="snakeviz is not installed: pip install 'workbench[view]'",
)
PROGRAM = "def conspicuous(n):\n    return n and conspicuous(n - 1)\n"
CALL = "conspicuous(3)"
_URL = re.compile(r"(\S+\.prof): (http://127\.0\.0\.1:\d+/snakeviz/\S+)")


@pytest.fixture
def program(root: Path) -> Path:
    path = root / "program.py"
    path.write_text(PROGRAM)
    return path


@contextmanager
def opened(
    *arguments: str | Path, **more: str
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A command with `--open snakeviz` that runs, and the addresses that it tells, by file."""
    process = subprocess.Popen(
        command(*arguments, "--open", "snakeviz", "-q"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**more),
    )
    assert process.stderr is not None
    try:
        urls: dict[str, str] = {}
        said = []
        for line in process.stderr:
            said.append(line)
            if found := _URL.match(line):
                urls[found.group(1)] = found.group(2)
            if "Ctrl-C" in line:
                break
        assert urls, said
        yield process, urls
    finally:
        process.kill()
        process.communicate()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def appears(path: Path) -> bool:
    """Whether a file is there within a while."""
    late = time.monotonic() + 30
    while not path.exists() and time.monotonic() < late:
        time.sleep(0.05)
    return path.exists()


def listens(url: str) -> bool:
    place = urlsplit(url)
    with socket.socket() as client:
        client.settimeout(5)
        return client.connect_ex((place.hostname, place.port)) == 0


def children(process: int) -> list[int]:
    """The processes that a process has started and that still are there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


@contextmanager
def watched(process: int) -> Iterator[Callable[[], bool]]:
    """Tells whether a process ends within a while."""
    descriptor = os.pidfd_open(process)
    try:
        yield lambda: bool(select.select([descriptor], [], [], 30)[0])
    finally:
        os.close(descriptor)


def folder_of(url: str) -> Path:
    """The folder in which a profile lies."""
    return Path(unquote(urlsplit(url).path).removeprefix("/snakeviz/")).parent


# --- it shows the profile -------------------------------------------------------------------------


@needed
def test_measure_opens_a_page_that_names_the_function_and_ends_with_ctrl_c(program: Path) -> None:
    with opened("measure", program, "--call", CALL, "--no-browser") as (process, urls):
        ((name, url),) = urls.items()
        assert name == "program.py.prof"
        assert "program.py:1(conspicuous)" in html.unescape(get(url))
        folder = folder_of(url)
        assert folder.is_dir()
        (server,) = children(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        assert "calls on CPython" in out
        assert not listens(url)
        assert not folder.exists()
        assert not Path(f"/proc/{server}").exists()


@needed
def test_compare_opens_one_server_for_all(program: Path) -> None:
    other = program.with_name("other one.py")
    other.write_text(PROGRAM.replace("conspicuous", "striking"))
    calls = ("--call", CALL, "--call", "striking(2)")
    with opened("compare", program, other, *calls, "--no-browser") as (process, urls):
        assert list(urls) == ["1-program.py.prof", "2-other_one.py.prof"]
        for url, name in zip(urls.values(), ("conspicuous", "striking"), strict=True):
            assert f"({name})" in html.unescape(get(url))
        assert len({urlsplit(url).port for url in urls.values()}) == 1
        assert len(children(process.pid)) == 1
        listing = get(urls["1-program.py.prof"].rpartition("%2F")[0])
        assert "2-other_one.py.prof" in listing
        assert ".errors" not in listing


@needed
def test_json_stays_alone_on_stdout(program: Path) -> None:
    arguments = ("measure", program, "--call", CALL, "--no-browser", "--format", "json")
    with opened(*arguments) as (process, _):
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        assert json.loads(out)["profile"]["calls"] == {"conspicuous": 4}


@needed
def test_the_server_ends_also_when_workbench_is_killed(program: Path) -> None:
    with opened("measure", program, "--call", CALL, "--no-browser") as (process, urls):
        (url,) = urls.values()
        (server,) = children(process.pid)
        with watched(server) as ended:
            process.kill()
            process.communicate()
            assert ended()
        assert not listens(url)
        assert not folder_of(url).exists()


@needed
def test_modules_of_the_current_folder_are_not_run(program: Path) -> None:
    for name in ("snakeviz", "tornado"):
        (program.parent / f"{name}.py").write_text("open('was-run', 'w').close()\n")
    with opened("measure", program, "--call", CALL, "--no-browser") as (_, urls):
        assert "conspicuous" in get(next(iter(urls.values())))
    assert not (program.parent / "was-run").exists()


@needed
def test_a_browser_is_opened_only_where_there_is_a_display(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # "open" writes down what it is asked to show, as a browser that a user has configured.
    seen = program.parent / "seen"
    browser = program.parent / "open"
    browser.write_text(
        f"#!/bin/sh\nprintf '%s' \"$1\" > '{seen}.part'\nmv '{seen}.part' '{seen}'\n"
    )
    browser.chmod(0o755)
    with opened("measure", program, "--call", CALL, BROWSER=str(browser)) as (_, urls):
        assert appears(seen)
        assert [seen.read_text()] == list(urls.values())
    seen.unlink()
    with opened("measure", program, "--call", CALL) as (_, urls):
        assert all(map(listens, urls.values()))
    assert not seen.exists()


@needed
def test_hostile_names_reach_no_page_as_markup(root: Path) -> None:
    path = root / "program.py"
    evil = "</script><img src=x onerror=alert(1)>"
    path.write_text(
        f"def f():\n    pass\n\n\ncode = f.__code__.replace(co_name={evil!r})\n"
        "f.__code__ = code\n\n\ndef conspicuous():\n    f()\n"
    )
    with opened("measure", path, "--call", "conspicuous()", "--no-browser") as (_, urls):
        page = get(next(iter(urls.values())))
        assert "onerror=alert(1)›" in page
        assert "onerror=alert(1)>" not in page


@needed
@pytest.mark.parametrize("python", ["3.8", "3.10", "3.12", "3.13"])
def test_profiles_of_other_versions_are_shown(program: Path, python: str) -> None:
    known = interpreters.discover(environ=os.environ)
    found = [one for one in known if one.version.startswith(f"{python}.")]
    if not found:
        pytest.skip(f"CPython {python} is not on this machine")
    where = ("--python", found[0].version, "--interpreter", found[0].executable)
    with opened("measure", program, "--call", CALL, *where, "--no-browser") as (_, urls):
        assert "(conspicuous)" in html.unescape(get(next(iter(urls.values()))))


# --- when it cannot -------------------------------------------------------------------------------


def test_without_snakeviz_one_line_says_how_to_add_it(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "snakeviz" else found(name)
    )
    done = inside("measure", program, "--call", CALL, "--open", "snakeviz")
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "error: snakeviz is not installed\n"
        "  try: pip install 'workbench[view]' (in a checkout: make view)\n"
    )


@needed
@pytest.mark.parametrize("option", [("--only", "static"), ("--no-run",)])
def test_without_a_profile_nothing_is_measured(program: Path, option: tuple[str, ...]) -> None:
    done = inside("measure", program, "--call", CALL, "--open", "snakeviz", *option)
    assert (done.code, done.out, "needs a profile" in done.err) == (2, "", True)


@needed
def test_a_call_that_fails_says_so_after_its_figures(program: Path) -> None:
    done = inside("measure", "-q", program, "--call", "conspicuous('x')", "--open", "snakeviz")
    assert (done.code, "TypeError" in done.out) == (1, True)
    assert "there is no profile to open: the call raised TypeError" in done.err


def test_another_viewer_is_not_known(program: Path) -> None:
    assert inside("measure", program, "--open", "firefox").code == 2


def test_of_several_targets_those_with_a_profile_are_opened() -> None:
    plain = Figures("a/b.py", "b.py", None, "3.11.7", None, "workbench measure b.py")
    whole = Figures("c", "c", None, "3.11.7", None, "", profile=Profile({}, 0, b"x"))
    assert viewing.profiles((plain, whole)) == {"2-c.prof": b"x"}
    missing = Figures("d", "d", None, "3.11.7", None, "", profile=Missing("it crashed", "program"))
    with pytest.raises(UsageError, match="it crashed"):
        viewing.profiles((plain, missing))


@needed
def test_a_server_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "tornado.py").write_text("raise ImportError('half installed')\n")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    before = set(children(os.getpid()))  # servers of other tests may be there
    with (
        pytest.raises(MissingError, match=r"snakeviz did not start: .*half installed"),
        viewing.served(tmp_path),
    ):
        pass
    assert set(children(os.getpid())) <= before

"""The provider `local`: a real llama.cpp with a tiny model; its key, its end, its errors."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import HELLO, SCHEMA, SHORT, prompt

sys.path.insert(0, str(Path(__file__).parents[1]))

import commanding
import tiny_model

from workbench import conversation, generate
from workbench.errors import ProviderError
from workbench.providers import local
from workbench.providers.base import Endpoint
from workbench.records import Message, Options

pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install '.[test]'")

ENOUGH_SECONDS = 60.0
ASKED = ("generate", "euler", "--model")
SHORT_REPLIES = ("--max-tokens", "400", "--seed", "1", "--context", "65536")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights in a folder with a space in its name."""
    path = tmp_path_factory.mktemp("my models") / "tiny.gguf"
    tiny_model.write(path)
    return path


@contextlib.contextmanager
def opened(model: Path | str, folder: Path | None = None) -> Iterator[local.Local]:
    provider = local.create(Endpoint("local", str(model), folder=folder))
    try:
        yield provider
    finally:
        provider.close()


def server_of(provider: local.Local) -> tuple[subprocess.Popen[bytes], str, str]:
    """The process that serves, its URL and its key."""
    running = provider._running
    assert running is not None
    endpoint = running.provider.endpoint
    assert endpoint.api_key is not None
    return running.server._process, endpoint.base_url, endpoint.api_key


def failure(model: Path | str, folder: Path | None = None) -> ProviderError:
    with opened(model, folder) as provider, pytest.raises(ProviderError) as caught:
        list(provider.stream(HELLO, options=SHORT))
    return caught.value


def gone(pid: int) -> bool:
    """Whether a process has ended, waiting for it."""
    end = time.monotonic() + ENOUGH_SECONDS
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.02)
    return False


# --- the whole road -------------------------------------------------------------------------------


def test_a_file_is_asked_as_any_model_is(tiny: Path, tmp_path: Path) -> None:
    arguments = (
        "generate",
        "euler",
        "--model",
        f"local:{tiny}",
        *SHORT_REPLIES,
        "--root",
        tmp_path,
    )
    done = commanding.workbench(*arguments, "--format", "json")
    assert done.code == 1, done.err
    assert done.json["artifacts"][0]["outcome"] in ("no-entry-point", "rejected-source")
    found = commanding.only_run(tmp_path)
    assert found.status == "ok"
    assert [response.prompt for response in found.responses] == list(conversation.NAMES)
    assert {response.provider for response in found.responses} == {"local"}
    assert {response.request_model for response in found.responses} == {str(tiny)}
    assert all((response.usage.output_tokens or 0) > 0 for response in found.responses)
    claims = json.loads(next(tmp_path.glob("generated/*/*/claims.json")).read_text())
    assert isinstance(claims["claims"], list), "the schema is enforced by the server"


def test_a_kept_model_is_listed_and_asked_by_its_name(tiny: Path) -> None:
    listed = commanding.inside("models", "--offline", env={"WORKBENCH_MODELS": str(tiny.parent)})
    assert "local:tiny.gguf  0.5 MB" in listed.out
    for name in ("tiny.gguf", "tiny"):
        with opened(name, tiny.parent) as provider:
            response = generate.ask(provider, prompt(), (), SHORT)
            assert response.text
            assert [model.name for model in provider.models()] == ["tiny.gguf"]


def test_a_schema_is_enforced(tiny: Path) -> None:
    options = Options(seed=1, temperature=1.0, max_output_tokens=400)
    with opened(tiny) as provider:
        response = generate.ask(provider, prompt(SCHEMA, "claims"), (), options)
    assert set(json.loads(response.text)) == {"claims"}
    assert (response.structured, response.schema_errors) == ("json_schema", ())


def test_the_context_is_as_large_as_the_options_say(tiny: Path) -> None:
    with opened(tiny) as provider:
        for tokens in (2048, 1024):
            options = Options(context_tokens=tokens, max_output_tokens=5)
            list(provider.stream(HELLO, options=options))
            _, url, key = server_of(provider)
            (model,) = json.loads(answered(f"{url}/models", key)[1])["data"]
            assert model["meta"]["n_ctx"] == tokens
        long = (Message(role="user", content="word " * 1000),)
        with pytest.raises(ProviderError) as caught:
            list(provider.stream(long, options=options))
    assert caught.value.kind == "context-too-long"


# --- nobody else, and no longer -------------------------------------------------------------------


def answered(url: str, key: str | None = None) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_only_who_has_the_key_is_answered_and_nobody_can_read_it(tiny: Path) -> None:
    with opened(tiny) as provider:
        list(provider.stream(HELLO, options=SHORT))
        process, url, key = server_of(provider)
        assert url.startswith("http://127.0.0.1:")
        assert len(key) > 30
        assert answered(f"{url}/models", key)[0] == 200
        for wrong in (None, "none", key[:-1]):
            assert answered(f"{url}/models", wrong)[0] == 401
        assert key not in Path(f"/proc/{process.pid}/cmdline").read_text()
        assert key not in Path(f"/proc/{process.pid}/environ").read_text()
        assert key not in repr(provider._running)
    with opened(tiny) as other:
        list(other.stream(HELLO, options=SHORT))
        assert server_of(other)[2] != key


def test_closing_ends_the_server(tiny: Path) -> None:
    with opened(tiny) as provider:
        list(provider.stream(HELLO, options=SHORT))
        process, url, _ = server_of(provider)
        assert process.poll() is None
    assert process.poll() is not None
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{url}/models")


HOLDING = """\
import sys, time
from workbench.providers import local
from workbench.providers.base import Endpoint
from workbench.records import Message, Options
provider = local.create(Endpoint("local", sys.argv[1]))
list(provider.stream((Message(role="user", content="x"),), options=Options(max_output_tokens=5)))
print(provider._running.server._process.pid, flush=True)
time.sleep(3600)
"""


def test_the_server_goes_when_workbench_is_killed(tiny: Path) -> None:
    command = [sys.executable, "-c", HOLDING, str(tiny)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    assert gone(pid)


def test_ctrl_c_ends_it_as_well(tiny: Path, tmp_path: Path) -> None:
    arguments = (
        "generate",
        "euler",
        "--model",
        f"local:{tiny}",
        *SHORT_REPLIES,
        "--root",
        tmp_path,
    )
    process = subprocess.Popen(
        commanding.command(*arguments),
        env=commanding.environment(PYTHONWARNINGS="error,ignore::ResourceWarning"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stderr is not None
        said = ""
        while "asking for claims" not in said:  # so the server runs
            line = process.stderr.readline()
            assert line, said
            said += line
        below = children(process.pid)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        process.stderr.read()
    assert process.returncode == 130
    assert all(gone(pid) for pid in below)
    assert commanding.only_run(tmp_path).status == "cancelled"


def children(ancestor: int) -> list[int]:
    tasks = Path(f"/proc/{ancestor}/task").glob("*/children")
    return [int(pid) for path in tasks for pid in path.read_text().split()]


def test_a_server_that_dies_is_an_error_and_not_tried_again(tiny: Path) -> None:
    with opened(tiny) as provider:
        list(provider.stream(HELLO, options=SHORT))
        process, _, _ = server_of(provider)
        process.kill()
        process.wait()
        with pytest.raises(ProviderError) as caught:
            generate.ask(provider, prompt(), (), SHORT)
    assert "ended (signal 9)" in caught.value.message
    assert caught.value.kind not in ProviderError.RETRIED


# --- what is no model -----------------------------------------------------------------------------


def broken(tiny: Path, how: str) -> bytes:
    whole = tiny.read_bytes()
    return {
        "empty": b"",
        "text": b"<html>not found</html>",
        "magic only": b"GGUF",
        "cut early": whole[:2000],
        "cut late": whole[:-100_000],
        "noise": b"GGUF" + bytes(range(256)) * 20,
        "another kind": whole.replace(b"llama", b"lxxma"),
    }[how]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("empty", "is no GGUF file"),
        ("text", "is no GGUF file"),
        ("magic only", "cannot load it"),
        ("cut early", "cannot load it: failed to read key-value pairs"),
        ("cut late", "corrupted or incomplete"),
        ("noise", "cannot load it"),
        ("another kind", "unknown model architecture: 'lxxma'"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_one_line_with_its_reason(
    tiny: Path, tmp_path: Path, how: str, said: str
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(broken(tiny, how))
    arguments = (*ASKED, f"local:{path}", "--root", tmp_path)
    done = commanding.inside(*arguments)
    assert done.code == 3
    assert said in done.err
    assert [line.split(":")[0] for line in done.err.splitlines()][-2:] == ["error", "  try"]
    assert commanding.only_run(tmp_path).status == "error"


def test_a_file_that_is_not_there_names_the_command_that_fetches_one(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.gguf", tmp_path):
        error = failure(path)
        assert (error.kind, str(path) in error.message) == ("unknown-model", True)
        assert "models pull hf:" in (error.hint or "")


def test_a_name_that_is_not_kept_points_to_the_file_here(tiny: Path, root: Path) -> None:
    (root / "tiny.gguf").symlink_to(tiny)
    error = failure("tiny.gguf", root / "models")
    assert "no model of the name tiny.gguf is kept" in error.message
    assert "local:./tiny.gguf" in (error.hint or "")
    assert "local:./" not in (failure("other.gguf", root / "models").hint or "")
    assert "local:./" not in (failure("other.gguf").hint or "")


def test_without_the_extra_the_error_says_how_to_install_it(tiny: Path, tmp_path: Path) -> None:
    python = without_xllamacpp(tmp_path)
    done = subprocess.run(
        [python, "-m", "workbench", "generate", "euler", "--model", f"local:{tiny}"],
        env=commanding.environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "pip install 'workbench[local]'" in done.stderr
    assert "Traceback" not in done.stderr
    env = commanding.environment(WORKBENCH_MODELS=str(tiny.parent))
    listing = [python, "-m", "workbench", "models", "--offline"]
    listed = subprocess.check_output(listing, env=env, cwd=tmp_path, text=True)
    assert "tiny.gguf  needs pip install 'workbench[local]'" in listed


def without_xllamacpp(folder: Path) -> Path:
    """A Python that has everything that this one has but xllamacpp."""
    made = folder / "python"
    venv.create(made, symlinks=True)
    packages = folder / "packages"
    packages.mkdir()
    for source in map(Path, sys.path):
        if source.name == "site-packages":
            for entry in source.iterdir():
                if not entry.name.startswith("xllamacpp") and not (packages / entry.name).exists():
                    (packages / entry.name).symlink_to(entry)
    (site,) = made.glob("lib/python3.*/site-packages")
    home = Path(local.__file__).parents[2]
    (site / "all.pth").write_text(f"{packages}\n{home}\n")
    return made / "bin" / "python"

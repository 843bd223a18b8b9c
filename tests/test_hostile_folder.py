"""The current folder may be somebody's submission: nothing in it is executed or obeyed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import commanding
from commanding import Done, calm, fenced, model, s

from workbench import families, transcripts
from workbench.records import sha256_of

SCRIPT = Path(sys.executable).with_name("workbench")

TRAP = "import pathlib\npathlib.Path({marker!r}).write_text(__name__)\n"

PLANTED = (
    "workbench.py",
    "workbench/__init__.py",
    "sitecustomize.py",
    "usercustomize.py",
    "numpy/__init__.py",
    "typer.py",
    "rich/__init__.py",
    "json.py",
    "tomllib.py",
    "_multiarray_umath.py",
    "workloads/matmul.py",
    "workloads/quicksort.py",
    "workloads/planted.py",
    "conftest.py",
    "setup.py",
)

PYPROJECT = """\
[tool.workbench]
model = "openai:planted"
openai_base_url = "{url}"
openai_api_key = "sk-planted-000000"
ollama_host = "{url}"
root = "{elsewhere}"
workloads = "workloads"
prompts = "prompts"
interpreters = "./python3"
require_isolation = "none"
timeout = 0.001
memory = 1
author = "somebody"
color = "always"
format = "json"
unheard_of = [1, 2]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder full of traps; whoever steps into one leaves `marker`."""
    place = tmp_path / "submission"
    trap = TRAP.format(marker=str(tmp_path / "marker"))
    for name in PLANTED:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(trap)
    for name in ("python3", "bwrap", "workbench-guest", "git"):
        (place / name).write_text(f"#!/bin/sh\ntouch {tmp_path / 'marker'}\n")
        (place / name).chmod(0o755)
    (place / "prompts").mkdir()
    for template in families.shipped("prompts").glob("*.j2"):
        (place / "prompts" / template.name).write_text("planted {{ nothing }}")
    (place / "config.toml").write_text('model = "openai:planted"\n')
    (place / ".env").write_text("OPENAI_API_KEY=sk-planted-000000\n")
    return place


def plant(folder: Path, url: str = "http://127.0.0.1:9/v1") -> None:
    """Write the pyproject.toml."""
    text = PYPROJECT.format(url=url, elsewhere=folder.parent / "elsewhere")
    (folder / "pyproject.toml").write_text(text)


def installed(folder: Path, *arguments: str | Path, **env: str) -> Done:
    """Run the installed script in that folder; the traps are still untouched afterwards."""
    done = subprocess.run(
        [SCRIPT, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=commanding.environment(**env),
        cwd=folder,
        timeout=120,
    )
    assert not (folder.parent / "marker").exists(), (folder.parent / "marker").read_text()
    assert not (folder.parent / "elsewhere").exists()
    return Done(done.returncode, done.stdout, done.stderr)


def test_generating_and_verifying_use_nothing_of_it(folder: Path) -> None:
    plant(folder)
    made = installed(folder, "generate", "matmul", "--model", "recorded")
    report = calm(made).json  # the format is a display option: it may come from here
    assert made.code == 1
    assert report["artifacts"][0]["outcome"] == "ok"
    assert report["demonstration"] is True
    (path,) = transcripts.paths(folder / "transcripts")
    run = transcripts.read(path)
    shipped = families.shipped("prompts")
    for prompt in run.prompts:
        template = (shipped / f"{prompt.name}.md.j2").read_text(encoding="utf-8")
        assert prompt.template_sha256 == sha256_of(template)
        assert "planted" not in prompt.text
    again = calm(installed(folder, "verify", run.run)).json
    assert again["summary"] == report["summary"]
    claim = report["claims"][1]["id"]
    assert calm(installed(folder, "evidence", claim)).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("workloads",),
        ("doctor", "--no-models"),
        ("models", "--offline"),
        ("rule", "WB101"),
        ("transcripts", "list"),
        ("generate", "matmul", "--model", "recorded", "--dry-run"),
        ("--help",),
        ("--version",),
    ],
)
def test_no_command_runs_anything_of_it(folder: Path, arguments: tuple[str, ...]) -> None:
    plant(folder)
    done = installed(folder, *arguments)
    assert done.code == 0, done.err
    assert "planted" not in done.out


def test_its_project_file_sets_display_options_and_nothing_else(folder: Path) -> None:
    plant(folder)
    shown = installed(folder, "config").json["settings"]
    from_here = {row["key"] for row in shown if "pyproject.toml" in row["source"]}
    assert from_here == {"color", "format"}
    assert {row["value"] for row in shown if row["key"] == "model"} == {"unset"}


def test_its_endpoint_is_never_asked(folder: Path) -> None:
    with s.scripted() as server:
        plant(folder, server.url)
        done = installed(folder, "generate", "quicksort", "--no-run", "--format", "text")
        installed(folder, "models")
    assert server.bodies == []
    assert "recorded" in done.err


@pytest.mark.parametrize(
    "text", ["not toml [", "[tool]\nworkbench = 5\n", "a = " + "[" * 100_000, "\0", "x = 1\n" * 10]
)
def test_a_broken_project_file_is_nobodys_problem(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text)
    assert calm(installed(folder, "workloads")).code == 0


def test_a_project_file_that_is_a_pipe_is_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "pyproject.toml")
    assert calm(installed(folder, "workloads")).code == 0


def test_its_transcripts_are_data(folder: Path) -> None:
    """Names, fields and places in a foreign transcript are shown, never followed."""
    root, secret = folder, folder.parent / "secret.txt"
    secret.write_text("the user's own words")
    with model(root, workload=fenced("def quicksort(xs):\n    return xs[:0]")) as asked:
        assert asked.generate_inside("-q").code == 1
    (path,) = transcripts.paths(root / "transcripts")
    hostile = "\x1b]0;title\x07\u202e"
    events: list[dict[str, Any]] = [json.loads(line) for line in path.read_text().splitlines()]
    os.mkfifo(folder / "pipe")
    for event in events:
        if event["event"] == "start":
            event["model"] = hostile
        if event["event"] == "claim":
            event["claim"]["location"]["file"] = str(folder / "pipe")
            event["claim"]["quote"] = hostile
        if event["event"] == "artifact":
            event["artifact"]["name"] = f"../../../{hostile}"
    copy = path.with_name("20260101T000000Z-beef.jsonl")
    copy.write_text("".join(json.dumps(event) + "\n" for event in events))
    for name in (f"{hostile}.jsonl", "--help.jsonl", "$(touch marker).jsonl", "a\nb.jsonl"):
        (root / "transcripts" / name).write_text(copy.read_text())
    listed = calm(installed(folder, "transcripts", "list"))
    assert len(listed.out.splitlines()) == 3
    assert "\\x1b]0;title" in listed.out
    for arguments in (
        ("transcripts", "show", "beef"),
        ("review", "beef", "--list"),
        ("verify", "beef"),
        ("generate", "quicksort", "--replay", "beef", "--no-run"),
    ):
        assert calm(installed(folder, *arguments)).code in (0, 1, 2), arguments
    assert not (folder.parent.parent / "workload.py").exists()


def test_a_workload_of_a_transcript_is_not_looked_for_here(folder: Path) -> None:
    """`planted` lies in ./workloads: a foreign transcript must not get it loaded."""
    (folder / "transcripts").mkdir()
    for name in ("planted", "../workloads/planted", "/etc/passwd"):
        start = {"event": "start", "kind": "generate", "workload": name}
        response = {"prompt": "workload", "text": "x", "provider": "p", "request_model": "m"}
        reply = {**response, "model": "m", "finish_reason": "stop"}
        events = [start, {"event": "response", "response": reply}]
        text = "".join(json.dumps(event) + "\n" for event in events)
        (folder / "transcripts" / "20260101T000000Z-beef.jsonl").write_text(text)
        done = calm(installed(folder, "verify"))
        assert done.code == 2
        assert "no workload is called" in done.err


def test_a_linked_folder_of_a_run_is_not_followed(folder: Path) -> None:
    """`generated/quicksort/RUN` leads to the user's own files: nothing is written there."""
    with model(folder) as asked:
        assert asked.generate_inside("-q", "--no-run").code in (0, 1)
    (run,) = (folder / "generated" / "quicksort").iterdir()
    target = folder.parent / "home"
    run.rename(target)
    run.symlink_to(target)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    (target / "answer.md").write_text("mine")
    done = calm(installed(folder, "verify", run.name, "--no-run"))
    assert done.code == 3
    assert (target / "answer.md").read_text() == "mine"
    after = {path for path in target.rglob("*") if path.is_file()}
    assert after == set(before)


def test_a_linked_transcript_is_not_written_to(folder: Path) -> None:
    with model(folder) as asked:
        assert asked.generate_inside("-q", "--no-run").code in (0, 1)
    (path,) = transcripts.paths(folder / "transcripts")
    target = folder.parent / "mine.jsonl"
    path.rename(target)
    path.symlink_to(target)
    before = target.read_bytes()
    assert calm(installed(folder, "verify", path.stem, "--no-run")).code == 3
    assert target.read_bytes() == before

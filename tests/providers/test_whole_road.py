"""A real engine with random weights through the whole road: valid nonsense is survived, refuted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ollama_server
import pytest

from workbench import transcripts


def generate(
    root: Path, environ: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run `workbench generate quicksort` as a user would, in an empty home."""
    home = root / "home"
    home.mkdir()
    clean = {"PATH": os.defpath, "HOME": str(home), "NO_PROXY": "*", **environ}
    return subprocess.run(
        [
            *(sys.executable, "-m", "workbench", "generate", "quicksort"),
            *("--max-tokens", "400", "--seed", "1", "--format", "json", "--root", str(root)),
            *arguments,
        ],
        env=clean,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def check(done: subprocess.CompletedProcess[str], root: Path, provider: str) -> None:
    """Nonsense is contradicted or uncheckable, and everything is kept."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert report["artifacts"][0]["outcome"] in ("no-entry-point", "rejected-source")
    assert report["artifacts"][0]["provenance"] == "model"
    assert sum(report["summary"].values()) == len(report["claims"])
    stated = [claim for claim in report["claims"] if claim["extractor"] != "implicit"]
    # Of a program that does nothing it is true by chance what it imports, and what it does not.
    confirmed = {claim["kind"] for claim in stated if claim["verdict"] == "confirmed"}
    assert confirmed <= {"imports"}
    (path,) = transcripts.paths(root / "transcripts")
    found = transcripts.read(path)
    assert (found.status, found.damaged) == ("ok", 0)
    assert [response.prompt for response in found.responses] == [
        "workload",
        "claims",
        "report",
        "analysis_counting",
        "analysis_profiling",
        "analysis_dependences",
    ]
    assert {response.provider for response in found.responses} == {provider}
    usage = [response.usage.output_tokens for response in found.responses]
    assert all(tokens is not None and tokens > 0 for tokens in usage)


def test_llama_cpp_behind_the_openai_provider(llama_url: str, tmp_path: Path) -> None:
    environ = {"OPENAI_BASE_URL": llama_url, "OPENAI_API_KEY": "sk-planted-0123456789"}
    done = generate(tmp_path, environ, "--model", "openai:tiny", "--temperature", "0.7")
    check(done, tmp_path, "openai")
    claims = json.loads(next(tmp_path.glob("generated/*/*/claims.json")).read_text())
    assert isinstance(claims["claims"], list), "the schema is enforced by the server"
    everything = done.stdout + done.stderr
    everything += "".join(p.read_text() for p in tmp_path.rglob("*.jsonl"))
    assert "sk-planted" not in everything


def test_the_ollama_client_against_its_protocol(
    ollama: ollama_server.Server, tmp_path: Path
) -> None:
    done = generate(tmp_path, {"OLLAMA_HOST": ollama_server.url(ollama)}, "--model", "ollama:tiny")
    check(done, tmp_path, "ollama")


def test_a_missing_ollama_model_names_the_pull(
    ollama: ollama_server.Server, tmp_path: Path
) -> None:
    environ = {"OLLAMA_HOST": ollama_server.url(ollama)}
    done = generate(tmp_path, environ, "--model", "ollama:absent")
    assert done.returncode == 3
    assert "workbench models pull ollama:absent" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--offline",)])
def test_a_running_ollama_is_chosen_when_no_model_is_named(
    ollama: ollama_server.Server, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = generate(tmp_path, {"OLLAMA_HOST": ollama_server.url(ollama)}, "--dry-run", *arguments)
    assert done.returncode == 0
    assert "asking ollama:tiny" in done.stderr

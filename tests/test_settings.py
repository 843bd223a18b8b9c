"""Flags before environment before the user's file before the project's display options."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import settings
from workbench.errors import ConfigurationError


def load(tmp_path: Path, user: str = "", project: str = "", **more: object) -> settings.Settings:
    """Settings from files of these contents."""
    (tmp_path / "user").mkdir(exist_ok=True)
    (tmp_path / "user" / "config.toml").write_text(user)
    (tmp_path / "pyproject.toml").write_text(project)
    flags = more.get("flags")
    environ = more.get("environ", {})
    assert isinstance(environ, dict)
    assert flags is None or isinstance(flags, dict)
    return settings.load(flags, environ=environ, folder=tmp_path, user_folder=tmp_path / "user")


def test_the_order_of_the_places(tmp_path: Path) -> None:
    user, project = 'format = "json"\nmodel = "ollama:u"', '[tool.workbench]\ncolor = "never"'
    environ = {"WORKBENCH_MODEL": "ollama:e"}
    found = load(tmp_path, user, project, environ=environ, flags={"root": "here"})
    assert (found["root"], found.source("root")) == ("here", "flag")
    assert (found["model"], found.source("model")) == ("ollama:e", "environment (WORKBENCH_MODEL)")
    assert (found["format"], found.source("format")[-11:]) == ("json", "config.toml")
    assert (found["color"], found.source("color")[-16:]) == ("never", "[tool.workbench]")
    assert (found["jobs"], found.source("jobs")) == (0, "default")


@pytest.mark.parametrize(
    "line",
    [
        'model = "openai:x"',
        'openai_base_url = "http://127.0.0.1"',
        'root = "x"',
        'isolation = "none"',
    ],
)
def test_a_project_file_sets_display_options_only(tmp_path: Path, line: str) -> None:
    found = load(tmp_path, project=f"[tool.workbench]\n{line}\n")
    assert found.source(line.split()[0]) == "default"


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ('modle = "x"', "unknown setting 'modle'"),
        ("timeout = -1", "must be 0 or a positive"),
        ('timeout = "soon"', "not a float"),
        ('format = "xml"', "none of text, json"),
        ("model = [", "cannot read"),
    ],
)
def test_a_users_file_with_a_mistake_says_which(tmp_path: Path, user: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        load(tmp_path, user)


def test_a_broken_project_file_is_nobodys_problem(tmp_path: Path) -> None:
    assert load(tmp_path, project="[tool.workbench\n")["format"] == "text"


def test_secrets_are_known_to_be_secrets(tmp_path: Path) -> None:
    found = load(tmp_path, environ={"OPENAI_API_KEY": "sk-0123456789"})
    assert found.secrets == ("sk-0123456789",)
    assert "sk-0123456789" not in repr(found.environ.keys())

"""Templates: complete for every workload, strict about names, kept with their hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from workbench import families, prompts, workloads
from workbench.errors import UsageError

SHIPPED = (
    "analysis_counting",
    "analysis_dependences",
    "analysis_profiling",
    "claims",
    "report",
    "workload",
)
ANY = {"title": "T", "python": "3.11"}


def _variables(name: str) -> dict[str, str]:
    task = workloads.load(name)
    return {
        "title": task.title,
        "task": task.task,
        "entry_point": task.entry_point,
        "signature": task.signature,
        "python": "3.11",
        "call": task.call,
        "call_setup": task.call_setup,
        "kinds": "- runs: the program runs",
    }


def _template(folder: Path, text: str, name: str = "workload") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md.j2").write_text(text, encoding="utf-8")
    return folder


def test_the_prompts_of_the_conversation_are_shipped() -> None:
    assert set(SHIPPED) <= set(prompts.names())


@pytest.mark.parametrize("template", SHIPPED)
@pytest.mark.parametrize("workload", ["euler", "matmul", "quicksort"])
def test_every_prompt_is_complete_for_every_workload(template: str, workload: str) -> None:
    variables = _variables(workload)
    text = prompts.render(template, variables, target_python="3.11.7").text
    assert "{{" not in text
    assert "{%" not in text
    assert variables["entry_point"] in text
    assert "CPython 3.11" in " ".join(text.split())
    if template not in ("analysis_counting", "analysis_dependences"):
        for line in f"{variables['call_setup']}{variables['call']}".splitlines():
            assert line in text
    assert text.endswith("\n")
    assert "\n\n\n" not in text


def test_the_claims_prompt_lists_the_kinds_and_defines_the_counts() -> None:
    text = prompts.render("claims", _variables("euler"), target_python="3.11.7").text
    assert "- runs: the program runs" in text
    assert "static" in text
    assert "CACHE entries are" in text


def test_a_prompt_keeps_name_hash_variables_and_schema() -> None:
    variables, schema = _variables("euler"), {"type": "object"}
    prompt = prompts.render("claims", variables, target_python="3.11.7", response_schema=schema)
    raw = (families.shipped("prompts") / "claims.md.j2").read_bytes()
    assert prompt.name == "claims"
    assert prompt.template_sha256 == hashlib.sha256(raw).hexdigest()
    assert prompt.variables == variables
    assert prompt.target_python == "3.11.7"
    assert prompt.response_schema == schema


def test_an_undefined_name_is_an_error_that_names_template_and_variable(tmp_path: Path) -> None:
    folder = _template(tmp_path, "{{ title }} {{ tasks }}")
    with pytest.raises(UsageError, match=r"workload\.md\.j2.*'tasks'") as caught:
        prompts.render("workload", ANY, target_python="3.11.7", folder=folder)
    assert caught.value.exit_code == 2


def test_an_undefined_name_is_found_in_a_branch_that_is_not_taken(tmp_path: Path) -> None:
    folder = _template(tmp_path, "{% if title == 'other' %}{{ missing }}{% endif %}")
    with pytest.raises(UsageError, match="'missing'"):
        prompts.render("workload", ANY, target_python="3.11.7", folder=folder)


def test_an_attribute_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = _template(tmp_path, "{{ title.nothing }}")
    with pytest.raises(UsageError, match="nothing"):
        prompts.render("workload", ANY, target_python="3.11.7", folder=folder)


def test_a_template_that_does_not_parse_is_an_error_with_its_line(tmp_path: Path) -> None:
    folder = _template(tmp_path, "one\n{% if %}\n")
    with pytest.raises(UsageError, match="line 2"):
        prompts.render("workload", ANY, target_python="3.11.7", folder=folder)


@pytest.mark.parametrize(
    "text",
    ["{{ title.__class__.__mro__ }}", "{{ ''.__class__ }}", "{% include 'claims.md.j2' %}"],
)
def test_a_template_reaches_neither_python_nor_other_files(tmp_path: Path, text: str) -> None:
    folder = _template(tmp_path, text)
    with pytest.raises(UsageError, match="cannot be filled in"):
        prompts.render("workload", ANY, target_python="3.11.7", folder=folder)


def test_values_are_not_templates_and_not_escaped(tmp_path: Path) -> None:
    folder = _template(tmp_path, "{{ title }}")
    title = "{{ python }} <a> & 'b' {% raw %}"
    prompt = prompts.render("workload", {"title": title}, target_python="3.11.7", folder=folder)
    assert prompt.text == title + "\n"


def test_an_unknown_prompt_is_an_error_with_the_closest_name() -> None:
    with pytest.raises(UsageError, match="no prompt template is called 'claim'") as caught:
        prompts.render("claim", ANY, target_python="3.11.7")
    assert caught.value.hint == "did you mean claims?"


@pytest.mark.parametrize("name", ["../secret", "workload/../claims", "", "a b"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    _template(tmp_path, "secret", "secret")
    folder = tmp_path / "prompts"
    folder.mkdir()
    with pytest.raises(UsageError, match="no prompt template"):
        prompts.render(name, ANY, target_python="3.11.7", folder=folder)


def test_an_explicit_folder_comes_before_the_users_and_the_shipped_one(tmp_path: Path) -> None:
    explicit = _template(tmp_path / "explicit", "explicit")
    user = tmp_path / "user"
    _template(user / "prompts", "user")
    _template(user / "prompts", "user report", "report")

    def text(name: str) -> str:
        return prompts.render(
            name, _variables("euler"), target_python="3.11.7", folder=explicit, user_folder=user
        ).text

    assert text("workload") == "explicit\n"
    assert text("report") == "user report\n"
    assert text("claims").startswith("Now make precise")


def test_the_current_folder_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _template(tmp_path / "prompts", "planted")
    monkeypatch.chdir(tmp_path)
    text = prompts.render("workload", _variables("euler"), target_python="3.11.7").text
    assert "planted" not in text


def test_a_template_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "workload.md.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        prompts.render("workload", ANY, target_python="3.11.7", folder=tmp_path)

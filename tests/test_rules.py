"""Every rule in use is explained, and every explanation's example runs and prints what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import workbench
from workbench import rules
from workbench.errors import UsageError

PACKAGE = Path(workbench.__file__).parent


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.code)
def test_an_example_runs_and_prints_what_is_expected(rule: rules.Rule) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", rule.example],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", rule.expected)


def test_every_code_in_the_package_is_explained() -> None:
    used = {
        code
        for path in PACKAGE.rglob("*.py")
        for code in re.findall(r"\bWB\d{3}\b", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= {rule.code for rule in rules.all_rules()}


def test_codes_and_names_are_unique_and_well_formed() -> None:
    found = rules.all_rules()
    assert all(re.fullmatch(r"WB[1-6]\d\d", rule.code) for rule in found)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name) for rule in found)
    assert len({rule.code for rule in found}) == len({rule.name for rule in found}) == len(found)
    assert [rule.code for rule in found] == sorted(rule.code for rule in found)


@pytest.mark.parametrize("name", ["WB103", "wb103", " WB103 ", "opcode-version"])
def test_a_rule_is_found_by_code_and_by_name(name: str) -> None:
    assert rules.get(name).title == "true on another Python version"


def test_an_unknown_code_suggests_a_known_one() -> None:
    with pytest.raises(UsageError) as caught:
        rules.get("WB1003")
    assert caught.value.hint == "did you mean WB103?"
    assert rules.find("WB13") is None


def test_a_rendered_rule_holds_title_text_example_and_output() -> None:
    rule = rules.get("WB105")
    shown = rules.render(rule)
    assert shown.startswith("WB105 impossible-count: impossible on any version\n")
    assert "never invent" in " ".join(shown.split())
    assert "    import ast\n" in shown
    assert shown.endswith("the source has 0 '*'\n")

"""What the tier means at the command line: demanded, refused, overridden, and stamped."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from commanding import inside, only_run, workbench

from workbench.guest import layers, tiers

RECORDED = ("generate", "quicksort", "--model", "recorded", "-q")


def _need(*names: str) -> None:
    for name in names:
        problem = tiers.problem_of(name)
        if problem is not None:
            pytest.skip(f"this machine does not offer the tier {name}: {problem}")


@pytest.fixture
def run(root: Path) -> Path:
    """A folder with one generated run of which nothing was executed."""
    assert inside(*RECORDED, "--no-run", "--root", root).code in (0, 1)
    return root


def stamps(root: Path) -> set[str]:
    """The tiers in the last verification: of the place, and of everything that was executed."""
    last = only_run(root).verifications[-1]
    executed = [one.run for one in last.measurements if one.run and one.run.outcome != "not-run"]
    assert len(executed) > 5
    return {last.environment.isolation} | {one.isolation for one in executed}


@pytest.mark.parametrize("tier", ["strong", "filtered", "namespaces", "none"])
def test_every_record_is_stamped_with_the_tier(run: Path, tier: str) -> None:
    if tier != "none":
        _need(tier)
    done = inside("verify", "--isolation", tier, "--root", run, "--format", "json")
    assert done.code in (0, 1)
    assert done.json["environment"]["isolation"] == tier
    assert stamps(run) == {tier}
    notice = {
        "strong": "",
        "filtered": "isolation: filtered (as asked for)",
        "namespaces": "isolation: namespaces (as asked for)",
        "none": "warning: isolation none: the programs run with your rights",
    }[tier]
    assert notice in done.err


@pytest.mark.parametrize("command", ["verify", "check"])
def test_where_nothing_isolates_static_claims_are_judged_and_the_fix_is_told(
    run: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "candidates", lambda platform: ())
    text = run / "chat.md"
    text.write_text(
        "```python\ndef f(a, b):\n    return a + b\n```\n\n`f` has 2 LOAD_FAST instructions.\n"
    )
    arguments = ("verify", "--root", run) if command == "verify" else ("check", text)
    done = inside(*arguments, "--format", "json")
    assert done.code == 3
    assert "nothing here isolates programs, so none is run" in done.err
    assert "try: " in done.err
    assert "--isolation none" in done.err
    assert {one["outcome"] for one in done.json["artifacts"]} == {"not-run"}
    judged = [one["verdict"] for one in done.json["claims"] if one["kind"] == "opcode_count"]
    assert judged
    assert set(judged) <= {"confirmed", "contradicted", "other-version", "ambiguous"}


def test_the_flag_runs_programs_where_nothing_isolates(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "candidates", lambda platform: ())
    assert inside("verify", "--isolation", "none", "--root", run, "-q").code in (0, 1)
    assert stamps(run) == {"none"}


def test_a_demand_for_more_is_refused(run: Path) -> None:
    _need("namespaces")
    less = ("--isolation", "namespaces", "--require-isolation", "filtered")
    done = inside("verify", "--root", run, *less)
    assert done.code == 3
    assert "isolation 'filtered' was demanded, 'namespaces' is the best there is" in done.err
    same = ("--isolation", "namespaces", "--require-isolation", "namespaces")
    assert inside("verify", "--root", run, *same).code in (0, 1)


def test_the_doctor_names_the_layers_and_how_to_get_more(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _need("filtered")
    monkeypatch.setattr(
        tiers, "_tested", {"strong": "bubblewrap is not installed", "filtered": None}
    )
    done = inside("doctor", "--no-models", "--root", root, "--format", "json")
    (row,) = [one for one in done.json["checks"] if one["name"] == "isolation"]
    assert (row["state"], row["seen"]) == ("warn", "filtered (Landlock, seccomp)")
    assert "bubblewrap is not installed; install bubblewrap" in row["fix"]
    monkeypatch.setattr(layers, "candidates", lambda platform: ())
    done = inside("doctor", "--no-models", "--root", root, "--format", "json")
    (row,) = [one for one in done.json["checks"] if one["name"] == "isolation"]
    assert (done.code, row["state"]) == (3, "fail")
    assert "virtual machine" in row["fix"]


def test_without_user_namespaces_it_is_filtered(tmp_path: Path) -> None:
    """Really so: in a namespace of our own no further one may be made, and no right is left."""
    _need("strong", "filtered")
    none_more = "echo 0 > /proc/sys/user/max_user_namespaces || exit 99; "
    none_more += 'exec setpriv --bounding-set=-all --inh-caps=-all "$@"'
    before = ("unshare", "--user", "--map-root-user", "sh", "-c", none_more, "sh")
    try:
        able = subprocess.run([*before, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        able = False
    if not able:
        pytest.skip("this needs unshare and setpriv (util-linux), and one user namespace")
    done = workbench("doctor", "--no-models", "--root", tmp_path, "--format", "json", before=before)
    (row,) = [one for one in done.json["checks"] if one["name"] == "isolation"]
    assert (row["state"], row["seen"]) == ("warn", "filtered (Landlock, seccomp)")
    assert "unprivileged user namespaces" in row["fix"]

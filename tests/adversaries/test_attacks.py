"""Every attack that poses as an implementation of a workload, judged as `verify` judges any file.

The reference runs beside it on the same fresh inputs, so that a wrong value which is accepted
shows, and so does an honest program that is not.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hostile
import needing
import pytest
from commanding import inside
from hostile import OWN, SHARED, Attack, World

from workbench import workloads
from workbench.guest import pool
from workbench.survey import Workplace

OURS = hostile.attacks(OWN)
THEIRS = [one for one in hostile.attacks(SHARED) if one.workload is not None]
EVERY = OURS + THEIRS
# Of each theme the first; of the shared ones those that nothing else in `make test` judges.
SAMPLE = [
    *{one.theme: one for one in reversed(OURS)}.values(),
    *[one for one in OURS if one.number in (23, 34, 35, 37, 38, 40, 48, 54, 58, 62, 63, 65, 68)],
    *[one for one in THEIRS if one.number in (72, 82, 86, 93, 99, 102, 111, 116, 122, 139)],
]
QUICK = list({one.label: one for one in SAMPLE}.values())
REST = [one for one in EVERY if one not in QUICK]
SECONDS = 2.0
# It returns its input: right only where nobody compares.
OTHERWISE = {"programs-135_terminal_escapes": ("incorrect",)}
WARM: set[tuple[str, str]] = set()
HONEST = ("aes", "euler", "matmul", "quicksort", "tsp")


@pytest.fixture(params=["strong", "filtered"])
def tier(request: pytest.FixtureRequest) -> str:
    needing.tier(request.param)
    return str(request.param)


@pytest.fixture(scope="module", autouse=True)
def _no_zygote_stays() -> Iterator[None]:
    pool.end()
    WARM.clear()
    yield
    pool.end()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Bait, and a temporary folder in which nothing may stay."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with hostile.world(tmp_path) as made:
        monkeypatch.setenv("HOME", str(made.home))
        monkeypatch.setenv("WB_SECRET", made.secret)
        monkeypatch.setenv("OPENAI_API_KEY", made.secret)
        monkeypatch.chdir(tmp_path)
        yield made
        assert made.touched() == []
        assert not [name for name in os.listdir(scratch) if "zygote" not in name]


def workplace(tmp_path: Path, tier: str, seconds: float) -> Workplace:
    root = tmp_path / "root"
    root.mkdir(exist_ok=True)
    return hostile.place(root, tier, seconds)


def honest(tmp_path: Path, tier: str, name: str = "quicksort") -> None:
    """The reference, handed in as if a model had written it."""
    found = workloads.load(name)
    file = tmp_path / "honest.py"
    file.write_text(f"{found.source}\n\n{found.entry_point} = reference\n", encoding="utf-8")
    result, _ = hostile.verified(file, name, workplace(tmp_path, tier, 20.0))
    assert (result.outcome, result.error, result.suspicions) == ("ok", None, ())


def judge(attack: Attack, tier: str, world: World, tmp_path: Path) -> None:
    """Hand it in; look at what is said of it, and at everything it could have touched."""
    assert attack.workload is not None
    if (tier, attack.workload) not in WARM:  # its zygote stays, as it does in use
        honest(tmp_path, tier, attack.workload)
        WARM.add((tier, attack.workload))
    before = hostile.canaries(world.home), len(os.listdir("/proc/self/fd"))
    processes = hostile.descendants()
    file = tmp_path / "workload.py"
    file.write_bytes(world.told(attack.path))
    seconds = SECONDS if "timeout" in attack.outcomes else 30.0
    result, kept = hostile.verified(file, attack.workload, workplace(tmp_path, tier, seconds))
    assert result.outcome in OTHERWISE.get(attack.label, attack.outcomes), result
    if attack.suspicious == "must":
        assert result.suspicions, result
    assert set(attack.codes) <= set(result.suspicions), result
    if attack.suspicious == "no" and result.outcome == "ok":
        assert result.suspicions == (), result
    assert world.secret.encode() not in kept
    kept.decode("utf-8", "strict")
    honest(tmp_path, tier, attack.workload)
    assert (hostile.canaries(world.home), len(os.listdir("/proc/self/fd"))) == before
    assert len(hostile.descendants()) <= len(processes)


@pytest.mark.parametrize("attack", **hostile.named(QUICK))
def test_an_attack_is_seen_through(attack: Attack, tier: str, world: World, tmp_path: Path) -> None:
    judge(attack, tier, world, tmp_path)


@pytest.mark.proof
@pytest.mark.parametrize("attack", **hostile.named(REST))
def test_every_other_attack_is_seen_through(
    attack: Attack, tier: str, world: World, tmp_path: Path
) -> None:
    judge(attack, tier, world, tmp_path)


def test_a_secret_that_is_printed_would_be_found(tier: str, world: World, tmp_path: Path) -> None:
    file = tmp_path / "workload.py"
    told = world.secret[::-1]
    file.write_text(f"def quicksort(xs):\n    print('{told}'[::-1])\n", encoding="utf-8")
    _, kept = hostile.verified(file, "quicksort", workplace(tmp_path, tier, 20.0))
    assert world.secret.encode() in kept


@pytest.mark.parametrize("name", HONEST)
def test_a_reference_is_right_and_not_suspected(name: str, tier: str, tmp_path: Path) -> None:
    honest(tmp_path, tier, name)


@pytest.mark.parametrize("name", HONEST)
def test_a_recorded_answer_is_not_suspected(name: str, tier: str, tmp_path: Path) -> None:
    text = (OWN.parent.parent / "recordings" / name / "workload.md").read_text(encoding="utf-8")
    program = text.partition("```python\n")[2].partition("```")[0]
    file = tmp_path / "workload.py"
    file.write_text(program, encoding="utf-8")
    result, _ = hostile.verified(file, name, workplace(tmp_path, tier, 20.0))
    assert result.suspicions == ()


@pytest.mark.parametrize("attack", **hostile.named([one for one in OURS if one.theme == "shown"]))
def test_what_is_shown_of_an_attack_is_calm(attack: Attack, world: World, tmp_path: Path) -> None:
    file = tmp_path / "workload.py"
    file.write_bytes(world.told(attack.path))
    for form in ("text", "json"):
        flags = ("--workload", attack.workload, "--format", form, "--root", tmp_path / "shown")
        done = inside("verify", file, *map(str, flags), "--timeout", "5")
        assert done.code == 1
        if form == "json":
            (seen,) = done.json["artifacts"]
            assert seen["outcome"] in attack.outcomes


def test_the_files_and_the_manifest_agree() -> None:
    assert {one.path for one in OURS} == set(OWN.glob("*.py"))
    listed = json.loads((OWN / "MANIFEST.json").read_text(encoding="utf-8"))
    assert len(listed) == len(OURS) == len({one.number for one in OURS})
    for entry in listed:
        head = (OWN / entry["file"]).read_text(encoding="utf-8").splitlines()[:4]
        assert head[0] == f"# WORKLOAD ENTRY: {entry['entry']}"
        assert head[1] == f"# ATTEMPTS: {entry['attempts']}"
        assert head[3] == f"# MUST REMAIN TRUE: {entry['must_hold']}"

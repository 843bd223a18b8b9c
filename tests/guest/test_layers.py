"""Which layers a tier has, and what is done on this machine where one of them is missing."""

from __future__ import annotations

import typing

import needing
import pytest
from running import PYTHON, run

from workbench.cli import options
from workbench.errors import IsolationError
from workbench.guest import jail, layers, reachable, tiers
from workbench.guest.run import Returned
from workbench.settings import TIERS

WITHOUT_LANDLOCK = layers.ALL - {"Landlock"}


def test_the_tiers_are_the_same_everywhere() -> None:
    assert TIERS == layers.TIERS
    help_text = typing.get_args(options.Isolation)[1].help
    assert [tier for tier in TIERS if tier not in help_text] == []


def test_without_landlock_every_guest_has_a_jail_of_its_own() -> None:
    needing.tier("namespaces")
    found = tiers.detect(may_use=WITHOUT_LANDLOCK)
    assert found.tier == "namespaces"
    assert [why.split(";")[0] for why in found.missing] == [
        "strong: Landlock may not be used",
        "filtered: Landlock may not be used",
    ]
    source = "def f(n):\n    return n + 1\n"
    runs = [run(source, found, (n,)) for n in range(3)]
    assert [one.results[0].value for one in runs if isinstance(one.results[0], Returned)] == (
        [1, 2, 3]
    )
    assert {one.run.isolation for one in runs} == {"namespaces"}


def test_the_jail_alone_has_no_proc_and_no_shared_memory() -> None:
    """What Landlock would have forbidden is not there, or belongs to this jail alone."""
    needing.tier("namespaces")
    source = (
        "import os\n"
        "def f():\n"
        "    mine = []\n"
        "    for folder, names, files in os.walk('/'):\n"
        "        if os.access(folder, os.W_OK):\n"
        "            mine.append(folder)\n"
        "    return [name for name in ('/proc/self', '/dev/shm', '/sys', '/run',\n"
        "            '/etc/passwd', '/etc/shadow') if os.path.exists(name)], mine, \\\n"
        "           sorted(os.listdir('/dev'))\n"
    )
    (result,) = run(source, tiers.Isolation("namespaces")).results
    assert isinstance(result, Returned)
    assert result.value == ([], [], ["null", "urandom"])


def test_a_jail_without_landlock_does_not_hold_the_layer() -> None:
    """The guest is told of seccomp alone: nothing here passes because Landlock helped."""
    assert layers.OF["namespaces"].inside == ("seccomp",)
    assert not layers.OF["namespaces"].forks
    reach = reachable.of(PYTHON, "base")
    needing.tier("namespaces")
    command = jail.enclosed(reach, 9, ["/scratch"], writes=False)
    assert command[command.index("--perms") + 1] == "0500"
    assert command[-2:] == ["--remount-ro", "/"]
    assert "--proc" not in command


def test_without_bubblewrap_it_is_filtered() -> None:
    needing.tier("filtered")
    found = tiers.detect(may_use=layers.ALL - {"bubblewrap"})
    assert found.tier == "filtered"
    assert "apt install bubblewrap" in found.missing[0]


def test_with_neither_nothing_runs() -> None:
    with pytest.raises(IsolationError) as caught:
        tiers.detect(may_use=("seccomp",))
    assert caught.value.exit_code == 3
    assert caught.value.hint is not None
    assert "apt install bubblewrap" in caught.value.hint
    assert "5.13" in caught.value.hint


@pytest.mark.parametrize(
    ("demanded", "here", "holds"),
    [
        ("strong", ("bubblewrap", "seccomp"), False),
        ("filtered", ("bubblewrap", "seccomp"), False),
        ("namespaces", ("bubblewrap", "seccomp"), True),
        ("namespaces", ("Landlock", "seccomp"), True),
        ("strong", ("Landlock", "seccomp"), False),
        ("filtered", ("Landlock", "seccomp"), True),
    ],
)
def test_a_demand_is_held_against_the_best_there_is(
    demanded: str, here: tuple[str, ...], holds: bool
) -> None:
    needing.tier("namespaces" if "bubblewrap" in here else "filtered")
    if holds:
        assert tiers.detect(require=demanded, may_use=here).tier != "none"
    else:
        with pytest.raises(IsolationError, match="was demanded"):
            tiers.detect(require=demanded, may_use=here)


@pytest.mark.parametrize(
    ("platform", "offered"),
    [
        ("linux", ("strong", "filtered", "namespaces")),
        ("darwin", ("reduced",)),
        ("win32", ()),
        ("freebsd14", ()),
    ],
)
def test_a_platform_offers_only_what_it_has(platform: str, offered: tuple[str, ...]) -> None:
    assert layers.candidates(platform) == offered


def test_elsewhere_nothing_runs_and_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers.sys, "platform", "win32")
    with pytest.raises(IsolationError) as caught:
        tiers.detect()
    assert caught.value.hint is not None
    assert "virtual machine" in caught.value.hint


def test_what_is_not_tested_by_us_says_so() -> None:
    assert {tier for tier in TIERS if tiers.Isolation(tier).caveat} == {"reduced"}
    assert "not tested by us" in str(tiers.Isolation("reduced").caveat)
    assert tiers.problem_of("reduced") == "it does not exist on linux"

"""Profiles out of a guest: read without trust, written anew, safe for a page that shows names."""

from __future__ import annotations

import contextlib
import cProfile
import io
import marshal
import pstats
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import profiles

MAIN = ("program.py", 1, "main")
LEAF = ("program.py", 5, "leaf")
STATS: dict[Any, Any] = {
    MAIN: (1, 1, 0.25, 0.75, {}),
    LEAF: (3, 4, 0.5, 0.5, {MAIN: (3, 4, 0.5, 0.5)}),
}


def rewritten(stats: Any, version: int = 4) -> Any:
    return marshal.loads(profiles.rewritten(marshal.dumps(stats, version)))


@pytest.mark.parametrize("version", [0, 1, 2, 3, 4])
def test_a_profile_stays_what_it_is_in_every_format_of_marshal(version: int) -> None:
    if version < 2:  # floating point numbers as text: no CPython that we measure writes them
        with pytest.raises(ValueError, match="'f'"):
            rewritten(STATS, version)
        return
    assert rewritten(STATS, version) == STATS


def test_a_real_profile_stays_what_it_is(tmp_path: Any) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(sorted, [3, 1, 2], key=lambda number: -number)
    profiler.create_stats()
    stats = vars(profiler)["stats"]
    assert rewritten(stats) == stats
    path = tmp_path / "a.prof"
    path.write_bytes(profiles.rewritten(marshal.dumps(stats)))
    out = io.StringIO()
    pstats.Stats(str(path), stream=out).print_stats()
    assert "4 function calls" in out.getvalue() or "5 function calls" in out.getvalue()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<lambda>", "<lambda>"),
        ("<built-in method builtins.len>", "<built-in method builtins.len>"),
        ("<method 'append' of 'list' objects>", "<method 'append' of 'list' objects>"),
        ("</script><script>alert(1)</script>", "‹/script›‹script›alert(1)‹/script›"),
        ("<img src=x onerror=alert(1)>", "‹img src=x onerror=alert(1)›"),
        ("<!--", "‹!--"),
        ("a\x1b[2Jb\u2028c", "a\\x1b[2Jb c"),
        ("\ud800", "\\ud800"),
        ("x" * 1000, "x" * 199 + "…"),
    ],
)
def test_names_are_safe_for_a_page(name: str, shown: str) -> None:
    ((_, _, found),) = rewritten({("f.py", 1, name): (1, 1, 0.0, 0.0, {})})
    assert found == shown


def test_two_functions_stay_two() -> None:
    found = rewritten({("f.py", 1, name): (1, 1, 0.0, 0.0, {}) for name in ("a<", "a‹", "a ‹")})
    assert len(found) == 3


def test_callers_that_are_not_in_the_profile_are_left_out() -> None:
    # A viewer looks every caller up, and fails on one that is not there.
    assert rewritten({LEAF: (1, 1, 0.0, 0.0, {MAIN: (1, 1, 0.0, 0.0)})})[LEAF][4] == {}


def test_times_that_no_page_can_hold_are_0() -> None:
    odd = (1, 1, float("nan"), float("-inf"), {})
    assert rewritten({MAIN: odd})[MAIN][2:4] == (0.0, 0.0)


@pytest.mark.parametrize(
    "stats",
    [
        None,
        [],
        "text",
        {1: (1, 1, 0.0, 0.0, {})},
        {"main": (1, 1, 0.0, 0.0, {})},
        {("f", "1", "main"): (1, 1, 0.0, 0.0, {})},
        {MAIN: (1, 1, 0.0, 0.0)},
        {MAIN: (1, 1, 0.0, 0.0, [])},
        {MAIN: (1, 1, 0.0, 0.0, {LEAF: 1})},
        {MAIN: (-1, 1, 0.0, 0.0, {})},
        {MAIN: (1.5, 1, 0.0, 0.0, {})},
        {MAIN: (1, 2**70, 0.0, 0.0, {})},
        {MAIN: (1, 1, "0", 0.0, {})},
        {MAIN: (1, 1, b"0", 0.0, {})},
        {MAIN: compile("1", "f", "eval")},
    ],
)
def test_what_is_no_profile_is_refused(stats: Any) -> None:
    with pytest.raises(ValueError, match="profile"):
        rewritten(stats)


def test_tuples_that_grow_by_reference_are_refused_at_once() -> None:
    # t0 = (1, 1), t1 = (t0, t0), …: hashing the last one would take 2**60 steps.
    body = bytes([0x80 | ord(")"), 2]) + b"i\x01\0\0\0" * 2
    pairs = b""
    for place in range(60):
        again = b"r" + struct.pack("<I", place)
        pairs += bytes([0x80 | ord(")"), 2]) + again + again + b"N"
    for data in (
        b"{" + body + pairs + b"0",
        b"{" + body + b"N0",
        b"\xfb" + b"r\0\0\0\0" * 2 + b"0",
    ):
        with pytest.raises(ValueError, match="profile"):
            profiles.rewritten(data)


def test_one_dictionary_of_callers_shared_by_all_is_bounded() -> None:
    callers = {("f.py", number, "f"): (1, 1, 0.0, 0.0) for number in range(1000)}
    shared = {("f.py", number, "f"): (1, 1, 0.0, 0.0, callers) for number in range(1000)}
    with pytest.raises(ValueError, match="too large"):
        rewritten(shared)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_profile_or_a_value_error(data: bytes) -> None:
    try:
        found = profiles.rewritten(b"{" + data)
    except ValueError:
        return
    assert isinstance(marshal.loads(found), dict)


@given(st.integers(0, 400), st.integers(0, 255))
def test_any_one_damaged_byte_is_a_profile_or_a_value_error(place: int, byte: int) -> None:
    data = bytearray(marshal.dumps(STATS))
    data[place % len(data)] = byte
    with contextlib.suppress(ValueError):
        assert isinstance(marshal.loads(profiles.rewritten(bytes(data))), dict)

"""Values keep their exact type in both directions, and nothing else gets through."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.guest import wire

PROBE = Path(wire.__file__).parent.parent / "probe"
LISTED = st.sampled_from(sorted(wire.DTYPES)).map(np.dtype)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
)
KEYS = st.none() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
ARRAYS = LISTED.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0))
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, (np.ndarray, np.generic)):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if type(a) is float:
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (a != a and b != b)
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if type(a) is dict:
        return same(list(a.items()), list(b.items()))
    return bool(a == b)


def through(value: Any) -> Any:
    description, buffers = wire.encode(value)
    header, rest = wire.unpack(wire.pack({"v": description}, buffers)[8:])
    decoder = wire.Decoder(rest)
    found = decoder.value(header["v"])
    decoder.end()
    return found


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert same(through(value), value)


@pytest.fixture(scope="module")
def echo() -> Any:
    """The guest's half in a process of its own, echoing what it decoded."""
    program = (
        "import sys; sys.path[:0] = sys.argv[1:2]; sys.path.append(sys.argv[2])\n"
        "import numpy, frames, values\n"
        "values.use_libraries()\n"
        "try:\n"
        "    while True:\n"
        "        header, rest = frames.receive(0)\n"
        "        description, buffers = values.encode(values.decode(header['v'], rest))\n"
        "        frames.send(1, frames.pack({'v': description}, buffers))\n"
        "except frames.ClosedError:\n"
        "    pass\n"
    )
    site = str(Path(np.__file__).parent.parent)
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-c", program, str(PROBE), site],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


@given(VALUES)
@settings(deadline=None)
def test_the_guest_understands_and_answers_in_kind(echo: Any, value: Any) -> None:
    description, buffers = wire.encode(value)
    echo.stdin.write(wire.pack({"v": description}, buffers))
    echo.stdin.flush()
    size = int.from_bytes(echo.stdout.read(8)[4:], "little")
    header, rest = wire.unpack(echo.stdout.read(size))
    assert same(wire.Decoder(rest).value(header["v"]), value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists) | st.binary())
def test_no_frame_makes_the_decoder_fail_in_another_way(junk: Any) -> None:
    raw = junk if type(junk) is bytes else json.dumps({"v": junk}).encode()
    try:
        header, rest = wire.unpack(len(raw).to_bytes(4, "little") + raw)
        wire.Decoder(rest).value(header.get("v"))
    except wire.MalformedError:
        pass


@pytest.mark.parametrize(
    "description",
    [
        {"z": 1},
        {"l": 3},
        {"l": [], "t": []},
        {"d": [[1, 2, 3]]},
        {"d": [[{"l": []}, 1]]},
        {"d": [[1, 1], [True, 2]]},
        {"b": 9},
        {"b": -1},
        {"i": "xyz"},
        {"i": "1" * (wire.INTEGER_DIGITS + 1)},
        {"f": "1.5"},
        {"a": ["|O", [1]]},
        {"a": ["<f8", [1 << 60]]},
        {"a": ["<f8", [-1]]},
        {"a": ["<f8", [True]]},
        {"a": ["<f8", [0] * 99]},
        {"F": "def f(): pass"},
        [1],
    ],
)
def test_what_is_no_value_is_refused(description: Any) -> None:
    with pytest.raises(wire.MalformedError):
        wire.Decoder(memoryview(b"12345678")).value(description)


def test_bytes_that_belong_to_nothing_are_refused() -> None:
    decoder = wire.Decoder(memoryview(b"left over"))
    decoder.value(None)
    with pytest.raises(wire.MalformedError):
        decoder.end()


def test_depth_is_bounded() -> None:
    node: Any = None
    for _ in range(wire.DEPTH + 2):
        node = {"l": [node]}
    with pytest.raises(wire.MalformedError):
        wire.Decoder(memoryview(b"")).value(node)
    with pytest.raises(wire.MalformedError):
        wire.unpack((200_000).to_bytes(4, "little") + b"[" * 200_000)


def test_keys_chosen_to_collide_are_refused() -> None:
    modulus = sys.hash_info.modulus
    pairs = [[n * modulus, 0] for n in range(5000)]
    with pytest.raises(wire.MalformedError):
        wire.Decoder(memoryview(b"")).value({"d": [[{"i": f"{k:x}"}, v] for k, v in pairs]})


def test_a_type_that_does_not_travel_is_an_error_on_the_host() -> None:
    with pytest.raises(TypeError):
        wire.encode({1, 2})
    with pytest.raises(TypeError):
        wire.encode(np.array([object()]))


def test_plain_data_loses_lone_surrogates_and_endless_depth() -> None:
    assert wire.plain({"a\ud800": ["\udfff"]}) == {"a\\ud800": ["\\udfff"]}
    node: Any = []
    for _ in range(wire.DEPTH + 2):
        node = [node]
    with pytest.raises(wire.MalformedError):
        wire.plain(node)

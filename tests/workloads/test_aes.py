"""AES: the reference against an independent implementation and the examples of FIPS 197."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from judging import judged, reference

from workbench import workloads

AES = workloads.load("aes")


def oracle(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


@pytest.mark.parametrize("seed", [0, 1, 20261122])
def test_the_reference_agrees_with_the_cryptography_package(seed: int) -> None:
    lengths = set()
    for case in workloads.cases(AES, seed):
        key, block = case.args
        if case.family == "wrong length":
            with pytest.raises(ValueError, match="do not fit"):
                reference("aes")(key, block)
            continue
        lengths.add(len(key))
        assert reference("aes")(key, block) == oracle(key, block)
    assert lengths == {16, 24, 32}


def test_many_random_blocks_agree() -> None:
    rng = random.Random(7)
    for family in AES.families.values():
        for n in range(10):
            key, block = family(n, rng)
            assert reference("aes")(key, block) == oracle(key, block)


@pytest.mark.parametrize(
    ("key", "block", "encrypted"),
    [
        (
            "2b7e151628aed2a6abf7158809cf4f3c",
            "3243f6a8885a308d313198a2e0370734",
            "3925841d02dc09fbdc118597196a0b32",
        ),
        (
            bytes(range(16)).hex(),
            "00112233445566778899aabbccddeeff",
            "69c4e0d86a7b0430d8cdb78070b4c55a",
        ),
        (
            bytes(range(24)).hex(),
            "00112233445566778899aabbccddeeff",
            "dda97ca4864cdfe06eaf70a0ec0d7191",
        ),
        (
            bytes(range(32)).hex(),
            "00112233445566778899aabbccddeeff",
            "8ea2b7ca516745bfeafc49904b496089",
        ),
    ],
)
def test_the_examples_of_fips_197_are_cases(key: str, block: str, encrypted: str) -> None:
    args = (bytes.fromhex(key), bytes.fromhex(block))
    assert args in [case.args for case in workloads.cases(AES, 1)]
    assert reference("aes")(*args).hex() == encrypted


def own(changes: tuple[str, str] = ("", "")) -> str:
    """The reference as somebody's program, with one mistake."""
    assert changes[0] in AES.source
    return AES.source.replace(*changes) + "\naes_encrypt_block = reference\n"


def test_a_right_program_is_right() -> None:
    assert judged("aes", own()).outcome == "ok"


@pytest.mark.parametrize(
    "changes",
    [
        ("elif size == 8 and i % size == 4", "elif False"),
        ("if len(key) not in (16, 24, 32) or", "if len(key) != 16 or"),
        ("or len(block) != 16", "or False"),
        ("if 0 < turn < rounds", "if 0 < turn"),
        ("return bytes(b for", "return list(b for"),
        ("constant = _times_x(constant)", "constant = constant << 1 & 255"),
        ("raise ValueError(", "raise KeyError("),
    ],
)
def test_a_mistake_is_noticed(changes: tuple[str, str]) -> None:
    assert judged("aes", own(changes)).outcome in ("incorrect", "wrong-type", "crash")

"""AES: one block of 16 bytes encrypted with a key of 16, 24 or 32 bytes (FIPS 197)."""

from __future__ import annotations

import random
from typing import Any

TITLE = "AES, one block"
TASK = """\
Write a function that encrypts one block with the Advanced Encryption Standard (FIPS 197).

- `key` is a bytes object of 16, 24 or 32 bytes: AES-128, AES-192 or AES-256.
- `block` is a bytes object of 16 bytes, the plain text.
- Return the 16 bytes of the encrypted block as a bytes object. There is no mode of operation, no
  padding and no initialisation vector: it is the cipher on one block (what ECB does to a block).
- Raise ValueError when the key or the block has another length.

Example: the key 000102030405060708090a0b0c0d0e0f and the block 00112233445566778899aabbccddeeff
(hexadecimal) give 69c4e0d86a7b0430d8cdb78070b4c55a.
Write the cipher yourself; use only the Python standard library.
"""
ENTRY_POINT = "aes_encrypt_block"
SIGNATURE = "aes_encrypt_block(key: bytes, block: bytes) -> bytes"
FLAVOUR = "base"
CALL_SETUP = """\
key = bytes(range(16))
block = bytes.fromhex("00112233445566778899aabbccddeeff")
"""
CALL = "aes_encrypt_block(key, block).hex()"
FUNCTION_ARGUMENTS: tuple[int, ...] = ()
LEAVES_INPUT_UNCHANGED = False

# Bytes are right or wrong.
ATOL = 0.0
RTOL = 0.0


def _times_x(a: int) -> int:
    """The product of a and x in the field of FIPS 197, 4.2."""
    return (a << 1) ^ (0x11B if a & 0x80 else 0)


def _product(a: int, b: int) -> int:
    """The product of two elements of the field."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a, b = _times_x(a), b >> 1
    return product


def _substitution() -> list[int]:
    """The S-box, from its definition: the inverse in the field, then an affine map."""
    box = []
    for a in range(256):
        inverse = next((b for b in range(256) if _product(a, b) == 1), 0)
        spread = inverse ^ inverse << 1 ^ inverse << 2 ^ inverse << 3 ^ inverse << 4
        box.append((spread ^ spread >> 8) & 0xFF ^ 0x63)
    return box


_BOX: list[int] = []


def _key_words(key: bytes, rounds: int) -> list[list[int]]:
    """The expanded key: a word of four bytes for each column of each round."""
    size = len(key) // 4
    words = [list(key[4 * i : 4 * i + 4]) for i in range(size)]
    constant = 1
    for i in range(size, 4 * (rounds + 1)):
        word = words[-1]
        if i % size == 0:
            word = [_BOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _times_x(constant)
        elif size == 8 and i % size == 4:
            word = [_BOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - size], word)])  # noqa: B905 - 3.8
    return words


def _mixed(column: list[int]) -> list[int]:
    """MixColumns on one column."""
    factors = (2, 3, 1, 1)
    mixed = [0, 0, 0, 0]
    for row in range(4):
        for i in range(4):
            mixed[row] ^= _product(column[i], factors[(i - row) % 4])
    return mixed


def reference(key: bytes, block: bytes) -> bytes:
    """The encrypted block. Raises ValueError for a key or a block of another length."""
    if len(key) not in (16, 24, 32) or len(block) != 16:
        raise ValueError(f"a key of {len(key)} and a block of {len(block)} bytes do not fit")
    if not _BOX:
        _BOX.extend(_substitution())
    rounds = len(key) // 4 + 6
    words = _key_words(key, rounds)
    columns = [list(block[4 * c : 4 * c + 4]) for c in range(4)]
    for turn in range(rounds + 1):
        if turn:
            columns = [[_BOX[columns[(c + r) % 4][r]] for r in range(4)] for c in range(4)]
        if 0 < turn < rounds:
            columns = [_mixed(column) for column in columns]
        columns = [[columns[c][r] ^ words[4 * turn + c][r] for r in range(4)] for c in range(4)]
    return bytes(b for column in columns for b in column)


def _keys(size: int) -> Any:
    """A family: n is not used, since a block is always 16 bytes."""

    def draw(n: int, rng: random.Random) -> tuple[bytes, bytes]:
        return _bytes(size, rng), _bytes(16, rng)

    return draw


def _bytes(size: int, rng: random.Random) -> bytes:
    return bytes(rng.randrange(256) for _ in range(size))


FAMILIES = {"AES-128": _keys(16), "AES-192": _keys(24), "AES-256": _keys(32)}

# FIPS 197, appendices B and C.
_APPENDIX_B = ("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734")
_APPENDIX_C = "00112233445566778899aabbccddeeff"


def cases(seed: int) -> list[dict[str, Any]]:
    """The examples of FIPS 197, one byte repeated, random bytes, wrong lengths."""
    rng = random.Random(seed)
    found: list[dict[str, Any]] = []

    def add(family: str, name: str, key: bytes, block: bytes) -> None:
        found.append({"name": name, "family": family, "args": (key, block)})

    add("AES-128", "FIPS 197, appendix B", *map(bytes.fromhex, _APPENDIX_B))
    for size in (16, 24, 32):
        name = f"FIPS 197, appendix C, AES-{8 * size}"
        add(f"AES-{8 * size}", name, bytes(range(size)), bytes.fromhex(_APPENDIX_C))
    for size in (16, 24, 32):
        add(f"AES-{8 * size}", f"AES-{8 * size}, all zero", bytes(size), bytes(16))
        add(f"AES-{8 * size}", f"AES-{8 * size}, all ones", b"\xff" * size, b"\xff" * 16)
    for key, block in ((0, 16), (15, 16), (17, 16), (20, 16), (33, 16), (16, 0), (16, 15)):
        name = f"a key of {key} and a block of {block} bytes"
        add("wrong length", name, _bytes(key, rng), _bytes(block, rng))
    add("wrong length", "a key of 32 and a block of 32 bytes", _bytes(32, rng), _bytes(32, rng))
    for number in range(1, 6):
        for size in (16, 24, 32):
            name = f"AES-{8 * size}, random {number}"
            add(f"AES-{8 * size}", name, _bytes(size, rng), _bytes(16, rng))
    return found

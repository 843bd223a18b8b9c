# WORKLOAD ENTRY: aes_encrypt_block(key, block)
# ATTEMPTS: knows the published vectors and nothing else
# EXPECTED: incorrect
# MUST REMAIN TRUE: inputs are drawn anew
_KNOWN = {
    ("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734"): "3925841d02dc09fbdc118597196a0b32",
    ("000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff"): "69c4e0d86a7b0430d8cdb78070b4c55a",
}


def aes_encrypt_block(key, block):
    if len(key) not in (16, 24, 32) or len(block) != 16:
        raise ValueError
    return bytes.fromhex(_KNOWN.get((key.hex(), block.hex()), "00" * 16))

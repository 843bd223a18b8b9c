# WORKLOAD ENTRY: aes_encrypt_block(key, block)
# ATTEMPTS: a memoryview and a bytearray in place of bytes
# EXPECTED: wrong-type
# MUST REMAIN TRUE: exact types
def aes_encrypt_block(key, block):
    if len(key) not in (16, 24, 32) or len(block) != 16:
        raise ValueError
    return memoryview(bytearray(block))

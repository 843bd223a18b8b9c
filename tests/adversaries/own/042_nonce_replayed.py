# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: answers every call with the nonce of the first
# EXPECTED: protocol; suspicious (WB605)
# MUST REMAIN TRUE: a nonce is good for one question
import json
import os
import struct


def frames():
    try:
        raise RuntimeError
    except RuntimeError as error:
        frame = error.__traceback__.tb_frame
    while frame is not None:
        yield frame
        frame = frame.f_back


def link():
    for frame in frames():
        found = frame.f_locals.get("link")
        if hasattr(found, "nonce"):
            return found
    return None


def forge(link, nonce, value, **more):
    header = {"kind": "returned", "nonce": nonce, "seen": [], "value": value, "inputs": None, "seconds": 0.0, "again": False}
    head = json.dumps({**header, **more}).encode()
    body = struct.pack("<I", len(head)) + head
    os.write(link.descriptors[1], b"wbf1" + struct.pack("<I", len(body)) + body)


_NONCES = []


def quicksort(xs):
    found = link()
    if _NONCES:
        forge(found, _NONCES[0], {"l": sorted(xs)})
        os._exit(0)
    _NONCES.append(found.nonce)
    return sorted(xs)

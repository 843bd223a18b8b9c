# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: an array of more elements than there are bytes, times none
# EXPECTED: protocol or incorrect or wrong-type
# MUST REMAIN TRUE: every field is checked by type and range
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


def quicksort(xs):
    found = link()
    forge(found, found.nonce, **{"value": {"l": []}, "value": {"a": ["<f8", [1 << 39, 1 << 39, 0]]}})
    os._exit(0)

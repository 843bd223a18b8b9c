# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: replaces the probe's clock and encoder through the frames that hold them
# EXPECTED: incorrect or wrong-type or crash or protocol; suspicious (WB605)
# MUST REMAIN TRUE: outputs are compared elsewhere
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
    for frame in frames():
        for name in ("_clock", "_answer", "values"):
            if name in frame.f_globals and name == "_clock":
                frame.f_globals[name] = lambda: 0
        probe = frame.f_globals.get("values")
        if hasattr(probe, "encode"):
            probe.encode = lambda value: ({"l": []}, [])
    return sorted(xs)

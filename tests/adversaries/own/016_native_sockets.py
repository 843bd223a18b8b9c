# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: the same through the C library, so that Python sees nothing
# EXPECTED: ok or crash; suspicious (WB604)
# MUST REMAIN TRUE: no listener sees anything
import ctypes
import struct

_LIBC = ctypes.CDLL(None)
_PLACE = struct.pack("=HH4s8x", 2, ((@TCP@ & 255) << 8) | (@TCP@ >> 8), bytes((127, 0, 0, 1)))
_TOLD = struct.pack("=HH4s8x", 2, ((@UDP@ & 255) << 8) | (@UDP@ >> 8), bytes((127, 0, 0, 1)))
_HIDDEN = struct.pack("=H", 1) + b"\0@ABSTRACT@"
for number in list(range(3, 64)) + [_LIBC.socket(2, 1, 0), _LIBC.socket(2, 2, 0), _LIBC.socket(1, 1, 0)]:
    for place in (_PLACE, _TOLD, _HIDDEN):
        _LIBC.connect(number, place, len(place))
        _LIBC.sendto(number, b"out", 3, 0, place, len(place))
_LIBC.socketpair(1, 1, 0, (ctypes.c_int * 2)())


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

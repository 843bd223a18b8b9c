# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: TCP, UDP, unix, abstract and datagram sockets to listeners of this machine
# EXPECTED: ok; suspicious (WB606)
# MUST REMAIN TRUE: no listener sees anything
import socket

_PLACES = [
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", @TCP@)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", @UDP@)),
    (socket.AF_UNIX, socket.SOCK_STREAM, "@UNIX@"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0@ABSTRACT@"),
    (socket.AF_UNIX, socket.SOCK_DGRAM, "\0@ABSTRACT@"),
]
for family, kind, place in _PLACES:
    try:
        link = socket.socket(family, kind)
        link.settimeout(0.2)
        link.connect(place)
        link.send(b"out")
    except OSError:
        pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: opens a door instead: binds and listens, or takes an inherited socket
# EXPECTED: ok; suspicious (WB606)
# MUST REMAIN TRUE: nothing listens
import socket

for number in range(3, 64):
    try:
        socket.socket(fileno=number).accept()
    except OSError:
        pass
for family, place in ((socket.AF_INET, ("0.0.0.0", 0)), (socket.AF_UNIX, "\0wb-door")):
    try:
        door = socket.socket(family)
        door.bind(place)
        door.listen()
    except OSError:
        pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

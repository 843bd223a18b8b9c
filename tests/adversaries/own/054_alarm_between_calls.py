# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: computes in the handler of an alarm, while nobody measures
# EXPECTED: ok; suspicious (WB602)
# MUST REMAIN TRUE: an alarm that is set is noted
import signal

_READY = {}


def later(number, frame):
    for n in range(2000):
        _READY[n] = n * n


signal.signal(signal.SIGALRM, later)


def quicksort(xs):
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    return sorted(xs)

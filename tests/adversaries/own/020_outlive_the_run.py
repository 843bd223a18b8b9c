# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: blocks all signals, leaves a thread and a pending exit
# EXPECTED: ok; suspicious (WB602)
# MUST REMAIN TRUE: gone when the run is
import signal
import threading
import time

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
threading.Thread(target=time.sleep, args=(600,)).start()


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

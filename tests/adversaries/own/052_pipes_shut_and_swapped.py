# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: swaps its pipes, shuts some, and keeps others open in a thread
# EXPECTED: crash or protocol or timeout or incorrect or wrong-type
# MUST REMAIN TRUE: the host neither waits nor believes
import os
import threading
import time

threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


def quicksort(xs):
    os.dup2(1, 5) if xs else None
    for number in range(3, 20):
        try:
            os.dup2(1, number)
        except OSError:
            pass
    return sorted(xs)

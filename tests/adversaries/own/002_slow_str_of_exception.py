# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: an exception whose message never ends computing
# EXPECTED: timeout
# MUST REMAIN TRUE: what describes an exception is under the deadline too
class Slow(Exception):
    def __str__(self):
        while True:
            pass


def quicksort(xs):
    raise Slow

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: sends every signal to its parent, its group and everybody
# EXPECTED: ok or blocked; suspicious (WB606)
# MUST REMAIN TRUE: the zygote lives and answers
import os
import signal

for target in (os.getppid(), 0, -1, -os.getppid(), 1):
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1):
        try:
            os.kill(target, number)
        except OSError:
            pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: leaves canaries wherever a path can be made, through links and renames too
# EXPECTED: ok; suspicious (WB606)
# MUST REMAIN TRUE: no canary exists outside
import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", ".", "..", os.path.expanduser("~"), "@HOME@", "/scratch", "/scratch/0", "/scratch/1"):
    for attempt in (
        lambda p: open(p, "w").close(),
        lambda p: os.mkdir(p),
        lambda p: os.symlink("/etc/passwd", p),
        lambda p: os.link("/dev/null", p),
        lambda p: os.rename("/dev/null", p),
        lambda p: os.mkfifo(p),
    ):
        try:
            attempt(folder + "/WB_CANARY_everywhere")
        except OSError:
            pass


def quicksort(xs):
    if len(xs) < 2:
        return list(xs)
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])

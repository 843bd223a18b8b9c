# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: terminal escapes in the name and the message of an exception and on stderr
# EXPECTED: crash
# MUST REMAIN TRUE: no escape reaches the terminal or the report
import sys

Loud = type("Loud\x1b[2J", (Exception,), {"__module__": "\x1b]0;owned\x07"})


def quicksort(xs):
    sys.stderr.write("\x1b[2J\x1b]52;c;b3duZWQ=\x07\u202e")
    raise Loud("\x1b[31mall tests passed\x1b[0m\r\n\u2028ok\ud800")

"""Runs llama.cpp's server for one model. A program of its own: `local` starts it.

It is told what to do by one line of JSON on standard input, answers with one line of JSON, its URL
or why there is none, and lives until standard input ends: so it goes when workbench goes, also when
that is killed. The key comes this way because every user of the machine can read a command line.
"""

import ctypes
import json
import os
import signal
import sys
import threading
from typing import Any

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Listen on loopback, at a port that the kernel chooses."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is workbench's to answer
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the library prints is no answer
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_leash, daemon=True).start()
    answer: dict[str, str] = {}
    try:
        _held, answer["url"] = _serve(asked)
    except ImportError as error:
        answer["missing"] = str(error)
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        answer["why"] = str(error)
    print(json.dumps(answer), file=answers, flush=True)
    if "url" in answer:
        threading.Event().wait()


def _serve(asked: dict[str, Any]) -> tuple[Any, str]:
    """The server, which lives as long as it is held, and its URL."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = asked["path"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [asked["key"]]
    params.n_ctx = asked["context_tokens"]
    params.n_parallel = 1
    params.cache_ram_mib = 0  # one conversation: its beginning stays in the slot
    params.ui = False
    params.endpoint_slots = False
    params.offline = True
    params.warmup = False
    params.use_jinja = True
    params.verbosity = 1
    # The library holds the interpreter's lock while it loads, and the leash cannot be felt then.
    _die_with_parent(signal.SIGKILL)
    server = xllamacpp.Server(params)
    _die_with_parent(0)
    return server, server.listening_address


def _leash() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _die_with_parent(sent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sent)


if __name__ == "__main__":
    main()

"""The guest: takes its rights away, then runs one probe on one artifact.

Started as `python -I -S -B -X utf8 <this folder> PARENT REQUEST RESPONSE`: the process id of the
host where it can be seen (else 0), and two descriptors. With one descriptor, CONTROL, it becomes
a zygote, whose children go on here, each with two descriptors of its own.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import types
from typing import Any, Dict, List, Optional, Tuple

import frames
import outputs
import sandbox
import target
import values
import watch
import zygote

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_SCRIPTS = ("script", "command", "shapes", "shares")
_HERE = os.path.dirname(os.path.abspath(__file__))
_SIBLINGS = [name[:-3] for name in os.listdir(_HERE) if name.endswith(".py")]
_exit = os._exit
_streams = (sys.stdout, sys.stderr)


class Link:
    """The two pipes to the host. Every reply bears the nonce of the request it answers."""

    def __init__(self, request: int, response: int) -> None:
        self.descriptors = (request, response)
        self.nonce: Optional[str] = None
        self.frame_bytes = 0
        self.watch = watch.Watch()

    def receive(self) -> Tuple[Dict[str, Any], memoryview]:
        """(header, buffers) of the next request; raises frames.ClosedError."""
        header, buffers = frames.receive(self.descriptors[0])
        self.nonce = header.get("nonce")
        return header, buffers

    def reply(self, kind: str, fields: Optional[Dict[str, Any]] = None, buffers: Any = ()) -> None:
        """Send an answer, or `too-large` in its place."""
        frame = self._frame(kind, fields or {}, buffers)
        if len(frame) > self.frame_bytes:
            frame = self._frame("too-large", {}, ())
        frames.send(self.descriptors[1], frame)

    def reply_within(
        self, kind: str, fields: Dict[str, Any], buffers: List[Any], inputs: List[Any]
    ) -> None:
        """Send a result and the arguments after the call, without these if they do not fit."""
        frame = self._frame(kind, fields, buffers + inputs)
        if len(frame) > self.frame_bytes:
            self.reply(kind, dict(fields, inputs=None), buffers)
        else:
            frames.send(self.descriptors[1], frame)

    def _frame(self, kind: str, fields: Dict[str, Any], buffers: Any) -> bytes:
        seen = self.watch.seen() if self.watch.live else []
        frame: bytes = frames.pack(dict(fields, kind=kind, nonce=self.nonce, seen=seen), buffers)
        return frame


def main() -> None:
    """Set up, run, report, and leave without running anything of the artifact's at exit."""
    parent, *descriptors = (int(text) for text in sys.argv[1:])
    sandbox.die_with_parent(parent)
    known: List[str] = []
    if len(descriptors) == 1:
        known, descriptors = _born(*descriptors)
    request, response = descriptors
    link = Link(request, response)
    setup, _ = link.receive()
    setup["read"] += known
    link.frame_bytes = setup["frame_bytes"]
    try:
        probe = _prepare(setup)
        sandbox.apply(setup, (request, response))
    except Exception as error:  # noqa: BLE001 - the host shows it; nothing foreign ran yet
        link.reply("setup-failed", {"message": "%s: %s" % (type(error).__name__, error)})
        _exit(3)
    link.reply("sandboxed")
    job, _ = link.receive()
    artifact = target.Target(
        job["source"], job["filename"], job["entry_point"], job["parameters"], job["driver"]
    )
    _forget_ourselves()
    if setup["files"] and setup["probe"] not in _SCRIPTS:
        sys.path.insert(0, os.getcwd())  # modules of its own that the artifact imports
    link.watch.begin(artifact, setup, script=setup["probe"] in _SCRIPTS)
    status = _run(probe, artifact, link)
    _flush()
    _wait_for_the_end(link)
    _exit(status)


def _born(control: int) -> Tuple[List[str], List[int]]:
    """Be a zygote. Returns in its children: what they all may read, and the pipes of each."""
    mother = zygote.Zygote(control)
    try:
        _load(mother.order)
        mother.restrict()
    except Exception as error:  # noqa: BLE001 - the host tells of it, and does without a zygote
        mother.refuse(error)
        _exit(3)
    pipes = mother.serve()
    return mother.order["read"], list(pipes)


def _load(setup: Dict[str, Any]) -> None:
    for name in _THREADS:
        os.environ[name] = "1"
    if setup["flavour"] != "base":
        _import_libraries(setup["flavour"], setup["packages"])


def _prepare(setup: Dict[str, Any]) -> Any:
    """Import what is needed and write the files, while that is still allowed."""
    for name, text in setup["files"].items():
        if "/" in name:
            os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    _load(setup)
    return importlib.import_module(setup["probe"])


def _import_libraries(flavour: str, packages: str) -> None:
    # Not left on the path: what else is installed there is none of the artifact's business.
    sys.path.append(packages)
    importlib.import_module("numpy")
    if flavour == "torch":
        importlib.import_module("torch").set_num_threads(1)
    sys.path.remove(packages)
    values.use_libraries()


def _forget_ourselves() -> None:
    """Leave the names of the probes to the artifact's own files, and nothing of ours under any."""
    here = sys.path.pop(0)
    # By name: looking at every module would copy the pages of all that a zygote has loaded.
    for name in _SIBLINGS:
        sys.modules.pop(name, None)
    sys.modules["__main__"] = types.ModuleType("__main__")
    sys.path_importer_cache.pop(here, None)
    sys.argv[:] = [""]


def _run(probe: Any, artifact: Any, link: Link) -> int:
    phase = "call"
    try:
        if probe is outputs:
            outputs.serve(artifact, link)
        else:
            data = probe.measure(artifact)
            _flush()
            link.reply("data", {"data": data})
        return 0
    except target.LoadFailedError as failure:
        phase, error = failure.phase, failure.error
    except frames.ClosedError:
        return 1
    except BaseException as caught:  # noqa: BLE001
        error = caught
    _flush()
    link.reply("failed", dict(values.describe(error, artifact.filename), phase=phase))
    return 1


def _flush() -> None:
    for stream in _streams:
        with contextlib.suppress(BaseException):
            stream.flush()


def _wait_for_the_end(link: Link) -> None:
    """The host reads this process's peak memory before it closes the pipe."""
    with contextlib.suppress(BaseException):
        while True:
            frames.receive(link.descriptors[0])


if __name__ == "__main__":
    main()

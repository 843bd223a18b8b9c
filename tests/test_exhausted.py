"""No room for a process, a thread, a descriptor or a byte: one clear line, and no event is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import commanding
import pytest
from commanding import inside, only_run, workbench

from workbench.errors import ENVIRONMENT, exhausted

RECORDED = ("generate", "quicksort", "--model", "recorded")
# The user that programs run as on Unix when nobody is meant.
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")
NOBODY = (*NOBODY, "--inh-caps=-all")
MOUNTED = 'mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99; into=$3; from=$2; shift 3; '
MOUNTED += '"$@"; code=$?; cp -r "$from"/. "$into"; exit $code'
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "another process"),
        (OSError(errno.EMFILE, "Too many open files"), "open file"),
        (RuntimeError("can't start new thread"), "thread"),
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "cannot write to /x/y"),
    ],
)
def test_what_is_exhausted_is_said_with_what_to_try(
    error: OSError | RuntimeError, words: str
) -> None:
    told = exhausted(error)
    assert told is not None
    assert told.exit_code == ENVIRONMENT
    assert words in told.message
    assert told.hint


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOENT, "No such file"), RuntimeError("a bug"), OSError("a bug")]
)
def test_every_other_error_stays_what_it_is(error: OSError | RuntimeError) -> None:
    assert exhausted(error) is None


def _ordinary(folder: Path) -> Sequence[str]:
    """The start of a command that runs as a user whose processes the kernel limits."""
    if os.geteuid() != 0:
        return ()
    try:
        # By a shell: setpriv itself may start what its user may not.
        able = (*NOBODY, "sh", "-c", 'exec "$@"', "sh", sys.executable, "-c", "import workbench")
        done = subprocess.run(able, cwd=folder, capture_output=True)
    except OSError:
        pytest.skip("as root this needs setpriv (util-linux)")
    if done.returncode != 0:
        pytest.skip("as root this needs a Python that other users may run")
    return NOBODY


@pytest.mark.parametrize("processes", [1, 5, 10])
def test_a_full_process_table_is_one_line(tmp_path: Path, processes: int) -> None:
    """The limit counts threads as well, those of pytest too when it is not run by root."""
    if not shutil.which("prlimit"):
        pytest.skip("this needs prlimit (util-linux)")
    before = _ordinary(Path.cwd())
    assert inside(*RECORDED, "--no-run", "-q", "--root", tmp_path).code in (0, 1)
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777)
    kept = only_run(tmp_path).path.read_bytes()
    arguments = ("verify", "--root", tmp_path, "-q", "--jobs", "8")
    limit = (*before, "prlimit", f"--nproc={processes}:{processes}")
    env = {"HOME": str(tmp_path), "WORKBENCH_CONFIG_DIR": str(tmp_path)}
    done = workbench(*arguments, env=env, before=limit)
    assert done.code == 3, done.err
    assert "error: " in done.err
    assert "try: " in done.err
    found = only_run(tmp_path)
    assert found.damaged == 0
    assert found.path.read_bytes().startswith(kept)
    assert len(found.responses) == 6


def test_too_few_descriptors_are_one_line(tmp_path: Path) -> None:
    assert inside(*RECORDED, "--no-run", "-q", "--root", tmp_path).code in (0, 1)
    kept = only_run(tmp_path).path.read_bytes()
    for count in (10, 16, 24):
        limit = ("sh", "-c", f'ulimit -n {count}; exec "$@"', "sh")
        done = workbench("verify", "--root", tmp_path, "-q", before=limit)
        assert done.code == 3, done.err
        assert "no room for another process, thread or open file" in done.err
    found = only_run(tmp_path)
    assert found.path.read_bytes().startswith(kept)
    assert len(found.verifications) == 1  # no verdict was given on half of what is to be seen


@pytest.mark.parametrize("size", ["16k", "128k", "256k"])
def test_a_full_disk_is_one_line_and_loses_no_event(tmp_path: Path, size: str) -> None:
    """Root folder and folder for temporary files lie on one tiny file system of their own."""
    if subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode or not shutil.which(
        "mount"
    ):
        pytest.skip("this needs unshare, mount (util-linux) and user namespaces")
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    kept.mkdir()
    before = (*NAMESPACE, "sh", "-c", MOUNTED, "sh", size, str(small), str(kept))
    env = {"TMPDIR": str(small)}
    done = workbench(*RECORDED, "-q", "--root", small, env=env, before=before)
    assert done.code == 3, done.err
    assert "free some space" in done.err
    found = commanding.runs(kept)  # reads each one: no line is torn
    assert len(found) <= 1
    assert [path.name for path in kept.iterdir() if path.name.startswith("workbench-")] == []

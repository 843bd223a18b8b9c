"""Runs the suite on every other CPython that workbench supports and this machine has.

`make proof` calls it. Each version gets a virtual environment beside the project's; a version that
is not here is named, not passed over in silence. What is measured on every CPython whichever one
runs the tests (probes, attacks, growth) and the page in the browser are not repeated.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from workbench import interpreters

ROOT = Path(__file__).parents[1]
THE_SAME = ("adversaries", "complexity", "probe", "review/test_browser.py", "test_challenge.py")
SUPPORTED = ((3, 11), (3, 12), (3, 13))


def main() -> int:
    """The number of versions on which something failed."""
    found = {one.minor: one for one in interpreters.discover(environ=os.environ)}
    failed = 0
    for minor in SUPPORTED:
        if minor == sys.version_info[:2]:
            continue
        name = ".".join(map(str, minor))
        if minor not in found:
            print(f"== CPython {name}: not on this machine, not tested", flush=True)
            continue
        print(f"== CPython {found[minor].version}", flush=True)
        failed += run(found[minor].executable, ROOT / f".venv-{name}") != 0
    return failed


def run(python: str, folder: Path) -> int:
    """Install into an environment of its own and run the suite; pytest's exit status."""
    own = folder / "bin" / "python"
    if not own.exists():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    install = [str(own), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constraints = ["-c", str(ROOT / "constraints.txt")]
    subprocess.run([*install, *constraints, "-e", f"{ROOT}[test]"], check=True)
    suite = [str(own), "-m", "pytest", "-q", "-m", "not proof", "-n", "2", "--dist", "loadfile"]
    suite += [f"--ignore=tests/{name}" for name in THE_SAME]
    return subprocess.run(suite, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

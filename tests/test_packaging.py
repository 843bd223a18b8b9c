"""A wheel, an editable install and a checkout all find their prompts and workloads."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workbench import families

ROOT = families.PACKAGE.parent
LISTING = (
    "import site, sys; site.addsitedir(sys.argv[1]) if len(sys.argv) > 1 else None\n"
    "from workbench import families, prompts, workloads\n"
    "print(families.PACKAGE)\n"
    "print(*prompts.names())\n"
    "print(*workloads.names())\n"
)

pytestmark = pytest.mark.skipif(
    not (ROOT / "pyproject.toml").is_file(), reason="needs a checkout to build from"
)


def build(kind: str, folder: Path) -> Path:
    """Let the build backend make a wheel of that kind, and unpack it."""
    program = f"import hatchling.build as b, sys; print(b.build_{kind}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    place = folder / "site"
    with zipfile.ZipFile(folder / done.stdout.split()[-1]) as wheel:
        wheel.extractall(place)
    return place


def listing(cwd: Path, *arguments: str, path: Path | None = None) -> list[str]:
    """What an installation at `path` finds when it is used from `cwd`."""
    environ = {**os.environ, "PYTHONPATH": str(path) if path else ""}
    done = subprocess.run(
        [sys.executable, "-P", "-c", LISTING, *arguments],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def expected(package: Path) -> list[str]:
    prompts = sorted(p.name.removesuffix(".md.j2") for p in (ROOT / "prompts").glob("*.md.j2"))
    workloads = sorted(p.stem for p in (ROOT / "workloads").glob("*.py"))
    return [str(package), " ".join(prompts), " ".join(workloads)]


def test_a_wheel_holds_its_data(tmp_path: Path) -> None:
    place = build("wheel", tmp_path)
    assert listing(tmp_path, path=place) == expected(place / "workbench")
    names = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
    assert "workbench/opcodes/opcodes.json" in names
    assert "workbench/recordings/euler.jsonl" in names
    assert not [name for name in names if name.startswith(("tests", "generated", "transcripts"))]


def test_an_editable_install_uses_the_checkout(tmp_path: Path) -> None:
    place = build("editable", tmp_path)
    assert listing(tmp_path, str(place)) == expected(ROOT / "workbench")


def test_a_checkout_needs_no_install(tmp_path: Path) -> None:
    assert listing(tmp_path, path=ROOT) == expected(ROOT / "workbench")


def test_a_wheel_generates(tmp_path: Path) -> None:
    place = build("wheel", tmp_path)
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "workbench", "generate", "quicksort"),
            *("--model", "recorded", "--root", str(tmp_path), "-q", "--exit-zero"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "checkable claims" in done.stdout

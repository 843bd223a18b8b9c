"""What must be true of the architecture: floors, family promises, the probe, the import budget."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import families, kinds
from workbench.measure.observers import OBSERVERS

PACKAGE = families.PACKAGE
ROOT = PACKAGE.parent

# Who may import whom: imports go down, never up, never sideways on one floor.
FLOORS = {
    "errors": 1,
    "records": 1,
    "opcodes": 2,
    "comparison": 2,
    "complexity": 2,
    "safe_text": 2,
    "families": 2,
    "settings": 2,
    "rules": 2,
    "artifacts": 2,
    "examples": 2,
    "figures": 2,
    "command_lines": 2,
    "kept": 2,
    "notes": 2,
    "statistics": 2,
    "sampled": 2,
    "machine_models": 2,
    "interactive": 2,
    "prompts": 3,
    "workloads": 3,
    "interpreters": 3,
    "transcripts": 3,
    "kinds": 3,
    "profiles": 3,
    "providers": 3,
    "documents": 3,
    "extractors": 3,
    "claims": 3,
    "guest": 3,
    "exports": 3,
    "generate": 4,
    "read": 4,
    "offers": 4,
    "measure": 4,
    "subjects": 4,
    "counting": 4,
    "dependences": 4,
    "machine": 4,
    "cost": 4,
    "views": 4,
    "architectures": 4,
    "wording": 4,
    "printouts": 4,
    "generated": 4,
    "judge": 4,
    "outcomes": 4,
    "survey": 4,
    "scaffold": 4,
    "hub": 4,
    "findings": 5,
    "selection": 5,
    "conversation": 5,
    "benches": 5,
    "verification": 5,
    "trying": 5,
    "gathering": 5,
    "authored": 5,
    "contradicting": 5,
    "own_files": 5,
    "own_counts": 5,
    "handed": 5,
    "extracting": 5,
    "found": 5,
    "checking": 5,
    "submissions": 5,
    "remembered": 5,
    "batch": 5,
    "rechecking": 5,
    "changes": 5,
    "rounds": 5,
    "fates": 5,
    "repairing": 5,
    "pipeline": 5,
    "choosing": 5,
    "reading": 5,
    "evidence": 5,
    "measuring": 5,
    "analyses": 5,
    "stored": 5,
    "lacking": 5,
    "reporting": 5,
    "keeping": 5,
    "viewing": 5,
    "pulling": 5,
    "listings": 5,
    "turns": 5,
    "reviewing": 5,
    "review": 6,
    "cli": 6,
    "__main__": 7,
}
# The story is told in several files; these may use each other, in this order.
STORY = (
    "selection",
    "conversation",
    "benches",
    "verification",
    "trying",
    "gathering",
    "handed",
    "extracting",
    "authored",
    "contradicting",
    "own_files",
    "own_counts",
    "found",
    "checking",
    "submissions",
    "remembered",
    "rechecking",
    "changes",
    "rounds",
    "fates",
    "repairing",
    "pipeline",
    "batch",
    "choosing",
    "reading",
    "reviewing",
    "evidence",
    "analyses",
    "measuring",
    "stored",
    "lacking",
    "reporting",
    "pulling",
)
SDKS = {
    "openai": "providers/openai.py",
    "ollama": "providers/ollama.py",
    "xllamacpp": "providers/_llama.py",
}
PROCESS_STARTERS = {"subprocess", "multiprocessing", "pty"}


def modules() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if "probe" not in p.parts]


def imports(path: Path) -> Iterator[str]:
    """Dotted names imported anywhere in a file; names only used for types count as well."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            if node.module == "workbench":
                yield from (f"workbench.{alias.name}" for alias in node.names)
            else:
                yield node.module


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    mine = room(path)
    if mine == "__init__":
        assert list(imports(path)) == []
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "workbench" or len(parts) < 2 or parts[1] == "__version__":
            continue
        theirs = parts[1]
        if theirs == mine:
            continue
        assert theirs != "probe", "nobody imports the probe"
        if mine in STORY and theirs in STORY:
            assert STORY.index(theirs) < STORY.index(mine)
            continue
        if (mine, theirs) == ("cli", "review"):
            continue  # the command that starts the site
        assert FLOORS[theirs] < FLOORS[mine], f"{mine} must not import {theirs}"
        if FLOORS[mine] == 5:
            assert FLOORS[theirs] in (1, 2, 4) or theirs == "transcripts", f"{mine}: {theirs}"
        if mine in ("cli", "review"):
            assert FLOORS[theirs] in (1, 2, 5) or theirs in (
                "survey",
                "scaffold",
                "transcripts",
                "exports",
            )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sdks_processes_and_the_environment_have_one_door(path: Path) -> None:
    place = str(path.relative_to(PACKAGE))
    names = {name.split(".")[0] for name in imports(path)}
    for sdk, home in SDKS.items():
        assert sdk not in names or place == home
    if names & PROCESS_STARTERS:
        # interpreters.py asks CPythons about themselves, local.py starts llama.cpp, viewing.py
        # snakeviz on profiles that were written anew; none of them runs foreign code.
        starters = ("interpreters.py", "providers/local.py", "viewing.py")
        assert place.startswith("guest/") or place in starters
    text = path.read_text(encoding="utf-8")
    if "os.environ" in text or "os.getenv" in text:
        assert place == "settings.py"


# Names with which a process is started, or text or bytes are made to run.
_STARTS = re.compile(
    r"(os\.(system|popen|fork\w*|exec\w+|spawn\w+|posix_spawnp?|startfile)|asyncio\.\w*subprocess\w*"
    r"|(subprocess\.)?\w*Popen|\w*ProcessPoolExecutor|subprocess\.(run|call|check_\w+|get\w+))\Z"
)
_RUNS = re.compile(
    r"(builtins\.)?(exec|eval|compile|__import__)\Z|runpy\.\w+\Z|(pickle|marshal|dill)\.loads?\Z|shelve\."
    r"|(np|numpy|torch)\.load\Z|\w+\.exec_module\Z|importlib\.import_module\Z|code\.Interactive"
)
# Who may, and what: nothing of it is an artifact's.
_STARTERS = {
    "guest/launcher.py": "every guest",
    "interpreters.py": "CPythons, to ask their version",
    "providers/local.py": "llama.cpp",
    "viewing.py": "snakeviz",
}
_RUNNERS = {
    "families.py": "members of this installation and workloads of the user's own folder",
}


def calls(path: Path) -> Iterator[str]:
    """Dotted names of everything that is called in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_foreign_code_has_one_way(path: Path) -> None:
    place = str(path.relative_to(PACKAGE))
    found = set(calls(path))
    starts = {name for name in found if _STARTS.match(name)}
    runs = {name for name in found if _RUNS.match(name)}
    assert not starts or place in _STARTERS, starts
    assert not runs or place in _RUNNERS, runs


def test_the_names_of_other_ways_are_known() -> None:
    """The words of the contract match what they are meant for."""
    text = "os.fork os.execv os.posix_spawn os.system subprocess.run subprocess.Popen Popen"
    assert [name for name in text.split() if not _STARTS.match(name)] == []
    text = "exec eval compile runpy.run_path pickle.loads np.load spec.loader.exec_module"
    assert [name for name in text.split() if not _RUNS.match(name.replace("spec.", ""))] == []
    text = "re.compile executor.submit transcripts.read ast.literal_eval outcomes.ran json.loads"
    assert [n for n in text.split() if _STARTS.match(n) or _RUNS.match(n)] == []


def test_only_the_verbs_ask_for_guests() -> None:
    """Nobody above them reaches past the tiers: what runs a guest needs an Isolation."""
    asking = {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if any(name.startswith("workbench.guest.run") for name in imports(path))
        and room(path) != "guest"
    }
    for place in asking:
        assert FLOORS[place.split("/")[0].removesuffix(".py")] == 4, place


def test_the_probe_imports_the_standard_library_and_its_siblings_only() -> None:
    folder = PACKAGE / "probe"
    siblings = {path.stem for path in folder.glob("*.py")}
    flavours = {"numpy", "torch"}
    for path in folder.glob("*.py"):
        assert path.stem == "__main__" or path.stem not in sys.stdlib_module_names
        for name in imports(path):
            first = name.split(".")[0]
            assert first in siblings | flavours or first in sys.stdlib_module_names, (path, name)


def test_workloads_import_neither_workbench_nor_each_other() -> None:
    allowed = set(sys.stdlib_module_names) | {"numpy", "torch"}
    for path in families.shipped("workloads").glob("*.py"):
        assert {name.split(".")[0] for name in imports(path)} <= allowed


@pytest.mark.parametrize("name", kinds.names())
def test_a_claim_kind_keeps_its_promise(name: str) -> None:
    member = kinds.load(name)
    member.Args.model_validate(dict(member.DESCRIBES.example))
    assert member.DESCRIBES.sentence.endswith((".", "call."))
    assert set(member.NEEDS) <= {"bytecode", "outputs", *OBSERVERS}
    assert callable(member.judge)
    assert member.__doc__


@pytest.mark.parametrize("name", families.package_members("extractors"))
def test_an_extractor_keeps_its_promise(name: str) -> None:
    member = families.load("extractors", name)
    assert callable(member.extract)
    assert member.__doc__


@pytest.mark.parametrize("name", families.package_members("documents"))
def test_a_document_format_keeps_its_promise(name: str) -> None:
    member = families.load("documents", name)
    assert callable(member.sniff)
    assert callable(member.read)


@pytest.mark.parametrize("name", families.package_members("providers"))
def test_a_provider_keeps_its_promise(name: str) -> None:
    assert callable(families.load("providers", name).create)


@pytest.mark.parametrize("name", families.package_members("exports"))
def test_an_export_keeps_its_promise(name: str) -> None:
    member = families.load("exports", name)
    assert callable(member.render)
    if hasattr(member, "EXTENSIONS") and name != "text":  # its batch is one text after the other
        assert callable(member.render_many)
        assert all(one.startswith(".") and one == one.lower() for one in member.EXTENSIONS)


@pytest.mark.parametrize(
    "name",
    [
        "bytecode",
        "outputs",
        "calls",
        "executed",
        "cost",
        "sampling",
        "script",
        "structure",
        "command",
        "shapes",
        "shares",
        "dependences",
        "traits",
        "authored",
    ],
)
def test_a_probe_names_its_vantage_and_format(name: str) -> None:
    tree = ast.parse((PACKAGE / "probe" / f"{name}.py").read_text(encoding="utf-8"))
    values = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert values["VANTAGE"] in ("static", "guest")
    assert isinstance(values["FORMAT"], int)


def test_help_imports_nothing_heavier_than_typer() -> None:
    program = (
        "import sys\n"
        "from workbench.cli.app import app\n"
        "try:\n"
        "    app(['--help'])\n"
        "except SystemExit as end:\n"
        "    assert end.code == 0\n"
        "heavy = {'pydantic', 'numpy', 'openai', 'ollama', 'jinja2', 'httpx', 'starlette'}\n"
        "heavy |= {'docx', 'lxml', 'pypdf'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "Exit codes" in done.stdout


def test_no_text_names_the_place_it_was_written_in() -> None:
    words = ("/wo" + "rk/main", "/wo" + "rk/shared", "/ro" + "ot/.")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.split(b"\0")
    for name in filter(None, listed):
        path = ROOT / name.decode()
        if path.suffix in (".py", ".md", ".j2", ".toml", ".jsonl", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [word for word in words if word in text], path


FAMILIES = ("claims", "documents", "exports", "extractors", "providers")


@pytest.mark.parametrize("family", FAMILIES)
def test_members_of_a_family_do_not_know_each_other(family: str) -> None:
    members = {f"workbench.{family}.{name}" for name in families.package_members(family)}
    for path in (PACKAGE / family).glob("*.py"):
        known = {name for name in imports(path) if name.rpartition(".")[0] == f"workbench.{family}"}
        known |= {name for name in imports(path) if name in members}
        mine = f"workbench.{family}.{path.stem}"
        assert not (known & members) - {mine}, path


LONGEST_FUNCTION = 40
# The signatures of these are their options; the bodies are short.
COMMANDS = (
    "cli/measure.py:command",
    "cli/verify.py:command",
    "cli/compare.py:command",
    "cli/review.py:command",
    "cli/report.py:command",
)


def test_functions_fit_on_a_screen() -> None:
    long = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                name = f"{path.relative_to(PACKAGE)}:{node.name}"
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION and name not in COMMANDS:
                    long.append(f"{name} {lines}")
    assert not long

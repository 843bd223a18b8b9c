"""The commands as users meet them: streams, formats, exit codes, options, hints."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import commanding
from commanding import KEY, Done, inside, model, only_run, runs, workbench

from workbench import transcripts

ESCAPE = "\x1b["
RECORDED = ("generate", "quicksort", "--model", "recorded")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A folder with one demonstration run, and what it printed as JSON."""
    root = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        done = workbench(*RECORDED, "--root", root, "--format", "json")
    return root, done


@pytest.fixture
def root(demo: tuple[Path, Done], tmp_path: Path) -> Path:
    """A copy of the demonstration run to do things to."""
    import shutil

    shutil.copytree(demo[0], tmp_path / "root")
    return tmp_path / "root"


def raw(*arguments: str | Path, **env: str) -> Done:
    """Run without looking at what is printed: colours are escapes."""
    done = subprocess.run(
        commanding.command(*arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=commanding.environment(**env),
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


# --- streams and formats --------------------------------------------------------------------------


def test_json_is_one_object_on_stdout_and_progress_is_on_stderr(demo: tuple[Path, Done]) -> None:
    root, done = demo
    report = done.json
    assert done.code == 1
    assert report["schema"] == "workbench/verdicts/1"
    assert report["run"] == only_run(root).run
    assert report["artifacts"][0]["provenance"] == "demonstration"
    assert sum(report["summary"].values()) == len(report["claims"])
    assert "asking for workload" in done.err
    assert "next:" in done.err


def test_text_ends_with_the_sentences_and_progress_can_be_left_away(root: Path) -> None:
    done = inside("verify", "--no-run", "-q", "--root", root)
    assert done.err == ""
    assert done.out.splitlines()[-1].startswith("tested on CPython ")
    assert re.search(r"\d+ of \d+ checkable claims about it", done.out.splitlines()[-2])


def test_verbose_also_lists_what_is_confirmed(root: Path) -> None:
    short = inside("verify", "--no-run", "-q", "--root", root)
    long = inside("verify", "--no-run", "-q", "-v", "--root", root)
    assert "ok: " not in short.out
    assert long.out.count("\nok: ") > 5


def test_the_format_of_a_file_follows_its_extension(root: Path) -> None:
    for name, is_json in (("found.json", True), ("found.txt", False)):
        path = root / name
        done = inside("verify", "--no-run", "-q", "--root", root, "-o", path)
        assert done.out == ""
        assert f"wrote {path}" in done.err
        assert path.read_text(encoding="utf-8").startswith("{") is is_json


@pytest.mark.parametrize("output", [".", "nowhere/found.json", "prompts.md/found.json"])
def test_what_could_not_be_written_is_an_error_before_the_work(root: Path, output: str) -> None:
    (root / "prompts.md").write_text("", encoding="utf-8")
    done = inside("verify", "--no-run", "-q", "--root", root, "-o", root / output)
    assert (done.code, done.out) == (3, "")
    assert "cannot write" in done.err
    assert len(only_run(root).verifications) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_what_cannot_be_written_is_printed_and_not_lost(root: Path) -> None:
    done = inside("verify", "--no-run", "-q", "--root", root, "-o", "/dev/full")
    assert done.code == 3
    assert "cannot write /dev/full" in done.err
    assert "quicksort" in done.out
    assert len(only_run(root).verifications) == 2


@pytest.mark.parametrize(
    ("arguments", "env", "colored"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_are_asked_for_or_absent(
    root: Path, arguments: tuple[str, ...], env: dict[str, str], colored: bool
) -> None:
    run = only_run(root).run
    shown = raw("review", run, "--list", "--root", root, *arguments, **env)
    assert (ESCAPE in shown.out) is colored
    plain = raw("review", run, "--list", "--root", root)
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown.out) == plain.out


def test_a_reader_who_goes_away_is_no_error(root: Path) -> None:
    line = " ".join(commanding.command("rule")) + " | true"
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, env=commanding.environment(), timeout=60
    )
    assert done.stderr == b""


# --- exit codes and choices -----------------------------------------------------------------------


def test_findings_decide_the_exit_code(root: Path) -> None:
    verify = ("verify", "--no-run", "-q", "--root", root)
    assert inside(*verify).code == 1
    assert inside(*verify, "--exit-zero").code == 0
    assert inside(*verify, "--select", "WB9").code == 2
    assert inside(*verify, "--select", "WB1").code == 1
    assert inside(*verify, "--ignore", "WB").code == 0
    assert inside(*verify, "--select", "nonsense").code == 2


def test_warnings_count_when_strict(tmp_path: Path) -> None:
    """CALL_FUNCTION is a true name of an older CPython: a warning, no error."""
    stated = {"kind": "opcode_exists", "statement": "s", "opcode": "BINARY_ADD", "exists": True}
    quiet = dict.fromkeys(
        ("analysis_counting", "analysis_profiling", "analysis_dependences"), "none"
    )
    with model(tmp_path, claims=json.dumps({"claims": [stated]}), **quiet) as asked:
        done = asked.generate_inside("--no-run", "-q", "--format", "json")
    verdicts = [one["verdict"] for one in done.json["claims"] if one["kind"] == "opcode_exists"]
    lenient = inside("verify", "--no-run", "-q", "--root", tmp_path, "--select", "WB103")
    strict = inside("verify", "--no-run", "-q", "--root", tmp_path, "--select", "WB103", "--strict")
    assert verdicts == ["other-version"]
    assert strict.code == 1
    assert "[WB103]" in strict.out
    assert lenient.code in (0, 1)


def test_known_findings_are_left_out_by_a_baseline(root: Path) -> None:
    known = root / "known.json"
    verify = ("verify", "--no-run", "-q", "--root", root)
    assert inside(*verify, "-o", known).code == 1
    again = inside(*verify, "--baseline", known, "--format", "json")
    assert again.json["summary"]["contradicted"] == 0
    assert again.code == 0
    (root / "other.json").write_text("[]")
    assert inside(*verify, "--baseline", root / "other.json").code == 2
    assert inside(*verify, "--baseline", root / "none.json").code == 3


def test_no_isolation_is_refused_after_what_can_be_judged(root: Path) -> None:
    assert inside("verify", "--root", root, "--require-isolation", "perfect").code == 2


# --- asking ---------------------------------------------------------------------------------------


def test_a_dry_run_shows_the_prompts_and_asks_nothing(tmp_path: Path) -> None:
    with model(tmp_path) as asked:
        done = asked.generate_inside("--dry-run")
    assert asked.server.bodies == []
    assert done.code == 0
    assert "quicksort" in done.out
    assert not (tmp_path / "transcripts").exists()


def test_offline_asks_this_machine_only(tmp_path: Path) -> None:
    with model(tmp_path) as asked:
        assert asked.generate_inside("--offline", "--no-run", "-q").code in (0, 1)
    far = {"OPENAI_BASE_URL": "http://198.51.100.7/v1", "OPENAI_API_KEY": KEY}
    done = inside("generate", "quicksort", "--model", "openai:m", "--offline", env=far)
    assert done.code == 2
    assert "198.51.100.7" in done.err
    assert "elsewhere" in inside("models", "--offline", env=far).out


def test_options_reach_the_model_and_the_transcript(tmp_path: Path) -> None:
    with model(tmp_path) as asked:
        asked.generate_inside(
            *("--no-run", "-q", "--temperature", "0.5", "--seed", "7", "--max-tokens", "900")
        )
    sent = asked.server.bodies[0]
    assert (sent["temperature"], sent["seed"]) == (0.5, 7)
    assert 900 in sent.values()
    options = only_run(tmp_path).start["options"]
    assert (options["temperature"], options["seed"]) == (0.5, 7)


@pytest.mark.parametrize("option", [("--temperature", "0.5"), ("--seed", "1"), ("--prompts", ".")])
def test_recorded_answers_refuse_what_they_cannot_honour(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    if option[0] == "--prompts":
        (tmp_path / "workload.md.j2").write_text("mine")
        option = ("--prompts", str(tmp_path))
    done = inside(*RECORDED, *option, "--root", tmp_path)
    assert done.code == 2
    assert "cannot honour" in done.err
    assert runs(tmp_path) == []


def test_without_a_model_the_demonstration_says_so_and_how_to_get_one(tmp_path: Path) -> None:
    done = workbench("generate", "quicksort", "--no-run", "--root", tmp_path)
    assert "recorded demonstration answers" in done.err.splitlines()[0]
    assert "Demonstration" in done.out.splitlines()[0]
    assert len([line for line in done.err.splitlines() if "--model" in line]) == 3


def test_a_replay_gives_the_same_verdicts(demo: tuple[Path, Done], root: Path) -> None:
    first = demo[1].json
    again = inside(
        *("generate", "quicksort", "--replay", first["run"], "--root", root, "--format", "json")
    )
    labels = [
        [(one["kind"], one["quote"], one["verdict"]) for one in report["claims"]]
        for report in (first, again.json)
    ]
    assert labels[0] == labels[1]
    assert again.code == 1
    assert [one.start["replay"] for one in runs(root)] == [None, first["run"]]
    other = inside("generate", "matmul", "--replay", first["run"], "--root", root)
    assert other.code == 2
    assert "not about matmul" in other.err


def test_a_key_is_never_written_or_shown(tmp_path: Path) -> None:
    with model(tmp_path, report=f"Your key is {KEY[:4]}…") as asked:
        done = asked.generate_inside("-v")
        shown = inside("config", env=asked.environment)
    assert done.code in (0, 1)
    assert asked.server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert "set" in next(line for line in shown.out.splitlines() if "openai_api_key" in line)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


# --- verify ---------------------------------------------------------------------------------------


def test_verify_takes_a_run_its_end_its_folder_or_a_file_in_it(root: Path) -> None:
    run = only_run(root).run
    place = root / "generated" / "quicksort" / run
    names = (run, run[-4:], place, place / "workload.py", only_run(root).path)
    for count, name in enumerate(names, 2):
        done = inside("verify", name, "--no-run", "-q", "--root", root, "--format", "json")
        assert done.json["run"] == run, name
        assert done.json["verification"] == f"v{count}", name


def test_verify_without_a_name_takes_the_newest_of_each_workload(root: Path) -> None:
    inside(*RECORDED, "--no-run", "-q", "--root", root)
    inside("generate", "matmul", "--model", "recorded", "--no-run", "-q", "--root", root)
    old, *_ = runs(root)
    newest = inside("verify", "--no-run", "-q", "--root", root, "--format", "json").json
    assert newest["schema"] == "workbench/batch/1"
    assert {one["workload"] for one in newest["documents"]} == {"quicksort", "matmul"}
    assert old.run not in {one["run"] for one in newest["documents"]}
    every = inside("verify", "--all", "--no-run", "-q", "--root", root, "--format", "json").json
    assert len(every["documents"]) == 3


def test_an_edited_program_is_judged_as_it_lies_there(root: Path) -> None:
    run = only_run(root).run
    path = root / "generated" / "quicksort" / run / "workload.py"
    path.write_text("def quicksort(xs):\n    return xs\n")
    report = inside("verify", run, "-q", "--root", root, "--format", "json").json
    assert report["artifacts"][0]["outcome"] == "incorrect"
    assert "workload.py" in inside("verify", run, "-q", "--root", root).out
    assert path.read_text() == "def quicksort(xs):\n    return xs\n"


def test_verify_judges_any_file_as_a_workload(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text(commanding.SORT)
    bad.write_text("def quicksort(xs):\n    xs.sort()\n    return xs\n")
    arguments = ("--workload", "quicksort", "-q", "--root", tmp_path, "--format", "json")
    assert inside("verify", good, *arguments).code == 0
    both = inside("verify", good, bad, *arguments)
    outcomes = [one["artifacts"][0]["outcome"] for one in both.json["documents"]]
    assert (both.code, outcomes) == (1, ["ok", "incorrect"])
    alone = inside("verify", good, "--root", tmp_path)
    assert alone.code == 2
    assert "--workload NAME" in alone.err
    assert inside("verify", "--workload", "quicksort", "--root", tmp_path).code == 2


def test_nothing_to_verify_says_what_to_type(tmp_path: Path) -> None:
    done = inside("verify", "--root", tmp_path)
    assert done.code == 2
    assert "workbench generate" in done.err


# --- review and evidence --------------------------------------------------------------------------


def _typed(arguments: Sequence[str | Path], keys: Sequence[str]) -> tuple[int, str]:
    """A command on a terminal whose user types `keys`, one after each question."""
    leader, follower = pty.openpty()
    shown = b""
    with subprocess.Popen(
        commanding.command(*arguments),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=commanding.environment(TERM="dumb"),
    ) as process:
        os.close(follower)
        waiting, asked = list(keys), 0
        end = time.monotonic() + 60
        while time.monotonic() < end:
            ready, _, _ = select.select([leader], [], [], 0.1)
            if not ready:
                if process.poll() is not None:
                    break
                continue
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux: nobody holds the other side any more
                break
            if not part:
                break
            shown += part
            questions = len(re.findall(rb"quit: |note: ", shown))
            while waiting and asked < questions:
                os.write(leader, f"{waiting.pop(0)}\n".encode())
                asked += 1
        code = process.wait(timeout=10)
    os.close(leader)
    return code, shown.decode(errors="replace")


def test_a_review_is_appended_and_not_asked_again(root: Path) -> None:
    before = only_run(root)
    listed = inside("review", before.run, "--list", "--root", root).out
    waiting = listed.count("reproduce: workbench evidence")
    assert waiting > 3
    keys = ("a", "n", "I looked\x1b[31m twice", "t", "s", "q")
    code, shown = _typed(("review", before.run, "--root", root), keys)
    assert code == 0, shown
    after = only_run(root)
    assert after.path.read_bytes().startswith(before.path.read_bytes())
    opinions = [(one.opinion, one.author) for one in after.reviews]
    assert opinions == [("agree", "tester"), ("note", "tester"), ("tool-is-wrong", "tester")]
    assert "\x1b" not in after.reviews[1].note
    assert after.reviews[1].note.startswith("I looked")
    for review in after.reviews:
        verdict = after.verifications[-1].verdict(review.claim)
        assert verdict is not None
        assert review.verdict_hash == transcripts.verdict_hash(verdict)
        assert review.time
    rest = inside("review", before.run, "--list", "--root", root).out
    assert rest.count("reproduce: workbench evidence") == waiting - 2
    everything = inside("review", before.run, "--list", "--all", "--root", root).out
    assert everything.count("reproduce: workbench evidence") == waiting


def test_a_review_without_a_terminal_lists(root: Path) -> None:
    done = workbench("review", only_run(root).run, "--root", root, stdin="a\na\n")
    assert done.code == 0
    assert "no terminal" in done.err
    assert only_run(root).reviews == ()


def test_evidence_measures_again_and_says_same(demo: tuple[Path, Done], root: Path) -> None:
    claims = demo[1].json["claims"]
    wrong = next(one for one in claims if one["rule"] == "WB101")
    done = inside("evidence", wrong["id"][:8], "--root", root)
    assert done.code == 0
    assert "measured again: same" in done.out
    (command, *_) = re.findall(r"command: (.* -m dis .*)", done.out)
    listing = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    assert "RETURN_VALUE" in listing.stdout
    stored = inside("evidence", wrong["id"], "--stored", "--root", root)
    assert "measured again" not in stored.out
    plain = inside("evidence", wrong["id"], "--root", root, "--format", "json").json
    assert plain["schema"] == "workbench/evidence/1"
    assert plain["same"] is True
    assert plain["verdict"]["rule"] == "WB101"


def test_evidence_of_an_unknown_claim_is_an_error(root: Path) -> None:
    assert inside("evidence", "ffffffffffff", "--root", root).code == 2
    assert inside("evidence", "", "--root", root).code == 2


# --- looking --------------------------------------------------------------------------------------


def test_transcripts_are_listed_shown_and_found(root: Path) -> None:
    run = only_run(root).run
    assert run in inside("transcripts", "list", "--root", root).out
    listed = inside("transcripts", "list", "--root", root, "--format", "json").json
    assert [one["run"] for one in listed["runs"]] == [run]
    page = inside("transcripts", "show", run[-4:], "--root", root).out
    assert page.startswith("# ")
    assert "demonstration" in page.lower()
    assert inside("transcripts", "path", run, "--root", root).out == f"{only_run(root).path}\n"
    assert inside("transcripts", "path", "--root", root).out == f"{root / 'transcripts'}\n"
    missing = inside("transcripts", "show", "0000", "--root", root)
    assert missing.code == 2
    assert run in missing.err


def test_lists_come_as_text_and_as_json() -> None:
    for name in ("matmul", "euler", "quicksort"):
        assert name in inside("workloads").out
    listed = inside("workloads", "--format", "json").json["workloads"]
    assert {"matmul", "euler", "quicksort"} <= {one["name"] for one in listed}
    assert "recorded" in inside("models", "--offline").out
    found = inside("models", "--offline", "--format", "json").json["models"]
    assert {"local", "ollama", "openai", "recorded"} == {one["provider"] for one in found}


def test_rules_are_listed_explained_and_corrected() -> None:
    assert "WB103" in inside("rule").out
    assert inside("rule", "wb103").out.startswith("WB103")
    unknown = inside("rule", "WB1003")
    assert unknown.code == 2
    assert "did you mean WB103?" in unknown.err


def test_the_doctor_says_what_is_there(tmp_path: Path) -> None:
    done = inside("doctor", "--root", tmp_path, "--format", "json")
    states = {one["name"]: one["state"] for one in done.json["checks"]}
    assert done.code == 0
    assert states["isolation"] in ("ok", "warn")
    assert states["provider recorded"] == "ok"
    assert all(one["fix"] for one in done.json["checks"] if one["state"] == "fail")


# --- settings and help ----------------------------------------------------------------------------


def test_config_shows_values_sources_and_no_key() -> None:
    folder = Path(os.environ["WORKBENCH_CONFIG_DIR"])
    (folder / "config.toml").write_text('model = "ollama:coder"\ntimeout = 7\n')
    env = {"OPENAI_API_KEY": KEY, "WORKBENCH_MEMORY": "300"}
    rows = inside("config", "--format", "json", env=env).json["settings"]
    found = {one["key"]: (one["value"], one["source"]) for one in rows}
    assert found["model"] == ("ollama:coder", str(folder / "config.toml"))
    assert found["timeout"][0] == "7.0"
    assert found["memory"] == ("300", "environment (WORKBENCH_MEMORY)")
    assert found["openai_api_key"] == ("set", "environment (OPENAI_API_KEY)")
    assert found["format"] == ("json", "flag")
    assert found["jobs"][1] == "default"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("modle = 'x'\n", "did you mean model?"),
        ("memory = 'much'\n", "memory"),
        ("memory = -1\n", "memory"),
        ("memory = inf\n", "memory"),
        ("timeout = nan\n", "timeout"),
        ("format = 'xml'\n", "format"),
        ("not toml [", "config.toml"),
        ("a = " + "[" * 100_000, "config.toml"),
    ],
)
def test_a_wrong_setting_is_a_usage_error_that_names_it(text: str, words: str) -> None:
    (Path(os.environ["WORKBENCH_CONFIG_DIR"]) / "config.toml").write_text(text)
    done = inside("workloads")
    assert done.code == 2
    assert words in done.err


def test_config_set_keeps_a_setting_and_the_rest_of_the_file() -> None:
    path = Path(os.environ["WORKBENCH_CONFIG_DIR"]) / "config.toml"
    path.write_text("# mine\nmodel = 'openai:old'\ntimeout = 7\n")
    assert inside("config", "set", "model", 'ollama:a"b').code == 0
    assert inside("config", "set", "memory", "300").code == 0
    assert path.read_text().splitlines()[0] == "# mine"
    rows = inside("config", "--format", "json").json["settings"]
    found = {one["key"]: one["value"] for one in rows if one["source"] == str(path)}
    assert found == {"model": 'ollama:a"b', "timeout": "7.0", "memory": "300"}
    assert path.stat().st_mode & 0o077 == 0
    before = path.read_bytes()
    unknown = inside("config", "set", "modle", "x")
    assert (unknown.code, "did you mean model?" in unknown.err) == (2, True)
    assert inside("config", "set", "memory", "much").code == 2
    assert inside("config", "set", "model", "a\x7fb").code == 2
    assert path.read_bytes() == before


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("generate",),
    ("verify",),
    ("review",),
    ("evidence",),
    ("rule",),
    ("workloads",),
    ("models",),
    ("models", "pull"),
    ("doctor",),
    ("config",),
    ("config", "set"),
    ("transcripts", "list"),
    ("transcripts", "show"),
    ("transcripts", "path"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example(command: tuple[str, ...]) -> None:
    done = inside(*command, "--help")
    assert done.code == 0
    assert "Example: workbench " + command[0] in " ".join(done.out.replace("│", " ").split())


def test_the_help_lists_commands_and_exit_codes() -> None:
    text = " ".join(inside("--help").out.replace("│", " ").split())
    for command in COMMANDS:
        assert command[0] in text
    for code in ("0 nothing", "1 a contradicted", "2 usage", "3 the environment", "130 Ctrl-C"):
        assert code in text


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("generat", "matmul"), "generate"),
        (("transcripts", "lst"), "list"),
        (("verify", "--al"), "--all"),
    ],
)
def test_a_mistyped_word_is_corrected(arguments: tuple[str, ...], meant: str) -> None:
    done = inside(*arguments)
    assert done.code == 2
    assert meant in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate",),
        ("generate", "matmul", "--temperature", "-1"),
        ("generate", "matmul", "--timeout", "0"),
        ("generate", "matmul", "--format", "xml"),
        ("generate", "matmul", "--model", "gpt"),
        ("generate", "matmul", "--model", "openai:"),
        ("verify", "--python", "2.7"),
        ("verify", "--interpreter", "/nowhere/python3"),
        ("workloads", "--workloads", "/nowhere"),
    ],
)
def test_a_wrong_option_is_a_usage_error(arguments: tuple[str, ...], tmp_path: Path) -> None:
    where: tuple[Any, ...] = () if arguments[0] == "workloads" else ("--root", tmp_path)
    done = inside(*arguments, *where)
    assert done.code == 2
    assert done.err
    assert done.out == ""


def test_the_version_names_python_and_platform() -> None:
    assert re.match(r"workbench \d\S+ \(CPython 3\.\d+\.\d+, ", inside("--version").out)


def test_one_unreadable_file_never_stops_the_others(root: Path) -> None:
    (root / "good.py").write_text("def quicksort(xs):\n    return sorted(xs)\n")
    verify = ("verify", "--workload", "quicksort", "--format", "json", "-q", "--root", root)
    missing, good, gone = (root / name for name in ("missing.py", "good.py", "gone.py"))
    done = inside(*verify, missing, good, gone)
    assert done.code == 0
    statuses = [one["status"] for one in done.json["documents"]]
    assert statuses == ["unread", "ok", "unread"]
    assert f"cannot read {missing}" in done.json["documents"][0]["why"]
    assert inside(*verify, missing, gone).code == 3
    assert inside(*verify, missing).code == 3


def test_commands_that_are_printed_work_as_they_are(root: Path) -> None:
    place = root / "a place"
    made = inside("generate", "euler", "--model", "recorded", "--root", place)
    command = re.search(r"reproduce: workbench (evidence .*)", made.out)
    assert command is not None
    assert inside(*shlex.split(command[1])).code == 0
    following = re.search(r"workbench (transcripts show .*)", made.err)
    assert following is not None
    assert inside(*shlex.split(following[1])).code == 0

"""Whatever a model, a server or a disk does: a record or one clear line, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import commanding
from commanding import KEY, Done, fenced, inside, model, only_run, s, workbench

from workbench import generate, transcripts
from workbench.transcripts import Transcript

HOSTILE = "\x1b]0;title\x07\x1b[2J\u202e../../x\n\n"


def outcomes(found: Transcript) -> list[str]:
    """How the workload and the two scripts came out."""
    return [result.outcome for result in found.verifications[-1].results]


def generated(root: Path, *arguments: str, **changes: Any) -> tuple[Done, Transcript]:
    """One run with these replies: how it ended, and what its transcript holds."""
    with model(root, **changes) as asked:
        done = asked.generate_inside("-q", "--timeout", "2", *arguments)
    return done, only_run(root)


# --- the program ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "reply"),
    [
        ("no-entry-point", ""),
        ("no-entry-point", s.stream(s.event({"content": None}, "stop"))),
        ("no-entry-point", f"I would rather not. {HOSTILE}"),
        ("no-entry-point", fenced("def sort(xs):\n    return sorted(xs)")),
        ("no-entry-point", fenced("quicksort = 5")),
        ("rejected-source", fenced("def quicksort(xs:\n    return [")),
        ("rejected-source", fenced("def quicksort(xs):\n    return '\x00'")),
        ("rejected-source", fenced("x = 1\n" * 200_000)),
        ("crash", fenced("def quicksort():\n    return []")),
        ("crash", fenced("def quicksort(xs, key, extra):\n    return []")),
        ("crash", fenced("import os\ndef quicksort(xs):\n    os._exit(0)")),
        ("crash", fenced("import ctypes\ndef quicksort(xs):\n    ctypes.string_at(0)")),
        ("timeout", fenced("def quicksort(xs):\n    while True: pass")),
        ("timeout", fenced("while True: pass")),
        ("output-limit", fenced("def quicksort(xs):\n    while True: print('x' * 100_000)")),
    ],
)
def test_a_bad_program_is_a_result(tmp_path: Path, outcome: str, reply: Any) -> None:
    done, found = generated(tmp_path, workload=reply)
    assert done.code == 1
    assert outcomes(found) == [outcome, "ok", "ok", "ok"]
    assert found.status == "ok"
    assert len(found.responses) == 6
    assert "error[WB4" in done.out


def test_a_script_that_floods_its_output_is_a_result(tmp_path: Path) -> None:
    flood = fenced("while True: print('x' * 100_000)")
    _, found = generated(tmp_path, analysis_counting=flood)
    assert outcomes(found) == ["ok", "output-limit", "ok", "ok"]


def test_a_script_that_prints_nonsense_is_a_result(tmp_path: Path) -> None:
    deep = fenced('print(\'{"function": "quicksort", "opcodes": \' + \'[\' * 50_000)')
    odd = {"call": HOSTILE, "calls": {"quicksort": -1, HOSTILE: 10**300, "a": True, "b": "x"}}
    shown = fenced(f"print({json.dumps(odd)!r})")
    done, found = generated(tmp_path, analysis_counting=deep, analysis_profiling=shown)
    assert outcomes(found)[0] == "ok"
    said = [one for one in found.verifications[-1].claims if one.extractor == "printed"]
    assert any(one.problem for one in said)
    assert done.code in (0, 1)


def test_half_characters_in_a_program_do_no_harm(tmp_path: Path) -> None:
    torn = s.event({"content": fenced("def quicksort(xs):\n    return '\ud83d \udfff'")}, "stop")
    done, found = generated(tmp_path, workload=s.stream(torn))
    assert done.code == 1
    assert "\ud83d" not in found.responses[0].text
    assert outcomes(found)[0] in ("incorrect", "wrong-type")


def test_an_empty_answer_is_said_while_it_happens(tmp_path: Path) -> None:
    with model(tmp_path, workload="") as asked:
        done = asked.generate_inside("--no-run")
    assert "warning: the reply for workload is empty" in done.err


@pytest.mark.parametrize(
    "source",
    ["x" * 1_000_000, pytest.param("x = 1\n" * 170_000, marks=pytest.mark.proof)],
    ids=["one line", "lines"],
)
def test_an_answer_of_more_than_ten_megabytes_is_cut_and_judged(
    tmp_path: Path, source: str
) -> None:
    events = ["```python\n", *[source] * 12, "\n```\n"]
    flood = s.stream(*(s.event({"content": each}) for each in events), s.event({}, "stop"))
    with model(tmp_path, workload=flood) as asked:
        done = asked.generate_inside("--no-run")
    found = only_run(tmp_path)
    assert done.code in (0, 1)
    assert "the reply for workload is not complete" in done.err
    assert found.responses[0].finish_reason == generate.CUT
    assert len(found.responses[0].text.encode()) == 10 << 20
    assert len(found.responses) == 1, "a model that does not end is not asked for more"


# --- the claims -----------------------------------------------------------------------------------

DEEP = "[" * 10_000 + "]" * 10_000
COUNT = '{"kind": "opcode_count", "statement": "s", "function": "quicksort", "opcode": "POP_TOP"'


def claims(*many: dict[str, Any]) -> str:
    """A structured reply."""
    return json.dumps({"claims": [{"statement": "s", **one} for one in many]})


@pytest.mark.parametrize(
    "reply",
    [
        "I think there are about seven opcodes.",
        "",
        '{"claims": "many"}',
        '{"claims": [1, "x", null, [], {}, {"kind": 5}, {"kind": ["a"]}]}',
        '{"claims": [{"kind": "runs", "statement": "\\ud800", "call": "f(\'\\ud800\')"}]}',
        DEEP,
        f'{{"claims": [{{"kind": "runs", "statement": {DEEP}}}]}}',
        '{"claims":' * 5_000 + "1" + "}" * 5_000,
        f'{{"claims": [{{"kind": "opcode_table", "statement": "s", "rows": {"[" * 500}',
        f'{{"claims": [{COUNT}, "count": {10**300}}}]}}',
        f'{{"claims": [{COUNT}, "count": -1e999}}, {COUNT}, "count": NaN}}]}}',
        f'{{"claims": [{COUNT}, "count": {"9" * 5_000}}}]}}',
    ],
)
def test_absurd_claims_are_kept_and_judged_for_what_they_are(tmp_path: Path, reply: str) -> None:
    done, found = generated(tmp_path, "--no-run", claims=reply)
    labels = {verdict.label for verdict in found.verifications[-1].verdicts}
    assert labels <= {"contradicted", "uncheckable"}
    assert len(found.responses) == 6
    assert done.code in (0, 1)


@pytest.mark.parametrize(
    "kind",
    ["../../x", "__init__", "base", "_decide", "os", "runs\n", "", "x" * 5_000, HOSTILE],
)
def test_a_kind_that_does_not_exist_is_uncheckable(tmp_path: Path, kind: str) -> None:
    _, found = generated(tmp_path, "--no-run", claims=claims({"kind": kind, "function": "f"}))
    mine = [claim.id for claim in found.verifications[-1].claims if claim.extractor == "declared"]
    verdicts = [found.verifications[-1].verdict(claim) for claim in mine]
    assert [verdict.label for verdict in verdicts if verdict] == ["uncheckable"]


def test_names_with_escapes_are_shown_as_escapes(tmp_path: Path) -> None:
    kinds = ("opcode_count", "total_instructions", "call_count", "deterministic", "opcode_exists")
    hostile = [{"kind": k, "function": HOSTILE, "opcode": HOSTILE, "count": 3} for k in kinds]
    done, _ = generated(tmp_path, "-v", claims=claims(*hostile), report=HOSTILE)
    assert "\\x1b]0;title" in done.out
    (run,) = (tmp_path / "generated" / "quicksort").iterdir()
    page = inside("transcripts", "show", run.name, "--root", tmp_path)
    assert page.code == 0


def test_a_claims_call_runs_in_the_guest_or_nowhere(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    calls = [
        f"open({str(marker)!r}, 'w').write('x')",
        f"__import__('os').system('touch {marker}')",
        "(" * 300 + "1" + ")" * 300,
        "9 ** 9 ** 9",
        "x" * 100_000,
        "quicksort([1]) if True else\n1",
    ]
    stated = [{"kind": "returns_value", "call": call, "value": "0"} for call in calls]
    done, found = generated(tmp_path, claims=claims(*stated))
    assert done.code == 1
    assert not marker.exists()
    assert outcomes(found)[0] == "ok"


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.proof)])
def test_thousands_of_claims_are_all_judged(tmp_path: Path, count: int) -> None:
    opcode = {"kind": "opcode_count", "function": "quicksort", "opcode": "POP_TOP"}
    many = claims(*({**opcode, "statement": f"s{n}", "count": n + 50} for n in range(count)))
    given = s.stream(s.event({"content": many}, "stop"))
    done, found = generated(tmp_path, "--no-run", "--format", "json", claims=given)
    assert len([one for one in done.json["claims"] if one["extractor"] == "declared"]) == count
    assert done.json["summary"]["contradicted"] == count
    assert len(found.verifications[-1].verdicts) > count


# --- the server -----------------------------------------------------------------------------------

BUSY = json.dumps({"error": {"message": f"overloaded {HOSTILE}"}})
FAULTS: dict[str, tuple[dict[str, Any], int, str]] = {
    # name: the replies that are not good, how many were answered before, words of the error
    "refused key": ({"workload": s.status(401, f"bad key: {KEY}")}, 0, "OPENAI_API_KEY"),
    "refused key later": ({"report": s.status(401, f"bad key: {KEY}")}, 2, "OPENAI_API_KEY"),
    "hangs": ({"workload": s.hang()}, 0, "--read-timeout"),
    "hangs in the middle": ({"report": s.hang(begun=True)}, 2, "--read-timeout"),
    "says only that it lives": ({"claims": s.pings()}, 1, "--read-timeout"),
    "resets": ({"workload": s.reset()}, 0, "is a server running"),
    "resets in the middle": ({"claims": s.reset(begun=True)}, 1, "try again"),
    "truncates": ({"report": s.stream(s.event({"content": "half a rep"}))}, 2, "try again"),
    "sends an error in a 200": ({"workload": s.sends(BUSY)}, 0, "overloaded \\x1b"),
    "sends a page in a 200": ({"report": s.sends("<html>\x1b[2J", "text/html")}, 2, "try"),
    "sends no UTF-8": ({"report": s.sends(b"data: \xff\xfe\n\n", "text/event-stream")}, 2, "try"),
    "fails": ({"report": s.status(500, HOSTILE)}, 2, "its log says why"),
}


def _failing(root: Path, changes: dict[str, Any]) -> Done:
    root.mkdir()
    with model(root, **changes) as asked:
        return asked.generate("--no-run", "--read-timeout", "0.3")


def test_a_server_that_fails_costs_nothing_that_was_answered(tmp_path: Path) -> None:
    """All at once, for most of their time is spent waiting between attempts."""
    with ThreadPoolExecutor(len(FAULTS)) as pool:
        started = {
            name: pool.submit(_failing, tmp_path / name, changes)
            for name, (changes, _, _) in FAULTS.items()
        }
        ended = {name: future.result() for name, future in started.items()}
    for name, (_, answered, words) in FAULTS.items():
        done, found = ended[name], only_run(tmp_path / name)
        assert done.code == 3, name
        assert "error: openai:m: " in done.err, name
        assert words in done.err, (name, done.err)
        assert found.status == "error", name
        assert found.why, name
        assert len(found.responses) == answered, name
        assert len(found.verifications) == min(answered, 1), name
        assert bool(done.out) == bool(answered), name


def test_a_key_that_is_refused_is_not_shown_and_not_asked_again(tmp_path: Path) -> None:
    with model(tmp_path, workload=s.status(401, f"Incorrect API key: {KEY}")) as asked:
        done = asked.generate_inside()
    assert len(asked.server.bodies) == 1
    assert "[secret]" in done.err
    assert KEY not in only_run(tmp_path).path.read_text(encoding="utf-8")


# --- names and files ------------------------------------------------------------------------------


def test_an_unknown_workload_is_an_error_that_knows_better(tmp_path: Path) -> None:
    done = workbench("generate", "quiksort", "--root", tmp_path)
    assert done.code == 2
    assert "did you mean quicksort?" in done.err
    for name in ("../../etc/passwd", HOSTILE, "", "."):
        assert inside("generate", name, "--root", tmp_path).code == 2
    assert not (tmp_path / "transcripts").exists()


@pytest.mark.parametrize("place", ["", "transcripts", "generated"])
def test_a_file_in_the_way_is_an_error_with_a_hint(tmp_path: Path, place: str) -> None:
    root = tmp_path / "root"
    (root / place).parent.mkdir(exist_ok=True)
    if place:
        root.mkdir(exist_ok=True)
    (root / place).write_text("in the way")
    done = workbench("generate", "quicksort", "--model", "recorded", "--no-run", "--root", root)
    assert done.code == 3
    assert "--root" in done.err
    if place == "generated":  # the answers were paid for: they are kept
        found = only_run(root)
        assert len(found.responses) == 6
        assert found.status == "error"


UNPRIVILEGED = ("setpriv", *(f"--{sort}=-dac_override" for sort in ("bounding-set", "inh-caps")))


def test_a_read_only_folder_is_an_error_with_a_hint(tmp_path: Path) -> None:
    before = UNPRIVILEGED if os.geteuid() == 0 else ()  # root may write anywhere
    if before and subprocess.run([*before, "true"], capture_output=True).returncode:
        pytest.skip("as root this needs setpriv (util-linux) and the right to drop rights")
    tmp_path.chmod(0o500)
    arguments = ("generate", "quicksort", "--model", "recorded", "--root", tmp_path)
    done = workbench(*arguments, before=before)
    assert done.code == 3
    assert "--root" in done.err


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """Where the answers end in the transcript of a run with room for all of them, in bytes."""
    root = tmp_path_factory.mktemp("room")
    arguments = ("generate", "quicksort", "--model", "recorded", "--no-run", "--root", root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        assert workbench(*arguments).code in (0, 1)
    (path,) = (root / "transcripts").glob("*.jsonl")
    found, end = [0], 0
    for line in path.read_bytes().splitlines(keepends=True):
        end += len(line)
        if json.loads(line).get("event") == "response":
            found.append(end)
    return found


@pytest.mark.parametrize(("answered", "more"), [(0, 0), (0, 8), (2, 1), (6, 1)])
def test_a_full_disk_keeps_what_was_written_whole(
    tmp_path: Path, ends: list[int], answered: int, more: int
) -> None:
    """A file of the child may have room for so many answers, and a little more (512 bytes each)."""
    blocks = -(-ends[answered] // 512) + more
    limit = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh"]
    arguments = ("generate", "quicksort", "--model", "recorded", "--no-run", "--root", tmp_path)
    done = workbench(*arguments, before=limit)
    assert done.code == 3
    assert "free some space" in done.err
    found = commanding.runs(tmp_path)
    assert [len(one.responses) for one in found] == [answered]
    assert list(tmp_path.rglob("*.partial")) == []
    if answered == 6:
        assert "claims" in done.out  # what was found out is shown although it cannot be kept


# --- half-written transcripts ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one good run, nothing executed."""
    root = tmp_path_factory.mktemp("good")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        with model(root) as asked:
            assert asked.generate_inside("-q", "--no-run").code in (0, 1)
    return root


def _damaged(good: Path, root: Path, change: Any) -> tuple[Path, str]:
    """A copy of the good run whose transcript was changed: its path and the run."""
    (path,) = transcripts.paths(good / "transcripts")
    (root / "transcripts").mkdir()
    copy = root / "transcripts" / path.name
    copy.write_bytes(change(path.read_bytes()))
    return copy, path.stem


GARBAGE = b'\xff\xfe\x00garbage\n[1, 2]\n{"event": "review"}\n' + b"[" * 100_000 + b"\n"


@pytest.mark.parametrize(
    ("damage", "change"),
    [
        (1, lambda data: data[:-40]),
        (4, lambda data: GARBAGE + data),
        (4, lambda data: data + GARBAGE[:-1]),
    ],
    ids=["torn", "garbage before", "garbage behind"],
)
def test_a_damaged_transcript_is_read_and_the_damage_counted(
    good: Path, tmp_path: Path, damage: int, change: Any
) -> None:
    path, run = _damaged(good, tmp_path, change)
    listed = inside("transcripts", "list", "--root", tmp_path)
    assert f"{damage} damaged" in listed.out
    before = path.read_bytes()
    verified = inside("verify", run, "--no-run", "--root", tmp_path)
    assert verified.code in (0, 1)
    assert "damaged" in verified.err
    assert path.read_bytes().startswith(before)
    found = transcripts.read(path)
    assert found.damaged == damage
    assert len(found.responses) == 6
    assert found.verifications[-1].id == "v2"
    shown = inside("transcripts", "show", run, "--root", tmp_path)
    assert "could not be read" in shown.out


@pytest.mark.parametrize("text", [b"", b"\n\n", GARBAGE])
def test_a_transcript_without_anything_is_told_from_a_run(
    good: Path, tmp_path: Path, text: bytes
) -> None:
    _, run = _damaged(good, tmp_path, lambda _: text)
    assert "incomplete" in inside("transcripts", "list", "--root", tmp_path).out
    assert inside("transcripts", "show", run, "--root", tmp_path).code == 0
    for arguments in (
        ("verify",),
        ("verify", run),
        ("review", run),
        ("evidence", "ab"),
        ("generate", "quicksort", "--replay", run),
    ):
        done = inside(*arguments, "--root", tmp_path)
        assert done.code == 2, arguments
        assert "try: " in done.err, arguments


def test_a_run_that_stopped_while_verdicts_were_written_can_be_verified(
    good: Path, tmp_path: Path
) -> None:
    def cut(data: bytes) -> bytes:
        start = data.index(b"\n", data.index(b'"event": "verification"'))
        return data[: start + 500]

    _, run = _damaged(good, tmp_path, cut)
    assert inside("verify", run, "--no-run", "--root", tmp_path).code in (0, 1)
    assert transcripts.find(tmp_path / "transcripts", run).is_file()


def test_pipes_and_folders_among_the_transcripts_are_passed_over(
    good: Path, tmp_path: Path
) -> None:
    _, run = _damaged(good, tmp_path, lambda data: data)
    os.mkfifo(tmp_path / "transcripts" / "20990101T000000Z-aaaa.jsonl")
    (tmp_path / "transcripts" / "20990101T000000Z-bbbb.jsonl").mkdir()
    done = workbench("transcripts", "list", "--root", tmp_path)
    assert done.code == 0
    assert [row.split()[0] for row in done.out.splitlines()[1:]] == [run]


@pytest.mark.parametrize("kind", ["nothing", "folder", "pipe"])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "solution.py"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    done = workbench("verify", path, "--workload", "quicksort", "--root", tmp_path)
    assert done.code == 3
    assert "cannot read" in done.err


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"\xef\xbb\xbfdef quicksort(xs): return xs[:0]\n", b"[" * 90_000]
)
def test_a_file_of_odd_bytes_is_a_result(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "solution.py"
    path.write_bytes(data)
    done = inside("verify", path, "--workload", "quicksort", "--root", tmp_path)
    assert done.code == 1
    assert only_run(tmp_path).status == "ok"

"""`models pull`: what is shown and asked before, what is checked, what a bad network does."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import commanding
import hub_server
import pytest
from commanding import KEY, Done, inside
from hub_server import CONTENT, FILE, REFERENCE, REPO, REVISION, Hub

from workbench import kept
from workbench.errors import MissingError, StorageError, UsageError
from workbench.hub import connection, download, offers

sys.path.insert(0, str(Path(__file__).with_name("providers")))

import scripted as s

SHA256 = hashlib.sha256(CONTENT).hexdigest()
PARTIAL = f"{FILE}.{SHA256[:12]}.partial"


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub on loopback."""
    with hub_server.running() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where models will be kept; it does not exist yet."""
    return tmp_path / "models"


def pull(hub: Hub, folder: Path, *arguments: str, reference: str = REFERENCE) -> Done:
    """`workbench models pull`, with a key for the hub."""
    env = {"HF_ENDPOINT": hub.url, "HF_TOKEN": KEY, "WORKBENCH_MODELS": str(folder)}
    return inside("models", "pull", reference, *arguments, env=env)


def fetch(hub: Hub, folder: Path) -> list[kept.Step]:
    """The same without a command line and without waiting between two attempts."""
    reached = connection.connected(hub.url, None)
    offer = offers.look(reached, offers.Reference(REPO, FILE))
    path = download.target(folder, offer)
    return list(download.fetch(reached, offer, path, sleep=lambda seconds: None))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


# --- what is shown, asked and kept ----------------------------------------------------------------


def test_a_model_is_shown_fetched_checked_and_kept_with_its_origin(hub: Hub, folder: Path) -> None:
    done = pull(hub, folder, "--yes")
    assert done.code == 0
    assert done.out == ""
    for told in (FILE, REPO, "1.0 MB", "apache-2.0", str(folder / FILE), hub.url):
        assert told in done.err
    assert [f"downloading: {tenth} % of 1.0 MB" in done.err for tenth in (50, 100)] == [True, True]
    assert f"--model local:{FILE}" in done.err
    assert names(folder) == [FILE, f"{FILE}.json"]
    assert (folder / FILE).read_bytes() == CONTENT
    note = json.loads((folder / f"{FILE}.json").read_text())
    assert len(note.pop("date")) == len("2026-01-01T00:00:00Z")
    assert note == {
        "schema": "workbench/model/1",
        "repo": REPO,
        "file": FILE,
        "revision": REVISION,
        "licence": "apache-2.0",
        "size_bytes": len(CONTENT),
        "sha256": SHA256,
    }


def test_without_a_terminal_nothing_is_fetched_unasked(hub: Hub, folder: Path) -> None:
    done = pull(hub, folder)
    assert done.code == 2
    assert "--yes" in done.err
    assert "apache-2.0" in done.err
    assert hub.fetched() == []
    assert names(folder) == []


def test_what_is_kept_is_not_fetched_again_and_is_listed(hub: Hub, folder: Path) -> None:
    pull(hub, folder, "--yes")
    again = pull(hub, folder)
    assert again.code == 0
    assert "kept already" in again.err
    assert len(hub.fetched()) == 1
    listed = inside("models", "--offline", env={"WORKBENCH_MODELS": str(folder)}).out
    assert f"local:{FILE}" in listed
    assert f"1.0 MB, {REPO}, apache-2.0" in listed


def test_a_new_revision_replaces_the_old_one_and_says_so(hub: Hub, folder: Path) -> None:
    pull(hub, folder, "--yes")
    hub.content = CONTENT + b"more"
    lfs = {"size": len(hub.content), "sha256": hashlib.sha256(hub.content).hexdigest()}
    hub.file["lfs"] = lfs
    done = pull(hub, folder, "--yes")
    assert f"replaces the revision {REVISION[:12]}" in done.err
    assert (folder / FILE).read_bytes() == hub.content
    assert names(folder) == [FILE, f"{FILE}.json"]


def test_a_name_that_is_taken_gets_its_repository_in_front(hub: Hub, folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"GGUF of somebody")
    assert pull(hub, folder, "--yes").code == 0
    assert (folder / FILE).read_bytes() == b"GGUF of somebody"
    assert (folder / f"someone_tiny-model_{FILE}").read_bytes() == CONTENT


@pytest.mark.parametrize(("typed", "code"), [("n", 130), ("", 130), ("y", 0)])
def test_on_a_terminal_only_a_yes_fetches(hub: Hub, folder: Path, typed: str, code: int) -> None:
    env = {"HF_ENDPOINT": hub.url, "WORKBENCH_MODELS": str(folder)}
    shown, status = on_a_terminal(("models", "pull", REFERENCE), env, "fetch it? [y/N]", typed)
    assert "apache-2.0" in shown
    assert status == code
    assert (FILE in names(folder)) == (code == 0)


def on_a_terminal(
    arguments: tuple[str, ...], env: dict[str, str], question: str, typed: str
) -> tuple[str, int]:
    """What a terminal shows of a command that is answered once, and its exit code."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        commanding.command(*arguments),
        env=commanding.environment(**env, TERM="xterm"),
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with process:
        while question.encode() not in shown:
            shown += os.read(ours, 4096)
        os.write(ours, typed.encode() + b"\n")
        with contextlib.suppress(OSError):  # nobody has the other end open any more
            while True:
                shown += os.read(ours, 4096)
    os.close(ours)
    return shown.decode(errors="replace"), process.returncode


# --- networks -------------------------------------------------------------------------------------


def test_a_cut_connection_is_taken_up_where_it_broke(hub: Hub, folder: Path) -> None:
    hub.cuts = [300_000, 200_000]
    assert pull(hub, folder, "--yes").code == 0
    ranges = [headers.get("range") for headers in hub.fetched()]
    assert ranges == [None, "bytes=300000-", "bytes=500000-"]
    assert (folder / FILE).read_bytes() == CONTENT


def test_a_later_command_goes_on_with_the_partial_file(hub: Hub, folder: Path) -> None:
    hub.cuts = [300_000] + [0] * (download.MAX_RETRIES + 1)
    with pytest.raises(MissingError) as caught:
        fetch(hub, folder)
    assert "goes on from where it ended" in (caught.value.hint or "")
    assert names(folder) == [PARTIAL]
    assert (folder / PARTIAL).read_bytes() == CONTENT[:300_000]
    before = len(hub.fetched())
    fetch(hub, folder)
    assert [one["range"] for one in hub.fetched()[before:]] == ["bytes=300000-"]
    assert names(folder) == [FILE, f"{FILE}.json"]
    assert (folder / FILE).read_bytes() == CONTENT


def test_a_hub_that_cannot_resume_is_asked_for_everything(hub: Hub, folder: Path) -> None:
    hub.cuts, hub.resumes = [300_000], False
    assert any("starting over" in step.stage for step in fetch(hub, folder))
    assert (folder / FILE).read_bytes() == CONTENT


def test_ctrl_c_keeps_what_has_come(hub: Hub, folder: Path) -> None:
    hub.cuts, hub.stalls = [300_000], True
    env = {"HF_ENDPOINT": hub.url, "WORKBENCH_MODELS": str(folder)}
    process = subprocess.Popen(
        commanding.command("models", "pull", REFERENCE, "--yes"),
        env=commanding.environment(**env),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        while "20 %" not in (line := process.stderr.readline()):
            assert line, "it ended by itself"
        process.send_signal(signal.SIGINT)
        assert "goes on from there" in process.stderr.read()
    assert process.returncode == 130
    assert names(folder) == [PARTIAL]
    assert CONTENT.startswith((folder / PARTIAL).read_bytes())
    hub.stalls = False
    assert pull(hub, folder, "--yes").code == 0
    assert (folder / FILE).read_bytes() == CONTENT


def test_two_downloads_of_one_file_do_not_mix(hub: Hub, folder: Path) -> None:
    folder.mkdir()
    with (folder / PARTIAL).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StorageError, match="another download"):
            fetch(hub, folder)
    assert hub.fetched() == []


@pytest.mark.parametrize("announced", [1 << 50, 1 << 59])
def test_a_disk_too_small_is_told_before_anything_is_asked(
    hub: Hub, folder: Path, announced: int
) -> None:
    hub.file["lfs"]["size"] = announced
    done = pull(hub, folder, "--yes")
    assert done.code == 3
    assert "are needed" in done.err
    assert "WORKBENCH_MODELS" in done.err
    assert (hub.fetched(), names(folder)) == ([], [])


# --- hostile hubs ---------------------------------------------------------------------------------


def test_another_content_is_set_aside_and_told(hub: Hub, folder: Path) -> None:
    hub.content = CONTENT[:-1] + b"!"
    actual = hashlib.sha256(hub.content).hexdigest()
    done = pull(hub, folder, "--yes")
    assert done.code == 3
    assert SHA256 in done.err
    assert actual in done.err
    aside = f"{FILE}.{SHA256[:12]}.wrong-{actual[:12]}"
    assert aside in done.err
    assert names(folder) == [aside]
    assert (folder / aside).read_bytes() == hub.content
    assert kept.listed(folder) == ()


def test_no_more_is_written_than_was_announced(hub: Hub, folder: Path) -> None:
    hub.content = CONTENT + bytes(5_000_000)
    fetch(hub, folder)
    assert (folder / FILE).read_bytes() == CONTENT


def test_the_key_goes_to_the_hub_and_never_along_a_redirect(hub: Hub, folder: Path) -> None:
    with hub_server.running() as store:
        hub.elsewhere = f"{store.url}/blob"
        assert pull(hub, folder, "--yes").code == 0
    assert {one["authorization"] for _, one in hub.asked} == {f"Bearer {KEY}"}
    assert len(store.asked) == 1
    assert "authorization" not in store.asked[0][1]
    assert KEY not in str(store.asked)
    assert (folder / FILE).read_bytes() == CONTENT


@pytest.mark.parametrize("url", ["http://hub.example", "http://198.51.100.7:8080"])
def test_the_key_is_not_sent_in_clear_to_another_machine(url: str) -> None:
    assert "authorization" not in connection.connected(url, KEY).headers(f"{url}/api")
    secure = url.replace("http:", "https:")
    assert connection.connected(secure, KEY).headers(secure)["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in connection.connected(secure, KEY).headers(f"{url}/api")
    assert KEY not in repr(connection.connected(secure, KEY))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://[", "//", "ftp://127.0.0.1/x"])
def test_a_redirect_to_no_web_server_is_not_followed(hub: Hub, folder: Path, target: str) -> None:
    hub.elsewhere = target
    done = pull(hub, folder, "--yes")
    assert done.code == 3
    assert FILE not in names(folder)


def test_redirects_in_circles_end(hub: Hub, folder: Path) -> None:
    hub.elsewhere = f"{hub.url}/blob"
    done = pull(hub, folder, "--yes")
    assert done.code == 3
    assert "in circles" in done.err


@pytest.mark.parametrize(
    "reference",
    [
        "hf:someone/tiny-model:../../evil.gguf",
        "hf:someone/tiny-model:a/../../evil.gguf",
        "hf:someone/tiny-model:/etc/evil.gguf",
        "hf:someone/tiny-model:a\nb.gguf",
        "hf:../..:evil.gguf",
        "hf:someone/..:evil.gguf",
        "hf:someone/a/b:evil.gguf",
        "hf:tiny-model:evil.gguf",
        "hf:someone/tiny-model:part-00001-of-00003.gguf",
        "hf:",
        "ollama:",
        "tiny.gguf",
        "ftp:someone/tiny-model:x.gguf",
    ],
)
def test_a_reference_that_is_none_is_refused_before_anybody_is_asked(
    hub: Hub, folder: Path, reference: str
) -> None:
    done = pull(hub, folder, "--yes", reference=reference)
    assert done.code == 2
    assert "try: " in done.err
    assert (hub.asked, names(folder)) == ([], [])


@pytest.mark.parametrize(
    "name", ["../../evil.gguf", "/etc/evil.gguf", "a/\x1b[31m.gguf", "..\\..\\evil.gguf", ".gguf"]
)
def test_no_name_of_the_hub_leaves_the_folder(folder: Path, name: str) -> None:
    offer = offers.Offer("o/r", name, REVISION, "mit", 4, SHA256)
    path = download.target(folder, offer)
    assert path.parent == folder
    assert path.name.isprintable()
    assert path.suffix == ".gguf"
    assert not path.name.startswith(".")


def test_files_are_listed_safely_when_none_or_a_wrong_one_is_named(hub: Hub, folder: Path) -> None:
    hub.info["siblings"] += [{"rfilename": "../\x1b[31mevil\u202e.gguf"}, {"rfilename": 7}, "x"]
    which = pull(hub, folder, "--yes", reference=f"hf:{REPO}")
    assert which.code == 2
    assert FILE in which.err
    assert "\\x1b[31mevil" in which.err
    close = pull(hub, folder, "--yes", reference=f"hf:{REPO}:tiny-q4.gguf")
    assert f"did you mean {REFERENCE}?" in close.err


@pytest.mark.parametrize(
    ("card", "tags", "shown"),
    [
        ({"license": "mit"}, ["license:other"], "mit"),
        ({"license": "other", "license_name": "own\x1b[2J\nterms"}, [], "other: own\\x1b[2J terms"),
        ({"license": ["mit", "gpl-3.0"]}, [], "mit, gpl-3.0"),
        (None, ["gguf", "license:llama3"], "llama3"),
        ({}, 7, "not stated"),
    ],
)
def test_the_licence_is_shown_as_it_is_stated(
    hub: Hub, folder: Path, card: object, tags: object, shown: str
) -> None:
    hub.info |= {"cardData": card, "tags": tags}
    done = pull(hub, folder)
    assert f"licence  {shown}\n" in done.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sha256": None}, "no SHA-256"),
        ({"sha256": "0" * 63}, "no SHA-256"),
        ({"size": "large"}, "how large"),
        ({"size": -1}, "how large"),
        ({"size": 10**30}, "how large"),
    ],
)
def test_what_cannot_be_checked_is_not_fetched(
    hub: Hub, folder: Path, change: dict[str, object], said: str
) -> None:
    hub.file["lfs"] |= change
    done = pull(hub, folder, "--yes")
    assert (done.code, said in done.err) == (3, True)
    assert hub.fetched() == []


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"[]", b'{"siblings": 3}', b"\xff"])
def test_an_answer_that_is_no_hubs_is_an_error_for_the_user(
    hub: Hub, folder: Path, body: bytes
) -> None:
    hub.info = body
    assert pull(hub, folder, "--yes").code in (2, 3)


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "HF_TOKEN"), (403, "HF_TOKEN"), (404, "name"), (503, "answered 503")]
)
def test_a_hub_that_refuses_says_what_to_do(hub: Hub, folder: Path, status: int, hint: str) -> None:
    hub.status = status
    done = pull(hub, folder, "--yes")
    assert (done.code, hint in done.err) == (3, True)


def test_nobody_there_is_an_error_for_the_user(folder: Path) -> None:
    env = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": KEY, "WORKBENCH_MODELS": str(folder)}
    done = inside("models", "pull", REFERENCE, "--yes", env=env)
    assert (done.code, "HF_ENDPOINT" in done.err) == (3, True)


@pytest.mark.parametrize(
    ("url", "token"), [("hub.example", None), ("file:///", None), ("https://hub.example", "a\nb")]
)
def test_an_address_or_key_that_cannot_be_one_is_refused(url: str, token: str | None) -> None:
    with pytest.raises(UsageError, match="HF_"):
        connection.connected(url, token)


# --- Ollama ---------------------------------------------------------------------------------------


def told(*lines: dict[str, object]) -> s.Step:
    """What Ollama streams while it pulls."""
    body = "".join(json.dumps(line) + "\n" for line in lines)
    return s.sends(body, "application/x-ndjson")


PULLED = told(
    {"status": "pulling manifest"},
    {"status": "pulling aaa", "digest": "sha256:aaa", "total": 300_000_000},
    {
        "status": "pulling aaa",
        "digest": "sha256:aaa",
        "total": 300_000_000,
        "completed": 150_000_000,
    },
    {
        "status": "pulling aaa",
        "digest": "sha256:aaa",
        "total": 300_000_000,
        "completed": 300_000_000,
    },
    {"status": "verifying sha256 digest"},
    {"status": "success"},
)
LACKING = s.sends(json.dumps({"error": "model 'tiny' not found"}), code=404)


def test_ollama_is_told_to_pull_and_its_progress_shown() -> None:
    with s.scripted(PULLED) as server:
        done = inside("models", "pull", "ollama:tiny", env={"OLLAMA_HOST": server.url})
    assert done.code == 0
    assert server.bodies[0]["model"] == "tiny"
    for line in ("pulling manifest", "50 % of 0.3 GB", "100 % of 0.3 GB", "verifying", "success"):
        assert line in done.err
    assert "--model ollama:tiny" in done.err


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (told({"status": "pulling manifest"}), "before it was done"),
        (told({"error": "pull model manifest: file does not exist"}), "file does not exist"),
        (told({"status": "\x1b[2Jx", "total": -5, "digest": "d"}), "before it was done"),
        (s.sends("{", "application/x-ndjson"), "cannot be read"),
        (s.status(500, "no space left on device"), "no space left"),
    ],
)
def test_a_pull_that_fails_in_ollama_is_told(step: s.Step, said: str) -> None:
    with s.scripted(step) as server:
        done = inside("models", "pull", "ollama:tiny", env={"OLLAMA_HOST": server.url})
    assert done.code == 3
    assert said in done.err


def test_a_model_that_ollama_lacks_is_offered_on_a_terminal(root: Path) -> None:
    with s.scripted(LACKING, PULLED, LACKING) as server:
        shown, status = on_a_terminal(
            ("generate", "quicksort", "--model", "ollama:tiny"),
            {"OLLAMA_HOST": server.url},
            "fetch it with Ollama? [y/N]",
            "y",
        )
    assert "ollama:tiny is not installed" in shown
    assert [body["model"] for body in server.bodies] == ["tiny", "tiny", "tiny"]
    assert server.bodies[1].keys() == {"model", "insecure", "stream"}
    assert status == 3, "the model is asked then, and this server still lacks it"


def test_an_offer_that_is_declined_downloads_nothing(root: Path) -> None:
    with s.scripted(LACKING, LACKING) as server:
        shown, status = on_a_terminal(
            ("generate", "quicksort", "--model", "ollama:tiny"),
            {"OLLAMA_HOST": server.url},
            "fetch it with Ollama? [y/N]",
            "",
        )
    assert status == 3
    assert "workbench models pull ollama:tiny" in shown
    assert "messages" in server.bodies[1], "the next request is the prompt already"


def test_without_a_terminal_the_pull_is_named_and_nothing_offered(root: Path) -> None:
    with s.scripted(LACKING) as server:
        env = {"OLLAMA_HOST": server.url}
        done = inside("generate", "quicksort", "--model", "ollama:tiny", env=env)
    assert done.code == 3
    assert "workbench models pull ollama:tiny" in done.err
    assert len(server.bodies) == 1


def test_offline_pulls_nothing() -> None:
    assert inside("models", "--offline", "pull", REFERENCE).code == 2

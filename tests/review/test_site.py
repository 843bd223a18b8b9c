"""The site without a browser: who is let in, what every answer carries, what pages say."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import builders as b
import commanding
import enemies_of_pages
import httpx
import pytest
import reviewable as r
from starlette.testclient import TestClient

from workbench import transcripts
from workbench.review import site

PORT = 8123
BASE = f"http://127.0.0.1:{PORT}"
TOKEN = "t0ken" * 8


@pytest.fixture
def root(tmp_path: Path) -> Path:
    r.write(tmp_path, model="coder")
    r.write(tmp_path, run=r.OTHER, model="talker")
    return tmp_path


@pytest.fixture
def stranger(root: Path) -> Iterator[TestClient]:
    """Somebody who does not know the secret."""
    with TestClient(site.Site(r.configured(root), PORT, TOKEN).app, base_url=BASE) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """Somebody who opened the whole address."""
    assert stranger.get(f"/?token={TOKEN}").status_code == 200
    return stranger


def asked(root: Path, **changes: Any) -> dict[str, Any]:
    found = transcripts.read(root / "transcripts" / f"{r.RUN}.jsonl")
    verdict = found.verifications[-1].verdict("bbb222bbb222")
    assert verdict is not None
    stated = {"hash": transcripts.verdict_hash(verdict), "opinion": "agree", "note": ""}
    return {"run": r.RUN, "claim": "bbb222bbb222"} | stated | changes


OWN = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


# --- who is let in --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", f"/run/{r.RUN}", f"/run/{r.RUN}/conversation", "/nothing"])
@pytest.mark.parametrize("token", ["", "?token=", "?token=wrong", "?token=" + TOKEN[:-1]])
def test_nothing_is_told_without_the_secret(stranger: TestClient, path: str, token: str) -> None:
    answer = stranger.get(path + token)
    assert answer.status_code == 403
    assert r.RUN not in answer.text
    assert not answer.cookies


def test_the_secret_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(
    stranger: TestClient,
) -> None:
    answer = stranger.get(f"/run/{r.RUN}?token={TOKEN}&x=1", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/run/{r.RUN}?x=1"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "domain" not in cookie
    assert stranger.get(f"/run/{r.RUN}").status_code == 200


def test_a_redirect_stays_here(stranger: TestClient) -> None:
    answer = stranger.get(f"{BASE}//evil.invalid/?token={TOKEN}", follow_redirects=False)
    assert answer.headers["location"].startswith("/evil.invalid")


@pytest.mark.parametrize(
    "host",
    ["evil.invalid", "evil.invalid:8123", "127.0.0.1", "127.0.0.1:81", "", "127.0.0.1:8123.evil"],
)
def test_another_name_for_this_server_is_turned_away(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403
    assert client.get(f"/?token={TOKEN}", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("value", ["cross-site", "same-site", "odd"])
def test_another_site_may_not_even_read(client: TestClient, value: str) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": value}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.invalid"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8124"},
        {"Origin": "https://127.0.0.1:8123"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": BASE},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.invalid"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_only_this_page_may_write(client: TestClient, root: Path, headers: dict[str, str]) -> None:
    answer = client.post("/review", json=asked(root), headers=headers)
    assert answer.status_code == 403
    assert transcripts.read(root / "transcripts" / f"{r.RUN}.jsonl").reviews == ()


def test_a_form_of_another_kind_may_not_write(client: TestClient, root: Path) -> None:
    body = json.dumps(asked(root))
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = OWN | {"Content-Type": kind}
        assert client.post("/review", content=body, headers=headers).status_code == 403


def test_writing_needs_the_cookie(stranger: TestClient, root: Path) -> None:
    assert stranger.post("/review", json=asked(root), headers=OWN).status_code == 403


@pytest.mark.parametrize("path", ["/", f"/run/{r.RUN}", "/run/none", "/nothing", "/review"])
def test_every_answer_is_locked(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert TOKEN not in answer.text


def test_a_nonce_is_used_once(client: TestClient) -> None:
    seen = [re.findall(r"nonce-([\w-]+)", client.get("/").headers["content-security-policy"])[0]]
    answer = client.get("/")
    seen += re.findall(r"nonce-([\w-]+)", answer.headers["content-security-policy"])[:1]
    assert seen[0] != seen[1]
    assert answer.text.count(f'nonce="{seen[1]}"') == 2


# --- reviews --------------------------------------------------------------------------------------


def test_an_opinion_is_kept_and_told(client: TestClient, root: Path) -> None:
    answer = client.post("/review", json=asked(root, note="<b>so</b>"), headers=OWN)
    assert answer.status_code == 200
    told = answer.json()
    assert told["open"] is False
    assert [(one["opinion"], one["note"], one["author"]) for one in told["reviews"]] == [
        ("agree", "<b>so</b>", "Ada")
    ]
    found = transcripts.read(root / "transcripts" / f"{r.RUN}.jsonl")
    assert [one.opinion for one in found.reviews] == ["agree"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"hash": "0" * 12}, 409),
        ({"opinion": "maybe"}, 400),
        ({"claim": "zzz"}, 400),
        ({"run": "../../etc/passwd"}, 400),
        ({"run": "20200101T000000Z-0000"}, 400),
        ({"note": 5}, 400),
        ({"note": None}, 400),
    ],
    ids=str,
)
def test_what_is_no_opinion_is_refused(
    client: TestClient, root: Path, changes: dict[str, Any], status: int
) -> None:
    assert client.post("/review", json=asked(root, **changes), headers=OWN).status_code == status
    assert transcripts.read(root / "transcripts" / f"{r.RUN}.jsonl").reviews == ()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[" * 60000, "5"], ids=range(6))
def test_what_is_no_json_is_refused(client: TestClient, body: str) -> None:
    headers = OWN | {"Content-Type": "application/json"}
    assert client.post("/review", content=body, headers=headers).status_code == 400


def test_a_long_body_is_refused(client: TestClient, root: Path) -> None:
    answer = client.post("/review", json=asked(root, note="x" * 70_000), headers=OWN)
    assert answer.status_code == 413


# --- pages ----------------------------------------------------------------------------------------


def listed(text: str) -> list[str]:
    return re.findall(r'class="row" href="/run/([^"]+)"', text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [r.OTHER, r.RUN]),
        ("?model=coder", [r.RUN]),
        ("?model=nobody", []),
        ("?verdict=contradicted", [r.OTHER, r.RUN]),
        ("?verdict=ambiguous", []),
        ("?kind=opcode_count&model=talker", [r.OTHER]),
        ("?kind=hotspot", []),
        ("?unreviewed=1", [r.OTHER, r.RUN]),
        ("?page=nonsense", [r.OTHER, r.RUN]),
        ("?page=99", [r.OTHER, r.RUN]),
    ],
)
def test_filters_stand_in_the_address(client: TestClient, query: str, expected: list[str]) -> None:
    assert listed(client.get(f"/{query}").text) == expected


def test_what_is_reviewed_leaves_the_unreviewed(client: TestClient, root: Path) -> None:
    found = transcripts.read(root / "transcripts" / f"{r.RUN}.jsonl")
    writer = transcripts.Writer(found.path)
    for one in found.verifications[-1].verdicts:
        writer.append(transcripts.review_event(one.claim, one, "agree", "", "ada"))
    assert listed(client.get("/?unreviewed=1").text) == [r.OTHER]


def test_long_lists_are_paged(root: Path) -> None:
    for number in range(120):
        r.write(root, run=f"20260101T{number:06d}Z-0000")
    with TestClient(site.Site(r.configured(root), PORT, TOKEN).app, base_url=BASE) as client:
        first = client.get(f"/?token={TOKEN}")
        assert len(listed(first.text)) == 100
        assert "page 1 of 2" in first.text
        assert len(listed(client.get("/?page=2&unreviewed=1").text)) == 22


def embedded(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))


def test_a_run_tells_claims_quotes_versions_and_the_command(client: TestClient) -> None:
    data = embedded(client.get(f"/run/{r.RUN}").text)
    assert [one["label"] for one in data["claims"]] == [
        "other-version",
        "contradicted",
        "confirmed",
    ]
    wrong = data["claims"][1]
    assert wrong["quote"] == "LOAD_FAST: 7"
    assert "told" not in wrong
    assert client.get(f"/run/{r.RUN}@1/claim/zzz").status_code == 404
    wrong |= client.get(f"/run/{r.RUN}@1/claim/bbb222bbb222").json()
    assert ["claimed", "7 in euler"] in wrong["told"]
    assert wrong["context"][1] == [12, "| LOAD_FAST | ", "7", " |"]
    assert wrong["command"].startswith("workbench evidence bbb222 ")
    assert wrong["open"] is True
    assert data["claims"][2]["open"] is False
    (program,) = data["programs"]
    assert [one["python"] for one in program["bytecode"]] == ["3.11.7", "3.8.18"]
    assert program["bytecode"][0]["codes"][1]["rows"][3] == [6, 2, "BINARY_OP", "5 (*)", 3]


def test_the_conversation_marks_discrepancies_and_links_them(client: TestClient) -> None:
    text = client.get(f"/run/{r.RUN}/conversation").text
    assert '<mark class="contradicted">' in text
    assert f'href="/run/{r.RUN}#claim=bbb222bbb222"' in text


def test_two_runs_stand_side_by_side(client: TestClient) -> None:
    text = client.get(f"/compare?run={r.RUN}&run={r.OTHER}").text
    assert text.count(f"{r.RUN}@1</a>") == 1
    assert text.count(f"{r.OTHER}@1</a>") == 1
    assert text.count("<tr class=") == 3
    assert "differs" not in re.findall(r'<tr class="(\w+)"', text)
    assert client.get(f"/compare?run={r.RUN}").status_code == 404


def test_before_and_after_stand_side_by_side(client: TestClient, root: Path) -> None:
    pairs = r.three(r.document(root))
    mended = [(c, b.verdict(claim=c.id) if v.label == "contradicted" else v) for c, v in pairs]
    later = r.verification(r.document(root), id="v2", round=1, pairs=mended)
    path = root / "transcripts" / f"{r.RUN}.jsonl"
    transcripts.Writer(path).append(*transcripts.verification_events(later))
    text = client.get(f"/compare?run={r.RUN}@1&run={r.RUN}").text
    assert re.findall(r'<tr class="(\w+)"', text) == ["differs", "same", "same"]
    old = client.get(f"/run/{r.RUN}@1").text
    assert "opinions are about the newest" in old


# --- hostile text ---------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Which elements and attributes there are."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "path",
    ["/", f"/run/{r.RUN}", f"/run/{r.RUN}/conversation", f"/compare?run={r.RUN}&run={r.OTHER}"],
)
def test_whatever_a_model_wrote_is_text(root: Path, path: str) -> None:
    enemies_of_pages.write(root)
    with TestClient(site.Site(r.configured(root), PORT, TOKEN).app, base_url=BASE) as client:
        client.get(f"/?token={TOKEN}")
        calm(client.get(path).text)


def test_the_one_file_is_as_calm(root: Path, tmp_path: Path) -> None:
    enemies_of_pages.write(root)
    path = tmp_path / "page.html"
    done = commanding.inside("review", r.RUN, "--root", root, "--static", path)
    assert done.code == 0
    text = path.read_text(encoding="utf-8")
    calm(text)
    assert "default-src 'none'; script-src 'sha256-" in text.replace("&#39;", "'")


def calm(text: str) -> None:
    tags = Tags()
    tags.feed(text)
    tags.close()
    names = {tag for tag, _ in tags.seen}
    assert not names & {"img", "svg", "iframe", "object", "embed", "link", "base"}
    assert [dict(a).get("type") for tag, a in tags.seen if tag == "script"].count(None) == 1
    assert not [name for _, a in tags.seen for name in a if name.startswith("on")]
    links = [a.get("href") or "" for tag, a in tags.seen if tag == "a"]
    assert not [link for link in links if not link.startswith(("/", "#", "?")) and link]
    assert not re.search("[\x00\x1b\u202e\u2066\u2028]", text)
    assert "49" not in re.findall(r"\{\{.{1,9}", text)


def test_an_address_that_is_no_run_is_told_and_escaped(client: TestClient) -> None:
    answer = client.get("/run/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


# --- the command ----------------------------------------------------------------------------------


def test_a_run_without_verdicts_is_no_page(root: Path, tmp_path: Path) -> None:
    path = root / "transcripts" / "20260101T000000Z-0000.jsonl"
    path.write_text('{"event": "start", "kind": "check", "source": "x.md"}\n', encoding="utf-8")
    target = tmp_path / "page.html"
    done = commanding.inside("review", "0000", "--root", root, "--static", target)
    assert done.code == 2
    assert "has no verdicts yet" in done.err
    assert not target.exists()


def test_a_page_that_cannot_be_written_is_told(root: Path) -> None:
    done = commanding.inside("review", "--root", root, "--static", root / "no" / "page.html")
    assert done.code == 3


def test_a_port_that_is_taken_is_told(root: Path) -> None:
    with site.listening() as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        done = commanding.inside("review", "--root", root, "--web", "--no-browser", "--port", port)
    assert done.code == 2
    assert f"port {port}" in done.err


@pytest.mark.parametrize(("arguments", "opened"), [((), True), (("--no-browser",), False)])
def test_the_address_is_printed_and_opened(
    root: Path, tmp_path: Path, arguments: tuple[str, ...], opened: bool
) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}.partial; mv {seen}.partial {seen}\n')
    browser.chmod(0o755)
    env = commanding.environment(BROWSER=str(browser), PYTHONPATH=str(Path(__file__).parents[2]))
    command = commanding.command("review", r.RUN, "--web", *arguments, "--root", root)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/run/{r.RUN}\?token=[\w-]{{43}}", address)
        answer = httpx.get(address, follow_redirects=True)
        assert answer.status_code == 200
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, "")
    assert "Traceback" not in said
    assert seen.exists() is opened
    assert not opened or seen.read_text() == address

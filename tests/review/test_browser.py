"""The page in a real browser: mouse, keys, reload, one file from disk, hostile text, axe, looks.

Pictures of every page at three widths in both colour schemes are left in `screenshots/` beside
this file. Without Chromium these tests are skipped; with CI=1 that is a failure.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import browsing
import builders as b
import commanding
import enemies_of_pages
import pytest
import reviewable as r
from browsing import WIDTHS
from playwright.sync_api import Browser, Page, expect

from workbench import transcripts

SHOTS = Path(__file__).with_name("screenshots")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each gets a profile of its own."""
    with browsing.started() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that may report no error and contact nobody but this machine."""
    context = chromium.new_context(accept_downloads=True)
    found = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    found.on("request", lambda request: asked.append(request.url))
    found.on("dialog", lambda dialog: errors.append(f"dialog {dialog.message}"))
    yield found
    context.close()
    # Chromium reports every answer that is no success, also the one that a test asks for.
    assert [one for one in errors if "409 (Conflict)" not in one] == []
    ours = ("http://127.0.0.1:", "file:", "blob:", "about:")
    assert [one for one in asked if not one.startswith(ours)] == []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    r.write(tmp_path, model="coder")
    r.write(tmp_path, run=r.OTHER, model="talker")
    return tmp_path


@contextlib.contextmanager
def served(root: Path, run: str | None = None) -> Iterator[str]:
    """The real command; the address that it prints."""
    arguments = ["review", *([run] if run else []), "--web", "--no-browser", "--root", str(root)]
    with subprocess.Popen(
        commanding.command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=commanding.environment(PYTHONPATH=str(Path(__file__).parents[2])),
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline().strip()
            assert line.startswith("http://127.0.0.1:"), process.stderr.read()
            yield line
        finally:
            process.send_signal(2)
            process.communicate(timeout=10)
        assert process.returncode == 0


def base(address: str) -> str:
    return f"http://{urlsplit(address).netloc}"


def reviews(root: Path, run: str = r.RUN) -> list[tuple[str, str, str]]:
    found = transcripts.read(root / "transcripts" / f"{run}.jsonl")
    return [(one.claim[:6], one.opinion, one.note) for one in found.reviews]


def selected(page: Page) -> str:
    return page.locator('#claims [aria-selected="true"] q').inner_text()


# --- reviewing ------------------------------------------------------------------------------------


def test_with_the_mouse(root: Path, page: Page) -> None:
    with served(root) as address:
        page.goto(address)
        assert "token" not in page.url
        page.get_by_role("link", name=r.RUN).click()
        expect(page.locator("#progress")).to_have_text("0 of 2 reviewed")
        page.locator("#claims li", has_text="LOAD_FAST").click()
        page.get_by_role("button", name="Tool is wrong").click()
        expect(page.locator("#progress")).to_have_text("1 of 2 reviewed")
        assert selected(page) == "BINARY_MULTIPLY: 1"  # the one that is left
        page.get_by_label("Note", exact=False).fill("not so sure")
        page.get_by_role("button", name="Keep the note alone").click()
        expect(page.locator("#verdict .reviews")).to_contain_text("not so sure (tester,")
    assert reviews(root) == [("bbb222", "tool-is-wrong", ""), ("aaa111", "note", "not so sure")]


def test_with_keys_alone(root: Path, page: Page) -> None:
    with served(root, r.RUN) as address:
        page.goto(address)
        assert selected(page) == "BINARY_MULTIPLY: 1"
        page.keyboard.press("j")
        assert selected(page) == "LOAD_FAST: 7"
        page.keyboard.press("k")
        assert selected(page) == "BINARY_MULTIPLY: 1"
        page.keyboard.press("n")
        page.keyboard.type("jkars? by hand")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(page.locator("#progress")).to_have_text("1 of 2 reviewed")
        assert selected(page) == "LOAD_FAST: 7"
        page.keyboard.press("r")
        expect(page.locator("#progress")).to_have_text("2 of 2 reviewed")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.keyboard.press("s")
        expect(page.locator("#status")).to_have_text("Nothing in this list is left to review.")
    assert reviews(root) == [
        ("aaa111", "agree", "jkars? by hand"),
        ("bbb222", "tool-is-wrong", ""),
    ]


def test_what_was_kept_is_there_after_a_reload(root: Path, page: Page) -> None:
    with served(root, r.RUN) as address:
        page.goto(address)
        page.keyboard.press("a")
        expect(page.locator("#progress")).to_have_text("1 of 2 reviewed")
        page.reload()
        expect(page.locator("#progress")).to_have_text("1 of 2 reviewed")
        expect(page.locator("#claims .meta").first).to_have_text("agreed")


def test_a_verdict_that_changed_meanwhile_is_not_reviewed_blindly(root: Path, page: Page) -> None:
    with served(root, r.RUN) as address:
        page.goto(address)
        page.keyboard.press("a")
        expect(page.locator("#progress")).to_have_text("1 of 2 reviewed")
        pairs = [(c, v.model_copy(update={"measured": 5})) for c, v in r.three(r.document(root))]
        later = r.verification(r.document(root), id="v2", pairs=pairs)
        path = root / "transcripts" / f"{r.RUN}.jsonl"
        transcripts.Writer(path).append(*transcripts.verification_events(later))
        with page.expect_response("**/review") as answer:
            page.keyboard.press("r")
        assert answer.value.status == 409
        expect(page.locator("#status")).to_contain_text("the verdict has changed")
        page.reload()
        expect(page.locator("#claims .meta").first).to_have_text("changed since its review")
    assert len(reviews(root)) == 1


def test_filters_of_runs_and_claims_stand_in_the_address(root: Path, page: Page) -> None:
    with served(root) as address:
        page.goto(address)
        page.get_by_label("model").select_option("talker")
        page.get_by_role("button", name="Filter").click()
        assert "model=talker" in page.url
        expect(page.locator("a.row")).to_have_text([r.OTHER])
        page.locator("a.row").click()
        page.locator("#f-verdict").select_option("contradicted")
        expect(page.locator("#claims li")).to_have_count(1)
        expect(page.locator("#count")).to_have_text("(1 of 3)")
        assert "verdict=contradicted" in page.url
        page.reload()
        expect(page.locator("#claims li")).to_have_count(1)
        page.goto(f"{base(address)}/run/{r.RUN}#unreviewed=1&kind=opcode-count")
        expect(page.locator("#claims li")).to_have_count(2)
        page.goto(f"{base(address)}/run/{r.RUN}#claim=ccc333ccc333")
        expect(page.locator('#claims [aria-selected="true"] q')).to_have_text("It returns 4 for 2")


# --- source and bytecode --------------------------------------------------------------------------


def lit(page: Page, pane: str) -> list[str]:
    rows = page.locator(f"#{pane} tr.on").all()
    return [" ".join(row.inner_text().split()) for row in rows]


def test_a_line_lights_its_instructions_and_back(root: Path, page: Page) -> None:
    with served(root, r.RUN) as address:
        page.goto(address)
        rows = page.locator("#source tr[data-line]")
        assert rows.nth(1).inner_text().split() == ["2", "12", "y", "=", "x", "*", "2"]
        rows.nth(1).hover()
        assert lit(page, "bytecode") == [
            "2 2 3 LOAD_FAST 0 (x)",
            "4 2 3 LOAD_CONST 1 (2)",
            "6 2 3 BINARY_OP 5 (*)",
            "10 2 3 STORE_FAST 1 (y)",
        ]
        page.locator("#bytecode tr[data-opcode=RETURN_VALUE]").nth(1).hover()
        assert lit(page, "source") == ["3 6 return y"]
        page.locator("#source").focus()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        assert lit(page, "bytecode") == ["12 3 3 LOAD_FAST 1 (y)", "14 3 3 RETURN_VALUE"]
        expect(page.locator("#status")).to_have_text("line 3: return y; executed 6; 2 instructions")


def test_any_interpreter_can_be_looked_at(root: Path, page: Page) -> None:
    with served(root, r.RUN) as address:
        page.goto(address)
        page.get_by_label("Interpreter").select_option("3.8.18")
        assert lit(page, "bytecode") == ["4 2 BINARY_MULTIPLY"]  # what the claim is about
        assert lit(page, "source") == ["2 y = x * 2"]
        expect(page.locator("#call")).to_contain_text("not counted")
        page.reload()
        expect(page.get_by_label("Interpreter")).to_have_value("3.8.18")


# --- two runs, the conversation -------------------------------------------------------------------


def test_two_runs_and_the_conversation(root: Path, page: Page) -> None:
    with served(root) as address:
        page.goto(address)
        for run in (r.RUN, r.OTHER):
            page.get_by_label(f"compare {run}").check()
        page.get_by_role("button", name="Two ticked ones").click()
        expect(page.locator(".both tbody tr")).to_have_count(3)
        page.get_by_role("link", name="contradicted").first.click()
        assert selected(page) == "LOAD_FAST: 7"
        page.get_by_role("link", name="Conversation").click()
        page.get_by_role("link", name=re.compile("other-version")).click()
        assert selected(page) == "BINARY_MULTIPLY: 1"


# --- one file -------------------------------------------------------------------------------------


def test_the_one_file_works_from_disk_and_its_reviews_are_merged(
    root: Path, page: Page, tmp_path: Path
) -> None:
    target = tmp_path / "page.html"
    done = commanding.inside("review", r.RUN, "--root", root, "--static", target)
    assert done.code == 0
    page.goto(target.as_uri())
    page.keyboard.press("a")
    expect(page.locator("#progress")).to_have_text("1 of 2 reviewed")
    page.keyboard.press("n")
    page.keyboard.type("</script> hm")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#progress")).to_have_text("2 of 2 reviewed")
    page.reload()
    expect(page.locator("#progress")).to_have_text("2 of 2 reviewed")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download reviews").click()
    saved = tmp_path / "reviews.jsonl"
    download.value.save_as(saved)
    assert [json.loads(line)["opinion"] for line in saved.read_text().splitlines()] == [
        "agree",
        "tool-is-wrong",
    ]
    assert reviews(root) == []
    assert commanding.inside("review", "--import", saved, "--root", root).code == 0
    assert reviews(root) == [("aaa111", "agree", ""), ("bbb222", "tool-is-wrong", "</script> hm")]
    expect(page.locator("#conversation mark")).to_have_count(3)


# --- hostile text ---------------------------------------------------------------------------------


def test_hostile_text_is_harmless(root: Path, page: Page, tmp_path: Path) -> None:
    enemies_of_pages.write(root)
    target = tmp_path / "page.html"
    assert commanding.inside("review", r.RUN, "--root", root, "--static", target).code == 0
    with served(root) as address:
        page.goto(address)
        places = [f"{base(address)}{path}" for path in paths()]
        for place in (*places, target.as_uri()):
            page.goto(place)
            page.wait_for_load_state("networkidle")
            assert page.locator("img, svg, iframe, object, embed").count() == 0
            assert "onerror=alert(2)" in page.locator("body").inner_text()
            shown = page.locator("body").inner_text()
            assert not [one for one in shown if one in "\u202e\u2066\x1b\x00"]
            assert "\\u202e" in shown


# --- for everybody --------------------------------------------------------------------------------


def paths() -> dict[str, str]:
    """The addresses of all pages, with what they are called in pictures."""
    return {
        "/": "runs",
        f"/run/{r.RUN}": "run",
        f"/run/{r.RUN}/conversation": "conversation",
        f"/compare?run={r.RUN}&run={r.OTHER}": "compare",
    }


def test_tab_reaches_everything_and_focus_is_seen(root: Path, page: Page) -> None:
    with served(root, r.RUN) as address:
        page.goto(address)
        seen: list[str] = []
        for _ in range(40):
            page.keyboard.press("Tab")
            at: dict[str, Any] = page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return {name: e.id || e.dataset.do || e.textContent.trim(),"
                " outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1}; }"
            )
            if at["name"] in seen or not at["name"]:
                break
            assert at["outline"], at
            seen.append(at["name"])
        wanted = {"claims", "source", "bytecode", "verdict", "note", "agree", "tool-is-wrong"}
        assert wanted | {"skip", "help", "f-verdict", "f-open", "python"} <= set(seen)
        page.locator("#claims").focus()
        page.keyboard.press("ArrowDown")
        assert selected(page) == "LOAD_FAST: 7"
        page.keyboard.press("End")
        assert selected(page) == "It returns 4 for 2"
        active = page.locator("#claims").get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"


def test_the_list_is_gone_through_by_keys(root: Path, page: Page) -> None:
    with served(root) as address:
        page.goto(address)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/run/{r.RUN}**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_overflows(
    root: Path, chromium: Browser, scheme: Any
) -> None:
    SHOTS.mkdir(exist_ok=True)
    found = []
    target = root / "page.html"
    assert commanding.inside("review", r.RUN, "--root", root, "--static", target).code == 0
    with served(root) as address:
        places = {f"{base(address)}{path}": name for path, name in paths().items()}
        places[target.as_uri()] = "file"
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1300 if width > 2000 else 800})
            for place, name in places.items():
                page.goto(place)
                page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (name, width)
                found += [(name, width, *fault) for fault in browsing.faults(page)]
        context.close()
    assert found == []


def test_many_claims_are_all_there(root: Path, page: Page) -> None:
    pairs = []
    for number in range(5000):
        claim = b.claim(id=f"{number:012x}", location=b.location(1, file=r.document(root)))
        label = "contradicted" if number % 2 else "confirmed"
        pairs.append((claim, b.verdict(label, claim=claim.id)))
    r.write(root, r.verification(r.document(root), pairs=pairs))
    with served(root, r.RUN) as address:
        page.goto(address)
        expect(page.locator("#count")).to_have_text("(5000)")
        page.locator("#claims").focus()
        page.keyboard.press("End")
        last = page.locator("#claims li").last
        expect(last).to_be_in_viewport()
        assert last.get_attribute("aria-selected") == "true"

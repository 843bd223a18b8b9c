"""The report in a real browser, from disk: no errors, nothing asked for, axe, widths, paper.

Pictures at three widths in both colour schemes are left in `screenshots/` beside this file.
Without Chromium this is skipped; with CI=1 that is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browsing
import pytest
import whole
from browsing import WIDTHS
from playwright.sync_api import Browser

from workbench.exports import html

SHOTS = Path(__file__).with_name("screenshots")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with browsing.started() as browser:
        yield browser


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A report of two chapters on disk, one of them with hostile text and without figures."""
    path = tmp_path / "report.html"
    evil = "<script>document.title='owned'</script><img src=http://evil.invalid/x onerror=alert(1)>"
    bad = whole.chapter(
        whole.findings(), asked=evil, facts=(("model", evil),), status=evil, figures=()
    )
    path.write_text(
        html.render((whole.chapter(whole.findings()), bad), "workbench report"), "utf-8"
    )
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows_or_is_asked_for(
    chromium: Browser, address: str, scheme: Any
) -> None:
    SHOTS.mkdir(exist_ok=True)
    # Only axe itself needs to get past the policy; that it holds is the next test.
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.screenshot(path=SHOTS / f"report-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})
    found = browsing.faults(page)
    context.close()
    assert found == []
    assert set(asked) == {address}


def test_the_policy_lets_in_our_style_and_no_script(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address)
    assert told == []
    assert page.title().startswith("Report: ")
    background = "getComputedStyle(document.querySelector('thead th')).borderBottomStyle"
    assert page.evaluate(background) == "solid"
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'document.title = \"owned\"'}))"
    )
    assert page.title() != "owned"
    assert "Content Security Policy" in " ".join(told)
    context.close()


def test_on_paper_no_drawing_is_wider_than_the_page_and_the_colours_are_light(
    chromium: Browser, address: str, tmp_path: Path
) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 695, "height": 980})
    page = context.new_page()
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    wide = (
        "[...document.querySelectorAll('svg, article')].map(e => e.getBoundingClientRect().right)"
    )
    assert max(page.evaluate(wide)) <= 695
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    context.close()

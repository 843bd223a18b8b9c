"""Chromium for tests of pages. Without it they are skipped; with CI=1 that is a failure."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (360, 1280, 2560)
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Where CI is set a browser that is missing is a failure: who starts it is then told so.
if _CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no chromium here (apt-get install chromium)", allow_module_level=True)


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """A browser, until the end of the block."""
    from playwright.sync_api import sync_playwright

    assert _CHROMIUM is not None, "no chromium here, and CI is set (apt-get install chromium)"
    with sync_playwright() as playwright:
        # The sandbox needs a user of its own, which a container often lacks; the pages are ours.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=arguments)
        yield browser
        browser.close()


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds that is more than minor: each rule with the elements that break it."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    return [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in page.evaluate("axe.run()")["violations"]
        if one["impact"] in ("serious", "critical", "moderate")
    ]

"""The pictures of the pages in the documents: taken anew by ``make screenshots``."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from smallworld.coverage import SLUG

from browser.conftest import served
from indexing.pipeline.opening import utc_now
from indexing.settings import load_settings

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SCHEMES = ("light", "dark")
PAGES = {
    "home": "/",
    "follow": f"/follows/{SLUG}",
    "story": f"/follows/{SLUG}",
    "search": '/search?q=entity:"Viktor Orbán" AND (nato OR summit)',
    "article": f"/follows/{SLUG}",
    "alerts": "/alerts",
    "alert-editor": "/alerts/new?q=orban AND (nato OR ukraine)",
    "deliveries": "/deliveries",
    "feeds": "/feeds",
    "explain": f"/follows/{SLUG}",
    "system": "/system",
    "help": "/help",
}
WAYS = {
    "article": ("article.row h3 a",),
    "story": ("article.row h3 a", "aside a[href^='/stories/']"),
    "explain": ("article.row a[href^='/explain']",),
}
"""Pages that are reached from a follow's: the links to take, one after the other."""
WIDTH, HEIGHT = 1000, 1100


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_picture(name: str, scheme: str) -> None:
    picture = (FOLDER / f"{name}-{scheme}.jpg").read_bytes()
    assert picture.startswith(b"\xff\xd8\xff")


@pytest.mark.skipif("PRESSWATCH_SCREENSHOTS" not in os.environ, reason="make screenshots does it")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pictures_are_taken(scheme: str, chromium: Browser) -> None:
    settings = load_settings(Path(os.environ["PRESSWATCH_SCREENSHOTS"]))
    FOLDER.mkdir(exist_ok=True)
    with served(settings, utc_now) as site:
        context = chromium.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme
        )
        page = context.new_page()
        for name in PAGES:
            _go(page, site, name)
            page.screenshot(path=FOLDER / f"{name}-{scheme}.jpg", type="jpeg", quality=60)
        context.close()


def _go(page: Page, site: str, name: str) -> None:
    page.goto(site + PAGES[name])
    for link in WAYS.get(name, ()):
        page.goto(site + (page.locator(link).first.get_attribute("href") or ""))

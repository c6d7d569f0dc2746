"""A digest's HTML as a mail program shows it: on a phone and on a desk, in light and in dark.

It tells the week's own news, with a word in it that has no place to break.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from smallworld.world import World

from indexing.delivery.message import from_json
from indexing.delivery.render import as_html
from indexing.desk.alerts import sending

DAILY = 2
LONG = "Donaudampfschifffahrt" * 12


@pytest.fixture(scope="module")
def mail(week: World) -> str:
    """The daily message that waits, with the stories of one that was sent."""
    with week.desk() as desk:
        waits = sending.preview(desk, DAILY)
    sent = from_json(week.deliveries()[0].payload)
    first, *others = (*waits.stories, *sent.stories)
    named = replace(first, title=f"{first.title} {LONG}")
    return as_html(replace(waits, stories=(named, *others)))


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, mail: str) -> Iterator[Page]:
    """The mail, opened."""
    context = chromium.new_context(color_scheme=request.param)
    opened = context.new_page()
    opened.set_content(mail)
    yield opened
    context.close()


@pytest.mark.parametrize("width", [320, 800])
def test_a_mail_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.locator("a").all():
        assert link.is_visible()


def test_axe_finds_no_barrier_in_a_mail(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []

"""Forms, the door and one-click links as a real browser meets them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from smallworld.coverage import SLUG
from smallworld.world import World

from indexing.delivery.one_click import Act, Wish
from indexing.desk.alerts import alerting
from indexing.desk.upkeep import keys
from indexing.models import Scope
from indexing.pipeline.pages import pages_of
from indexing.settings import Settings, load_settings
from indexing.web.serving import address_of, open_door

pytestmark = pytest.mark.slow
FREE = "[web]\nport = 0\n"


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window of its own, with no cookies."""
    with ExitStack() as stack:

        def opened(**options: Any) -> Page:
            context = chromium.new_context(**options)
            stack.callback(context.close)
            return context.new_page()

        yield opened


@pytest.fixture
def served() -> Iterator[Callable[[Settings], str]]:
    """Return a function: settings → the address of a process that serves their pages."""
    with ExitStack() as stack:

        def serve(settings: Settings) -> str:
            with open_door(settings) as door:
                number = door.fileno()
                command = [sys.executable, "-m", "indexing.web.serving", "--door", str(number)]
                child = subprocess.Popen(
                    [*command, "--config", str(settings.path)], pass_fds=(number,)
                )
                stack.enter_context(child)
                stack.callback(child.terminate)
                return address_of(settings, door)

        yield serve


@pytest.fixture
def near(covered: World, served: Callable[[Settings], str]) -> str:
    """The address of a week of news, for this machine."""
    covered.settings.path.write_text(covered.settings.path.read_text() + FREE)
    return served(load_settings(covered.settings.path))


@pytest.fixture
def far(covered: World, served: Callable[[Settings], str]) -> tuple[str, str]:
    """The same for everybody, and the secret of a token that may write."""
    file = covered.settings.path
    public = 'public_url = "https://pw.example.org"\n[fetching]'
    file.write_text(file.read_text().replace("[fetching]", public) + FREE + 'host = "0.0.0.0"\n')
    with covered.desk() as desk:
        secret = keys.add_token(desk, "lea", (Scope.WRITE,)).secret
    return served(load_settings(file)), secret


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong with a page at 320 pixels, and whether it scrolls sideways."""
    page.set_viewport_size({"width": 320, "height": 640})
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    is_wide = page.evaluate("document.documentElement.scrollWidth > 320")
    return [*found, *(["scrolls sideways"] if is_wide else [])]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_form_of_ours_is_taken_as_ours(near, window, script):
    page = window(java_script_enabled=script)
    page.goto(near)
    page.get_by_label("Follow a story").fill("Three words only")
    page.get_by_role("button", name="Follow", exact=True).click()
    assert "3 words are too few" in page.content()


def test_a_token_is_pasted_once_and_a_button_ends_it(far, window):
    address, secret = far
    page = window()
    page.goto(f"{address}follows/{SLUG}")
    assert faults(page) == []
    page.get_by_label("Token").fill("pw_wrong")
    page.get_by_role("button", name="Log in").click()
    assert "opens nothing" in page.get_by_role("alert").inner_text()
    assert faults(page) == []
    page.get_by_label("Token").fill(secret)
    page.get_by_role("button", name="Log in").click()
    assert page.url == f"{address}follows/{SLUG}"
    page.get_by_role("button", name="Log out").click()
    assert page.url == f"{address}login"
    page.goto(address)
    assert page.url.startswith(f"{address}login")


@pytest.mark.parametrize("act", list(Act))
def test_one_click_is_one_button(far, covered, window, act):
    address, _ = far
    settings = load_settings(covered.settings.path)
    with covered.desk() as desk:
        channel = alerting.get_alert(desk, 1).alert.channel_ids[0]
        link = pages_of(desk.store, settings).one_click(Wish(act, 1, channel))
    page = window()
    page.goto(link.replace("https://pw.example.org/", address))
    assert faults(page) == []
    page.get_by_role("button").click()
    assert page.get_by_role("status").is_visible()
    assert faults(page) == []
    with covered.desk() as desk:
        now = alerting.get_alert(desk, 1)
    assert bool(now.alert.muted_until) is (act is Act.MUTE)
    assert bool(now.channels) is (act is Act.MUTE)

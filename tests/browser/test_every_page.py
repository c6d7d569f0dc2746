"""What holds on every page: no barrier, no sideways scroll, no weight, no other host."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from smallworld.coverage import SLUG

from browser.conftest import MakePerson, Person

PAGES = {
    "home": "/",
    "follow": f"/follows/{SLUG}",
    "below": f"/follows/{SLUG}?look=below",
    "forget": f"/follows/{SLUG}/remove",
    "brief": f"/follows/{SLUG}/brief?hours=1000",
    "search": "/search?q=orban AND nato",
    "examples": "/search",
    "mistake": "/search?q=orban AND (nato",
    "nothing": "/search?q=orban zucchini",
    "pick": "/pick?q=vik",
    "stories": "/stories",
    "explain": "/explain",
    "help": "/help",
    "alerts": "/alerts",
    "new alert": "/alerts/new?q=orban AND nato",
    "alert": "/alerts/1",
    "stop alert": "/alerts/1/remove",
    "deliveries": "/deliveries",
    "delivery": "/deliveries/1",
    "feeds": "/feeds",
    "feed": "/feeds/1",
    "login": "/login",
    "missing": "/nothing/here",
}
LINKED = {
    "article": ("/search?q=title:carmelite", "/articles/"),
    "story": ("/stories", "/stories/"),
}
EVERY = [*PAGES, *LINKED]
LOADED = """() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].map((one) => [one.name, one.decodedBodySize])"""
"""What a page loaded, itself first: addresses with their sizes in bytes, as decompressed."""


def at(person: Person, name: str) -> None:
    """Open a page by its name."""
    if name in PAGES:
        person.open(PAGES[name])
        return
    where, begin = LINKED[name]
    page = person.open(where)
    person.open(page.locator(f'main a[href^="{begin}"]').first.get_attribute("href") or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", EVERY)
def test_axe_finds_no_barrier(name: str, scheme: str, visitor_with: MakePerson) -> None:
    person = visitor_with(color_scheme=scheme)
    at(person, name)
    found = Axe().run(person.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("name", EVERY)
def test_nothing_scrolls_sideways_on_the_narrowest_screen(
    name: str, visitor_with: MakePerson
) -> None:
    person = visitor_with(width=320)
    at(person, name)
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", EVERY)
def test_a_page_is_light_and_asks_no_other_host(name: str, visitor_with: MakePerson) -> None:
    person = visitor_with()
    at(person, name)
    person.page.wait_for_load_state("networkidle")
    loaded = person.page.evaluate(LOADED)
    assert {address.split("/")[2] for address, _size in loaded} == {person.site.split("/")[2]}
    assert len(loaded) <= 6
    sizes = {address.split("?")[0].rpartition(".")[2]: size for address, size in loaded[1:]}
    assert loaded[0][1] <= 60_000
    assert sizes.get("css", 0) <= 12_000
    assert sizes.get("js", 0) <= 15_000


@pytest.mark.parametrize("name", EVERY)
def test_print_shows_the_news_and_no_controls(name: str, visitor_with: MakePerson) -> None:
    person = visitor_with()
    at(person, name)
    person.page.emulate_media(media="print")
    assert person.page.get_by_role("heading", level=1).is_visible()
    for control in ("nav", "button", "select"):
        assert not any(one.is_visible() for one in person.page.locator(control).all()), control


def test_all_is_reached_by_the_keyboard_alone(visitor_with: MakePerson) -> None:
    person = visitor_with()
    page = person.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "source"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_single_keys_walk_open_and_are_turned_off(visitor_with: MakePerson) -> None:
    person = visitor_with()
    page = person.open(f"/follows/{SLUG}")
    heads = page.locator("article.row h3 a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.href") == person.site + (
        heads.nth(1).get_attribute("href") or ""
    )
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/articles/"))
    person.open("/help#keys")
    page.get_by_role("button", name="Turn single keys off").click()
    person.open(f"/follows/{SLUG}")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_keys_stay_letters_where_somebody_writes(visitor_with: MakePerson) -> None:
    person = visitor_with()
    page = person.open("/search")
    page.get_by_label("Words, phrases and fields").press_sequentially("jokovej/?")
    assert page.get_by_label("Words, phrases and fields").input_value() == "jokovej/?"


def test_colours_are_switched_and_stay(visitor_with: MakePerson) -> None:
    person = visitor_with(color_scheme="light", java_script_enabled=False)
    page = person.open("/help")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page = person.open("/stories")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"

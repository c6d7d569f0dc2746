"""What every answer passes: names of the host, forms of other sites, what a browser may load."""

import pytest
from smallworld.coverage import SLUG

from indexing.web.security.bodies import MOST
from indexing.web.views import addresses
from indexing.web.visit import FORM_KEY

PAGES = ("/", "/search?q=orban", f"/follows/{SLUG}", "/stories", "/explain", "/help", "/nothing")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_load_from_here_only(address, browser):
    page = browser.get(address)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert " onclick" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a@b", "[::1"])
def test_another_name_for_this_server_is_refused(host, browser):
    assert browser.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:8765", "[::1]:8765"])
def test_its_own_names_are_taken(host, browser):
    assert browser.client.get("/help", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:81"])
def test_what_another_site_sends_is_refused(origin, browser):
    browser.get("/")
    key = browser.client.cookies[FORM_KEY]
    sent = browser.client.post(
        f"/follows/{SLUG}/remove", data={"form_key": key}, headers={"Origin": origin}
    )
    assert sent.status_code == 403
    assert browser.get(f"/follows/{SLUG}").status_code == 200


@pytest.mark.parametrize("key", ["", "guessed"])
def test_a_form_without_its_key_is_refused(key, browser):
    browser.get("/")
    sent = browser.client.post(f"/follows/{SLUG}/remove", data={"form_key": key})
    assert sent.status_code == 403
    assert browser.get(f"/follows/{SLUG}").status_code == 200


def test_the_key_is_not_for_scripts_or_other_sites(browser):
    told = browser.get("/").headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=strict" in told


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_kept_and_one_comes_back(theme, browser):
    page = browser.send("/help", "/theme", theme=theme, to="/help?x=1")
    assert page.url.path == "/help"
    assert f'data-theme="{theme}"' in page.text


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\n/b", ""],
)
def test_nobody_is_sent_elsewhere(target):
    assert addresses.local(target) == "/"


def test_static_files_stay_for_ever_and_nothing_else_is_served(browser):
    page = browser.get("/").text
    href = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in browser.get(href).headers["cache-control"]
    for path in ("/static/../front.py", "/static/%2e%2e/front.py", "/static/front.py"):
        assert browser.get(path).status_code == 404


def test_a_form_that_is_too_large_is_refused_on_a_page(browser):
    page = browser.send("/", "/follows", source="a" * MOST)
    assert page.status_code == 413
    assert "That is too much: 3 MB are taken" in page.text
    assert "<nav" in page.text

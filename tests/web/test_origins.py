"""Pages of other sites: they can neither read ours by a name of their own nor send to us."""

import re

import pytest

TEXT = {"source": "Three words only"}


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param("https://evil.example", id="another site"),
        pytest.param("http://127.0.0.1:9", id="another port of this machine"),
        pytest.param("null", id="a sandboxed frame, or a file"),
        pytest.param("http://[", id="no address at all"),
        pytest.param("http://127.0.0.1.evil.example", id="a name that begins like ours"),
    ],
)
@pytest.mark.parametrize("path", ["/follows", "/api/v1/follows", "/login"])
def test_what_a_page_of_another_site_sends_is_refused(browser, path, origin):
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get("/").text)
    data = {**TEXT, "form_key": key[1]}
    answer = browser.client.post(path, data=data, headers={"origin": origin})
    assert (answer.status_code, "another site" in answer.text) == (403, True)


def test_what_our_own_page_sends_is_taken(browser):
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get("/").text)
    headers = {"origin": "http://127.0.0.1"}
    data = {**TEXT, "form_key": key[1]}
    answer = browser.client.post("/follows", data=data, headers=headers)
    assert "3 words are too few" in answer.text


@pytest.mark.parametrize("key", ["", "forged"])
def test_a_form_without_our_key_is_refused(browser, key):
    browser.get("/")
    answer = browser.client.post("/follows", data={**TEXT, "form_key": key})
    assert (answer.status_code, "load the page again" in answer.text) == (403, True)


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        pytest.param("127.0.0.1:8765", True, id="an address in digits"),
        pytest.param("[::1]:8765", True, id="of the newer kind"),
        pytest.param("localhost", True, id="this machine's own name"),
        pytest.param("rebound.example", False, id="a name made to lead here"),
        pytest.param("localhost.evil.example", False, id="a name that begins like ours"),
        pytest.param("", False, id="no name"),
        pytest.param("[", False, id="no address"),
    ],
)
def test_only_names_of_ours_are_answered(browser, host, is_ours):
    answer = browser.client.get("/", headers={"host": host})
    assert (answer.status_code == 200) is is_ours
    if not is_ours:
        assert (answer.status_code, "public_url" in answer.text) == (421, True)


def test_every_answer_is_closed_to_other_sites(browser):
    for path in ("/", "/nil", "/static/pages.css", "/api/v1/nil"):
        told = browser.get(path).headers
        assert "default-src 'none'" in told["content-security-policy"]
        assert told["x-frame-options"] == "DENY"
        assert told["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in told

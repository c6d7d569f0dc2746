"""What pages send, from wherever: another site's never reaches us, our own always does."""

import re

import pytest

TEXT = {"source": "Three words only"}


def form_key(browser) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', browser.get("/").text)
    assert found
    return found[1]


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
@pytest.mark.parametrize("path", ["/follows", "/api/v1/follows", "/login", "/logout"])
def test_what_a_page_of_another_site_sends_is_refused(browser, path, origin):
    data = {**TEXT, "form_key": form_key(browser)}
    answer = browser.client.post(path, data=data, headers={"origin": origin})
    assert (answer.status_code, "another site" in answer.text) == (403, True)


def test_what_our_own_page_sends_is_taken(browser):
    data = {**TEXT, "form_key": form_key(browser)}
    answer = browser.client.post("/follows", data=data, headers={"origin": "http://127.0.0.1"})
    assert "3 words are too few" in answer.text


def test_every_answer_is_closed_to_other_sites(browser):
    for path in ("/", "/nil", "/static/pages.css", "/api/v1/nil", "/health", "/login"):
        told = browser.get(path).headers
        assert "default-src 'none'" in told["content-security-policy"]
        assert told["x-frame-options"] == "DENY"
        assert told["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in told

"""Every page links to the same as JSON, as its address is when a person has used it."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from smallworld.coverage import SLUG
from smallworld.press import FERRY
from smallworld.world import World

from indexing.web.app import make_app

PAGES = [
    "/",
    f"/follows/{SLUG}?done=seen",
    f"/follows/{SLUG}?look=below",
    "/stories",
    "/stories/STORY",
    "/search?q=orban&sort=seen&step=week",
    "/search?q=&sort=relevance&step=day",
    "/articles/ARTICLE",
    "/explain?url=ARTICLE",
    "/alerts",
    "/alerts/1",
    "/alerts/new?q=orban",
    "/deliveries",
    "/deliveries?alert=&state=sent",
    "/deliveries/1",
    "/feeds?show=problem",
    "/feeds/1",
    "/help",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_to_its_twin(covered: World, page: str) -> None:
    article = covered.explain(f"{covered.press.url}/2026/{FERRY}").article
    assert article
    path = page.replace("ARTICLE", article.id).replace("STORY", article.story_id)
    app = make_app(covered.settings, clock=covered.clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        shown = client.get(path)
        assert shown.status_code == 200
        found = re.search(r'<a href="([^"]+)">this page as JSON</a>', shown.text)
        assert found
        told = client.get(unescape(found[1]))
    assert told.status_code == 200, told.text
    assert told.headers["content-type"] == "application/json"

"""An article of which a tombstone is left: every door says that it was here, and is gone."""

import asyncio

import pytest
from smallworld.world import DAY, World
from sqlalchemy import select

from indexing.store.schema import articles
from indexing.web.views.addresses import API

TOLD = "its text is removed: it was older than articles.keep"


@pytest.fixture
def gone(covered: World) -> list[str]:
    """Let a year go by, and the night after it; return what that left of articles."""
    assert asyncio.run(covered.maintain(after=366 * DAY)) > 0
    with covered.desk() as desk, desk.store.read() as db:
        left = select(articles.c.id).where(
            articles.c.state == "expired", articles.c.duplicate_of.is_(None)
        )
        return list(db.execute(left).scalars())


def test_its_page_and_its_twin_are_gone_not_missing(gone, client):
    address = f"/articles/{gone[0]}"
    page, twin = client.get(address), client.get(f"{API}{address}")
    assert (page.status_code, twin.status_code) == (410, 410)
    assert TOLD in page.text
    assert twin.json()["detail"] == TOLD
    assert client.get(f"{API}{address}/diff").status_code == 410


def test_explain_says_so_and_what_is_left_of_its_history(gone, client):
    page = client.get("/explain", params={"url": gone[0]})
    assert page.status_code == 200
    assert "<h2>Its text is removed</h2>" in page.text
    told = client.get(f"{API}/explain", params={"url": gone[0]}).json()
    assert (told["is_forgotten"], told["article"]) == (True, None)
    assert [(line["stage"], line["outcome"]) for line in told["trail"]] == [("maintain", "expired")]


def test_it_is_in_no_search_and_in_no_story(gone, client):
    found = client.get(f"{API}/search", params={"q": "*:*", "limit": 100}).json()
    assert found["total"] > 0, "what an alert told of is there"
    assert not {one["article"]["id"] for one in found["results"]} & set(gone)
    for story in client.get(f"{API}/stories").json():
        whole = client.get(f"{API}/stories/{story['id']}").json()
        assert len(whole["articles"]) == story["articles"]

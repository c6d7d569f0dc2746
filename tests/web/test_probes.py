"""For machines: alive, ready with reasons, and numbers that Prometheus' own parser reads."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from smallworld.coverage import ARTICLES
from smallworld.world import HOUR

from indexing.web.app import make_app


def test_it_lives(empty_browser):
    answer = empty_browser.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_it_is_ready_or_says_why_not(browser, covered):
    assert browser.get("/ready").json() == {"status": "ready", "reasons": {}}
    covered.clock.wait(HOUR)
    answer = browser.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == {"cycle": "the last one ended 1 hour ago"}


def test_the_numbers_are_read_by_prometheus(browser):
    answer = browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {one.name: one for one in text_string_to_metric_families(answer.text)}
    assert all(one.type == "gauge" for one in families.values())
    (articles,) = families["presswatch_articles"].samples
    assert articles.value == ARTICLES
    told = {one.labels["state"] for one in families["presswatch_feeds"].samples}
    assert {"failing", "silent"} <= told


def test_an_empty_store_has_them_too(empty_browser):
    assert "presswatch_lag_seconds 0.0" in empty_browser.get("/metrics").text


@pytest.fixture
def broken(covered):
    """A program asking a server whose store went away while it ran."""
    with TestClient(make_app(covered.settings, clock=covered.clock)) as client:
        client.base_url = "http://127.0.0.1"
        for file in covered.settings.data_dir.glob("presswatch.sqlite3*"):
            file.unlink()
        client.app.state.front.store.close()
        covered.settings.data_dir.rename(covered.settings.data_dir.with_name("elsewhere"))
        yield client


def test_while_the_store_is_away_it_lives_and_says_so(broken):
    assert broken.get("/health").status_code == 200
    answer = broken.get("/ready")
    assert answer.status_code == 503
    assert "store" in answer.json()["reasons"]
    assert broken.get("/metrics").status_code == 503
    page = broken.get("/")
    assert (page.status_code, "unable to open" in page.text) == (503, True)

"""Whoever matches: the same hits, and a server that is away loses none and doubles none.

The index stays embedded where the percolator is the genuine one of 7.17.8: our index needs a
newer server, and of those none can be had with that module.
"""

from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import World

from indexing.alerts.matcher import InProcessMatcher
from indexing.alerts.percolator import Percolator
from indexing.errors import IndexUnavailable
from indexing.pipeline import match as stage
from indexing.pipeline.report import in_words
from indexing.search.searchable import Searchable
from indexing.store.work.queue import DEATHS

AWAY = '[index]\nbackend = "elasticsearch"\nhosts = ["http://127.0.0.1:1"]\n'
PRESS = (ORBAN, FERRY, *MORE_ORBAN)
QUERIES = {
    "orban nato": {ORBAN, *MORE_ORBAN},
    "ferry OR kosovo": {FERRY, "kosovo-troops-stay"},
    'seen:>=now-7d entity:"Budapest" -kosovo': {ORBAN, *MORE_ORBAN} - {"kosovo-troops-stay"},
    "-orban": {FERRY},
    "fer* seen:<now-7d": set[str](),
}
"""Saved search → the articles that it hits."""


@pytest.fixture(
    params=["in-process", pytest.param("percolator", marks=pytest.mark.servers, id="percolator")]
)
def matcher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the stage match by the one under test."""
    if request.param == "in-process":
        yield
        return
    prefix = f"test-{uuid4().hex}"
    with Elasticsearch(request.getfixturevalue("elasticsearch_url")("7.17.8")) as client:
        monkeypatch.setattr(
            stage,
            "open_matcher",
            lambda _settings, rules, **when: Percolator(client, prefix, rules, **when),
        )
        yield
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)


@pytest.mark.usefixtures("matcher")
async def test_a_cycle_makes_the_same_hits_whoever_matches(world: World) -> None:
    await world.subscribe()
    alerts = {world.alert(query): slugs for query, slugs in QUERIES.items()}
    urls = {world.press.publish(slug): slug for slug in PRESS}
    await world.cycle()
    fired: dict[int, set[str]] = {alert: set() for alert in alerts}
    for url, slug in urls.items():
        for answer in world.explain(url).alerts:
            if answer.fired:
                fired[answer.alert_id].add(slug)
    assert fired == alerts
    assert (await world.cycle()).number("alerts") == 0, "nothing twice"


async def test_without_the_percolator_articles_wait_and_later_fire_once(
    build: Callable[[str], World],
) -> None:
    world = build(AWAY + '[alerts]\nmatcher = "percolator"\n')
    await world.subscribe()
    world.alert("orban")
    url = world.press.publish(ORBAN)
    report = await world.cycle()
    assert report.outcome == "done in part"
    assert "match: rules in presswatch-rules-" in " ".join(in_words(report))
    assert "match" not in dict(world.told(url))
    in_process = world.settings.alerts.model_copy(update={"matcher": "in-process"})
    world.settings = world.settings.model_copy(update={"alerts": in_process})
    await world.cycle()
    assert len(await world.deliver()) == 1, "in process no server is needed"
    assert world.told(url).count(("match", "fired")) == 1


class Unsteady(InProcessMatcher):
    """A matcher whose server goes away when it is asked, as often as ``failures`` says."""

    failures = 0

    def match_all(self, articles: Sequence[Searchable]) -> list[list[int]]:
        if Unsteady.failures:
            Unsteady.failures -= 1
            raise IndexUnavailable("it went away", "rules", "Start it.")
        return super().match_all(articles)


async def test_a_server_that_goes_away_in_mid_match_kills_no_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "open_matcher", lambda _settings, rules, **_when: Unsteady(rules))
    monkeypatch.setattr(Unsteady, "failures", DEATHS + 1)
    await world.subscribe()
    world.alert("orban")
    url = world.press.publish(ORBAN)
    for _ in range(DEATHS + 1):
        assert (await world.cycle()).outcome == "done in part"
    assert [outcome for at, outcome in world.told(url) if at == "match"] == []
    await world.cycle()
    assert [outcome for at, outcome in world.told(url) if at == "match"] == ["fired"]
    assert len(await world.deliver()) == 1


async def test_an_article_that_breaks_the_matcher_is_set_aside_and_the_others_fire(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = InProcessMatcher.match

    def broken(self: InProcessMatcher, article: Searchable) -> list[int]:
        if article.url == bad:
            raise ValueError("boom")
        return real(self, article)

    monkeypatch.setattr(InProcessMatcher, "match", broken)
    await world.subscribe()
    world.alert("orban OR ferry")
    bad, good = world.press.publish(ORBAN), world.press.publish(FERRY)
    await world.cycle()
    assert world.told(bad)[-1] == ("match", "quarantined")
    assert world.told(good)[-1] == ("match", "fired")


async def test_a_rule_that_no_server_takes_is_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InProcessMatcher, "unstored", {1: "too deep"})
    await world.subscribe()
    world.press.publish(ORBAN)
    assert (await world.cycle()).number("rules", "matched in process") == 1

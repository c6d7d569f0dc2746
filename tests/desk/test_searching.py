"""Search: folded copies, exact counts, why nothing was found, topics that exist."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from smallworld.coverage import ARTICLES, COPY, OTHERS, SLUG, STORY
from smallworld.press import ORBAN
from smallworld.world import World

from indexing.desk.alerts import alerting
from indexing.desk.coverage import exporting, naming, queries, searching, suggesting
from indexing.desk.coverage.queries import read_query
from indexing.desk.coverage.searching import LeftOut, Wish
from indexing.errors import InvalidQuery, NotFound
from indexing.index.contract import Sort
from indexing.search.tree import Field


def found(world: World, query: str, wish: Wish = Wish()) -> searching.SearchAnswer:  # noqa: B008
    """Return the answer to a search."""
    with world.desk() as desk:
        return searching.search(desk, query, wish)


def slugs(answer: searching.SearchAnswer) -> list[str]:
    """Return the last part of each result's address."""
    return [one.article.url.rpartition("/")[2] for one in answer.results]


def test_copies_are_one_result_and_every_count_says_both(covered: World) -> None:
    answer = found(covered, "carmelite")
    assert (answer.total, answer.distinct_texts) == (2, 1)
    assert [one.copies for one in answer.results] == [1]
    everything = found(covered, "*:*", Wish(limit=100))
    assert (everything.total, everything.distinct_texts) == (ARTICLES, ARTICLES - 1)
    assert len(everything.results) == everything.distinct_texts


def test_pages_follow_one_another_without_a_gap(covered: World) -> None:
    seen, cursor = [], ""
    while True:
        page = found(covered, "*:*", Wish(sort=Sort.SEEN, limit=3, cursor=cursor))
        seen += slugs(page)
        cursor = page.cursor
        if not cursor:
            break
    assert seen[:1] == ["gone"]
    assert set(seen) == {ORBAN, *STORY, *OTHERS, "gone"} | {COPY.rpartition("/")[2]} & set(seen)


def test_a_result_shows_where_it_matched(covered: World) -> None:
    (one,) = found(covered, "ferry AND fire").results
    marked = {one.snippet.text[start:end].lower() for start, end in one.snippet.spans}
    assert {"ferry", "fire"} & marked
    assert {clause.clause for clause in one.matched} == {"ferry", "fire"}


@pytest.mark.parametrize(
    ("query", "total"),
    [
        pytest.param('entity:"Viktor Orban"', 1 + len(STORY) + 1, id="any spelling of a person"),
        pytest.param('entity:"Orbán" AND -entity:"Jens Stoltenberg"', 0, id="and not another"),
        pytest.param("topic:sport", 1, id="a topic"),
        pytest.param("topic:SPORT OR topic:spo*", 1, id="in capitals, and as a pattern"),
        pytest.param(f"related:{SLUG}", 1 + len(STORY) + 1, id="a follow"),
        pytest.param("source:'small press'", 0, id="single quotes are letters"),
        pytest.param('source:"Small PRESS"', ARTICLES, id="a source, folded"),
        pytest.param("seen:>=now-2d", 4, id="our own time"),
        pytest.param("published:>=now-30d", 0, id="an unknown date is in no range"),
        pytest.param("lang:en", ARTICLES, id="a language"),
    ],
)
def test_our_fields(covered: World, query: str, total: int) -> None:
    assert found(covered, query).total == total


@pytest.mark.parametrize(
    ("query", "start", "do", "suggestion"),
    [
        pytest.param(
            "orban AND topic:polytics",
            10,
            "did you mean politics?",
            "orban AND topic:politics",
            id="a typo, at its place",
        ),
        pytest.param(
            "topic:(sport OR whether) x",
            16,
            "did you mean weather?",
            "topic:(sport OR weather) x",
            id="in a group",
        ),
        pytest.param("-topic:zzz^2", 1, "the topics are arts, conflict", "", id="nothing near"),
    ],
)
def test_a_topic_that_no_article_can_have_is_an_error_with_the_nearest(
    covered: World, query: str, start: int, do: str, suggestion: str
) -> None:
    with covered.desk() as desk:
        for ask in (
            lambda: searching.search(desk, query),
            lambda: exporting.export(desk, query),
            lambda: alerting.add_alert(desk, alerting.AlertRequest(query)),
            lambda: alerting.edit_alert(desk, 1, alerting.AlertRequest(query)),
        ):
            with pytest.raises(InvalidQuery) as caught:
                ask()
            assert caught.value.start == start
            assert caught.value.do.startswith(do)
            assert caught.value.suggestion == suggestion
        assert searching.why_empty(desk, query) == []


def test_every_topic_is_taken() -> None:
    from indexing.extraction import topic_slugs

    for slug in topic_slugs():
        read_query(f"topic:{slug}")


def test_why_empty_names_the_clause_to_leave_out_and_what_is_then_found(covered: World) -> None:
    with covered.desk() as desk:
        assert searching.why_empty(desk, "carmelite AND zucchini AND seen:>=now-30d") == [
            LeftOut("zucchini", "carmelite AND seen:>=now-30d", 2)
        ]
        assert [
            (one.clause, one.query, one.articles)
            for one in searching.why_empty(desk, "carmelite ferry")
        ] == [("ferry", "carmelite", 2), ("carmelite", "ferry", 1)]
        assert searching.why_empty(desk, "zucchini") == []
        assert searching.why_empty(desk, "zucchini AND (") == []


def test_facets_and_timeline_agree_with_the_count(covered: World) -> None:
    wish = Wish(facets=(Field.SOURCE, Field.ENTITY, Field.TOPIC, Field.RELATED))
    answer = found(covered, "*:*", wish)
    (source,) = answer.facets["source"]
    assert (source.value, source.name, source.articles) == ("small press", "Small Press", ARTICLES)
    names = {one.name for one in answer.facets["entity"]}
    assert {"Viktor Orbán", "Hungary"} <= names
    assert [one.value for one in answer.facets["related"]] == [SLUG]
    for one in answer.facets["topic"]:
        assert found(covered, f"topic:{one.value}").total == one.articles


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param("topic:politics", Field.TOPIC, id="the whole query"),
        pytest.param('(hungary OR ferry) topic:"politics"', Field.TOPIC, id="as a link narrows"),
        pytest.param("+topic:politics seen:>=2026", Field.TOPIC, id="with a sign"),
        pytest.param("((*:*) topic:politics) lang:en", Field.TOPIC, id="narrowed twice"),
        pytest.param("(topic:conflict OR topic:sport) lang:en", Field.TOPIC, id="of two already"),
        pytest.param('entity:"Viktor Orbán" lang:en', Field.ENTITY, id="a name"),
        pytest.param("topic:politics topic:conflict", Field.TOPIC, id="of both, beside the last"),
    ],
)
def test_a_facet_says_what_or_would_add(covered: World, query: str, field: Field) -> None:
    answer = found(covered, query, Wish(facets=(field,)))
    wider = answer.wider[field.value]
    assert wider
    for one in wider:
        assert found(covered, one.query).total == answer.total + one.more > answer.total, one


@pytest.mark.parametrize("query", ["orban", "topic:politics OR ferry", "-topic:politics", "*:*"])
def test_or_is_offered_only_where_a_value_is_asked_for(covered: World, query: str) -> None:
    assert found(covered, query, Wish(facets=(Field.TOPIC,))).wider == {}


def test_an_export_has_every_row_and_says_how_many_first(covered: World) -> None:
    with covered.desk() as desk:
        made = exporting.export(desk, "*:*")
        rows = list(made.rows)
    assert made.total == len(rows) == ARTICLES
    assert len({row.group for row in rows}) == ARTICLES - 1


def test_days_are_those_of_the_asker(covered: World) -> None:
    counts = {}
    for zone in ("UTC", "Pacific/Auckland"):
        with covered.desk() as desk:
            there = type(desk)(desk.settings, desk.store, desk.index, desk.clock, ZoneInfo(zone))
            counts[zone] = searching.search(there, "seen:2026-03-02").total
    assert counts == {"UTC": 2, "Pacific/Auckland": 0}


def test_what_expired_a_moment_ago_is_no_result(covered: World) -> None:
    with covered.desk() as desk:
        with desk.store.write() as db:
            db.exec_driver_sql("DELETE FROM versions")
        answer = searching.search(desk, "ferry")
    assert (answer.total, answer.results) == (1, ())


def test_names_are_suggested_and_shown_with_their_spellings(covered: World) -> None:
    with covered.desk() as desk:
        assert suggesting.suggest(desk, "vikt")[0].name == "Viktor Orbán"
        one = naming.show_entity(desk, "orbán")[0]
        assert {"Viktor Orbán", "Orbán"} <= {spelling for spelling, _count in one.spellings}
        with pytest.raises(NotFound, match="There are: "):
            naming.show_entity(desk, "vikto")


def test_an_entity_asked_for_by_its_id_is_read_back_by_its_name(covered: World) -> None:
    with covered.desk() as desk:
        answer = searching.search(desk, 'entity:"per:viktor-orban" AND nato')
    assert answer.read_as.startswith("Viktor Orbán under any spelling")
    assert answer.total


def test_a_frozen_query_finds_the_same_later(covered: World) -> None:
    with covered.desk() as desk:
        query = "nato seen:>=now-2d -published:[now-1d TO now]"
        fixed = queries.frozen(desk, query)
        before = {one.article.id for one in searching.search(desk, query).results}
    assert "now" not in fixed
    covered.clock.now += timedelta(days=30)
    with covered.desk() as desk:
        assert {one.article.id for one in searching.search(desk, fixed).results} == before
        assert queries.frozen(desk, fixed) == fixed
        assert not searching.search(desk, query).total

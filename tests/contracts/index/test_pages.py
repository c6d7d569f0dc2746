"""Orders of results, and pages that neither repeat nor leave out an article."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexing.errors import InvalidRequest
from indexing.index.contract import Sort
from indexing.search.tree import Boost, Everything, Field, Not, Or, Term

SPAN = (0, 0)
OLDEST = datetime(1, 1, 1, tzinfo=UTC)
NATO = Term(Field.TEXT, "nato", "nato", SPAN)
GOAL = Term(Field.TEXT, "goal", "goal", SPAN)


@pytest.fixture(scope="module")
def many(new_index, generated):
    index = new_index()
    index.write(generated, generation=1)
    index.publish(1)
    return index


def ids_by_page(index, query, sort, limit):
    """Return the ids of all pages, one after the other."""
    found, cursor = [], ""
    while True:
        page = index.search(query, sort=sort, limit=limit, cursor=cursor)
        found += [result.article_id for result in page.results]
        if not page.cursor:
            return found
        assert len(page.results) == limit
        cursor = page.cursor


def newest_first(articles):
    by_id = sorted(articles, key=lambda article: article.article_id)
    return sorted(by_id, key=lambda article: article.first_seen_at, reverse=True)


def ids_of(articles):
    return [article.article_id for article in articles]


@pytest.mark.parametrize("limit", [1, 7, 299, 300, 1000])
def test_by_first_seen_newest_first_ties_by_id(many, generated, limit):
    assert ids_by_page(many, Everything(), Sort.SEEN, limit) == ids_of(newest_first(generated))


@pytest.mark.parametrize("limit", [1, 7, 300])
def test_by_publication_newest_first_unknown_dates_last(many, generated, limit):
    expected = sorted(
        newest_first(generated), key=lambda article: article.published_at or OLDEST, reverse=True
    )
    assert ids_by_page(many, Everything(), Sort.PUBLISHED, limit) == ids_of(expected)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(Everything(), id="equal scores"),
        pytest.param(Not(NATO, SPAN), id="no word that could tell"),
        pytest.param(Boost(Everything(), 0.0, SPAN), id="scores of zero"),
    ],
)
def test_equal_relevance_means_newest_first(many, generated, query):
    has_word = {a.article_id for a in generated if "nato" in f"{a.title} {a.text}".split()}
    matching = [a for a in generated if not (isinstance(query, Not) and a.article_id in has_word)]

    assert ids_by_page(many, query, Sort.RELEVANCE, 7) == ids_of(newest_first(matching))


def test_pages_by_relevance_hold_every_article_once_best_first(many):
    query = Or((NATO, Boost(GOAL, 2.0, SPAN)), SPAN)
    whole = many.search(query, limit=1000)
    scores = [result.score for result in whole.results]

    assert scores == sorted(scores, reverse=True)
    assert ids_by_page(many, query, Sort.RELEVANCE, 9) == [r.article_id for r in whole.results]
    assert whole.total == len(whole.results) == many.count(query)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param(Term(Field.TEXT, "hungari", "hungary", SPAN), "veto", id="headline first"),
        pytest.param(Or((NATO, Boost(GOAL, 9.0, SPAN)), SPAN), "match", id="a boost counts"),
    ],
)
def test_the_best_result_comes_first(filled, query, first):
    assert filled.search(query, limit=1).results[0].article_id == first


@pytest.mark.parametrize("sort", [Sort.SEEN, Sort.PUBLISHED])
def test_new_articles_neither_repeat_nor_hide_older_ones(index, make_article, sort):
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    one = make_article("m0", "Vote", first_seen_at=moment, published_at=moment)
    index.write([replace(one, article_id=f"m{n}") for n in range(1, 6)], generation=1)
    index.publish(1)
    page = index.search(Everything(), sort=sort, limit=2)
    later = moment + timedelta(hours=1)
    newer = {"first_seen_at": later, "published_at": later}
    index.write([one, replace(one, article_id="m9", **newer)], generation=1)
    rest = index.search(Everything(), sort=sort, limit=9, cursor=page.cursor)

    assert [result.article_id for result in page.results] == ["m1", "m2"]
    assert [result.article_id for result in rest.results] == ["m3", "m4", "m5"]
    assert rest.total == 7


def test_a_page_after_the_last_result_was_deleted(index, make_article):
    index.write([make_article("a"), make_article("b")], generation=1)
    index.publish(1)
    page = index.search(Everything(), sort=Sort.SEEN, limit=1)
    index.delete(["b"], generation=1)

    rest = index.search(Everything(), sort=Sort.SEEN, limit=1, cursor=page.cursor)
    assert (rest.results, rest.total, rest.cursor) == ((), 1, "")


@pytest.mark.parametrize("cursor", ["x", "%%%", "bnVsbA", "W10", "é", "[]", "A" * 5000])
@pytest.mark.parametrize("sort", list(Sort))
def test_a_cursor_that_we_never_gave_is_refused(filled, cursor, sort):
    with pytest.raises(InvalidRequest, match="no cursor"):
        filled.search(Everything(), sort=sort, cursor=cursor)


def test_a_cursor_belongs_to_its_order(filled):
    cursor = filled.search(Everything(), sort=Sort.SEEN, limit=2).cursor

    with pytest.raises(InvalidRequest, match="first page"):
        filled.search(Everything(), sort=Sort.PUBLISHED, cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_limits_are_from_1_to_1000(filled, limit):
    with pytest.raises(InvalidRequest, match="1 to 1,000"):
        filled.search(Everything(), limit=limit)

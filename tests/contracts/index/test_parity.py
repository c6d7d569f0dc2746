"""Queries as people type them, over 5,000 articles: every engine finds what the evaluator finds."""

import sys
from collections import Counter
from functools import reduce
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from indexing.index.contract import Sort
from indexing.search.analysis import fold
from indexing.search.binding import bind
from indexing.search.checks import compiled
from indexing.search.grammar import parse
from indexing.search.tree import And, Boost, Everything, Field, Not, Or, Term
from indexing.search.view import ArticleView

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
import press

pytestmark = pytest.mark.slow
ZONE = ZoneInfo("Europe/Budapest")
LINES = Path(__file__).with_name("parity_queries.txt").read_text("utf-8").splitlines()
START_OF_NONE = LINES.index("## Nothing at all")
FOUND, NONE = (
    [line for line in lines if line and not line.startswith("#")]
    for lines in (LINES[:START_OF_NONE], LINES[START_OF_NONE:])
)
NAMES = {"viktor orban": ("per:viktor-orban",)}


def bound(text):
    """Return the tree of ``text`` as the desk would bind it."""
    return bind(parse(text), now=press.NOW, zone=ZONE, entity_ids=entity_ids)


def entity_ids(name):
    """Return the ids of a typed name; an id stands for itself."""
    return NAMES.get(fold(name), () if " " in name else (name,))


@pytest.fixture(scope="module")
def articles(make_article):
    return press.press(make_article)


@pytest.fixture(scope="module")
def evaluated(articles):
    """A function: tree → ids of the articles that the evaluator finds."""
    views = [ArticleView(article) for article in articles]

    def find(tree):
        holds = compiled(tree)
        return {view.article.article_id for view in views if holds(view)}

    return find


@pytest.fixture(scope="module")
def index(new_index, articles):
    index = new_index()
    assert index.write(articles, generation=1) == {}
    index.publish(1)
    return index


def found(index, tree):
    """Return the ids on all pages; no page repeats one."""
    ids, cursor = [], ""
    while True:
        page = index.search(tree, sort=Sort.SEEN, limit=1000, cursor=cursor)
        ids += [result.article_id for result in page.results]
        if not page.cursor:
            assert len(ids) == len(set(ids)) == page.total == index.count(tree)
            return set(ids)
        cursor = page.cursor


def test_there_are_queries_enough():
    assert len(set(FOUND + NONE)) >= 120
    assert press.ARTICLES >= 5_000


@pytest.mark.parametrize("text", FOUND)
def test_a_query_finds_what_the_evaluator_finds(index, evaluated, text):
    tree = bound(text)
    expected = evaluated(tree)

    assert expected, "a query that finds nothing tells nothing: mend it"
    assert found(index, tree) == expected


@pytest.mark.parametrize("text", NONE)
def test_a_query_that_nothing_answers(index, evaluated, text):
    assert found(index, bound(text)) == evaluated(bound(text)) == set()


def word(text):
    return Term(Field.TEXT, text, text, (0, 0))


@pytest.mark.parametrize(
    "nested",
    [
        pytest.param(lambda inner: inner, id="plain"),
        pytest.param(lambda inner: Boost(inner, 2.0, (0, 0)), id="every inner one weighted"),
    ],
)
def test_sixty_levels_that_cannot_be_made_flat(index, evaluated, nested):
    def deeper(inner, level):
        kind = Or if level % 2 else And
        other = word("wheat") if level % 3 else Not(word("talk"), (0, 0))
        return kind((nested(inner), other), (0, 0))

    tree = reduce(deeper, range(60), word("nato"))
    assert found(index, tree) == evaluated(tree)


def test_a_thousand_clauses(index, evaluated):
    tree = bound(" OR ".join([f"word{n}" for n in range(998)] + ["nato", '"wheat prices"']))
    assert found(index, tree) == evaluated(tree) != set()


def test_facets_of_many_values_are_exact(index, articles):
    counts = Counter(article.url for article in articles)
    counts |= Counter({"none": 0})
    expected = sorted(counts, key=lambda url: (-counts[url], url))[:1000]
    facets = index.facets(Everything(), [Field.URL, Field.SOURCE], limit=1000)

    assert [value for value, _ in facets[Field.URL]] == expected
    assert dict(facets[Field.SOURCE]) == Counter(a.source for a in articles if a.source)


@pytest.mark.parametrize("step", ["hour", "day", "week", "month"])
@pytest.mark.parametrize("zone", ["Europe/Budapest", "America/New_York", "Australia/Lord_Howe"])
def test_timelines_count_local_time(index, articles, step, zone):
    def start(moment):
        text = moment.astimezone(ZoneInfo(zone))
        return {"hour": f"{text:%Y-%m-%d %H}", "day": f"{text:%Y-%m-%d}",
                "week": f"{text:%G week %V}", "month": f"{text:%Y-%m}"}[step]  # fmt: skip

    bars = index.histogram(Everything(), Field.SEEN, step=step, zone=ZoneInfo(zone))
    counts = Counter()
    for bar in bars:
        counts[start(bar.at)] += bar.articles
    assert +counts == Counter(start(article.first_seen_at) for article in articles)

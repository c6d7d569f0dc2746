"""Every kind of clause, on every matcher: what it meets and what it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from saved import SEEN, evaluated, made_article, saved

from indexing.alerts.contract import Rule
from indexing.search.tree import Nothing

ARTICLES = (
    made_article(
        "veto", "Hungary blocks NATO vote", "Viktor Orbán said the veto on Ukraine would stand.",
        source="reuters", entities=("per:viktor-orban", "q28"), topics=("politics",),
        authors=("ann lee", "bo"), story="s1", follows=("nato",),
    ),
    made_article("talks", "NATO talks", "Orbán was not at the talks on Ukraine.", language="hu"),
    made_article("swap", "Vote blocks", "The vote blocks nothing, he said.", published_at=None),
    made_article("old", "News of old", "Café owners sold.", published_at=SEEN - timedelta(days=9)),
    made_article("empty", language="", url=""),
)  # fmt: skip
KINDS = [
    pytest.param("orban", "veto talks", id="a word, folded"),
    pytest.param("talk", "talks", id="a word, stemmed"),
    pytest.param("title:vote", "veto swap", id="a word of the headline"),
    pytest.param("body:nato", "", id="a word that only the headline has"),
    pytest.param("news", "old", id="news is no plural"),
    pytest.param('"the veto"', "veto", id="a phrase"),
    pytest.param('"veto the"', "", id="a phrase the other way round"),
    pytest.param('"said veto"~1', "veto", id="slop 1: one word between"),
    pytest.param('"veto said"~2', "", id="slop 2: too little for a swap with a word between"),
    pytest.param('"veto said"~3', "veto", id="slop 3: a swap costs two"),
    pytest.param('title:"nato vote"', "veto", id="a phrase of the headline"),
    pytest.param("uk*ne", "veto talks", id="a wildcard"),
    pytest.param("title:bl?cks", "veto swap", id="one free letter, unstemmed"),
    pytest.param("no*i?g", "swap", id="a gap, then a free letter"),
    pytest.param("orbna~1", "veto talks", id="fuzzy: a swap of neighbours is one edit"),
    pytest.param("uraine~1", "veto talks", id="fuzzy: a letter left out"),
    pytest.param("robna~1", "", id="fuzzy: two edits are one too many"),
    pytest.param('entity:"Viktor Orbán"', "veto", id="an entity, bound"),
    pytest.param("entity:Hungary", "veto", id="a name of several entities"),
    pytest.param("entity:Nobody", "", id="a name of no entity"),
    pytest.param("topic:politics", "veto", id="a topic"),
    pytest.param("topic:pol*", "veto", id="a pattern over whole values"),
    pytest.param("source:reuters OR lang:hu", "veto talks", id="keyword fields"),
    pytest.param('author:"ann l??"', "veto", id="a pattern with a space"),
    pytest.param("story:s1 related:nato", "veto", id="a story and a follow"),
    pytest.param("url:*/talks", "talks", id="an address"),
    pytest.param("_exists_:published", "veto talks old empty", id="a date is known"),
    pytest.param("_exists_:title", "veto talks swap old", id="there is a headline"),
    pytest.param("_exists_:author", "veto", id="there is an author"),
    pytest.param("published:2026-03-01", "veto talks empty", id="a day"),
    pytest.param("published:<2026-03", "old", id="before a month"),
    pytest.param("seen:[2026-02-01 TO 2026-02-28]", "", id="a range of days"),
    pytest.param("published:>=now-7d", "veto talks empty", id="dates count from first seen"),
    pytest.param("-published:>=now-7d", "swap old", id="such a date, negated"),
    pytest.param("-(orban published:now/d)", "swap old empty", id="in a negated group"),
    pytest.param("orban OR published:<now-7d", "veto talks old", id="such a date, one of two"),
    pytest.param("-orban", "swap old empty", id="a negation alone"),
    pytest.param("-orban -news", "swap empty", id="negations alone"),
    pytest.param("vote -nato", "swap", id="all but"),
    pytest.param("nato AND (vote OR talks)", "veto talks", id="groups"),
    pytest.param("orban^3 OR news^0.5", "veto talks old", id="boosts do not choose"),
    pytest.param("*:*", "veto talks swap old empty", id="everything"),
    pytest.param(Nothing(), "", id="nothing"),
]
RULES = [
    Rule(number, 1, saved(query) if isinstance(query, str) else query)
    for number, query in enumerate(each.values[0] for each in KINDS)
]


@pytest.fixture(scope="module")
def answers(matcher_of) -> list[list[int]]:
    matcher = matcher_of(RULES)
    assert matcher.unstored == {}
    together = matcher.match_all(ARTICLES)
    assert together == [matcher.match(article) for article in ARTICLES]
    return together


@pytest.mark.parametrize(("number", "expected"), [
    pytest.param(number, each.values[1], id=each.id) for number, each in enumerate(KINDS)
])  # fmt: skip
def test_a_clause_meets_these_and_no_others(answers, number, expected):
    met = [article.article_id for article, ids in zip(ARTICLES, answers, strict=True)
           if number in ids]  # fmt: skip
    assert met == expected.split()
    assert [number in ids for ids in evaluated(RULES, ARTICLES)] == [number in i for i in answers]


@pytest.mark.parametrize(
    ("zone", "met"),
    [
        pytest.param("UTC", [], id="in London the article is of yesterday"),
        pytest.param("Asia/Tokyo", [1, 2], id="in Tokyo it is today's"),
    ],
)
def test_days_are_those_of_the_rule(matcher_of, zone, met):
    rules = [
        Rule(1, 1, saved("published:now/d"), ZoneInfo(zone)),
        Rule(2, 1, saved("published:2026-03-02"), ZoneInfo(zone)),
    ]
    evening, night = datetime(2026, 3, 1, 16, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC)
    told = replace(ARTICLES[0], published_at=evening, first_seen_at=night)
    assert matcher_of(rules).match(told) == met


def test_answers_ascend_and_are_those_of_the_rules_whatever_their_order(matcher_of):
    rules = [Rule(7, 2, saved("nato OR vote")), Rule(3, 1, saved("-aid")), Rule(5, 1, saved("x"))]
    assert matcher_of(rules).match(ARTICLES[0]) == [3, 7]


def test_nothing_is_met_without_rules_and_nothing_told_without_articles(matcher_of):
    assert matcher_of([]).match_all(ARTICLES) == [[]] * len(ARTICLES)
    assert matcher_of(RULES).match_all([]) == []


def test_an_edited_rule_answers_as_edited_and_a_deleted_one_not_at_all(matcher_of):
    before = matcher_of([Rule(1, 1, saved("nato")), Rule(2, 1, saved("vote"))])
    after = matcher_of([Rule(1, 2, saved("news"))])
    assert [matcher.match(ARTICLES[0]) for matcher in (before, after)] == [[1, 2], []]
    assert [matcher.match(ARTICLES[3]) for matcher in (before, after)] == [[], [1]]


def test_an_article_that_no_index_takes_is_matched_all_the_same(matcher_of):
    odd = made_article("odd", "NATO talks", "votes", authors=("\ud800",))
    assert matcher_of(RULES).match_all([ARTICLES[0], odd, ARTICLES[1]]) == evaluated(
        RULES, [ARTICLES[0], odd, ARTICLES[1]]
    )

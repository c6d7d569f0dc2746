"""Every construct of the tree, with the articles it must find, told by hand."""

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest

from indexing.search.analysis import analyze_query_word
from indexing.search.evaluator import matches
from indexing.search.tree import (
    And,
    Boost,
    DateRange,
    Everything,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)  # fmt: skip

SPAN = (0, 0)
EVERY = {"veto", "talks", "aid", "wheat", "match", "swap", "café", "bare", "empty", "long"}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)  # first article seen; the next ones an hour apart
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


def term(word, field=Field.TEXT):
    return Term(field, analyze_query_word(word)[0], word, SPAN)


def phrase(text, slop=0, gaps=None, field=Field.TEXT):
    tokens = analyze_query_word(text)
    return Phrase(field, tokens, gaps or tuple(range(len(tokens))), slop, text, SPAN)


def wild(pattern, field=Field.TEXT):
    return Wildcard(field, pattern, SPAN)


def fuzzy(token, distance, field=Field.TEXT):
    return Fuzzy(field, token, distance, SPAN)


def key(field, *values):
    return Keyword(field, values, " ".join(values), SPAN)


def dates(field, lower, upper):
    return DateRange(field, "", "", True, False, SPAN, lower, upper)


def all_of(*parts):
    return And(parts, SPAN)


def any_of(*parts):
    return Or(parts, SPAN)


def no(part):
    return Not(part, SPAN)


WORDS = [
    pytest.param(term("ukraine"), {"veto", "talks", "aid"}, id="a word, in headline or text"),
    pytest.param(term("hungary", Field.TITLE), {"veto"}, id="a word in headlines only"),
    pytest.param(term("hungary", Field.BODY), {"wheat"}, id="a word in texts only"),
    pytest.param(term("receiving"), {"aid"}, id="inflected forms are one token"),
    pytest.param(term("Orban"), {"veto", "talks"}, id="accents and case do not matter"),
    pytest.param(term("zurich"), {"café"}, id="possessives and umlauts do not matter"),
    pytest.param(term("nobody"), set(), id="a word that no article has"),
    pytest.param(phrase("nato vote"), {"veto"}, id="a phrase"),
    pytest.param(phrase("vote nato"), set(), id="a phrase keeps its order"),
    pytest.param(phrase("late the", gaps=(0, 1)), {"match"}, id="a full stop does not part words"),
    pytest.param(phrase("vote viktor"), set(), id="no phrase runs from headline into text"),
    pytest.param(phrase("blocks vote", gaps=(0, 2)), {"veto"}, id="a phrase with a hole"),
    pytest.param(phrase("ukraine"), {"veto", "talks", "aid"}, id="a phrase of one word"),
    pytest.param(phrase("late goal decides the match"), {"match"}, id="a long phrase"),
    pytest.param(phrase("the the", gaps=(0, 4)), {"match"}, id="a phrase with a word twice"),
    pytest.param(phrase("blocks vote", 1), {"veto"}, id="slop 1: one word between"),
    pytest.param(phrase("blocks vote", 2), {"veto", "swap"}, id="slop 2: or exchanged"),
    pytest.param(phrase("aid aid", 1), set(), id="slop: one word is not near itself"),
    pytest.param(phrase("aid aid", 2), {"aid"}, id="slop: a word near the same word"),
    pytest.param(phrase("vote blocks", 3, field=Field.BODY), {"swap"}, id="slop in texts only"),
]  # fmt: skip
PATTERNS = [
    pytest.param(wild("hung*"), {"veto", "wheat"}, id="a prefix"),
    pytest.param(wild("*kraine"), {"veto", "talks", "aid"}, id="a suffix"),
    pytest.param(wild("n?t?"), {"veto", "talks", "bare"}, id="? is one character"),
    pytest.param(wild("vot?", Field.TITLE), {"veto", "swap"}, id="a pattern in headlines"),
    pytest.param(wild("receives"), {"aid"}, id="patterns see words, not tokens"),
    pytest.param(wild("receiv"), set(), id="a pattern fits the whole word"),
    pytest.param(wild("*"), EVERY - {"empty"}, id="* is any word at all"),
    pytest.param(wild("?" * 40 + "*"), set(), id="? forty times"),
    pytest.param(wild("*e?????????????*c"), {"long"}, id="a pattern that explodes as automaton"),
    pytest.param(wild("(hungary|nato).+"), set(), id="nothing but * and ? has a meaning"),
    pytest.param(fuzzy("hungray", 1), {"veto", "wheat"}, id="a swap of neighbours is one edit"),
    pytest.param(fuzzy("huntray", 1), set(), id="two edits are not one"),
    pytest.param(fuzzy("huntray", 2), {"veto", "wheat"}, id="two edits are two"),
    pytest.param(fuzzy("nata", 1), {"veto", "talks"}, id="one letter changed"),
    pytest.param(fuzzy("at", 1), {"bare", "long", "swap", "talks"}, id="a short word"),
]  # fmt: skip
ORBAN_OR_HUNGARY = {"veto", "wheat", "talks"}
KEYWORDS = [
    pytest.param(key(Field.ENTITY, "q28"), {"veto", "wheat"}, id="an entity"),
    pytest.param(key(Field.ENTITY, "q28", "per:viktor-orban"), ORBAN_OR_HUNGARY, id="any"),
    pytest.param(key(Field.ENTITY, "per:*"), {"veto", "talks"}, id="a pattern of ids"),
    pytest.param(key(Field.ENTITY, "per"), set(), id="part of a value is not the value"),
    pytest.param(key(Field.ENTITY), set(), id="an entity that nobody knows"),
    pytest.param(key(Field.SOURCE, "sports daily"), {"match"}, id="a value with a space"),
    pytest.param(key(Field.SOURCE, "s* d?ily", "ap"), {"match", "aid", "wheat"}, id="mixed"),
    pytest.param(key(Field.AUTHOR, "ann lee"), {"match", "café"}, id="one of several authors"),
    pytest.param(key(Field.STORY, "s1"), {"aid", "wheat"}, id="a story"),
    pytest.param(key(Field.RELATED, "nato"), {"talks"}, id="a follow"),
    pytest.param(key(Field.LANG, "de"), {"café"}, id="a language"),
    pytest.param(key(Field.URL, "https://news.example/veto"), {"veto"}, id="an address"),
    pytest.param(key(Field.URL, "*/?a*"), {"talks", "match", "café", "bare"}, id="part of one"),
    pytest.param(Exists(Field.TOPIC, SPAN), {"veto", "aid", "wheat", "match"}, id="has a topic"),
    pytest.param(Exists(Field.TITLE, SPAN), EVERY - {"bare", "empty"}, id="has a headline"),
    pytest.param(Exists(Field.TEXT, SPAN), EVERY - {"empty"}, id="has any word"),
    pytest.param(Exists(Field.PUBLISHED, SPAN), EVERY - {"match", "bare"}, id="has a date"),
    pytest.param(Exists(Field.LANG, SPAN), EVERY - {"empty"}, id="an empty value is none"),
]  # fmt: skip
DATES = [
    pytest.param(dates(Field.SEEN, NOON, NOON + 2 * HOUR), {"veto", "talks"}, id="half open"),
    pytest.param(dates(Field.SEEN, NOON + TICK, NOON + HOUR + TICK), {"talks"}, id="a microsecond"),
    pytest.param(dates(Field.SEEN, NOON + 9 * HOUR, None), {"long"}, id="open to the right"),
    pytest.param(dates(Field.PUBLISHED, None, NOON - DAY + TICK), {"veto"}, id="open to the left"),
    pytest.param(dates(Field.PUBLISHED, None, None), EVERY - {"match", "bare"}, id="open: a date"),
    pytest.param(dates(Field.PUBLISHED, NOON, NOON), set(), id="an empty range"),
    pytest.param(dates(Field.SEEN, NOON + DAY, NOON), set(), id="a range turned round"),
]  # fmt: skip
BOTH = {"veto", "talks"}
NATO, HEADLINE = term("nato"), Exists(Field.TITLE, SPAN)
DEEP = reduce(lambda inner, _: all_of(any_of(NATO, HEADLINE), no(no(inner))), range(21), NATO)
LOGIC = [
    pytest.param(all_of(term("nato"), term("ukraine")), BOTH, id="both"),
    pytest.param(any_of(term("nato"), term("wheat")), BOTH | {"wheat"}, id="either"),
    pytest.param(all_of(term("ukraine"), no(term("nato"))), {"aid"}, id="one without the other"),
    pytest.param(no(term("ukraine")), EVERY - {"veto", "talks", "aid"}, id="a negation alone"),
    pytest.param(all_of(no(term("ukraine")), no(term("the"))), {"bare", "empty", "long"}, id="two"),
    pytest.param(no(no(term("nato"))), BOTH, id="a double negation"),
    pytest.param(any_of(no(HEADLINE), term("wheat")), {"bare", "empty", "wheat"}, id="or not"),
    pytest.param(all_of(), EVERY, id="all of nothing"),
    pytest.param(any_of(), set(), id="any of nothing"),
    pytest.param(Everything(), EVERY, id="everything"),
    pytest.param(Nothing(), set(), id="nothing"),
    pytest.param(all_of(term("nato"), Nothing()), set(), id="and nothing"),
    pytest.param(Boost(term("nato"), 3.5, SPAN), BOTH, id="a boost changes no set"),
    pytest.param(Boost(term("nato"), 0.0, SPAN), BOTH, id="a boost of zero changes no set"),
    pytest.param(DEEP, BOTH, id="64 levels"),
    pytest.param(any_of(*(term(f"w{n}") for n in range(999)), NATO), BOTH, id="1,000 clauses"),
]  # fmt: skip


ALL = WORDS + PATTERNS + KEYWORDS + DATES + LOGIC


@pytest.mark.parametrize(("query", "found"), ALL)
def test_a_query_finds_exactly(filled, query, found):
    page = filled.search(query, limit=100)

    assert {result.article_id for result in page.results} == found
    assert page.total == filled.count(query) == len(page.results) == len(found)
    assert not page.cursor


@pytest.mark.parametrize(("query", "found"), ALL)
def test_the_evaluator_agrees(hand_made, query, found):
    assert {article.article_id for article in hand_made if matches(query, article)} == found

"""What speaks against a query: rules that can never fire, values nobody has, words that all use."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from indexing.alerts.doubts import doubts, why_never
from indexing.search.grammar import parse
from indexing.search.tree import Field

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Budapest")
KNOWN = {
    Field.SOURCE: {"news example", "post business"},
    Field.LANG: {"en", "hu"},
    Field.RELATED: {"hungary-and-nato"},
}


@pytest.mark.parametrize(
    ("query", "what"),
    [
        pytest.param("orban NOT orban", "asks for orban and against it", id="yes and no"),
        pytest.param("orban NOT Orbans", "against it", id="another spelling of one stem"),
        pytest.param("title:orban NOT orban", "against it", id="a headline is text too"),
        pytest.param('"nato summit" NOT nato', "asks for nato", id="a phrase holds its words"),
        pytest.param("orban NOT (nato OR orban)", "against it", id="inside a denied OR"),
        pytest.param("a AND (b NOT a) AND c", "against it", id="deep inside"),
        pytest.param("(a NOT a) OR (b NOT b)", "asks for a", id="every choice is dead"),
        pytest.param("a AND (NOT a OR (b NOT b))", "against it", id="dead beside what it needs"),
        pytest.param("source:post source:herald", "two values of source", id="one source only"),
        pytest.param("lang:en AND (lang:hu OR lang:de)", "two values of lang", id="one language"),
        pytest.param("topic:sport NOT topic:Sport", "against it", id="values are folded"),
        pytest.param("published:>2026-03 published:<2026-02", "do not meet", id="days apart"),
        pytest.param("published:<now-7d published:>now-3d", "do not meet", id="spans apart"),
        pytest.param("published:<2026-02 published:>now-7d", "do not meet", id="now moves away"),
        pytest.param("orban seen:2026-02", "days are over", id="an alert looks forward"),
    ],
)
def test_what_can_never_fire_is_certain(query, what):
    doubt = why_never(parse(query), now=NOW, zone=ZONE)
    assert doubt is not None
    assert what in doubt.what
    assert doubt.is_certain
    assert query[slice(*doubt.span)]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("orban AND (nato OR ukraine)", id="plain"),
        pytest.param("orban NOT title:orban", id="in the text but not in the headline"),
        pytest.param('nato NOT "nato summit"', id="the word without the phrase"),
        pytest.param("a OR NOT a", id="one of two is always true"),
        pytest.param("a AND (NOT a OR b)", id="one choice is left"),
        pytest.param("a NOT (a b)", id="one of the two may be missing"),
        pytest.param("topic:sport topic:politics", id="two topics"),
        pytest.param("entity:a entity:b", id="two names"),
        pytest.param("source:post* source:post", id="a pattern"),
        pytest.param("source:post OR source:herald", id="either source"),
        pytest.param("published:>=2026-03 published:<2026-04", id="one month"),
        pytest.param("published:>2026-06 published:<now", id="a day that will come"),
        pytest.param("seen:2026-03", id="a month that is not over"),
        pytest.param("orban published:2026-02", id="published before, seen later"),
        pytest.param("NOT orban", id="all but"),
    ],
)
def test_what_could_fire_is_not_called_impossible(query):
    assert why_never(parse(query), now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(
    ("query", "what", "hint"),
    [
        pytest.param("source:pots-business", "source:pots", "mean post business?", id="a slip"),
        pytest.param("source:post", "source:post", "mean post business?", id="a part of it"),
        pytest.param("lang:xx", "lang:xx", "there are: en, hu", id="nothing is near"),
        pytest.param("related:hungary", "related:hungary", "hungary-and-nato?", id="a follow"),
        pytest.param("the", "nearly every article", "what it is about", id="a stop word"),
        pytest.param("the OR orban", "nearly every article", "", id="or a stop word"),
        pytest.param("NOT orban", "nearly every article", "", id="all but a rare word"),
    ],
)
def test_what_is_odd_is_a_warning_and_no_more(query, what, hint):
    (doubt,) = doubts(parse(query), KNOWN, now=NOW, zone=ZONE)
    assert what in doubt.what
    assert hint in doubt.hint
    assert not doubt.is_certain


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("source:'News Example'".replace("'", '"'), id="a known source, folded"),
        pytest.param("source:new*", id="a pattern is not looked up"),
        pytest.param("the AND orban", id="a stop word beside a word"),
        pytest.param("the published:>=now-1d", id="what a date narrows"),
        pytest.param("topic:conflict lang:en", id="a language beside a topic"),
    ],
)
def test_nothing_speaks_against_what_is_sound(query):
    assert doubts(parse(query), KNOWN, now=NOW, zone=ZONE) == ()

"""What holds of rules on a server only: who answers, who shares them, and what stays here."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest
from saved import NOW, SEEN, evaluated, made_article, saved

from indexing.alerts import rule_index
from indexing.alerts.contract import Rule
from indexing.errors import IndexUnavailable
from indexing.search.tree import And, Field, Keyword, Not, Or, Term, Wildcard

pytestmark = pytest.mark.servers
SPAN = (0, 0)
HOUR = timedelta(hours=1)
VETO = made_article("veto", "NATO vote", "Orbán’s veto on wheat talks", url="https://x.example/a")
OTHER = made_article("other", "none")
OLD = made_article("old", "NATO", "orban", published_at=SEEN - 9 * 24 * HOUR)


def word(text):
    return Term(Field.TEXT, text, text, SPAN)


def deep(levels):
    def deeper(inner, level):
        kind = Or if level % 2 else And
        other = word("wheat") if level % 3 else Not(word("talk"), SPAN)
        return kind((inner, other), SPAN)

    return reduce(deeper, range(levels), word("nato"))


def any_word(number):
    return Or((*(word(f"w{n}") for n in range(number - 1)), word("nato")), SPAN)


def forge(room, query):
    """Let the server hold ``query`` in place of its one rule, under the same id."""
    (rule,) = room.rules()
    told = {key: value for key, value in rule.items() if key != "id"} | {"query": query}
    room.client.index(index=room.index, id=rule["id"], document=told, refresh=True)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        pytest.param("zucchini", [1], id="without moving dates: the server's word is taken"),
        pytest.param("published:2026-03-08", [1], id="a fixed date is the server's, too"),
        pytest.param("nato published:<now-7d", [], id="with moving dates: checked once more"),
    ],
)
def test_who_answers(room, query, answer):
    matcher = room.matcher([Rule(1, 1, saved(query))])
    forge(room, {"match_all": {}})
    assert matcher.match(VETO) == answer


def test_a_moving_date_is_stored_open_and_the_rest_of_the_rule_is_not(room):
    matcher = room.matcher([Rule(1, 1, saved("nato -published:>=now-7d"))])
    assert matcher.match_all([VETO, OLD, made_article("x", "none", published_at=None)]) == [
        [],
        [1],
        [],
    ]
    assert "range" not in str(room.rules())
    assert "nato" in str(room.rules())


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        pytest.param(deep(60), "failed to parse", id="sixty levels"),
        pytest.param(any_word(1025), "maxClauseCount is set to 1024", id="1,025 clauses"),
        pytest.param(
            Wildcard(Field.TEXT, "n*a" + "?" * 200, SPAN), "Determinizing", id="intricate pattern"
        ),
        pytest.param(
            Keyword(Field.URL, ("https*?" + "x" * 5000, "https://x.example/?"), "", SPAN),
            "a pattern of 5007 characters, more than 256",
            id="a pattern whose parsing would end the server",
        ),
        pytest.param(
            Keyword(Field.ENTITY, tuple(f"q{n}" for n in range(70_000)), "", SPAN),
            "number of terms [70000]",
            id="70,000 values",
        ),
        pytest.param(word("x" * 40_000), "immense term", id="a word longer than Lucene's longest"),
    ],
)  # fmt: skip
def test_what_the_server_cannot_hold_stays_here_and_says_why(room, node, reason):
    rules = [Rule(1, 1, node), Rule(2, 1, saved("nato"))]
    matcher = room.matcher(rules)
    assert matcher.match_all([VETO, OLD]) == evaluated(rules, [VETO, OLD])
    assert list(matcher.unstored) == [1]
    assert reason in matcher.unstored[1]


@pytest.mark.parametrize(
    "node", [pytest.param(deep(30), id="levels"), pytest.param(any_word(1024), id="clauses")]
)
def test_what_the_server_can_just_hold(room, node):
    rules = [Rule(1, 1, node)]
    matcher = room.matcher(rules)
    assert matcher.unstored == {}
    assert matcher.match_all([VETO, OLD]) == evaluated(rules, [VETO, OLD])


def test_two_matchers_on_one_index_answer_by_their_own_rules(room):
    one = room.matcher([Rule(1, 1, saved("nato")), Rule(2, 1, saved("orban"))])
    two = room.matcher([Rule(1, 2, saved("wheat")), Rule(3, 1, saved("vote"))])
    assert [one.match_all([VETO, OLD]), two.match_all([VETO, OLD])] == [
        [[1, 2], [1, 2]],
        [[1, 3], []],
    ]
    assert len(room.rules()) == 4


def test_only_what_is_missing_is_written(room):
    rules = [Rule(1, 1, saved("nato")), Rule(2, 1, saved("orban"))]
    room.matcher(rules)
    room.matcher([*rules, Rule(3, 1, saved("vote"))], now=NOW + HOUR)
    written = {rule["alert_id"]: rule["written_at"] for rule in room.rules()}
    assert written == {1: NOW.isoformat(), 2: NOW.isoformat(), 3: (NOW + HOUR).isoformat()}


@pytest.mark.parametrize(
    ("later", "left"),
    [
        pytest.param(12 * HOUR, {1: 0, 2: 0}, id="12 h: nothing to do"),
        pytest.param(13 * HOUR, {1: 13, 2: 0}, id="13 h: what is in use is written again"),
        pytest.param(24 * HOUR, {1: 24, 2: 0}, id="24 h: what nobody wants is there still"),
        pytest.param(25 * HOUR, {1: 25}, id="25 h: it is removed"),
    ],
)
def test_rules_in_use_are_kept_fresh_and_others_go_after_a_day(room, later, left):
    room.matcher([Rule(1, 1, saved("nato")), Rule(2, 1, saved("orban"))])
    room.matcher([Rule(1, 1, saved("nato"))], now=NOW + later)
    written = {rule["alert_id"]: rule["written_at"] for rule in room.rules()}
    assert written == {one: (NOW + age * HOUR).isoformat() for one, age in left.items()}


def test_a_rule_that_another_writes_again_just_now_is_not_removed(room, monkeypatch):
    rules, later = [Rule(1, 1, saved("nato"))], NOW + 25 * HOUR
    room.matcher(rules)

    def late(*asked, **how):
        monkeypatch.undo()
        room.matcher(rules, now=later)
        return rule_index.send(*asked, **how)

    monkeypatch.setattr(rule_index, "send", late)
    room.matcher([], now=later)
    assert [rule["written_at"] for rule in room.rules()] == [later.isoformat()]


def test_more_rules_than_one_answer_can_name(room, monkeypatch):
    monkeypatch.setattr(rule_index, "PAGE", 3)
    matcher = room.matcher([Rule(number, 1, saved("nato")) for number in range(7)])
    assert matcher.match_all([VETO, OLD]) == [[*range(7)]] * 2
    room.matcher([Rule(0, 1, saved("nato"))], now=NOW + 25 * HOUR)
    assert [rule["alert_id"] for rule in room.rules()] == [0]


@pytest.mark.parametrize(
    ("articles", "requests"),
    [
        pytest.param([VETO, OTHER] * 250, 3, id="five hundred: no more than 200 at once"),
        pytest.param([replace(VETO, text="x" * 6_000_000), OTHER] * 2, 2, id="12 million letters"),
    ],
)
def test_articles_are_sent_in_batches(room, articles, requests):
    matcher = room.matcher([Rule(1, 1, saved("nato"))])
    before = room.searches()
    assert matcher.match_all(articles) == [[1], []] * (len(articles) // 2)
    assert room.searches() - before == requests


def test_an_index_of_that_name_that_is_not_ours(room):
    room.matcher([])  # makes it
    name = room.index
    room.client.indices.delete(index=name)
    room.client.indices.create(index=name)
    with pytest.raises(IndexUnavailable, match=f"not ours. Remove the index {name}"):
        room.matcher([Rule(1, 1, saved("nato"))])
    room.client.indices.delete(index=name)
    assert room.matcher([Rule(1, 1, saved("nato"))]).match(VETO) == [1]

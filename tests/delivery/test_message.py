from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from indexing.delivery.message import (
    MessageType,
    ToldSpike,
    at_most,
    from_json,
    instant_id,
    message_id,
    spike_id,
    thread_id,
    to_json,
)
from indexing.errors import InvalidRequest

SINCE, UNTIL = datetime(2026, 3, 1, 7, tzinfo=UTC), datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_message_id_meets_the_published_vector():
    assert message_id(17, SINCE, UNTIL, 3) == "104750b9264210f918739574744ac990"


def test_message_id_does_not_depend_on_the_zone_a_time_is_written_in():
    local = SINCE.astimezone(tz=None)
    assert message_id(17, local, UNTIL, 3) == message_id(17, SINCE, UNTIL, 3)


def test_everything_that_makes_another_message_makes_another_id():
    later = UNTIL + timedelta(microseconds=1)
    ids = [
        message_id(17, SINCE, UNTIL, 3),
        message_id(18, SINCE, UNTIL, 3),
        message_id(17, SINCE, later, 3),
        message_id(17, SINCE, UNTIL, 4),
        message_id(17, SINCE, UNTIL, 3, resend=1),
        message_id(17, SINCE, UNTIL, 3, resend=2),
        spike_id(17, SINCE, 3),
        spike_id(17, UNTIL, 3),
        instant_id(17, 1, 0, 3),
        instant_id(17, 1, 1, 3),
        instant_id(17, 2, 0, 3),
        instant_id(17, 1, 0, 4),
        thread_id(17, "s1"),
        thread_id(17, "s2"),
    ]
    assert len(set(ids)) == len(ids)
    assert {len(id) for id in ids} == {32}


@pytest.mark.parametrize("type_", MessageType)
def test_a_message_comes_back_as_it_was_frozen(digest, type_):
    message = replace(digest, type=type_)
    assert from_json(to_json(message)) == message
    assert to_json(from_json(to_json(message))) == to_json(message)


def test_a_message_without_an_alert_comes_back(digest):
    message = replace(digest, type=MessageType.FEED_PROBLEM, alert=None, stories=())
    assert from_json(to_json(message)) == message


def test_the_fields_have_their_published_names_and_order(digest):
    tree = orjson.loads(to_json(digest))
    promised = "type version alert window stories held held_until more more_articles links"
    assert list(tree) == [*promised.split(), "silent_feeds", "thread"]
    assert list(tree["window"]) == ["from", "to", "zone"]
    assert tree["window"]["from"] == "2026-03-01T07:00:00Z"
    assert list(tree["alert"]) == ["id", "name", "query", "query_version"]
    assert list(tree["links"]) == ["exact", "mute", "why"]
    story = tree["stories"][0]
    assert {"id", "title", "reason", "score", "new", "copies", "articles"} <= set(story)
    article = story["articles"][0]
    promised = "id url title source published_at published_from first_seen_at version matched why"
    assert list(article) == promised.split()
    assert list(article["matched"][0]) == ["clause", "words", "field", "snippet"]


def test_snippets_are_text_with_offsets_of_what_matched(digest):
    matched = orjson.loads(to_json(digest))["stories"][0]["articles"][0]["matched"][0]
    text, spans = matched["snippet"]["text"], matched["snippet"]["spans"]
    assert [text[start:end] for start, end in spans] == ["Orbán", "NATO"]


def test_half_a_character_does_not_stop_a_message(digest):
    story = replace(digest.stories[0], title="half \ud83d here")
    told = from_json(to_json(replace(digest, stories=(story,))))
    assert told.stories[0].title == "half ? here"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"nonsense", "line 1 column 1", id="no JSON"),
        pytest.param(b"[]", "dictionary", id="no object"),
        pytest.param(b"{}", "type: Field required", id="fields are missing"),
        pytest.param(
            b'{"type": "test", "version": 2}', "version: Input should be 1", id="a later version"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(body, reason):
    with pytest.raises(InvalidRequest, match=reason):
        from_json(body)


def test_stories_above_the_limit_are_counted_not_lost(digest):
    cut = at_most(digest, 1)
    assert [story.id for story in cut.stories] == ["s1"]
    assert (cut.more, cut.more_articles) == (1, 1)
    assert (cut.story_count, cut.article_count) == (digest.story_count, digest.article_count)
    assert at_most(digest, 2) == digest


def test_a_spike_has_its_evidence_beside_the_stories(digest):
    spike = ToldSpike(SINCE, None, 9, 11, 3, 3, 2.0, 4.5, ("Herald", "Post"))
    told = replace(digest, type=MessageType.SPIKE, spike=spike)
    assert from_json(to_json(told)) == told
    assert orjson.loads(to_json(told))["spike"] == {
        "since": "2026-03-01T07:00:00Z", "until": None, "texts": 9, "articles": 11, "sources": 3,
        "hours": 3, "baseline": 2.0, "factor": 4.5, "first_sources": ["Herald", "Post"],
    }  # fmt: skip

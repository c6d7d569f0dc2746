"""Mutes on an alert, a story, a source: what they would have held, and that they end."""

import pytest
from smallworld.press import ORBAN
from smallworld.world import DAY, World

from indexing.desk.alerts import muting
from indexing.desk.room import Desk
from indexing.errors import NotFound
from indexing.store.records.articles import get_articles
from indexing.store.watch.hits import matches_of_alert


def story_of(desk: Desk, alert_id: int) -> str:
    """Return the story of an alert's first match."""
    with desk.store.read() as db:
        first = matches_of_alert(db, alert_id)[-1].article_id
        return get_articles(db, [first])[first].story_id


def test_a_mute_tells_what_it_would_have_held_last_week(covered: World) -> None:
    with covered.desk() as desk:
        whole = muting.mute_alert(desk, 1, desk.now + DAY)
        story = muting.mute_story(desk, 1, story_of(desk, 1), desk.now + DAY)
        source = muting.mute_source(desk, 1, "small press", desk.now + DAY)
        as_asked = muting.mute_story(desk, 1, f"story:{story_of(desk, 1)}", desk.now + DAY)
    assert as_asked.held_hits == story.held_hits
    assert (whole.held_hits, whole.held_articles) == (3, 5)
    assert (story.held_hits, story.held_articles) == (2, 4)
    assert (source.held_hits, source.held_articles) == (3, 5)
    assert [one.kind for one in source.mutes] == ["story", "source"]


def test_what_is_longer_ago_than_a_week_is_not_counted(covered: World) -> None:
    covered.clock.wait(14 * DAY)
    with covered.desk() as desk:
        done = muting.mute_alert(desk, 1, desk.now + DAY)
    assert (done.held_hits, done.held_articles) == (0, 0)


def test_a_mute_ends_when_it_is_lifted(covered: World) -> None:
    with covered.desk() as desk:
        until = desk.now + DAY
        assert muting.mute_alert(desk, 1, until).saved.alert.muted_until == until
        muting.mute_source(desk, 1, "small press", until)
        assert muting.unmute_alert(desk, 1).alert.muted_until == desk.now
        assert muting.mutes_in_force(desk, 1) == ()


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        pytest.param(
            lambda desk: muting.mute_source(desk, 1, "Smal Press", desk.now + DAY),
            "Did you mean Small Press?",
            id="a source that nobody knows",
        ),
        pytest.param(
            lambda desk: muting.mute_story(desk, 1, ORBAN, desk.now + DAY),
            "presswatch stories list",
            id="a story that is none",
        ),
        pytest.param(
            lambda desk: muting.mute_alert(desk, 99, desk.now + DAY),
            "presswatch alerts list",
            id="an alert that is none",
        ),
    ],
)
def test_what_is_not_there_cannot_be_muted(covered: World, ask, told: str) -> None:
    with covered.desk() as desk, pytest.raises(NotFound, match=told.replace("?", r"\?")):
        ask(desk)

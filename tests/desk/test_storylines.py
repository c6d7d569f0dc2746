"""A story's timeline: what came first, what copied it, what was corrected, how many a day."""

from itertools import pairwise

import pytest
from smallworld.coverage import COPY, STORY
from smallworld.press import ORBAN, article_page, samples
from smallworld.world import DAY, HOUR, World

from indexing.desk.room import Desk, find_article
from indexing.desk.stories import storylines
from indexing.errors import NotFound


def story_of(desk: Desk, url: str) -> str:
    """Return the id of the story that an address belongs to."""
    article_id = find_article(desk, url)
    return next(
        one.id
        for one in storylines.latest_stories(desk, limit=100)
        if article_id in {each.id for each in storylines.show_story(desk, one.id).articles}
    )


def test_the_first_report_comes_first_and_a_copy_names_what_it_copies(covered: World) -> None:
    with covered.desk() as desk:
        whole = storylines.show_story(desk, story_of(desk, covered.press.url + COPY))
    title = samples()[ORBAN].title
    kinds = [one.kind for one in whole.events]
    assert kinds[:2] == ["first report", "copy"]
    assert [one.detail for one in whole.events if one.kind == "copy"] == [f"of {title!r}"]
    assert kinds.count("report") + 2 == len(whole.articles)
    moments = [one.at for one in whole.events]
    assert moments == sorted(moments)


def test_the_order_is_the_same_however_often_it_is_asked_for(covered: World) -> None:
    with covered.desk() as desk:
        story = story_of(desk, covered.press.url + COPY)
        assert len({str(storylines.show_story(desk, story)) for _ in range(3)}) == 1


def test_every_day_is_counted_and_only_today_is_not_over(covered: World) -> None:
    with covered.desk() as desk:
        whole = storylines.show_story(desk, story_of(desk, covered.press.url + COPY))
        covered.clock.now = max(one.first_seen_at for one in whole.articles)
        days = storylines.show_story(desk, whole.story.id).days
    assert sum(one.articles for one in days) == len(whole.articles)
    assert sum(one.copies for one in days) == whole.story.copies == 1
    steps = [later.day - one.day for one, later in pairwise(days)]
    assert set(steps) <= {DAY}
    assert [one.is_today for one in days] == [False] * (len(days) - 1) + [True]
    assert not whole.days[-1].is_today  # it was asked for on another day


async def test_a_correction_stands_in_the_timeline_when_it_was_read(world: World) -> None:
    await world.subscribe()
    url = world.press.publish(STORY[0])
    await world.cycle()
    words = samples()[STORY[0]]
    world.press.put(f"/2026/{STORY[0]}", article_page("Another headline", words.paragraphs))
    world.press.publish(STORY[0], summary="Changed.")
    world.press.put(f"/2026/{STORY[0]}", article_page("Another headline", words.paragraphs))
    await world.cycle(after=HOUR)
    with world.desk() as desk:
        whole = storylines.show_story(desk, story_of(desk, url))
    (correction,) = [one for one in whole.events if one.kind == "correction"]
    assert correction == whole.events[-1]
    assert (correction.at, correction.detail) == (world.clock.now, "headline changed")


def test_no_such_story(covered: World) -> None:
    with covered.desk() as desk, pytest.raises(NotFound, match="no story has this id"):
        storylines.show_story(desk, "nothing")

"""Stories merged and split by hand: searches follow, nothing is told twice, all can be undone."""

import pytest
from smallworld.coverage import COPY, OTHERS, STORY
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import HOUR, World

from indexing.desk.coverage import explaining, searching
from indexing.desk.room import Desk, find_article
from indexing.desk.stories import rearranging, storylines
from indexing.errors import InvalidRequest, NotFound
from indexing.store.records.articles import get_article

BY = "lea"


def story(world: World, slug: str) -> str:
    with world.desk() as desk, desk.store.read() as db:
        found = get_article(db, find_article(desk, f"{world.press.url}/2026/{slug}"))
        assert found is not None
        return found.story_id


def members(desk: Desk, story_id: str) -> set[str]:
    whole = storylines.show_story(desk, story_id)
    return {one.url.rpartition("/")[2] for one in whole.articles}


def found(world: World, query: str) -> set[str]:
    with world.desk() as desk:
        results = searching.search(desk, query).results
    return {one.article.url.rpartition("/")[2] for one in results}


def test_a_merged_story_is_found_under_both_ids_and_undone(covered: World) -> None:
    ferry, other = story(covered, FERRY), story(covered, OTHERS[1])
    with covered.desk() as desk:
        done = rearranging.merge_stories(desk, ferry, other, by=BY)
        assert (done.kind, done.story.articles, done.other.articles) == ("merge", 2, 0)
        for one in (ferry, other):
            assert members(desk, one) == {FERRY, OTHERS[1]}
        assert storylines.show_story(desk, other).story.id == ferry
        assert other not in {one.id for one in storylines.latest_stories(desk, limit=100)}
        assert storylines.show_story(desk, f"story:{other}").asked == other
        rearranging.undo(desk, f"story:{other}", by=BY)
        assert (members(desk, ferry), members(desk, other)) == ({FERRY}, {OTHERS[1]})


def test_a_split_takes_the_copies_along_and_is_undone(covered: World) -> None:
    whole = story(covered, ORBAN)
    with covered.desk() as desk:
        before = storylines.show_story(desk, whole)
        new = rearranging.split_story(desk, whole, [covered.press.url + COPY], by=BY).other.id
        assert members(desk, new) == {ORBAN, "copy"}
        assert len(members(desk, whole)) == len(before.articles) - 2
        rearranging.undo(desk, whole, by=BY)
        after = storylines.show_story(desk, new)
    assert (after.story, after.events) == (before.story, before.events)
    assert [one.id for one in after.articles] == [one.id for one in before.articles]


def test_who_did_what_is_on_record_at_the_story_and_at_each_article(covered: World) -> None:
    ferry, other = story(covered, FERRY), story(covered, OTHERS[1])
    with covered.desk() as desk:
        rearranging.merge_stories(desk, ferry, other, by=BY)
        last = storylines.show_story(desk, ferry).events[-1]
        assert (last.kind, last.at, last.detail) == (
            "merge", desk.now, f"with story {other} by lea",
        )  # fmt: skip
        rearranging.undo(desk, ferry, by="kim")
        told = explaining.explain(desk, f"{covered.press.url}/2026/{OTHERS[1]}").trail[-2:]
    assert [(one.stage, one.outcome) for one in told] == [
        ("story", "merged"),
        ("story", "put back"),
    ]
    assert told[0].detail.startswith("by lea: ")
    assert told[1].detail == "by kim: the merge of lea was undone"


def test_what_stands_on_another_change_is_undone_after_it(covered: World) -> None:
    one, two, three = (story(covered, slug) for slug in (FERRY, *OTHERS[1:3]))
    with covered.desk() as desk:
        rearranging.merge_stories(desk, two, three, by=BY)
        rearranging.merge_stories(desk, one, two, by=BY)
        assert len(members(desk, three)) == 3
        with pytest.raises(InvalidRequest, match=f"stories undo {one}"):
            rearranging.undo(desk, three, by=BY)
        for _ in range(2):
            rearranging.undo(desk, two, by=BY)
        assert [len(members(desk, each)) for each in (one, two, three)] == [1, 1, 1]
        with pytest.raises(NotFound, match="nobody merged or split it"):
            rearranging.undo(desk, two, by=BY)


def test_what_cannot_be_merged_or_split_is_refused(covered: World) -> None:
    ferry, whole = story(covered, FERRY), story(covered, ORBAN)
    with covered.desk() as desk:
        with pytest.raises(InvalidRequest, match="one story already"):
            rearranging.merge_stories(desk, ferry, ferry, by=BY)
        with pytest.raises(NotFound, match="no story has this id"):
            rearranging.merge_stories(desk, ferry, "nothing", by=BY)
        with pytest.raises(InvalidRequest, match="it is not in story"):
            rearranging.split_story(desk, whole, [f"{covered.press.url}/2026/{FERRY}"], by=BY)
        with pytest.raises(InvalidRequest, match="that is all of it"):
            rearranging.split_story(desk, ferry, [f"{covered.press.url}/2026/{FERRY}"], by=BY)


async def test_searches_and_saved_queries_follow(world: World) -> None:
    await world.subscribe()
    for slug in (FERRY, ORBAN):
        world.press.publish(slug)
    await world.cycle()
    ferry, orban = story(world, FERRY), story(world, ORBAN)
    assert found(world, f"story:{ferry}") == {FERRY}
    with world.desk() as desk:
        rearranging.merge_stories(desk, ferry, orban, by=BY)
    await world.cycle()
    for one in (ferry, orban):
        assert found(world, f"story:{one}") == {FERRY, ORBAN}
    world.alert(f"story:{orban}")
    world.press.publish(ORBAN, path=COPY)
    await world.cycle()
    (told,) = await world.deliver()
    assert told["stories"][0]["id"] == ferry
    with world.desk() as desk:
        rearranging.undo(desk, ferry, by=BY)
    await world.cycle()
    assert (found(world, f"story:{ferry}"), found(world, f"story:{orban}")) == (
        {FERRY, "copy"}, {ORBAN},
    )  # fmt: skip


async def test_a_split_stays_though_articles_come_in_and_are_corrected(world: World) -> None:
    await world.subscribe()
    world.press.publish(ORBAN)
    await world.cycle()
    world.press.publish(STORY[0])
    await world.cycle()
    whole = story(world, ORBAN)
    assert story(world, STORY[0]) == whole
    with world.desk() as desk:
        url = f"{world.press.url}/2026/{ORBAN}"
        new = rearranging.split_story(desk, whole, [url], by=BY).other.id
    world.press.publish(STORY[1])
    world.press.publish(ORBAN, summary="Changed since.")
    world.press.publish(ORBAN, path=COPY)
    await world.cycle(after=HOUR)
    assert story(world, ORBAN) == new
    assert story(world, STORY[0]) == whole
    with world.desk() as desk:
        assert members(desk, new) >= {ORBAN, "copy"}


async def two_told(world: World) -> tuple[str, str]:
    """Let an alert tell of two stories at once; return their ids."""
    world.alert("budapest")
    await world.subscribe()
    for slug in (ORBAN, MORE_ORBAN[0]):
        world.press.publish(slug)
        await world.cycle()
    one, two = story(world, ORBAN), story(world, MORE_ORBAN[0])
    if one == two:
        with world.desk() as desk:
            url = f"{world.press.url}/2026/{ORBAN}"
            one = rearranging.split_story(desk, two, [url], by=BY).other.id
    assert await world.deliver()
    return one, two


async def test_one_hit_goes_on_after_a_merge_and_nothing_is_told_twice(world: World) -> None:
    one, two = await two_told(world)
    with world.desk() as desk:
        rearranging.merge_stories(desk, one, two, by=BY)
    assert await world.deliver(after=HOUR) == []
    world.press.publish(ORBAN, path=COPY)
    await world.cycle()
    (told,) = await world.deliver(after=7 * HOUR)
    (since,) = told["stories"]
    assert (since["id"], since["new"]) == (one, 1)


async def test_what_comes_after_an_undone_merge_is_still_told(world: World) -> None:
    """A hit that has fewer messages than before does not send under a number it had."""
    one, two = await two_told(world)
    with world.desk() as desk:
        rearranging.merge_stories(desk, one, two, by=BY)
    for path, merged in ((COPY, True), ("/wire/again", False)):
        if not merged:
            with world.desk() as desk:
                rearranging.undo(desk, one, by=BY)
        world.press.publish(ORBAN, path=path)
        await world.cycle()
        (told,) = await world.deliver(after=7 * HOUR)
        assert [each["new"] for each in told["stories"]] == [1]
    ids = [each.message_id for each in world.deliveries()]
    assert len(set(ids)) == len(ids)

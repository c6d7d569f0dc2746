"""One article stays one: whatever its title, address or text becomes."""

import pytest
from smallworld.press import FERRY, ORBAN, article_page, samples
from smallworld.world import HOUR, MINUTE, World

from indexing.desk.coverage import reading, searching
from indexing.desk.upkeep import overseeing
from indexing.pipeline import relate

WORDS = samples()[ORBAN]
PATH = f"/2026/{ORBAN}"


def totals(world: World, *queries: str) -> list[int]:
    """Return how many articles each query finds."""
    with world.desk() as desk:
        return [searching.search(desk, query).total for query in queries]


async def test_a_new_title_in_the_feed_is_a_version_and_no_second_article(world: World) -> None:
    await world.subscribe()
    world.alert("orban OR zucchini")
    world.press.publish(ORBAN)
    await world.cycle()
    world.press.put(PATH, article_page("Zucchini talks", WORDS.paragraphs))
    url = world.press.list(PATH, title="Zucchini talks", summary=WORDS.paragraphs[0])
    report = await world.cycle()
    assert (report.number("entries", "new"), report.number("entries", "changed")) == (0, 1)
    with world.desk() as desk:
        told = reading.show(desk, url)
    assert [one.summary for one in told.versions] == ["", "headline changed"]
    assert totals(world, "*:*", "title:zucchini", "title:carmelite") == [1, 1, 0]


async def test_a_corrected_page_is_version_2_in_the_index_and_no_second_hit(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban")
    url = world.press.publish(ORBAN)
    await world.cycle()
    changed = (*WORDS.paragraphs[:-1], "Correction: an earlier version left out the zucchini.")
    world.press.put(PATH, article_page(WORDS.title, changed))
    assert (await world.cycle(after=HOUR)).number("read", "corrected") == 1
    assert totals(world, "zucchini", "pouring OR umbrellas", "*:*") == [1, 0, 1]
    with world.desk() as desk:
        assert reading.diff(desk, url)[1].summary == "1 paragraph changed"
        assert overseeing.verify_index(desk).is_equal
    assert world.told(url).count(("match", "fired")) == 1
    assert len(await world.deliver()) == 1
    assert [one.alert_id for one in world.deliveries()] == [alert]


async def test_a_correction_that_newly_matches_fires_then(world: World) -> None:
    await world.subscribe()
    world.alert("zucchini")
    url = world.press.publish(ORBAN, summary="Old words.")
    await world.cycle()
    assert await world.deliver() == []
    world.press.put(PATH, article_page(WORDS.title, (*WORDS.paragraphs, "Zucchini were served.")))
    world.press.list(PATH, title=WORDS.title, summary="New words.")
    await world.cycle()
    assert ("match", "fired") in world.told(url)


async def test_two_entries_that_lead_to_one_page_are_one_article(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    first = world.press.publish(ORBAN)
    world.press.put("/moved", status=302, Location=PATH)
    await world.cycle()
    second = world.press.list("/moved", title="The same again", summary="Talks.")
    report = await world.cycle()
    assert report.number("read", "duplicate") == 1
    told = world.explain(second)
    assert (told.article, told.duplicate_of) == (None, world.explain(first).article_id)
    assert world.told(second)[-1] == ("read", "duplicate")
    assert totals(world, "*:*") == [1]
    assert len(await world.deliver()) == 1


async def test_a_canonical_link_on_the_own_site_makes_a_duplicate(world: World) -> None:
    await world.subscribe()
    first = world.press.publish(ORBAN)
    await world.cycle()
    head = f'<link rel="canonical" href="{first}">'
    world.press.put("/amp/talks", article_page("AMP", WORDS.paragraphs, head))
    second = world.press.list("/amp/talks", title="Talks, fast", summary="Talks.")
    await world.cycle()
    assert world.explain(second).duplicate_of == world.explain(first).article_id


async def test_a_canonical_link_to_elsewhere_or_to_the_front_page_is_not_believed(
    world: World,
) -> None:
    await world.subscribe()
    for number, home in enumerate((world.press.url + "/", "https://elsewhere.example/a-story")):
        head = f'<link rel="canonical" href="{home}">'
        slug = (ORBAN, FERRY)[number]
        words = samples()[slug]
        world.press.put(f"/{slug}", article_page(words.title, words.paragraphs, head))
        world.press.list(f"/{slug}", title=words.title)
    await world.cycle()
    assert totals(world, "*:*") == [2]


async def test_the_same_text_at_two_addresses_is_two_articles_of_one_story(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    first, second = world.press.publish(ORBAN), world.press.publish(ORBAN, path="/copy")
    await world.cycle(after=MINUTE)
    with world.desk() as desk:
        answer = searching.search(desk, "orban")
        assert (answer.total, answer.distinct_texts, len(answer.results)) == (2, 1, 1)
        assert answer.results[0].copies == 1
        stories = {reading.show(desk, url).article.story_id for url in (first, second)}
    assert len(stories) == 1
    messages = await world.deliver()
    assert [one["stories"][0]["new"] for one in messages] == [2], "one hit tells of both"


@pytest.mark.parametrize("kept", [1, relate.REMEMBERED])
async def test_copies_fold_however_few_texts_are_kept_ready(
    world: World, monkeypatch, kept
) -> None:
    monkeypatch.setattr(relate, "REMEMBERED", kept)
    await world.subscribe()
    for number in range(3):
        for slug in (ORBAN, FERRY):
            world.press.publish(slug, path=f"/{number}/{slug}")
    assert (await world.cycle()).number("project", "indexed") == 6
    with world.desk() as desk:
        for query in ("title:carmelite", "title:ferry"):
            answer = searching.search(desk, query)
            assert (answer.total, answer.distinct_texts) == (3, 1)

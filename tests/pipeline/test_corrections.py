"""Alerts on corrections: what was told and changed later is told once more, with what changed."""

import pytest
from smallworld.press import FERRY, ORBAN, article_page, samples
from smallworld.world import DAY, HOUR, World

from indexing.delivery.message import from_json
from indexing.delivery.render import as_text, subject
from indexing.models import Cadence

PATH = f"/2026/{ORBAN}"
NOTE = "Correction: an earlier version of this article named the wrong street."


def correct(world: World, *, note: str = "") -> None:
    """Let the publisher change an article's headline and words; a new entry hash tells of it."""
    words = samples()[ORBAN]
    paragraphs = [*words.paragraphs[:-1], "The meeting was moved to a later day.", note]
    title = f"{words.title}, again{' and again' if note else ''}"
    world.press.put(PATH, article_page(title, [one for one in paragraphs if one]))
    world.press.list(PATH, title=title, summary=paragraphs[0])


@pytest.mark.parametrize("cadence", [Cadence.AT_ONCE, Cadence.DAILY])
async def test_a_correction_of_what_was_told_is_told_once(world: World, cadence: Cadence) -> None:
    await world.subscribe()
    world.alert("orban", on_corrections=True, cadence=cadence)
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver(after=DAY)
    correct(world, note=NOTE)
    assert (await world.cycle(after=HOUR)).number("alerts", "corrected") == 1
    (message,) = await world.deliver(after=DAY)
    (story,) = message["stories"]
    assert (message["type"], story["status"], story["new"]) == ("alert.correction", "corrected", 0)
    was = samples()[ORBAN].title
    assert story["reason"].startswith("headline changed, ")
    assert f'(was "{was}")' in story["reason"]
    assert NOTE in story["reason"]
    assert story["articles"][0]["version"] == 2
    assert await world.deliver(after=DAY) == []


async def test_the_mail_says_corrected_and_when(world: World) -> None:
    await world.subscribe()
    world.alert("orban", on_corrections=True)
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    correct(world)
    await world.cycle(after=HOUR)
    await world.deliver()
    message = from_json(world.deliveries()[-1].payload)
    assert ": corrected: " in subject(message)
    assert "CORRECTED Mon 2 March 13:02: headline changed" in as_text(message)


async def test_a_second_correction_of_one_article_is_not_told(world: World) -> None:
    await world.subscribe()
    world.alert("orban", on_corrections=True)
    world.press.publish(ORBAN)
    await world.cycle()
    for number, note in enumerate(("", NOTE)):
        correct(world, note=note)
        report = await world.cycle(after=HOUR)
        assert report.number("read", "corrected") == 1
        assert report.number("alerts", "corrected") == (number == 0)


async def test_a_correction_that_takes_the_words_out_is_told_too(world: World) -> None:
    await world.subscribe()
    world.alert("carmelite", on_corrections=True)
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    world.press.publish(FERRY, path=PATH)
    await world.cycle(after=HOUR)
    (message,) = await world.deliver()
    assert message["type"] == "alert.correction"
    assert message["stories"][0]["articles"][0]["matched"] == []


async def test_a_version_that_meets_the_query_for_the_first_time_is_a_normal_hit(
    world: World,
) -> None:
    await world.subscribe()
    world.alert("carmelite", on_corrections=True)
    world.press.publish(FERRY, path=PATH)
    await world.cycle()
    world.press.publish(ORBAN, path=PATH)
    await world.cycle(after=HOUR)
    (message,) = await world.deliver()
    assert (message["type"], message["stories"][0]["status"]) == ("alert.hits", "new")


async def test_who_did_not_ask_is_not_told(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    correct(world)
    report = await world.cycle(after=HOUR)
    assert (report.number("read", "corrected"), report.number("alerts", "corrected")) == (1, 0)
    assert await world.deliver(after=DAY) == []

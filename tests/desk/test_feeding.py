"""Adding feeds: a feed, a site, an address that cannot answer now; lists in and out."""

import asyncio
from pathlib import Path

import pytest
from smallworld.press import FEED, ORBAN, article_page
from smallworld.world import DAY, MINUTE, World
from sqlalchemy import event, update

from indexing.desk.upkeep import discovering, feeding, listing
from indexing.desk.upkeep.feeding import Added, AddReport
from indexing.errors import FeedMalformed, InvalidRequest, NotFound
from indexing.feeds.state import FeedStatus
from indexing.store.records.feeds import add_feed
from indexing.store.schema import feeds

SITE = b"""<html><head><title>A site</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>News</body></html>"""


async def add(world: World, path: str) -> AddReport:
    """Add an address of the press, as the command line does."""
    with world.desk() as desk:
        return await asyncio.to_thread(feeding.add_feed, desk, world.press.url + path)


async def test_a_feed_is_added_once_with_its_own_title(world: World) -> None:
    world.press.publish(ORBAN)
    first, again = await add(world, FEED), await add(world, FEED)
    assert (first.outcome, first.title, first.detail) == (Added.ADDED, "Small Press", "1 entry")
    assert (again.outcome, again.feed_id) == (Added.HAD_IT, first.feed_id)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "detail"),
    [
        pytest.param(200, SITE, Added.NOT_A_FEED, "its page announces: ", id="a site"),
        pytest.param(404, b"None.", Added.NOT_A_FEED, "the server answers 404", id="not there"),
        pytest.param(503, b"Busy.", Added.UNREACHABLE, "the server answers 503", id="busy: kept"),
        pytest.param(429, b"Slow.", Added.UNREACHABLE, "the server answers 429", id="too often"),
        pytest.param(200, article_page("A", ("b",)), Added.NOT_A_FEED, "answers 200", id="a page"),
    ],
)
async def test_what_becomes_of_an_address(
    world: World, status: int, body: bytes, outcome: Added, detail: str
) -> None:
    world.press.put("/try", body, status=status)
    report = await add(world, "/try")
    assert report.outcome is outcome
    assert detail in report.detail
    with world.desk() as desk:
        assert len(feeding.list_feeds(desk)) == (outcome is Added.UNREACHABLE)


async def test_an_address_that_is_never_connected_to_is_refused(world: World) -> None:
    with world.desk() as desk:
        address = "http://169.254.169.254/feed"
        report = await asyncio.to_thread(feeding.add_feed, desk, address)
    assert (report.outcome, report.feed_id) == (Added.REFUSED, None)


def test_a_list_goes_out_and_comes_in_and_twice_changes_nothing(
    covered: World, tmp_path: Path
) -> None:
    path = tmp_path / "feeds.opml"
    with covered.desk() as desk:
        path.write_bytes(feeding.export_opml(desk))
        assert [one.outcome for one in feeding.import_opml(desk, path)] == [Added.HAD_IT]
        path.write_text("no list")
        with pytest.raises(FeedMalformed):
            feeding.import_opml(desk, path)
        with pytest.raises(InvalidRequest, match="cannot be read"):
            feeding.import_opml(desk, tmp_path / "none.opml")


def test_a_list_of_thousands_is_written_in_few_transactions(world: World) -> None:
    lines = "".join(f'<outline xmlUrl="https://n{number}.example/f"/>' for number in range(1_000))
    commits = []
    with world.desk() as desk:
        event.listen(desk.store.engine, "commit", commits.append)
        reports = feeding.import_list(desk, f"<opml><body>{lines}</body></opml>".encode())
    assert [one.outcome for one in reports] == [Added.ADDED] * 1_000
    assert len(commits) <= 6


def test_a_feed_is_paused_and_goes_on(covered: World) -> None:
    with covered.desk() as desk:
        assert feeding.pause_feed(desk, "1", is_paused=True).status is FeedStatus.PAUSED
        assert feeding.list_feeds(desk)[0].health.word == "paused"
        url = feeding.list_feeds(desk)[0].state.url
        assert feeding.pause_feed(desk, url, is_paused=False).status is FeedStatus.WELL
        with pytest.raises(NotFound):
            feeding.find_feed(desk, "https://nobody.example/feed")


def test_what_became_of_an_import_is_kept(covered: World) -> None:
    with covered.desk() as desk:
        assert listing.last_import(desk) is None
        known = feeding.list_feeds(desk)[0].state.url
        lines = f'<outline xmlUrl="{known}"/><outline text="A" xmlUrl="ftp://a.example/"/>'
        opml = f"<opml><body>{lines}</body></opml>".encode()
        reports = feeding.import_list(desk, opml, "mine.opml")
        kept = listing.last_import(desk)
    assert kept is not None
    assert (kept.name, list(kept.reports)) == ("mine.opml", reports)
    assert kept.counted == {"had it": 1, "refused": 1}


async def test_the_feeds_of_a_site_are_looked_at_before_one_is_added(world: World) -> None:
    world.press.publish(ORBAN)
    links = ('<link rel="alternate" type="application/rss+xml" href="/feed.xml">',
        '<link rel="alternate" type="application/rss+xml" href="http://169.254.169.254/rss">',
        '<link rel="alternate" type="application/rss+xml" href="/none.xml">')  # fmt: skip
    world.press.put("/", f"<html><head>{''.join(links)}</head></html>".encode())
    with world.desk() as desk:
        found = await asyncio.to_thread(discovering.discover, desk, f"{world.press.url}/")
        assert feeding.list_feeds(desk) == []
    first, guarded, none = found
    assert (first.title, first.entries, first.known_id) == ("Small Press", 1, None)
    assert len(first.headlines) == 1
    assert "169.254.169.254" in guarded.url
    assert guarded.fault
    assert "404" in none.fault
    assert world.press.asked[FEED] == 1


async def test_where_a_page_names_no_feed_the_usual_places_are_tried(world: World) -> None:
    world.press.publish(ORBAN)
    world.press.put("/", b"<html><body>News</body></html>")
    with world.desk() as desk:
        found = await asyncio.to_thread(discovering.discover, desk, f"{world.press.url}/")
        assert [one.url for one in found] == [world.press.url + FEED]
        world.press.put("/", b"")
        await asyncio.to_thread(feeding.add_feed, desk, world.press.url + FEED)
        (again,) = await asyncio.to_thread(discovering.discover, desk, world.press.url + FEED)
    assert again.known_id == 1


def test_a_feed_is_polled_with_the_next_cycle_unless_it_is_paused(covered: World) -> None:
    covered.clock.wait(MINUTE)
    with covered.desk() as desk:
        assert feeding.poll_now(desk, "1").next_poll_at == desk.now
        feeding.pause_feed(desk, "1", is_paused=True)
        with pytest.raises(InvalidRequest, match="it is paused"):
            feeding.poll_now(desk, "1")


def test_who_needs_a_look_is_counted_as_the_list_shows_it(world: World) -> None:
    quiet = {"status": FeedStatus.WELL, "entries_a_day": 2.0, "last_ok_at": world.clock.now}
    states = [
        {"status": FeedStatus.NEW},
        {"status": FeedStatus.FAILING},
        {"status": FeedStatus.GONE},
        {
            "status": FeedStatus.PAUSED,
            "entries_a_day": 2.0,
            "last_new_at": world.clock.now - 9 * DAY,
        },
        {"status": FeedStatus.REMOVED},
        quiet | {"last_new_at": world.clock.now - 2 * DAY},
        quiet | {"last_new_at": world.clock.now - 3 * DAY},
        quiet | {"last_new_at": world.clock.now - 9 * DAY},
        quiet | {"last_new_at": world.clock.now - 9 * DAY, "last_ok_at": world.clock.now - 9 * DAY},
        quiet | {"last_new_at": world.clock.now - 9 * DAY, "entries_a_day": 0.0},
    ]
    with world.desk() as desk, desk.store.write() as db:
        for number, state in enumerate(states):
            address = f"http://mill.example/{number}.xml"
            options = {"host": "mill.example", "title": "", "interval": DAY, "now": world.clock.now}
            feed_id, _ = add_feed(db, address, **options)
            db.execute(update(feeds).where(feeds.c.id == feed_id).values(**state))
    with world.desk() as desk:
        shown = [row for row in feeding.list_feeds(desk) if row.needs_a_look]
        assert feeding.count_needing_a_look(desk) == len(shown) == 4

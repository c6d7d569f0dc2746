"""Following: what is understood, looked back for, folded, paused and forgotten."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from smallworld.coverage import COPY, SLUG, STORY
from smallworld.press import FERRY, MORE_ORBAN, ORBAN, article_page, samples
from smallworld.world import DAY, HOUR, MINUTE, NOON, World

from indexing.desk.coverage import searching
from indexing.desk.follows import covering, following
from indexing.desk.upkeep import overseeing
from indexing.errors import InvalidRequest, NotFound
from indexing.pipeline import relate
from indexing.store.watch import follows

GERMAN = "Der Ministerpräsident sagte am Montag in Budapest, dass Ungarn den Plan nicht aufhalten "
"""With its repetition, a text that is no English."""


def last_part(url: str) -> str:
    return url.rpartition("/")[2]


def related_to(world: World, slug: str) -> int:
    """Return how many articles are related to a follow."""
    with world.desk() as desk:
        return following.get_follow(desk, slug).related


def test_coverage_is_nearest_first_with_copies_folded(covered: World) -> None:
    with covered.desk() as desk:
        rows = covering.coverage(desk, SLUG)
    copies = {last_part(row.article.url): row.copies for row in rows}
    assert copies.keys() == {ORBAN, *STORY}
    assert copies[ORBAN] == 1
    scores = [row.relation.score for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(row.relation.reasons for row in rows)


@pytest.mark.parametrize(
    ("before", "line"),
    [
        pytest.param(0 * DAY, "same story", id="of the reference's days"),
        pytest.param(30 * DAY, "related", id="another event of the same people, for all we know"),
    ],
)
def test_the_same_story_is_told_in_the_days_of_the_reference(
    covered: World, before: timedelta, line: str
) -> None:
    with covered.desk() as desk:
        nearest = covering.coverage(desk, SLUG)[0]
        at = (nearest.article.published_at or nearest.article.first_seen_at) - before
        with desk.store.write() as db:
            follows.set_follow(db, SLUG, published_at=at)
        assert covering.coverage(desk, SLUG)[0].line == line


def test_what_is_surely_near_brings_its_whole_story_where_the_time_is_not_known(
    covered: World,
) -> None:
    with covered.desk() as desk:
        nearest, *others = covering.coverage(desk, SLUG)
        with desk.store.write() as db:
            for row in others:
                db.exec_driver_sql(
                    f"UPDATE relations SET score = 0.2 WHERE article_id = '{row.article.id}'"
                )
        rows = covering.coverage(desk, SLUG)
    told = {row.article.story_id == nearest.article.story_id: row.line for row in rows}
    assert told == {True: "same story", False: "related"}


async def test_the_page_of_a_reference_tells_when_it_was_published(world: World) -> None:
    words, at = samples()[ORBAN], NOON - DAY
    head = f'<meta property="article:published_time" content="{at.isoformat()}">'
    world.press.put("/page", article_page(words.title, words.paragraphs, head))
    with world.desk() as desk:
        url = world.press.url + "/page"
        reference = await asyncio.to_thread(following.read_reference, desk, url)
        slug = following.follow(desk, reference, name="From a page").slug
        kept = following.kept_follow(desk, slug)
    assert (kept.origin, kept.published_at) == (url, at)


def test_a_copy_whose_original_is_not_related_is_shown_itself(covered: World) -> None:
    original = covered.explain(covered.press.url + f"/2026/{ORBAN}").article_id
    with covered.desk() as desk:
        with desk.store.write() as db:
            db.exec_driver_sql(f"DELETE FROM relations WHERE article_id = '{original}'")
        rows = covering.coverage(desk, SLUG)
    assert last_part(COPY) in {last_part(row.article.url) for row in rows}


def test_what_is_new_is_what_came_since_a_person_looked(covered: World) -> None:
    with covered.desk() as desk:
        before = following.get_follow(desk, SLUG)
        assert before.new == before.related > 0
        following.mark_seen(desk, SLUG)
        assert following.get_follow(desk, SLUG).new == 0
        assert covering.coverage(desk, SLUG, only_new=True) == []


async def test_what_was_found_before_a_look_and_related_after_it_is_new(world: World) -> None:
    await world.subscribe()
    slug = world.follow(MORE_ORBAN[0])
    world.press.publish(ORBAN)
    world.press.publish(MORE_ORBAN[1])
    late = world.press.url + f"/2026/{ORBAN}"
    page, _ = world.press.pages[f"/2026/{ORBAN}"], world.press.put(f"/2026/{ORBAN}", status=503)
    await world.cycle()
    with world.desk() as desk:
        assert last_part(covering.coverage(desk, slug)[0].article.url) == MORE_ORBAN[1]
        following.mark_seen(desk, slug)
    world.press.pages[f"/2026/{ORBAN}"] = page
    await world.cycle(after=HOUR)
    with world.desk() as desk:
        assert following.get_follow(desk, slug).new == 1
        (row,) = covering.coverage(desk, slug, only_new=True)
        assert (row.article.url, row.is_new) == (late, True)
        assert [one.article.url for one in covering.coverage(desk, slug) if one.is_new] == [late]


def test_a_new_follow_looks_back_and_the_index_learns_of_it(covered: World) -> None:
    slug = covered.follow(MORE_ORBAN[0])
    assert related_to(covered, slug) >= 2
    with covered.desk() as desk:
        assert overseeing.status(desk).not_projected >= related_to(covered, slug)


def test_a_follow_that_goes_on_and_missed_nothing_tells_the_index_nothing(covered: World) -> None:
    with covered.desk() as desk:
        for is_paused in (True, False):
            following.pause_follow(desk, SLUG, is_paused=is_paused)
        assert overseeing.status(desk).not_projected == 0


def test_news_is_shown_though_much_that_was_seen_is_nearer(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covering, "USUAL_COPIES", 1)
    with covered.desk() as desk:
        far = covering.coverage(desk, SLUG)[-1].article
        with desk.store.write() as db:
            follows.set_follow(db, SLUG, looked_at=far.first_seen_at - MINUTE)
        new = following.get_follow(desk, SLUG).new
        assert new < following.get_follow(desk, SLUG).related
        shown = covering.coverage(desk, SLUG, only_new=True, limit=new)
    assert far.id in {row.article.id for row in shown}
    assert all(row.is_new for row in shown)


def test_many_copies_of_one_text_leave_no_room_empty(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covering, "USUAL_COPIES", 1)
    with covered.desk() as desk:
        every = covering.coverage(desk, SLUG)
        assert sum(row.copies for row in every)
        assert covering.coverage(desk, SLUG, limit=len(every)) == every


def test_an_unknown_follow_gets_the_nearest_name(covered: World) -> None:
    with covered.desk() as desk:
        with pytest.raises(NotFound, match=f"Did you mean {SLUG}"):
            covering.coverage(desk, "hungary-nato")
        for ask in (following.get_follow, following.remove_follow):
            with pytest.raises(NotFound):
                ask(desk, "zzz")


def test_two_follows_of_one_name_have_two_slugs(covered: World) -> None:
    words = samples()[FERRY]
    document = following.as_document(f"{words.title}\n\n{words.text}")
    with covered.desk() as desk:
        made = [
            following.follow(desk, following.Reference(document, ""), name="Ferry!").slug
            for _ in "ab"
        ]
    assert made == ["ferry", "ferry-2"]


def test_a_reference_that_is_not_english_is_followed_by_its_words(covered: World) -> None:
    with covered.desk() as desk:
        made = following.follow(
            desk, following.Reference(following.as_document(GERMAN * 6), ""), name=""
        )
    assert (made.language, made.extraction.entities) == ("de", ())
    assert made.extraction.terms


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b"Five words are too few.", "5 words are too few", id="too short"),
        pytest.param(b"%PDF-1.7\0\0", "is no text file", id="a PDF"),
    ],
)
def test_a_reference_that_cannot_be_followed(
    covered: World, tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "reference.txt"
    path.write_bytes(data)
    with covered.desk() as desk, pytest.raises(InvalidRequest, match=message):
        following.read_reference(desk, str(path))


def test_a_reference_that_is_not_there(covered: World, tmp_path: Path) -> None:
    with covered.desk() as desk, pytest.raises(InvalidRequest, match="cannot be read"):
        following.read_reference(desk, str(tmp_path / "none.txt"))


async def test_what_came_while_a_follow_was_paused_is_looked_for_when_it_goes_on(
    world: World,
) -> None:
    slug = world.follow(ORBAN)
    await world.subscribe()
    with world.desk() as desk:
        following.pause_follow(desk, slug, is_paused=True)
    world.press.publish(MORE_ORBAN[0])
    await world.cycle()
    assert related_to(world, slug) == 0
    with world.desk() as desk:
        following.pause_follow(desk, slug, is_paused=False)
    assert related_to(world, slug) == 1


async def test_a_removed_follow_leaves_the_index(world: World) -> None:
    slug = world.follow(ORBAN)
    await world.subscribe()
    world.press.publish(MORE_ORBAN[0])
    await world.cycle()
    with world.desk() as desk:
        assert searching.search(desk, f"related:{slug}").total == 1
        assert following.remove_follow(desk, slug) == 1
    await world.cycle()
    with world.desk() as desk:
        assert searching.search(desk, f"related:{slug}").total == 0
        assert following.list_follows(desk) == []


@pytest.mark.parametrize("change", ["added", "removed"])
async def test_a_follow_changed_in_the_middle_of_relating_counts_for_what_is_in_hand(
    world: World, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    first = world.follow(ORBAN)
    await world.subscribe()
    world.press.publish(MORE_ORBAN[0])
    real, done = relate._decide, []

    def decide(*arguments: object) -> object:
        result = real(*arguments)  # type: ignore[arg-type]
        if not done:
            done.append(change)
            _change(world, first, change)
        return result

    monkeypatch.setattr(relate, "_decide", decide)
    assert (await world.cycle(after=HOUR)).outcome == "done"
    with world.desk() as desk:
        known = {one.name: one.related for one in following.list_follows(desk)}
    assert known == ({ORBAN: 1, "price-of-a-veto": 1} if change == "added" else {})


def _change(world: World, slug: str, change: str) -> None:
    if change == "added":
        world.follow("price-of-a-veto")
        return
    with world.desk() as desk:
        following.remove_follow(desk, slug)


async def test_a_follow_with_a_line_of_its_own_keeps_what_reaches_it(world: World) -> None:
    slug = world.follow(ORBAN)
    with world.desk() as desk, desk.store.write() as db:
        follows.set_follow(db, slug, tuning={"line": 0.001})
    await world.subscribe()
    world.press.publish("central-bank-holds-rates")
    await world.cycle()
    with world.desk() as desk:
        (row,) = covering.coverage(desk, slug)
        assert row.relation.score < world.settings.relatedness.related

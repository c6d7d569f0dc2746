"""Stories, their members, and the candidates for joining one."""

from sqlalchemy import update
from store_samples import DAY, HOUR, MINUTE, NOW, article, entry, read

from indexing.store.records.articles import set_values
from indexing.store.schema import stories as stories_table
from indexing.store.watch import stories


def story(db, story_id, *members, at=NOW):
    stories.open_story(db, story_id, f"Story {story_id}", at=at)
    for one in members:
        set_values(db, one, story_id=story_id)


def merge(db, story_id, target):
    table = stories_table
    db.execute(update(table).where(table.c.id == story_id).values(merged_into=target))


def test_a_story_counts_its_articles_and_the_copies_among_them(db):
    ids = [article(db, f"n{n}", now=NOW + n * MINUTE) for n in range(3)]
    story(db, "s1", *ids)
    set_values(db, ids[2], copy_of=ids[0])

    kept = stories.get_story(db, "s1")
    assert (kept.title, kept.articles, kept.copies) == ("Story s1", 3, 1)
    assert stories.story_members(db, "s1") == ids
    assert stories.stories_of(db, [*ids, "unknown"]) == dict.fromkeys(ids, ("s1", 1))
    assert stories.get_story(db, "unknown") is None


def test_a_duplicate_is_no_member(db):
    ids = [article(db, name) for name in ("a", "b")]
    story(db, "s1", *ids)
    read(db, ids[1], None, entry("a").link)

    assert stories.story_members(db, "s1") == ids[:1]
    assert stories.get_story(db, "s1").articles == 1


def test_a_story_goes_on_and_is_renamed_but_never_goes_back(db):
    story(db, "s1")
    stories.touch_story(db, "s1", "Renamed", at=NOW + HOUR)
    stories.touch_story(db, "s1", "Renamed", at=NOW - HOUR)

    kept = stories.get_story(db, "s1")
    assert (kept.title, kept.first_at, kept.last_at) == ("Renamed", NOW, NOW + HOUR)


def test_the_stories_that_went_on_last_come_first_without_merged_ones(db):
    for n in range(4):
        story(db, f"s{n}", at=NOW + n * HOUR)
    merge(db, "s3", "s1")

    assert [one.id for one in stories.latest_stories(db, limit=2)] == ["s2", "s1"]
    assert set(stories.get_stories(db, ["s0", "s2", "unknown"])) == {"s0", "s2"}


def test_a_merged_story_gives_the_last_survivor(db):
    for name in ("a", "b", "c"):
        story(db, name)
    merge(db, "a", "b")
    merge(db, "b", "c")

    assert [stories.get_story(db, name).id for name in ("a", "b", "c")] == ["c", "c", "c"]


def test_candidates_share_most_keys_first_and_are_recent(db):
    keys = {"near": ["orban", "nato", "b:1"], "far": ["orban"], "other": ["wheat"]}
    ids = {name: article(db, name) for name in (*keys, "old", "self")}
    for name, own in keys.items():
        stories.note_candidates(db, ids[name], own, now=NOW)
    stories.note_candidates(db, ids["old"], keys["near"], now=NOW - 3 * DAY)
    stories.note_candidates(db, ids["self"], keys["near"], now=NOW)

    def near(*wanted, limit=60):
        return stories.find_candidates(db, wanted, since=NOW - DAY, but=ids["self"], limit=limit)

    assert near("orban", "nato", "b:1") == [(ids["near"], 3), (ids["far"], 1)]
    assert near("orban", "nato", "b:1", limit=1) == [(ids["near"], 3)]
    assert near() == []


def test_keys_noted_anew_replace_the_old_and_old_ones_are_forgotten(db):
    one, old = article(db, "a"), article(db, "b")
    stories.note_candidates(db, one, ["orban", "orban"], now=NOW)
    stories.note_candidates(db, one, ["nato"], now=NOW)
    stories.note_candidates(db, old, ["nato"], now=NOW - DAY)

    assert stories.forget_candidates(db, before=NOW, limit=9) == 1
    for key, found in (("orban", []), ("nato", [(one, 1)])):
        assert stories.find_candidates(db, [key], since=NOW - DAY, but="") == found


def test_copies_are_all_that_say_the_same(db):
    ids = [article(db, f"n{n}", now=NOW + n * MINUTE) for n in range(4)]
    for copy in ids[1:3]:
        set_values(db, copy, copy_of=ids[0])

    assert [stories.original_of(db, one) for one in ids] == [ids[0], ids[0], ids[0], ids[3]]
    assert stories.copies_of(db, ids[0]) == ids[1:3]
    assert stories.copies_of(db, ids[1]) == [ids[0], ids[2]]
    assert stories.copies_of(db, ids[3]) == []
    counted = {one: len(stories.copies_of(db, one)) for one in ids}
    assert stories.count_copies(db, [*ids, "unknown"]) == counted
    assert stories.original_of(db, "unknown") == "unknown"

"""Merging and splitting stories by hand; all of it can be undone, the latest first.

Articles, hits and the story's own dates move in one transaction with the record of it, and each
moved article is queued for the index: searches follow. What a person moved, no later article
moves back: an article's story is decided once, on arrival.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from indexing.desk.follows.comparing import tell_index
from indexing.desk.room import Desk, find_article
from indexing.desk.stories.storylines import bare_id, known_story
from indexing.errors import ChangedMeanwhile, InvalidRequest, NotFound
from indexing.relatedness import story_member, story_title
from indexing.store.records import articles
from indexing.store.records.understanding import get_understanding
from indexing.store.watch import hits, stories
from indexing.store.watch.hits import HitsBefore
from indexing.store.watch.rearrangements import (
    Before,
    Change,
    changes_of,
    mark_undone,
    record_change,
)
from indexing.store.watch.stories import StoryRow
from indexing.store.work import ledger
from indexing.store.work.ledger import Line

STAGE = "story"
"""What the ledger calls a person's change of stories."""


@dataclass(frozen=True, slots=True)
class Rearranged:
    """What was done: the story that goes on, the ``other`` one, and the articles that moved."""

    kind: str
    story: StoryRow
    other: StoryRow
    moved: tuple[str, ...]


def merge_stories(desk: Desk, story_id: str, other_id: str, *, by: str) -> Rearranged:
    """Let the second story go on as the first, under both ids.

    Alerts that fired for either have fired for it. Raises NotFound, InvalidRequest if they are
    one already.
    """
    with desk.store.write() as db:
        story, other = _held(db, story_id, other_id)
        if story.id == other.id:
            raise InvalidRequest("they are one story already", other_id, f"It is {story.id}.")
        places = stories.places_in(db, other.id)
        stories.redirect(db, other.id, story.id)
        told = _join_hits(db, desk, other.id, story.id)
        _move(db, desk, places, story.id)
        stories.settle(db, story.id)
        before = Before(
            articles=tuple((one, other.id, score) for one, score in places.items()),
            hits=told,
            titles={story.id: story.title, other.id: other.title},
        )
        record_change(db, Change("merge", story.id, other.id, before, by, desk.now))
        what = f"by {by}: {other.title!r} was merged into {story.title!r}"
        _note(db, desk, places, "merged", what)
        return _rearranged(db, "merge", (story.id, other.id), places)


def split_story(desk: Desk, story_id: str, wanted: Sequence[str], *, by: str) -> Rearranged:
    """Make a story of its own of some of a story's articles; copies of their texts come along.

    What they fired counts as fired for the new one. Raises NotFound, InvalidRequest for an
    article of another story, and for all of them.
    """
    ids = [find_article(desk, one) for one in wanted]
    with desk.store.write() as db:
        (story,) = _held(db, story_id)
        places = stories.places_in(db, story.id)
        moved = _parted(db, story, places, dict(zip(ids, wanted, strict=True)))
        new = uuid.uuid4().hex[:12]
        stories.open_story(db, new, _title(db, moved), at=desk.now)
        _move(db, desk, moved, new, score=1.0)  # a person's word is surer than any score
        before = Before(
            articles=tuple((one, story.id, places[one]) for one in moved),
            hits=hits.part_hits(db, story.id, new, moved),
            titles={story.id: story.title},
        )
        stories.settle(db, new)
        stories.settle(db, story.id, title=_title(db, places.keys() - moved))
        record_change(db, Change("split", story.id, new, before, by, desk.now))
        _note(db, desk, moved, "split off", f"by {by}: from {story.title!r}")
        return _rearranged(db, "split", (story.id, new), moved)


def undo(desk: Desk, story_id: str, *, by: str) -> Rearranged:
    """Take back the last merge or split of a story.

    What came in since stays where it is; what joined a story that was split off comes back with
    it. Raises NotFound, InvalidRequest while a later change stands on it.
    """
    with desk.store.write() as db:
        last = _last_change(db, story_id)
        _held(db, last.story_id, last.other_id)
        if _last_change(db, story_id).id != last.id:
            what = "somebody changed it meanwhile"
            raise ChangedMeanwhile(what, story_id, "Look at it, and undo again.")
        take_back = _unmerge if last.kind == "merge" else _unsplit
        moved = take_back(db, desk, last)
        for one in (last.story_id, last.other_id):
            stories.settle(db, one, title=last.before.titles.get(one, ""))
        mark_undone(db, last, by=by, now=desk.now)
        _note(db, desk, moved, "put back", f"by {by}: the {last.kind} of {last.made_by} was undone")
        return _rearranged(db, f"undone {last.kind}", (last.story_id, last.other_id), moved)


def _last_change(db: Connection, story_id: str) -> Change:
    story = known_story(db, story_id)
    changes = changes_of(db, bare_id(story_id)) or changes_of(db, story.id)
    if not changes:
        raise NotFound("nobody merged or split it", story_id, "There is nothing to undo.")
    last = changes[0]
    later = [one for one in changes_of(db, last.story_id, last.other_id) if one.id > last.id]
    if later:
        what = f"a later {later[0].kind} stands on it"
        do = f"Undo that first: presswatch stories undo {later[0].story_id}"
        raise InvalidRequest(what, story_id, do)
    return last


def _unmerge(db: Connection, desk: Desk, change: Change) -> set[str]:
    """Give the merged story its own articles and hits again; return the articles."""
    here = stories.places_in(db, change.story_id)
    moved = {one: score for one, _story, score in change.before.articles if one in here}
    stories.redirect(db, change.other_id, None)
    hits.put_back(db, change.before.hits)
    for one, score in sorted(moved.items()):
        _move(db, desk, [one], change.other_id, score=score)
    return set(moved)


def _unsplit(db: Connection, desk: Desk, change: Change) -> set[str]:
    """Let the story that was split off, as it is now, go on as the one it came from."""
    there = stories.places_in(db, change.other_id)
    stories.redirect(db, change.other_id, change.story_id)
    hits.put_back(db, change.before.hits)
    _join_hits(db, desk, change.other_id, change.story_id)
    scores = there | {one: score for one, _story, score in change.before.articles if one in there}
    for one, score in sorted(scores.items()):
        _move(db, desk, [one], change.story_id, score=score)
    return set(scores)


def _held(db: Connection, *wanted: str) -> list[StoryRow]:
    """Return the stories that go on under these ids, held in one order against deadlocks."""
    for one in sorted(known_story(db, one).id for one in wanted):
        stories.hold(db, one)
    return [known_story(db, one) for one in wanted]


def _parted(
    db: Connection, story: StoryRow, places: Mapping[str, float], wanted: Mapping[str, str]
) -> set[str]:
    """Return the articles to split off, copies included. ``wanted`` is id → as it was typed."""
    for one, typed in wanted.items():
        if one not in places:
            what = f"it is not in story {story.id}"
            raise InvalidRequest(what, typed, f"See: presswatch stories show {story.id}")
    moved = {other for one in wanted for other in (one, *stories.copies_of(db, one))}
    moved &= places.keys()
    if moved == places.keys():
        what = "that is all of it: nothing would be left"
        raise InvalidRequest(what, story.id, "Name the articles that do not belong to it.")
    return moved


def _title(db: Connection, ids: Iterable[str]) -> str:
    known = get_understanding(db, sorted(ids))
    texts = articles.get_articles(db, sorted(known))
    return story_title(
        [
            story_member(one, text.document, known[one].extraction, at=text.first_seen_at)
            for one, text in texts.items()
        ]
    )


def _move(
    db: Connection, desk: Desk, ids: Iterable[str], story_id: str, *, score: float | None = None
) -> None:
    """Put articles into a story; without ``score`` they are as near to it as to the one before."""
    values = (
        {"story_id": story_id} if score is None else {"story_id": story_id, "story_score": score}
    )
    tell_index(db, desk, ids, **values)


def _join_hits(db: Connection, desk: Desk, story_id: str, target: str) -> HitsBefore:
    generation_after = desk.settings.alerts.generation_after
    return hits.join_hits(db, story_id, target, generation_after=generation_after)


def _note(db: Connection, desk: Desk, ids: Iterable[str], outcome: str, what: str) -> None:
    for one in sorted(ids):
        ledger.note(db, Line(desk.now, STAGE, outcome, what, {}, article_id=one))


def _rearranged(
    db: Connection, kind: str, ids: tuple[str, str], moved: Iterable[str]
) -> Rearranged:
    known = stories.get_stories(db, ids)
    return Rearranged(kind, known[ids[0]], known[ids[1]], tuple(sorted(moved)))

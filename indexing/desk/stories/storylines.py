"""Stories as events: what happened in which order, and how many reports a day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from indexing.desk.room import Desk
from indexing.errors import NotFound
from indexing.models import Article
from indexing.store.records import articles
from indexing.store.watch import stories
from indexing.store.watch.fired import FiredAlert, fired_by_story
from indexing.store.watch.rearrangements import Change, changes_of
from indexing.store.watch.stories import StoryRow

KINDS = ("first report", "report", "copy", "correction", "merge", "split")
"""What can happen in a story; what happens at one moment is told in this order."""


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """Something that happened in a story; ``article_id`` is empty for what a person did to it.

    ``at`` is when an article was published, if anybody says so, else when it was first seen; of a
    correction, when it was read.
    """

    at: datetime
    kind: str
    article_id: str
    source: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class StoryDay:
    """A day of a story in the asker's zone. ``is_today``: it is not over, so count "so far"."""

    day: date
    articles: int
    copies: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class WholeStory:
    """A story with its articles, first seen first; its ``events`` and ``days``, oldest first.

    ``asked`` is the id that was asked for: another than the story's, if it was merged. ``fired``
    are the alerts that it met.
    """

    asked: str
    story: StoryRow
    articles: Sequence[Article]
    days: Sequence[StoryDay]
    events: Sequence[StoryEvent]
    fired: Sequence[FiredAlert]


def latest_stories(desk: Desk, *, limit: int = 20) -> list[StoryRow]:
    """Return the stories that went on last, newest first."""
    with desk.store.read() as db:
        return stories.latest_stories(db, limit=limit)


def show_story(desk: Desk, story_id: str) -> WholeStory:
    """Return a story with its articles and what happened in it. Raises NotFound."""
    with desk.store.read() as db:
        story = known_story(db, story_id)
        found = articles.get_articles(db, stories.story_members(db, story.id))
        members = sorted(found.values(), key=lambda one: (one.first_seen_at, one.id))
        copy_of = {
            one: text for one, (_score, text) in articles.story_places(db, list(found)).items()
        }
        events = [
            *_reports(members, copy_of),
            *_corrections(db, members),
            *_changes(changes_of(db, story.id), story.id),
        ]
        fired = fired_by_story(db, story.id)
    return WholeStory(
        asked=bare_id(story_id),
        story=story,
        articles=members,
        days=_days(members, copy_of, desk),
        events=sorted(events, key=lambda one: (one.at, KINDS.index(one.kind), one.article_id)),
        fired=fired,
    )


def title_of(desk: Desk, story_id: str) -> str:
    """Return what the story that goes on under an id is called now. Raises NotFound."""
    with desk.store.read() as db:
        return known_story(db, story_id).title


def bare_id(story_id: str) -> str:
    """Return an id as the store has it; it may be given as queries have it: ``story:ID``."""
    return story_id.removeprefix("story:")


def known_story(db: Connection, story_id: str) -> StoryRow:
    """Return the story that goes on under an id, also ``story:ID``. Raises NotFound."""
    story = stories.get_story(db, bare_id(story_id))
    if story is None:
        raise NotFound("no story has this id", story_id, "See: presswatch stories list")
    return story


def _at(article: Article) -> datetime:
    return article.published_at or article.first_seen_at


def _reports(members: Sequence[Article], copy_of: Mapping[str, str]) -> Iterator[StoryEvent]:
    texts = [one for one in members if not copy_of[one.id]] or members
    first = min(texts, key=lambda one: (_at(one), one.id), default=None)
    titles = {one.id: one.title for one in members}
    for one in members:
        original = copy_of[one.id]
        kind = "first report" if one is first else "copy" if original else "report"
        detail = f"of {titles[original]!r}" if original in titles and kind == "copy" else ""
        yield StoryEvent(_at(one), kind, one.id, one.source, one.title, detail)


def _corrections(db: Connection, members: Iterable[Article]) -> Iterator[StoryEvent]:
    for one in members:
        if one.version > 1:
            for version in articles.get_versions(db, one.id):
                if what := version.summary:  # a page that came after its teaser corrects nothing
                    at = version.read_at
                    yield StoryEvent(at, "correction", one.id, one.source, one.title, what)


def _changes(changes: Iterable[Change], story_id: str) -> Iterator[StoryEvent]:
    for one in changes:
        other = one.other_id if one.story_id == story_id else one.story_id
        way = "with" if one.kind == "merge" else "from"
        detail = f"{way} story {other} by {one.made_by}"
        yield StoryEvent(one.made_at, one.kind, "", "", one.before.titles.get(other, ""), detail)


def _days(members: Sequence[Article], copy_of: Mapping[str, str], desk: Desk) -> Sequence[StoryDay]:
    """Return every day from the first report to the last, also those without one."""
    day_of = {one.id: _at(one).astimezone(desk.zone).date() for one in members}
    if not day_of:
        return []
    told = Counter(day_of.values())
    copies = Counter(day for one, day in day_of.items() if copy_of[one])
    first, today = min(told), desk.now.astimezone(desk.zone).date()
    days = [first + timedelta(days=number) for number in range((max(told) - first).days + 1)]
    return [StoryDay(day, told[day], copies[day], day == today) for day in days]

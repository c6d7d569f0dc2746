"""What the store holds, compared with a follow: when it is new, goes on, or was tuned."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from indexing.desk.room import Desk
from indexing.models import Relation
from indexing.pipeline.following import Followed, lines_of, ready, tuning_from
from indexing.pipeline.relate import WORTH_KEEPING
from indexing.relatedness import Profile, profile, relate
from indexing.store.records import articles, projection
from indexing.store.records.understanding import get_understanding
from indexing.store.watch import relations
from indexing.store.watch.follows import Follow

LOOK_BACK = 5_000
"""Stored articles that a follow is compared with, newest first; and all that it ever kept."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Compared:
    """A follow as it was tuned, with its relation to each article of the store."""

    followed: Followed
    relations: Mapping[str, Relation]

    def reached(self) -> set[str]:
        """Return the ids of the articles that reach the follow's line."""
        line = self.followed.lines.related
        return {one for one, relation in self.relations.items() if relation.score >= line}


def compare(desk: Desk, *tuned: Follow, but: Collection[str] = ()) -> list[Compared]:
    """Return how near the store's articles are to each of ``tuned``, one follow in several states.

    Articles in ``but`` are left out.
    """
    with desk.store.read() as db:
        states = [ready(db, one, desk.settings) for one in tuned]
        ids = [one for one in _to_compare(db, tuned) if one not in but]
    found: list[dict[str, Relation]] = [{} for _ in states]
    for article_id, text in _profiles(desk, ids):
        for state, own in zip(states, found, strict=True):
            own[article_id] = relate(state.profile, text, lines=state.lines)
    return [Compared(*pair) for pair in zip(states, found, strict=True)]


def save_relations(db: Connection, compared: Compared, *, keeping: Collection[str]) -> None:
    """Keep what is near enough, and at its new score what is in ``keeping``."""
    slug = compared.followed.slug
    least = WORTH_KEEPING * compared.followed.lines.related
    for article_id, relation in compared.relations.items():
        if relation.score >= least or article_id in keeping:
            relations.save_relation(db, slug, article_id, relation)


def tell_index(db: Connection, desk: Desk, article_ids: Iterable[str], **values: Any) -> None:
    """Queue articles whose follows or story changed, so that searches follow.

    ``values`` are columns of the articles that change with it.
    """
    now = desk.now
    for article_id in sorted(article_ids):
        articles.raise_revision(db, article_id, **values)
        projection.queue_projection(db, article_id, now=now)


@contextmanager
def changing_follows(db: Connection, desk: Desk, article_ids: Iterable[str]) -> Iterator[None]:
    """Queue those of the articles which belong to other follows when the block ends.

    The index holds no scores: of an article that is only nearer or farther it need not learn.
    """
    ids = sorted(article_ids)
    before = relations.related_slugs(db, ids, lines_of(db, desk.settings))
    yield
    after = relations.related_slugs(db, ids, lines_of(db, desk.settings))
    tell_index(db, desk, [one for one in ids if before.get(one) != after.get(one)])


def look_back(desk: Desk, kept: Follow) -> int:
    """Relate what the store has already; return how many articles are related."""
    (compared,) = compare(desk, kept)
    with desk.store.write() as db:
        before = relations.every_relation(db, kept.slug)
        with changing_follows(db, desk, compared.reached() | before.keys()):
            save_relations(db, compared, keeping=before.keys())
    return len(compared.reached())


def _to_compare(db: Connection, tuned: Sequence[Follow]) -> list[str]:
    """Return the newest articles, all that were ever related, and all that a person named."""
    said = [tuning_from(one.tuning) for one in tuned]
    named = [article_id for each in said for article_id in (*each.yes, *each.no)]
    newest = articles.newest_ids(db, limit=LOOK_BACK)
    return list(dict.fromkeys([*newest, *relations.every_relation(db, tuned[0].slug), *named]))


def _profiles(desk: Desk, ids: list[str]) -> Iterator[tuple[str, Profile]]:
    for start in range(0, len(ids), BATCH):
        with desk.store.read() as db:
            known = get_understanding(db, ids[start : start + BATCH])
        for article_id, understood in known.items():
            yield article_id, profile(understood.extraction)

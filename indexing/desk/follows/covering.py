"""A follow's coverage: what is related to it, how near, why, and what a person put aside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from indexing.desk.follows.following import chosen_names, kept_follow
from indexing.desk.room import Desk
from indexing.models import Article, Extraction, Relation
from indexing.pipeline.following import lines_of, tuning_from
from indexing.relatedness import NearArticle, line_name, stories_of_reference
from indexing.store.records import articles
from indexing.store.records.understanding import get_understanding
from indexing.store.watch import arrivals, relations, stories
from indexing.store.watch.follows import Follow
from indexing.store.watch.relations import Related

USUAL_COPIES = 5
"""Relations looked at first for each row that is asked for: copies are folded into one."""


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """One row of a follow's coverage. ``line`` names what its score and its story make of it.

    ``pinned`` are the names and words in it that a person pinned; ``is_right`` and ``is_aside``
    are what a person said of it.
    """

    article: Article
    relation: Relation
    line: str
    copies: int
    is_new: bool
    pinned: tuple[str, ...]
    is_right: bool
    is_aside: bool


def coverage(
    desk: Desk, slug: str, *, below: bool = False, only_new: bool = False, limit: int = 100
) -> list[RelatedArticle]:
    """Return what is related to a follow, nearest first; with ``below`` also what is just not.

    ``only_new`` leaves out what could be shown at the last look (``mark_seen``). Raises
    NotFound.
    """
    kept = kept_follow(desk, slug)
    with desk.store.read() as db:
        line = lines_of(db, desk.settings)[slug]
        ask = partial(
            relations.coverage,
            db,
            slug,
            at_least=0.0 if below else line,
            since=kept.looked_at if only_new else None,
        )
        return _rows(db, desk, kept, _nearest(ask, limit), line)


def put_aside(desk: Desk, slug: str, *, limit: int = 100) -> list[RelatedArticle]:
    """Return what a person called wrong, nearest first, copies folded. Raises NotFound."""
    kept = kept_follow(desk, slug)
    with desk.store.read() as db:
        line = lines_of(db, desk.settings)[slug]
        return _rows(db, desk, kept, _nearest(partial(relations.put_aside, db, slug), limit), line)


def _nearest(ask: Callable[..., Sequence[Related]], limit: int) -> list[Related]:
    """Return ``limit`` rows with copies folded; fewer only if there are no more."""
    asked = USUAL_COPIES * limit
    while len(rows := ask(limit=asked)) == asked and len(_folded(rows)) < limit:
        asked *= 2
    return _folded(rows)[:limit]


def _folded(rows: Sequence[Related]) -> list[Related]:
    """Return rows with copies folded: into their original, or the nearest of them without it."""
    shown: dict[str, Related] = {}
    for row in rows:
        if not row.copy_of:
            shown[row.article_id] = row
        else:
            shown.setdefault(row.copy_of, row)
    return sorted(shown.values(), key=lambda row: -row.relation.score)


def _rows(
    db: Connection, desk: Desk, kept: Follow, rows: Sequence[Related], line: float
) -> list[RelatedArticle]:
    ids = [row.article_id for row in rows]
    texts = articles.get_articles(db, ids)
    copies = stories.count_copies(db, ids)
    new = arrivals.new_among(db, ids, since=kept.looked_at)
    tuning = tuning_from(kept.tuning)
    names = chosen_names(db, kept, tuning.pins)
    known = get_understanding(db, ids) if names else {}
    own = desk.settings.relatedness.model_copy(update={"related": line})
    stories_told = _own_stories(db, desk, kept)
    return [
        RelatedArticle(
            article=texts[row.article_id],
            relation=row.relation,
            line=line_name(row.relation.score, own, is_in_story=row.story_id in stories_told),
            copies=copies[row.article_id],
            is_new=row.article_id in new,
            pinned=_pinned(known[row.article_id].extraction, names)
            if row.article_id in known
            else (),
            is_right=row.article_id in tuning.yes,
            is_aside=row.is_aside,
        )
        for row in rows
        if row.article_id in texts
    ]


def _own_stories(db: Connection, desk: Desk, kept: Follow) -> frozenset[str]:
    """Return the stories that tell the event of a follow's reference."""
    lines = desk.settings.relatedness
    rows = relations.places_in_stories(db, kept.slug, at_least=lines.same_story)
    near = (NearArticle(*row) for row in rows)
    return stories_of_reference(near, at=kept.published_at, lines=lines)


def _pinned(extraction: Extraction, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of those among ``names`` (id or word → name) that a text has."""
    has: set[str] = {entity.id for entity in extraction.entities}
    has.update(word for word, _weight in extraction.terms)
    return tuple(dict.fromkeys(name for one, name in names.items() if one in has))

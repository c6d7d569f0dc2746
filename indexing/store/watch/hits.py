"""Matches and hits. A match is an article that met a query; a hit is an alert meeting a subject.

The keys hold what is promised: one match for (alert, article, query version, article version),
one hit for (alert, subject, generation). The subject is a story, or one article. Where a person
merges or splits stories, hits and matches go along: what was told is never told again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from indexing.models import MatchedClause
from indexing.store.batches import batches
from indexing.store.dialects import Insert, execute_or
from indexing.store.schema import hits, matches
from indexing.store.watch.stories import hold


@dataclass(frozen=True, slots=True)
class NewMatch:
    """An article that meets an alert's query. ``subject`` is what the hit is about."""

    alert_id: int
    article_id: str
    query_version: int
    article_version: int
    subject: str
    clauses: tuple[MatchedClause, ...]
    is_old: bool
    is_swept: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A recorded match. ``how``: ``fired`` opened its hit, ``joined`` one that was open.

    ``swept`` did either when the nightly sweep found what matching had missed.
    """

    id: int
    alert_id: int
    article_id: str
    query_version: int
    article_version: int
    hit_id: int
    clauses: tuple[MatchedClause, ...]
    how: str
    is_old: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class HitsBefore:
    """How hits stood: (hit, subject) and (match, hit) of all that was changed."""

    hits: tuple[tuple[int, str], ...] = ()
    matches: tuple[tuple[int, int], ...] = ()


def record_match(
    db: Connection, new: NewMatch, *, now: datetime, generation_after: timedelta
) -> str:
    """Record a match with its hit; return ``how``, or "" if the article had fired.

    An article fires once per alert, whatever its version: a correction is no second hit. A
    subject that was merged since the article was looked at stands for its survivor.
    """
    if _has_matched(db, new.alert_id, new.article_id):
        return ""
    hit_id, is_new = _hit(db, new, now=now, generation_after=generation_after)
    how = "swept" if new.is_swept else "fired" if is_new else "joined"
    add_match(db, new, hit_id, how=how, now=now)
    return how


def add_match(db: Connection, new: NewMatch, hit_id: int, *, how: str, now: datetime) -> None:
    """Record a match in a hit that is there."""
    row = {
        "alert_id": new.alert_id,
        "article_id": new.article_id,
        "query_version": new.query_version,
        "article_version": new.article_version,
        "hit_id": hit_id,
        "clauses": list(new.clauses),
        "how": how,
        "is_old": new.is_old,
        "made_at": now,
    }
    db.execute(_NEW_MATCH, row)


def get_matches(db: Connection, ids: Sequence[int]) -> list[Match]:
    """Return the known ones of ``ids``, in the order of their ids."""
    return [
        match for batch in batches(sorted(ids)) for match in _matches(db, matches.c.id.in_(batch))
    ]


def matches_of_article(db: Connection, article_id: str) -> list[Match]:
    """Return every match of an article."""
    return _matches(db, matches.c.article_id == article_id)


def matches_of_alert(db: Connection, alert_id: int, *, limit: int = 500) -> list[Match]:
    """Return an alert's matches, newest first."""
    newest = select(matches.c.id).where(matches.c.alert_id == alert_id)
    ids = db.execute(newest.order_by(matches.c.id.desc()).limit(limit)).scalars().all()
    return get_matches(db, ids)[::-1]


def matches_of_hit(db: Connection, hit_id: int) -> list[Match]:
    """Return a hit's matches, first first."""
    return _matches(db, matches.c.hit_id == hit_id)


def count_hits(db: Connection, alert_id: int) -> int:
    """Return how many hits an alert has had."""
    told = func.count(matches.c.hit_id.distinct())  # a merge leaves hits without a match
    return int(db.execute(select(told).where(matches.c.alert_id == alert_id)).scalar_one())


def count_matches(db: Connection) -> int:
    """Return how many matches there are on record."""
    return int(db.execute(select(func.count()).select_from(matches)).scalar_one())


def hits_since(db: Connection, since: datetime) -> dict[int, int]:
    """Return alert → hits that were made from ``since`` on; those without any are left out."""
    told = select(hits.c.alert_id, func.count(matches.c.hit_id.distinct()))
    told = told.join(matches, matches.c.hit_id == hits.c.id).where(hits.c.made_at >= since)
    return {alert: int(number) for alert, number in db.execute(told.group_by(hits.c.alert_id))}


def join_hits(
    db: Connection, story_id: str, target: str, *, generation_after: timedelta
) -> HitsBefore:
    """Give ``target`` the hits of ``story_id``, which is merged into it; return how they stood.

    Two hits of one alert that would have been one, had it been one story, become one.
    """
    own: dict[int, list[Row[Any]]] = {}
    for hit in _hits_of(db, target):
        own.setdefault(hit.alert_id, []).append(hit)
    joined: list[Row[Any]] = []
    moved: list[Row[Any]] = []
    for hit in _hits_of(db, story_id):
        known = own.get(hit.alert_id, [])
        near = [one for one in known if abs(one.made_at - hit.made_at) < generation_after]
        if near:
            inside = _rows_in(db, hit.id)
            joined += inside
            _repoint(db, inside, near[-1].id)
        else:
            moved.append(hit)
            _place(db, hit.id, target)
    return _before(moved, joined)


def part_hits(db: Connection, story_id: str, new: str, article_ids: Collection[str]) -> HitsBefore:
    """Give ``new``, split off ``story_id``, what its articles fired; return how it stood.

    So what comes to it next joins what was told already.
    """
    parted: list[Row[Any]] = []
    moved: list[Row[Any]] = []
    for hit in _hits_of(db, story_id):
        inside = _rows_in(db, hit.id)
        gone = [one for one in inside if one.article_id in article_ids]
        if gone and len(gone) == len(inside):
            moved.append(hit)
            _place(db, hit.id, new)
        elif gone:
            parted += gone
            _repoint(db, gone, _copied(db, hit, new))
    return _before(moved, parted)


def put_back(db: Connection, before: HitsBefore) -> None:
    """Let hits and matches stand as they did; what came since stays where it is."""
    for hit_id, subject in before.hits:
        _place(db, hit_id, subject)
    for match_id, hit_id in before.matches:
        db.execute(update(matches).where(matches.c.id == match_id).values(hit_id=hit_id))


def _hits_of(db: Connection, subject: str) -> Sequence[Row[Any]]:
    """Return a subject's hits, the earliest first."""
    query = select(hits).where(hits.c.subject == subject)
    return db.execute(query.order_by(hits.c.made_at, hits.c.id)).all()


def _rows_in(db: Connection, hit_id: int) -> Sequence[Row[Any]]:
    columns = (matches.c.id, matches.c.hit_id, matches.c.article_id)
    query = select(*columns).where(matches.c.hit_id == hit_id)
    return db.execute(query.order_by(matches.c.id)).all()


def _copied(db: Connection, hit: Row[Any], subject: str) -> int:
    """Return a new hit of ``subject`` that was told when ``hit`` was."""
    generation = _next_generation(db, hit.alert_id, subject)
    made = insert(hits).values(
        alert_id=hit.alert_id, subject=subject, generation=generation, made_at=hit.made_at
    )
    return int(db.execute(made.returning(hits.c.id)).scalar_one())


def _place(db: Connection, hit_id: int, subject: str) -> None:
    alert_id = db.execute(select(hits.c.alert_id).where(hits.c.id == hit_id)).scalar_one()
    values = {"subject": subject, "generation": _next_generation(db, alert_id, subject)}
    db.execute(update(hits).where(hits.c.id == hit_id).values(**values))


def _repoint(db: Connection, rows: Sequence[Row[Any]], hit_id: int) -> None:
    for batch in batches([row.id for row in rows]):
        db.execute(update(matches).where(matches.c.id.in_(batch)).values(hit_id=hit_id))


def _next_generation(db: Connection, alert_id: int, subject: str) -> int:
    return int(db.execute(_GENERATION, {"alert": alert_id, "about": subject}).scalar_one() or 0) + 1


def _before(moved: Sequence[Row[Any]], parted: Sequence[Row[Any]]) -> HitsBefore:
    return HitsBefore(
        tuple((hit.id, hit.subject) for hit in moved),
        tuple((match.id, match.hit_id) for match in parted),
    )


def _has_matched(db: Connection, alert_id: int, article_id: str) -> bool:
    return db.execute(_MATCHED, {"alert": alert_id, "article": article_id}).first() is not None


def _hit(
    db: Connection, new: NewMatch, *, now: datetime, generation_after: timedelta
) -> tuple[int, bool]:
    """Return (hit id, whether it is new): the open generation, or the next one."""
    # a merge between this look and our commit would leave the hit under an id that no match seeks
    subject = hold(db, new.subject, is_shared=True)
    about = {"alert": new.alert_id, "about": subject}
    latest = db.execute(_LATEST, about).first()
    if latest is not None and latest.made_at + generation_after > now:
        return int(latest.id), False
    generation = _next_generation(db, new.alert_id, subject)
    hit = {"alert_id": new.alert_id, "subject": subject, "generation": generation, "made_at": now}
    if made := execute_or(db, _new_hit, hit).scalar_one_or_none():
        return int(made), True
    return int(db.execute(_LATEST, about).one().id), False  # another made it at this moment


# Made once: they are asked for each match.
_NEW_MATCH = insert(matches)
_IS_HIT_OF = (hits.c.alert_id == bindparam("alert")) & (hits.c.subject == bindparam("about"))
_GENERATION = select(func.max(hits.c.generation)).where(_IS_HIT_OF)
_LATEST = (
    select(hits)
    .where(_IS_HIT_OF)
    .order_by(hits.c.made_at.desc(), hits.c.id.desc())  # a merge numbers them in its own order
    .limit(1)
)
_MATCHED = (
    select(matches.c.id)
    .where(matches.c.alert_id == bindparam("alert"), matches.c.article_id == bindparam("article"))
    .limit(1)
)


def _new_hit(insert: Insert) -> Any:
    return insert(hits).on_conflict_do_nothing().returning(hits.c.id)


def _matches(db: Connection, condition: Any) -> list[Match]:
    rows = db.execute(select(matches).where(condition).order_by(matches.c.id))
    return [_match(row) for row in rows]


def _match(row: Row[Any]) -> Match:
    return Match(
        id=row.id,
        alert_id=row.alert_id,
        article_id=row.article_id,
        query_version=row.query_version,
        article_version=row.article_version,
        hit_id=row.hit_id,
        clauses=tuple(_clause(raw) for raw in row.clauses),
        how=row.how,
        is_old=row.is_old,
        made_at=row.made_at,
    )


def _clause(raw: dict[str, Any]) -> MatchedClause:
    return MatchedClause(
        clause=raw["clause"],
        field=raw["field"],
        words=tuple(raw["words"]),
        spans=tuple((start, end) for start, end in raw["spans"]),
    )

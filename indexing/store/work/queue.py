"""Jobs: enqueue, claim, renew, finish, postpone, release. A claim is a lease with a token.

``attempts`` is the fencing token: every claim and every enqueue of a held job raises it, so a
late worker, or one that works on what has changed meanwhile, cannot finish. ``owner`` is set
while a job is held, and stays when its worker dies: by that the next claim knows an orphan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    not_,
    or_,
    select,
    update,
)

from indexing.store.dialects import Insert, execute_or
from indexing.store.schema import jobs
from indexing.store.schema.columns import NEVER

LEASE = timedelta(minutes=10)
"""How long a claim holds without being renewed."""
DEATHS = 3
"""A job that was in hand when this many workers died is set aside."""


@dataclass(frozen=True, slots=True)
class Job:
    """One claimed job. ``deaths`` of at least ``DEATHS`` means: do not work on it, set it aside."""

    id: int
    stage: str
    article_id: str
    attempts: int
    tries: int
    deaths: int

    @property
    def is_killer(self) -> bool:
        """Whether too many workers died with this job in hand."""
        return self.deaths >= DEATHS


def enqueue(db: Connection, stage: str, article_id: str, *, due_at: datetime) -> None:
    """Ask for ``stage`` on an article at ``due_at`` (or earlier, if it is asked for already).

    A job that somebody holds is taken from them: their result would be of an older state. One
    whose lease ends before ``due_at`` stays an orphan, so that no worker's death is forgotten.
    """
    new = {"stage": stage, "article_id": article_id, "due_at": due_at, "leased_until": NEVER}
    execute_or(db, _asked_for, new)


def _asked_for(insert: Insert) -> Any:
    new = insert(jobs)
    is_waiting = and_(jobs.c.done_at.is_(None), jobs.c.due_at < new.excluded.due_at)
    is_orphan = and_(jobs.c.done_at.is_(None), jobs.c.leased_until <= new.excluded.due_at)
    return new.on_conflict_do_update(
        index_elements=["stage", "article_id"],
        set_={
            "due_at": case((is_waiting, jobs.c.due_at), else_=new.excluded.due_at),
            "done_at": None,
            "owner": case((is_orphan, jobs.c.owner), else_=""),
            "leased_until": NEVER,
            "attempts": jobs.c.attempts + 1,
        },
    )


def claim(db: Connection, stage: str, owner: str, *, now: datetime, limit: int) -> list[Job]:
    """Lease up to ``limit`` due jobs, oldest first.

    A job whose last worker died comes back alone, with one death more, and alone until it is
    finished or postponed: if it is what kills workers, it must not take others down with it.
    """
    if suspect := _due(db, stage, now, is_suspect=True, limit=1):
        return _take(db, suspect, owner, now=now)
    return _take(db, _due(db, stage, now, is_suspect=False, limit=limit), owner, now=now)


def renew(db: Connection, claimed: Iterable[Job], *, now: datetime) -> None:
    """Hold on to these jobs for another ``LEASE``; those that were lost meanwhile stay lost."""
    for job in claimed:
        _hold(db, job, leased_until=now + LEASE)


def finish(db: Connection, job: Job, *, now: datetime, revision: int | None = None) -> bool:
    """Mark a job done. False: another holds it now, or it was asked for anew; drop your result.

    ``revision`` is that of the article it was done with, where somebody will ask for it.
    """
    done = {"done_at": now, "revision": revision, "tries": 0, "deaths": 0}
    return _hold(db, job, owner="", leased_until=NEVER, **done)


def postpone(db: Connection, job: Job, *, due_at: datetime) -> bool:
    """Give a job back for ``due_at``, one try more. False as in ``finish``."""
    return _hold(
        db, job, due_at=due_at, owner="", leased_until=NEVER, tries=job.tries + 1, deaths=0
    )


def put_off(db: Connection, claimed: Iterable[Job], *, due_at: datetime) -> int:
    """Give jobs back untried for ``due_at``; return how many were still ours."""
    return sum(_hold(db, job, due_at=due_at, owner="", leased_until=NEVER) for job in claimed)


def release(db: Connection, claimed: Iterable[Job]) -> None:
    """Give jobs back untouched (a clean stop): nobody died, nothing was tried."""
    for job in claimed:
        _hold(db, job, owner="", leased_until=NEVER)


def waiting(db: Connection, *, now: datetime) -> dict[str, tuple[int, int]]:
    """Return stage → (jobs due, jobs for later)."""
    is_due = case((jobs.c.due_at <= now, 1), else_=0)
    rows = db.execute(
        select(jobs.c.stage, func.sum(is_due), func.count())
        .where(jobs.c.done_at.is_(None))
        .group_by(jobs.c.stage)
    )
    return {stage: (int(due), int(total) - int(due)) for stage, due, total in rows}


def oldest_due(db: Connection, *, now: datetime) -> datetime | None:
    """Return since when the job that is due longest waits, in whatever hands; None for none."""
    is_open = jobs.c.done_at.is_(None) & (jobs.c.due_at <= now)
    oldest: datetime | None = db.execute(select(func.min(jobs.c.due_at)).where(is_open)).scalar()
    return oldest


def is_due(db: Connection, stage: str, *, now: datetime) -> bool:
    """Whether a claim for ``stage`` would get a job now."""
    found = select(jobs.c.id).where(_is_due(stage, now)).limit(1)
    return db.execute(found).first() is not None


def asked_for(db: Connection, article_id: str) -> set[str]:
    """Return the stages that are yet to be done on an article, now or later."""
    open_jobs = (jobs.c.article_id == article_id) & jobs.c.done_at.is_(None)
    return set(db.execute(select(jobs.c.stage).where(open_jobs)).scalars())


def _is_due(stage: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        jobs.c.stage == stage,
        jobs.c.done_at.is_(None),
        jobs.c.due_at <= now,
        jobs.c.leased_until <= now,
    )


def _due(
    db: Connection, stage: str, now: datetime, *, is_suspect: bool, limit: int
) -> Sequence[int]:
    suspect = or_(jobs.c.owner != "", jobs.c.deaths > 0)
    return (
        db.execute(
            select(jobs.c.id)
            .where(_is_due(stage, now), suspect if is_suspect else not_(suspect))
            .order_by(jobs.c.due_at, jobs.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        .scalars()
        .all()
    )


def _take(db: Connection, ids: Sequence[int], owner: str, *, now: datetime) -> list[Job]:
    if not ids:
        return []
    rows = db.execute(
        update(jobs)
        .where(jobs.c.id.in_(ids))
        .values(
            owner=owner,
            leased_until=now + LEASE,
            attempts=jobs.c.attempts + 1,
            deaths=jobs.c.deaths + case((jobs.c.owner != "", 1), else_=0),
        )
        .returning(
            jobs.c.id, jobs.c.stage, jobs.c.article_id, jobs.c.attempts, jobs.c.tries, jobs.c.deaths
        )
    )
    return sorted((Job(*row) for row in rows), key=lambda job: ids.index(job.id))


def _hold(db: Connection, job: Job, **values: object) -> bool:
    """Change a job that is still held by this claim; it was given back at most once."""
    claim = {"job": job.id, "claim": job.attempts}
    return db.execute(_HELD, claim | values).rowcount == 1


# Made once: every stage of every article ends with it.
_HELD = update(jobs).where(
    jobs.c.id == bindparam("job"), jobs.c.attempts == bindparam("claim"), jobs.c.owner != ""
)

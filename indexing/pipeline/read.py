"""Stage ``read``: an entry becomes a text, from the feed if it has it all, else from the page.

A page that cannot be read (a login, a consent wall, a PDF, gone) is set aside with the reason;
the article goes on with the headline and teaser that its feed gave, so that nothing is missed.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from indexing.articles.identity import believed_canonical
from indexing.articles.read_entry import merge, teaser
from indexing.errors import (
    ArticleUnreadable,
    FetchFailed,
    Postponed,
    PresswatchError,
    Quarantined,
    StoreUnavailable,
)
from indexing.feeds.entries import trusted_date
from indexing.fetching.response import Response
from indexing.models import DateSource, Reading
from indexing.nouns import count
from indexing.pipeline.parsing import read_article_page, read_teaser, read_whole_entry
from indexing.pipeline.rereading import keep_watching
from indexing.pipeline.window import Lease, time_for_a_stage, work_through
from indexing.pipeline.workshop import (
    KEPT_BYTES,
    LeaseLost,
    Workshop,
    broken,
    finishing,
    in_hand,
    killed,
    line,
    set_aside,
)
from indexing.store.records import articles, readings
from indexing.store.records.articles import Found
from indexing.store.records.readings import Kept, Outcome
from indexing.store.work import quarantine, queue
from indexing.store.work.queue import Job
from indexing.urls import host_of

STAGE = "read"
RETRY_AFTER = (
    timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8),
    timedelta(hours=24),
)  # fmt: skip
TRIES = len(RETRY_AFTER)
"""Postponements before the page is given up and the feed's teaser has to do."""
ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"


@dataclass(frozen=True, slots=True)
class _Look:
    """What looking at an article gave, and why its page could not be had if so.

    Without a ``reading`` it is as it was: there is nothing better than what we have.
    """

    reading: Reading | None
    problem: Quarantined | None = None
    body: bytes = b""


async def read(shop: Workshop) -> None:
    """Work through every due ``read`` job; pages are fetched side by side, politely.

    What slow hosts keep waiting too long is left for the next cycle, behind what comes in by then.
    """
    put_off = await work_through(shop, _lease(shop), partial(_read, shop))
    if put_off:
        shop.count(STAGE, "left for the next cycle", put_off)


def _lease(shop: Workshop) -> Lease[Job]:
    def claim(limit: int) -> list[Job]:
        with shop.store.write() as db:
            return queue.claim(db, STAGE, shop.owner, now=shop.clock(), limit=limit)

    def renew(jobs: Sequence[Job]) -> None:
        with shop.store.write() as db:
            queue.renew(db, jobs, now=shop.clock())

    def give_back(jobs: Sequence[Job], error: BaseException) -> None:
        with suppress(type(error)), in_hand(shop, jobs):
            raise error

    def put_off(jobs: Sequence[Job]) -> int:
        due = shop.clock() + time_for_a_stage(shop)
        with shop.store.write() as db:
            return queue.put_off(db, jobs, due_at=due)

    return Lease(claim, renew, give_back, put_off, is_suspect=lambda job: job.deaths > 0)


async def _read(shop: Workshop, job: Job) -> None:
    found = await asyncio.to_thread(_found, shop, job)
    try:
        if found is None or found.is_duplicate:
            await asyncio.to_thread(_finish, shop, job)
        elif job.is_killer:
            look = await _given_up(shop, found, killed(job, found.url))
            await asyncio.to_thread(_keep, shop, job, found, look)
        else:
            await _look_and_keep(shop, job, found)
    except LeaseLost:
        shop.count(STAGE, "lost")
    shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")


async def _look_and_keep(shop: Workshop, job: Job, found: Found) -> None:
    try:
        look = await _look(shop, found)
        await asyncio.to_thread(_keep, shop, job, found, look)
    except StoreUnavailable:
        raise
    except Postponed as error:
        if job.tries < TRIES:
            await asyncio.to_thread(_postpone, shop, job, error)
        else:
            look = await _given_up(shop, found, _out_of_tries(job, found, error))
            await asyncio.to_thread(_keep, shop, job, found, look)
    except LeaseLost:
        raise
    except Exception as error:
        fault = broken("reading", error, found.url)
        await asyncio.to_thread(set_aside, shop, job, fault, url=found.url)


async def _look(shop: Workshop, found: Found) -> _Look:
    """Return the feed's own full text, else the page's, else the teaser with the reason."""
    min_words = shop.settings.articles.min_words
    body = b""
    try:
        if found.entry.content:
            whole = await shop.pool.arun(read_whole_entry, found.entry, found.url, min_words)
            if whole is not None:
                return _Look(whole)
        response = await shop.fetcher.get(found.url, accept=ACCEPT, obey_robots=True)
        shop.note_took(host_of(response.final_url), response.took)
        body = response.body
        _check(response)
        reading = await shop.pool.arun(
            read_article_page,
            body,
            response.final_url,
            response.headers.get("content-type", ""),
            min_words,
            shop.clock(),
        )
        return _Look(reading)
    except Quarantined as error:
        return replace(await _given_up(shop, found, error), body=body[:KEPT_BYTES])


def _check(response: Response) -> None:
    """Raise what an answer other than 200 means."""
    status, url = response.status, response.final_url
    if status in (401, 402, 403, 404, 410, 451):
        raise ArticleUnreadable(f"the server answered {status}", url, "Open it in a browser.")
    if status != 200:
        raise FetchFailed(
            f"the server answered {status}",
            url,
            "It is tried again.",
            retry_after=response.retry_after,
        )


async def _given_up(shop: Workshop, found: Found, error: Quarantined) -> _Look:
    """Return what the feed said of the article; a text we have already is not replaced by it."""
    return _Look(None if found.version else await _teaser(shop, found), error)


async def _teaser(shop: Workshop, found: Found) -> Reading:
    """Return headline and summary, from a parser if one lives: it knows languages already."""
    try:
        return await shop.pool.arun(read_teaser, found.entry, found.url)
    except PresswatchError:
        return teaser(found.entry, found.url)


def _keep(shop: Workshop, job: Job, found: Found, look: _Look) -> None:
    if look.reading is None:
        _keep_as_it_was(shop, job, found, look)
        return
    now = shop.clock()
    reading = _finished(look.reading, found, now)
    with finishing(shop, job, now=now) as db:
        outcome = readings.record_reading(
            db, found.article_id, reading, urls=_urls(found, reading), now=now
        )
        if look.problem is not None:
            subject = quarantine.Subject(STAGE, found.url, found.article_id, body=look.body)
            quarantine.set_aside(db, look.problem, subject, now=now)
        if outcome.kept in (Kept.FIRST, Kept.CORRECTED):
            queue.enqueue(db, "understand", found.article_id, due_at=now)
        keep_watching(db, found, shop.settings, now=now)
        if outcome.kept is not Kept.UNCHANGED:
            detail = _in_words(reading, outcome, look.problem)
            shop.note(db, line(job, now, outcome.kept, detail, version=outcome.version))
    shop.count(STAGE, "teaser only" if look.problem else outcome.kept)


def _keep_as_it_was(shop: Workshop, job: Job, found: Found, look: _Look) -> None:
    """Record that a second look at an article gave nothing."""
    now = shop.clock()
    with finishing(shop, job, now=now) as db:
        keep_watching(db, found, shop.settings, now=now)
        reason = look.problem.what if look.problem else ""
        shop.note(db, line(job, now, "not read again", reason))
    shop.count(STAGE, "not read again")


def _finished(look: Reading, found: Found, now: datetime) -> Reading:
    """Fill in what the page did not say; the date is one that somebody can be held to."""
    reading = merge(look, found.entry)
    published = trusted_date(reading.published_at, fetched_at=now)
    return replace(
        reading,
        published_at=published,
        published_from=reading.published_from if published else DateSource.UNKNOWN,
    )


def _urls(found: Found, reading: Reading) -> tuple[str, ...]:
    believed = believed_canonical(found.url, reading.final_url, reading.canonical_url)
    return tuple(dict.fromkeys(url for url in (reading.final_url, believed) if url))


def _in_words(reading: Reading, outcome: Outcome, problem: Quarantined | None) -> str:
    if outcome.kept is Kept.DUPLICATE:
        return f"the same address as article {outcome.other}"
    words = len(reading.document.text.split())
    parts = [count(words, "word"), reading.document.language or "language unknown"]
    parts.append(f"from the {reading.source}")
    if problem is not None:
        parts.append(f"headline and teaser only: {problem.what}")
    if outcome.summary:
        parts.append(outcome.summary)
    return ", ".join(parts)


def _found(shop: Workshop, job: Job) -> Found | None:
    with shop.store.read() as db:
        return articles.found_article(db, job.article_id)


def _finish(shop: Workshop, job: Job) -> None:
    """End a job on what expired or turned out to be a duplicate since it was asked for."""
    with finishing(shop, job, now=shop.clock()):
        pass
    shop.count(STAGE, "nothing to read")


def _out_of_tries(job: Job, found: Found, error: Postponed) -> ArticleUnreadable:
    """Return why the page is given up: the feed's teaser, or the text we have, has to do."""
    return ArticleUnreadable(
        f"given up after {job.tries + 1} tries: {error.what}", found.url, error.do
    )


def _postpone(shop: Workshop, job: Job, error: Postponed) -> None:
    """Try again later."""
    now = shop.clock()
    due = now + min(error.retry_after or RETRY_AFTER[job.tries], RETRY_AFTER[-1])
    with shop.store.write() as db:
        if not queue.postpone(db, job, due_at=due):
            raise LeaseLost(STAGE)
        detail = f"{error.what}; next try {due:%Y-%m-%d %H:%M} UTC"
        shop.note(db, line(job, now, "postponed", detail, due=due.isoformat()))
    shop.count(STAGE, "postponed")

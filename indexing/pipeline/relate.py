"""Stage ``relate``: how near to each follow, which story, whose copy, which names are one.

It runs under one lease a store: two workers would open two stories for one event.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from indexing.models import Article, Relation
from indexing.pipeline.following import Followed, followed
from indexing.pipeline.workshop import LeaseLost, Workshop, finishing, line
from indexing.relatedness import (
    KnownName,
    Link,
    Placement,
    StoryMember,
    StoryView,
    bands,
    candidate_terms,
    link,
    place,
    relate,
    story_member,
    story_title,
)
from indexing.store.records import articles, projection
from indexing.store.records.understanding import (
    Understood,
    get_understanding,
    people_window,
    save_redirect,
)
from indexing.store.watch import follows, stories
from indexing.store.work import leases, queue
from indexing.store.work.queue import Job

BATCH = 50
STAGE = "relate"
LEASE_NAME = "relating"
REMEMBERED = 4_000
"""Story members kept ready between articles of one run; the store has them all."""
WORTH_KEEPING = 0.5
"""Relations from this share of the line up are kept, so that "below the line" can be shown."""


@dataclass(slots=True)
class _Desk:
    """What relating needs for a run: the follows, the known names, story members at hand."""

    follows: Sequence[Followed]
    names: Sequence[KnownName]
    members: dict[tuple[str, int], StoryMember] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Result:
    article: Article
    understood: Understood
    relations: Mapping[str, Relation]
    related: tuple[str, ...]  # the slugs whose line it reaches
    placement: Placement
    title: str
    keys: tuple[str, ...]
    links: tuple[Link, ...]


def relate_articles(shop: Workshop) -> None:
    """Work through every due ``relate`` job, if no other process is doing so."""
    with shop.store.write() as db:
        holder = leases.take(db, LEASE_NAME, shop.owner, now=shop.clock())
    if holder:
        shop.count(STAGE, "left to another worker")
        return
    try:
        with shop.store.read() as db:
            window = people_window(db)
            desk = _Desk(
                followed(db, shop.settings),
                [KnownName(one, name, count) for one, (name, count) in window.items()],
            )
        while shop.is_working and (jobs := _claim(shop)):
            for job in jobs:
                _relate(shop, desk, job)
            shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")
    finally:
        with shop.store.write() as db:
            leases.give_back(db, LEASE_NAME, shop.owner)


def _claim(shop: Workshop) -> list[Job]:
    now = shop.clock()
    with shop.store.write() as db:
        leases.take(db, LEASE_NAME, shop.owner, now=now)  # renewed with every batch
        return queue.claim(db, STAGE, shop.owner, now=now, limit=BATCH)


def _relate(shop: Workshop, desk: _Desk, job: Job) -> None:
    with shop.store.read() as db:
        article = articles.get_article(db, job.article_id)
        understood = get_understanding(db, [job.article_id]).get(job.article_id)
        result = None
        if article is not None and understood is not None:
            result = _decide(shop, db, desk, article, understood)
    now = shop.clock()
    try:
        with finishing(shop, job, now=now) as db:
            if result is not None:
                _keep(shop, db, job, result)
    except LeaseLost:
        shop.count(STAGE, "lost")


def _decide(
    shop: Workshop, db: Connection, desk: _Desk, article: Article, understood: Understood
) -> _Result:
    lines = shop.settings.relatedness
    member = _member(desk, article, understood)
    relations = {
        one.slug: relate(one.profile, member.profile, lines=one.lines) for one in desk.follows
    }
    keys = (*candidate_terms(understood.extraction), *(f"b:{b}" for b in bands(article.text)))
    views = _views(shop, db, desk, article, keys)
    placement = place(member, views, lines=lines, window=lines.story_window)
    joined = next((view for view in views if view.story_id == placement.story_id), None)
    members = [*joined.members, member] if joined else [member]
    return _Result(
        article=article,
        understood=understood,
        relations=relations,
        related=tuple(
            one.slug for one in desk.follows if relations[one.slug].score >= one.lines.related
        ),
        placement=placement,
        title=story_title(members),
        keys=keys,
        links=link(understood.extraction, desk.names),
    )


def _views(
    shop: Workshop, db: Connection, desk: _Desk, article: Article, keys: Sequence[str]
) -> list[StoryView]:
    """Return the stories that the article might belong to, with the members found for it."""
    since = article.first_seen_at - shop.settings.relatedness.story_window
    near = stories.find_candidates(db, keys, since=since, but=article.id)
    ids = [one for one, _shared in near]
    story_of = stories.stories_of(db, ids)
    texts = articles.get_articles(db, [one for one in ids if one in story_of])
    missing = [one for one in texts if (one, texts[one].version) not in desk.members]
    known = get_understanding(db, missing)
    grouped: dict[str, list[StoryMember]] = {}
    for one, text in texts.items():
        member = desk.members.get((one, text.version))
        if member is None and one in known:
            member = _member(desk, text, known[one])
        if member is not None:
            grouped.setdefault(story_of[one], []).append(member)
    return [
        StoryView(story, max(member.at for member in members), members)
        for story, members in sorted(grouped.items())
    ]


def _member(desk: _Desk, article: Article, understood: Understood) -> StoryMember:
    if len(desk.members) >= REMEMBERED:
        desk.members.clear()
    at = article.published_at or article.first_seen_at
    member = story_member(article.id, article.document, understood.extraction, at=at)
    desk.members[article.id, article.version] = member
    return member


def _keep(shop: Workshop, db: Connection, job: Job, result: _Result) -> None:
    now = shop.clock()
    article, placement = result.article, result.placement
    for one, relation in result.relations.items():
        if relation.score >= WORTH_KEEPING * shop.settings.relatedness.related:
            follows.save_relation(db, one, article.id, relation)
    for found in result.links:
        save_redirect(db, found.entity_id, found.target_id, evidence=found.evidence, now=now)
    stories.note_candidates(db, article.id, result.keys, now=article.first_seen_at)
    story_id = article.story_id or placement.story_id or _open(db, result)
    stories.touch_story(db, story_id, result.title, at=article.first_seen_at)
    articles.raise_revision(db, article.id, state="related", **_placed(db, result, story_id))
    projection.queue_projection(db, article.id, now=now)
    queue.enqueue(db, "match", article.id, due_at=now)
    if result.related and article.version == 1:
        _plan_reread(shop, db, article, now)
    outcome = "related" if result.related else "unrelated"
    shop.note(db, line(job, now, outcome, _in_words(result)))
    shop.count(STAGE, outcome)


def _placed(db: Connection, result: _Result, story_id: str) -> dict[str, object]:
    """Return the columns that say where an article stands; a corrected one stays in its story."""
    if result.article.story_id:
        return {}
    placement = result.placement
    original = placement.is_copy_of and stories.original_of(db, placement.is_copy_of)
    score = placement.score if placement.story_id else 1.0
    return {"story_id": story_id, "story_score": score, "copy_of": original}


def _open(db: Connection, result: _Result) -> str:
    story_id = uuid.uuid4().hex[:12]
    stories.open_story(db, story_id, result.title, at=result.article.first_seen_at)
    return story_id


def _plan_reread(shop: Workshop, db: Connection, article: Article, now: datetime) -> None:
    """Related articles are read again, to find corrections."""
    later = [article.first_seen_at + wait for wait in shop.settings.articles.reread_after]
    due = next((at for at in later if at > now), None)
    if due is not None:
        queue.enqueue(db, "read", article.id, due_at=due)


def _in_words(result: _Result) -> str:
    parts = [
        f"{slug} {relation.score:.2f} ({'; '.join(relation.reasons[:3]) or 'nothing shared'})"
        for slug, relation in sorted(result.relations.items(), key=lambda kv: -kv[1].score)
    ]
    parts.append(f"story: {result.placement.reason}")
    return " · ".join(parts)

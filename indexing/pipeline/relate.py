"""Stage ``relate``: how near to each follow, which story, whose copy, which names are one.

It runs under one lease a store: two workers would open two stories for one event.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from indexing.errors import StoreUnavailable
from indexing.models import Article, Relation
from indexing.pipeline.following import Followed, followed
from indexing.pipeline.rereading import watch
from indexing.pipeline.turns import take_turn, work_in_turn
from indexing.pipeline.workshop import (
    LeaseLost,
    Workshop,
    broken,
    finishing,
    in_hand,
    line,
    set_aside,
    without_killers,
)
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
from indexing.store.records.names import people_window, save_redirect
from indexing.store.records.understanding import Understood, get_understanding
from indexing.store.watch import stories
from indexing.store.watch.follows import follow_states
from indexing.store.watch.relations import save_relation, slugs_related_to
from indexing.store.work import queue
from indexing.store.work.queue import Job

BATCH = 50
STAGE = "relate"
REMEMBERED = 1_000
"""Story members kept ready between articles of one run; the store has them all."""
WORTH_KEEPING = 0.5
"""Relations from this share of the line up are kept, so that "below the line" can be shown."""


@dataclass(slots=True)
class _Desk:
    """What relating needs for a run: the follows, the known names, story members at hand.

    ``states`` is how the follows stood when they were made ready.
    """

    follows: Sequence[Followed]
    states: Mapping[str, Any]
    names: Sequence[KnownName]
    members: dict[tuple[str, int], StoryMember] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Result:
    """What was decided of an article.

    ``relations`` to every follow, nearest first; of these the slugs that are worth ``keeping``,
    and those whose line is reached (``related``).
    """

    article: Article
    relations: Mapping[str, Relation]
    keeping: tuple[str, ...]
    related: tuple[str, ...]
    placement: Placement
    title: str
    keys: tuple[str, ...]
    links: tuple[Link, ...]


class _FollowsChanged(Exception):
    """A person added, removed or tuned a follow meanwhile: decide again."""


def relate_articles(shop: Workshop) -> None:
    """Work through every due ``relate`` job, if no other process is doing so."""
    work_in_turn(shop, STAGE, lambda: _relate_all(shop), lambda: _is_due(shop))


def _relate_all(shop: Workshop) -> None:
    desk = _opened(shop)
    while shop.is_working and (jobs := _claim(shop)):
        with in_hand(shop, jobs):
            for job in without_killers(shop, jobs):
                _relate(shop, desk, job)
        shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")


def _is_due(shop: Workshop) -> bool:
    with shop.store.read() as db:
        return queue.is_due(db, STAGE, now=shop.clock())


def _opened(shop: Workshop) -> _Desk:
    with shop.store.read() as db:
        names = [KnownName(one, name, count) for one, (name, count) in people_window(db).items()]
        return _Desk(followed(db, shop.settings), follow_states(db), names)


def _claim(shop: Workshop) -> list[Job]:
    if not take_turn(shop, STAGE):  # it ran out while we worked
        return []
    now = shop.clock()
    with shop.store.write() as db:
        return queue.claim(db, STAGE, shop.owner, now=now, limit=BATCH)


def _relate(shop: Workshop, desk: _Desk, job: Job) -> None:
    url = ""
    try:
        with shop.store.read() as db:
            article = articles.get_article(db, job.article_id)
            understood = get_understanding(db, [job.article_id]).get(job.article_id)
            result = None
            if article is not None and understood is not None:
                url = article.url
                result = _decide(shop, db, desk, article, understood)
        with finishing(shop, job, now=shop.clock()) as db:
            # expired, or a duplicate, since it was asked for
            outcome = "gone" if result is None else _keep(shop, db, desk, job, result)
        shop.count(STAGE, outcome)
    except LeaseLost:
        shop.count(STAGE, "lost")
    except _FollowsChanged:
        with shop.store.read() as db:
            desk.follows, desk.states = followed(db, shop.settings), follow_states(db)
        _relate(shop, desk, job)
    except StoreUnavailable:
        raise
    except Exception as error:
        set_aside(shop, job, broken("relating", error, url), url=url)


def _decide(
    shop: Workshop, db: Connection, desk: _Desk, article: Article, understood: Understood
) -> _Result:
    lines = shop.settings.relatedness
    member = _member(desk, article, understood)
    keys = (*candidate_terms(understood.extraction), *(f"b:{b}" for b in bands(member.shingles)))
    views = _views(shop, db, desk, article, keys)
    placement = place(member, views, lines=lines, window=lines.story_window)
    relations = _relations(desk, member)
    before = slugs_related_to(db, article.id)
    line_of = {one.slug: one.lines.related for one in desk.follows}
    return _Result(
        article=article,
        relations=relations,
        # what an earlier version had is kept at its new score, however low
        keeping=tuple(
            slug
            for slug, relation in relations.items()
            if relation.score >= WORTH_KEEPING * line_of[slug] or slug in before
        ),
        related=tuple(
            slug for slug, relation in relations.items() if relation.score >= line_of[slug]
        ),
        placement=placement,
        title=_title(db, article, member, placement, views),
        keys=keys,
        links=link(understood.extraction, desk.names),
    )


def _relations(desk: _Desk, member: StoryMember) -> dict[str, Relation]:
    found = {one.slug: relate(one.profile, member.profile, lines=one.lines) for one in desk.follows}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].score))


def _title(
    db: Connection,
    article: Article,
    member: StoryMember,
    placement: Placement,
    views: Sequence[StoryView],
) -> str:
    """Return what the article's story is called now; a corrected article stays in its story."""
    story_id = article.story_id or placement.story_id
    joined = next((view.members for view in views if view.story_id == story_id), ())
    known = stories.get_story(db, article.story_id) if article.story_id and not joined else None
    return known.title if known else story_title([*joined, member])


def _views(
    shop: Workshop, db: Connection, desk: _Desk, article: Article, keys: Sequence[str]
) -> list[StoryView]:
    """Return the stories that the article might belong to, with the members found for it."""
    since = article.first_seen_at - shop.settings.relatedness.story_window
    near = stories.find_candidates(db, keys, since=since, but=article.id)
    known = stories.stories_of(db, [one for one, _shared in near])
    grouped: dict[str, list[StoryMember]] = {}
    for one, member in _members(db, desk, known).items():
        grouped.setdefault(known[one][0], []).append(member)
    return [
        StoryView(story, max(member.at for member in members), members)
        for story, members in sorted(grouped.items())
    ]


def _members(
    db: Connection, desk: _Desk, known: Mapping[str, tuple[str, int]]
) -> dict[str, StoryMember]:
    """Return article id → member; ``known`` gives each one's story and version."""
    at_hand = {one: desk.members.get((one, version)) for one, (_, version) in known.items()}
    missing = [one for one, member in at_hand.items() if member is None]
    understood = get_understanding(db, missing)
    fetched = {
        one: _member(desk, text, understood[one])
        for one, text in articles.get_articles(db, missing).items()
        if one in understood
    }
    return {one: member for one, member in at_hand.items() if member is not None} | fetched


def _member(desk: _Desk, article: Article, understood: Understood) -> StoryMember:
    if len(desk.members) >= REMEMBERED:
        del desk.members[next(iter(desk.members))]  # the one that came first
    at = article.published_at or article.first_seen_at
    member = story_member(article.id, article.document, understood.extraction, at=at)
    desk.members[article.id, article.version] = member
    return member


def _keep(shop: Workshop, db: Connection, desk: _Desk, job: Job, result: _Result) -> str:
    """Record what was decided; return the outcome."""
    if follow_states(db, hold="shared") != desk.states:
        raise _FollowsChanged
    now = shop.clock()
    article, placement = result.article, result.placement
    for slug in result.keeping:
        save_relation(db, slug, article.id, result.relations[slug])
    for found in result.links:
        save_redirect(db, found.entity_id, found.target_id, evidence=found.evidence, now=now)
    stories.note_candidates(db, article.id, result.keys, now=article.first_seen_at)
    known = article.story_id or placement.story_id
    story_id = stories.hold(db, known) if known else _open(db, result)
    stories.touch_story(db, story_id, result.title, at=article.first_seen_at)
    articles.raise_revision(db, article.id, state="related", **_placed(db, result, story_id))
    projection.queue_projection(db, article.id, now=now)
    queue.enqueue(db, "match", article.id, due_at=now)
    if result.related:
        watch(db, article.id, shop.settings, now=now)
    outcome = "related" if result.related else "unrelated"
    shop.note(db, line(job, now, outcome, _in_words(result)))
    return outcome


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


def _in_words(result: _Result) -> str:
    parts = [
        f"{slug} {relation.score:.2f} ({'; '.join(relation.reasons[:3]) or 'nothing shared'})"
        for slug, relation in result.relations.items()
    ]
    if result.article.story_id:
        parts.append("stays in its story")
    else:
        parts.append(f"story: {result.placement.reason}")
    return " · ".join(parts)

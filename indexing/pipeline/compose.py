"""From matches to a message: grouped by story, each article with the words that matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from indexing.articles.versions import correction_note
from indexing.delivery.message import (
    AlertRef,
    Message,
    MessageType,
    SilentFeed,
    Snippet,
    StoryStatus,
    ToldArticle,
    ToldMatch,
    ToldStory,
    Window,
)
from indexing.delivery.one_click import Pages, linked
from indexing.feeds.health import is_silent, usual
from indexing.models import Article, MatchedClause
from indexing.search.snippets import window
from indexing.store.records.articles import get_articles, get_versions, story_places
from indexing.store.records.feeds import list_feeds
from indexing.store.watch.alerts import Alert, query_of
from indexing.store.watch.corrections import CORRECTED
from indexing.store.watch.hits import Match
from indexing.store.watch.relations import relations_of
from indexing.store.watch.stories import get_stories
from indexing.store.watch.telling import was_told

SNIPPET_WIDTH = 160
TOLD_ARTICLES = 5
"""Articles told of one story; the rest is in its count."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a message is made now: the channel it goes to and the window it covers.

    ``lines`` are the scores from which an article counts as related, by follow; ``silent`` are
    the feeds that its foot tells of; ``held`` and ``held_until`` are those of the message,
    ``pages`` where its links lead. ``anew`` is the delivery whose message this replaces, if it
    does.
    """

    channel_id: int
    since: datetime
    until: datetime
    lines: Mapping[str, float]
    silent: tuple[SilentFeed, ...]
    type: MessageType = MessageType.HITS
    thread: str = ""
    held: int = 0
    held_until: datetime | None = None
    pages: Pages = field(default_factory=Pages)
    anew: int | None = None


def compose(db: Connection, alert: Alert, found: Sequence[Match], occasion: Occasion) -> Message:
    """Return the message that tells of ``found``; stories with most new articles first.

    What expired meanwhile is left out; a message without stories has nothing to say.
    """
    articles = get_articles(db, [match.article_id for match in found])
    grouped: dict[str, list[Match]] = {}
    corrected = []
    for match in found:
        if match.article_id in articles and match.how == CORRECTED:
            corrected.append(match)
        elif match.article_id in articles:
            grouped.setdefault(articles[match.article_id].story_id, []).append(match)
    titles = {one: story.title for one, story in get_stories(db, list(grouped)).items()}
    told = [
        _story(db, story, titles.get(story, ""), matches, articles, occasion)
        for story, matches in grouped.items()
    ]
    told += [_correction(db, articles[match.article_id], match) for match in corrected]
    told.sort(key=lambda story: (story.status is StoryStatus.OLDER, -story.new, story.title))
    version = found[-1].query_version if found else alert.version
    message = Message(
        type=_type(occasion, told),
        alert=AlertRef(alert.id, alert.name, query_of(db, alert.id, version), version),
        window=Window(occasion.since, occasion.until, alert.zone),
        stories=tuple(told),
        silent_feeds=occasion.silent if not occasion.thread else (),
        thread=occasion.thread,
        held=occasion.held,
        held_until=occasion.held_until,
    )
    return linked(message, occasion.pages, channel_id=occasion.channel_id)


def _type(occasion: Occasion, told: Sequence[ToldStory]) -> MessageType:
    """Return what the message is about: corrections, if it tells of nothing else."""
    is_correction = bool(told) and all(one.status is StoryStatus.CORRECTED for one in told)
    is_plain = occasion.type is MessageType.HITS
    return MessageType.CORRECTION if is_correction and is_plain else occasion.type


def silent_feeds(db: Connection, now: datetime) -> tuple[SilentFeed, ...]:
    """Return the feeds that should have published and have not: a digest's foot."""
    return tuple(
        SilentFeed(state.title or state.url, usual(state))
        for state in list_feeds(db)
        if is_silent(state, now)
    )


def _story(
    db: Connection,
    story_id: str,
    title: str,
    matches: Sequence[Match],
    articles: Mapping[str, Article],
    occasion: Occasion,
) -> ToldStory:
    ids = [match.article_id for match in matches]
    places = story_places(db, ids)
    # the text itself before its copies, the surest member of the story first
    order = sorted(matches, key=lambda m: (bool(places[m.article_id][1]), -places[m.article_id][0]))
    score, reason = _nearest(db, order[0].article_id, occasion.lines)
    first = articles[order[0].article_id]
    return ToldStory(
        id=story_id or first.id,
        title=title or first.title,
        status=_status(db, matches, occasion),
        reason=", ".join(filter(None, (reason, _swept(matches)))),
        score=score,
        new=len(matches),
        copies=sum(1 for one in ids if places[one][1]),
        outlets=len({articles[one].source for one in ids}),
        articles=tuple(
            _article(_as_matched(db, articles[match.article_id], match), match.clauses)
            for match in order[:TOLD_ARTICLES]
        ),
    )


def _correction(db: Connection, article: Article, match: Match) -> ToldStory:
    """Return an article that was told before, with what its publisher changed."""
    history = get_versions(db, article.id)
    changed = [one for one in history if one.summary and one.version <= match.article_version]
    newest = changed[-1]
    before = next(one for one in history[::-1] if one.version < newest.version)
    reason = newest.summary
    if newest.document.title != before.document.title:
        reason += f' (was "{before.document.title}")'
    if note := correction_note(newest.document):
        reason += f'; its publisher says: "{note}"'
    return ToldStory(
        id=article.story_id or article.id,
        title=article.title,
        status=StoryStatus.CORRECTED,
        reason=reason,
        score=None,
        new=0,
        copies=0,
        outlets=1,
        articles=(_article(_as_matched(db, article, match), match.clauses),),
        changed_at=newest.read_at,
    )


def _swept(matches: Sequence[Match]) -> str:
    """Return which of them matching had missed, in words."""
    swept = sum(match.how == "swept" for match in matches)
    if not swept:
        return ""
    some = f"{swept} of {len(matches)} " if swept < len(matches) else ""
    return f"{some}found by the nightly sweep"


def _status(db: Connection, matches: Sequence[Match], occasion: Occasion) -> StoryStatus:
    if all(match.is_old for match in matches):
        return StoryStatus.OLDER
    of = sorted({match.hit_id for match in matches})
    is_told = was_told(db, of, occasion.channel_id, before=occasion.anew)
    return StoryStatus.SINCE if is_told else StoryStatus.NEW


def _nearest(
    db: Connection, article_id: str, lines: Mapping[str, float]
) -> tuple[float | None, str]:
    """Return the score and name of the follow that an article is most related to, if to any."""
    for one in relations_of(db, article_id):
        if one.relation.score >= lines.get(one.slug, 2.0) and not one.is_aside:
            return one.relation.score, f"{one.slug} {one.relation.score:.2f}"
    return None, ""


def _as_matched(db: Connection, article: Article, match: Match) -> Article:
    """Return the article at the version that matched: the words stood there, not in a later one."""
    if article.version == match.article_version:
        return article
    for one in get_versions(db, article.id):
        if one.version == match.article_version:
            title, text = one.document.title or article.title, one.document.text
            return replace(article, title=title, text=text, version=one.version)
    return article


def _article(article: Article, clauses: Sequence[MatchedClause]) -> ToldArticle:
    return ToldArticle(
        id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        published_at=article.published_at,
        published_from=article.published_from,
        first_seen_at=article.first_seen_at,
        version=article.version,
        matched=tuple(_matched(article, clause) for clause in clauses),
    )


def _matched(article: Article, clause: MatchedClause) -> ToldMatch:
    text = article.title if clause.field == "title" else article.text
    snippet = Snippet("", ())
    field = clause.field
    if clause.spans:
        shown, spans = window(text, clause.spans, width=SNIPPET_WIDTH)
        snippet = Snippet(shown, spans)
        if field != "title":
            field = f"par. {text.count(chr(10), 0, clause.spans[0][0]) + 1}"
    return ToldMatch(clause.clause, clause.words, field, snippet)

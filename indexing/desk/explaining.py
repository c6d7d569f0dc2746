"""Why, or why not: everything that happened to an address, from the ledger, and what decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from indexing.desk.room import Desk, find_article
from indexing.errors import InvalidRequest, NotFound
from indexing.feeds.state import FeedState
from indexing.models import Article, Cadence
from indexing.pipeline.saved_queries import entity_ids
from indexing.pipeline.searchables import searchables
from indexing.search.binding import bind
from indexing.search.evaluator import why_not
from indexing.search.grammar import parse
from indexing.store.records import articles
from indexing.store.records.feeds import list_feeds
from indexing.store.watch import alerts, hits, outbox
from indexing.store.watch.alerts import Alert
from indexing.store.watch.follows import Related, relations_of
from indexing.store.watch.hits import Match
from indexing.store.work import ledger
from indexing.store.work.ledger import Line
from indexing.urls import canonical_url, host_of, registrable_domain


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """What one alert made of an article: it fired (with ``words``), or ``why_not``."""

    alert_id: int
    name: str
    fired: bool
    how: str
    words: tuple[str, ...]
    why_not: str
    sent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An address's whole history. ``article`` is None if it was never read.

    ``nearest_feeds`` are those that could carry an address that was never seen.
    """

    wanted: str
    article_id: str
    article: Article | None
    urls: tuple[str, ...]
    duplicate_of: str
    trail: tuple[Line, ...]
    relations: tuple[Related, ...]
    alerts: tuple[AlertAnswer, ...]
    nearest_feeds: tuple[FeedState, ...]


def explain(desk: Desk, wanted: str) -> Explanation:
    """Return everything that happened to an address or an article id.

    An address that was never seen is an answer too; an id that is not known raises NotFound.
    """
    try:
        article_id = find_article(desk, wanted)
    except NotFound:
        if "://" not in wanted:
            raise
        return _never_seen(desk, wanted)
    with desk.store.read() as db:
        original = articles.duplicate_of(db, article_id) or ""
        article = articles.get_article(db, article_id)
        return Explanation(
            wanted=wanted,
            article_id=article_id,
            article=article,
            urls=tuple(articles.urls_of(db, article_id)),
            duplicate_of=original,
            trail=tuple(ledger.trail(db, article_id)),
            relations=tuple(relations_of(db, article_id)),
            alerts=tuple(_alerts(desk, db, article)) if article else (),
            nearest_feeds=(),
        )


def _alerts(desk: Desk, db: Connection, article: Article) -> Sequence[AlertAnswer]:
    seen = searchables(db, [article.id], desk.settings).get(article.id)
    fired = {match.alert_id: match for match in hits.matches_of_article(db, article.id)}
    answers = []
    for alert in alerts.list_alerts(db):
        reason = ""
        if alert.id not in fired:
            if seen is None:
                reason = "not yet understood"
            elif article.first_seen_at < alert.made_at:
                reason = f"was saved later ({alert.made_at:%Y-%m-%d %H:%M} UTC)"
            else:
                node = bind(
                    parse(alert.query),
                    now=article.first_seen_at,
                    zone=desk.zone,
                    entity_ids=entity_ids(db),
                )
                reason = why_not(node, seen)
        answers.append(_answer(db, alert, fired.get(alert.id), reason))
    return answers


def _answer(db: Connection, alert: Alert, match: Match | None, reason: str) -> AlertAnswer:
    if match is None:
        return AlertAnswer(alert.id, alert.name, False, "", (), reason, ())
    words = tuple(dict.fromkeys(word for clause in match.clauses for word in clause.words))
    sent = tuple(
        f"delivery {one.id} {_state(one.state, one.sent_at)}"
        for one in outbox.deliveries_of_match(db, match.id)
    )
    if not sent and match.is_old and alert.cadence is Cadence.AT_ONCE:
        sent = ("not sent: it was old when first seen, and this alert tells at once",)
    return AlertAnswer(alert.id, alert.name, True, match.how, words, "", sent)


def _state(state: str, sent_at: datetime | None) -> str:
    return f"sent {sent_at:%Y-%m-%d %H:%M} UTC" if sent_at else state


def _never_seen(desk: Desk, wanted: str) -> Explanation:
    try:
        site = registrable_domain(canonical_url(wanted))
    except InvalidRequest:
        site = ""
    with desk.store.read() as db:
        near = [
            state
            for state in list_feeds(db)
            if site
            and site in (registrable_domain(state.url), host_of(state.site_url or state.url))
        ]
    return Explanation(wanted, "", None, (), "", (), (), (), tuple(near))

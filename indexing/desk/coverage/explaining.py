"""Why, or why not: everything that happened to an address, from the ledger, and what decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from indexing.alerts.cadence import describe, zone_or_utc
from indexing.desk.room import Desk, find_article
from indexing.desk.wording import moment
from indexing.errors import InvalidQuery, InvalidRequest, NotFound
from indexing.feeds.state import FeedState
from indexing.models import Article, Cadence
from indexing.pipeline.following import lines_of
from indexing.pipeline.holding import ends_of_mutes, next_try
from indexing.pipeline.likely import held_by, may_meet
from indexing.pipeline.saved_queries import entity_ids, read_query, story_of
from indexing.pipeline.searchables import searchables
from indexing.search.binding import bind_entities
from indexing.search.evaluator import why_not
from indexing.search.searchable import Searchable
from indexing.store.records import articles
from indexing.store.records.feeds import list_feeds
from indexing.store.watch import alerts, hits, outbox
from indexing.store.watch.alerts import Alert
from indexing.store.watch.hits import Match
from indexing.store.watch.missed import MATCHED_AFTER
from indexing.store.watch.outbox import Delivery
from indexing.store.watch.relations import Related, relations_of
from indexing.store.work import ledger, queue
from indexing.store.work.ledger import Line
from indexing.urls import registrable_domain

LISTED_ALERTS = 100
"""Up to so many alerts are all asked why they did not fire; of more, the first that might have."""
LIKELY_ALERTS = 50


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """What one alert made of an article: it fired (with ``words``), or ``why_not``.

    ``sent`` tells of each delivery, or why there is none yet.
    """

    alert_id: int
    name: str
    fired: bool
    how: str
    words: tuple[str, ...]
    why_not: str
    sent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An address's whole history. ``article`` is None if it was never read, or ``is_forgotten``:
    its text was past its time and is removed, and no feed makes it news again.

    ``lines`` are the scores from which an article counts as related, by follow;
    ``nearest_feeds`` those that could carry an address that was never seen. ``other_alerts``
    counts those that are not in ``alerts``; none of them fired.
    """

    wanted: str
    article_id: str
    article: Article | None
    is_forgotten: bool
    urls: tuple[str, ...]
    duplicate_of: str
    trail: tuple[Line, ...]
    relations: tuple[Related, ...]
    lines: Mapping[str, float]
    alerts: tuple[AlertAnswer, ...]
    nearest_feeds: tuple[FeedState, ...]
    other_alerts: int = 0


def explain(desk: Desk, wanted: str, *, alert_id: int = 0) -> Explanation:
    """Return everything that happened to an address or an article id.

    Where there are many alerts, of those that did not fire only some that might have are told,
    and the one that is asked about. An address that was never seen is an answer too; an id that
    is not known raises NotFound.
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
        trail = ledger.trail(db, article_id)
        answers, others = _alerts(desk, db, article, trail, alert_id) if article else ((), 0)
        return Explanation(
            wanted=wanted,
            article_id=article_id,
            article=article,
            is_forgotten=articles.is_expired(db, article_id),
            urls=tuple(articles.urls_of(db, article_id)),
            duplicate_of=original,
            trail=tuple(trail),
            relations=tuple(relations_of(db, article_id)),
            lines=lines_of(db, desk.settings),
            alerts=tuple(answers),
            nearest_feeds=(),
            other_alerts=others,
        )


def _alerts(
    desk: Desk, db: Connection, article: Article, trail: Sequence[Line], asked: int
) -> tuple[Sequence[AlertAnswer], int]:
    """Return what alerts made of an article, and how many are not told of."""
    seen = searchables(db, [article.id], desk.settings).get(article.id)
    set_aside = _set_aside(trail)
    fired: dict[int, list[Match]] = {}
    for match in hits.matches_of_article(db, article.id):
        fired.setdefault(match.alert_id, []).append(match)
    queries = alerts.queries_in_force(db)
    told = [one for one in queries if one in fired or one == asked]
    if len(queries) <= LISTED_ALERTS:
        told = list(queries)
    elif seen is not None:
        held = held_by(db, seen)
        likely = [one for one, query in queries.items() if may_meet(query, held)]
        told = sorted({*told, *likely[:LIKELY_ALERTS]})
    answers = [
        _fired(desk, db, alert, fired[alert.id])
        if alert.id in fired
        else _did_not_fire(alert, _why_not(desk, db, alert, article, seen, set_aside))
        for alert in alerts.get_alerts(db, told)
    ]
    return answers, len(queries) - len(answers)


def _set_aside(trail: Sequence[Line]) -> str:
    """Return that an article was set aside before it was matched, and why; "" if it was not."""
    latest = {line.stage: line for line in trail if line.stage in ("read", *MATCHED_AFTER)}
    reasons = [one.detail for one in latest.values() if one.outcome == "quarantined"]
    return f"the article is set aside: {reasons[0]}" if reasons else ""


def _why_not(
    desk: Desk,
    db: Connection,
    alert: Alert,
    article: Article,
    seen: Searchable | None,
    set_aside: str,
) -> str:
    """Return why an alert did not fire, bound just as the match stage binds it."""
    node = read_query(alert.query)
    if isinstance(node, InvalidQuery) or alert.fault:
        return f"is set aside: {alert.fault or node}"
    if seen is None:
        return set_aside or "the article is not yet understood"
    if article.first_seen_at < alert.made_at:
        return f"was saved later ({moment(alert.made_at, desk)})"
    bound = bind_entities(node, entity_ids(db, node), story_of(db))
    lack = why_not(bound, seen, zone=zone_or_utc(alert.zone), told=partial(moment, desk=desk))
    if lack:
        return lack
    if not queue.asked_for(db, article.id).isdisjoint(MATCHED_AFTER):
        return "it will: the article is matched in the next cycle"
    since = moment(alert.since, desk)
    return set_aside or f"its query was changed later ({since}); the new one would fire"


def _did_not_fire(alert: Alert, reason: str) -> AlertAnswer:
    return AlertAnswer(alert.id, alert.name, False, "", (), reason, ())


def _fired(desk: Desk, db: Connection, alert: Alert, found: Sequence[Match]) -> AlertAnswer:
    """Return what came of an article's matches: the one that fired, then its correction."""
    clauses = [clause for match in found for clause in match.clauses]
    words = tuple(dict.fromkeys(word for clause in clauses for word in clause.words))
    sent: list[str] = []
    for match in found:
        told = [
            f"delivery {one.id} {_state(one, alert, desk)}"
            for one in outbox.deliveries_of_match(db, match.id)
        ]
        sent += told or [_why_unsent(desk, db, alert, match)]
    return AlertAnswer(alert.id, alert.name, True, found[-1].how, words, "", tuple(sent))


def _why_unsent(desk: Desk, db: Connection, alert: Alert, match: Match) -> str:
    """Return why no message carries a match yet."""
    is_at_once = alert.cadence is Cadence.AT_ONCE
    if match.is_old and is_at_once:
        return "not sent: older. It was old when first seen, and this alert tells at once"
    if not alert.channel_ids:
        return "not sent: this alert goes nowhere"
    end = ends_of_mutes(db, alert, [match]).get(match.id)
    if end is not None and end > desk.now:
        return f"held: muted until {moment(end, desk)}"
    if is_at_once and match.how == "joined":
        return 'waits for the next "+n since" of its story'
    if is_at_once or alert.next_delivery_at is None:
        return "waits for the next sending"
    return f"waits for the {alert.cadence} message: {_due(alert, alert.next_delivery_at)}"


def _due(alert: Alert, at: datetime) -> str:
    return describe(at, zone_or_utc(alert.zone))


def _state(delivery: Delivery, alert: Alert, desk: Desk) -> str:
    if delivery.sent_at:
        return f"sent {moment(delivery.sent_at, desk)}"
    if delivery.state == "waiting":
        due = next_try(alert, delivery.due_at, now=desk.now)
        return f"waiting, next try {moment(due, desk)}"
    return delivery.state


def _never_seen(desk: Desk, wanted: str) -> Explanation:
    site = _site(wanted)
    with desk.store.read() as db:
        near = [
            state
            for state in list_feeds(db)
            if site and site in (_site(state.url), _site(state.site_url))
        ]
    return Explanation(wanted, "", None, False, (), "", (), (), {}, (), tuple(near))


def _site(url: str) -> str:
    """Return the domain that owns an address, empty for what is none: feeds name any home."""
    try:
        return registrable_domain(url)
    except InvalidRequest:
        return ""

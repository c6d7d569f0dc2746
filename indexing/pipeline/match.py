"""Stage ``match``: which alerts an article meets, recorded with the reason, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.alerts.matcher import Matcher, Rule
from indexing.errors import InvalidQuery, Quarantined
from indexing.models import Article, Cadence, MatchedClause
from indexing.pipeline.rereading import watch
from indexing.pipeline.saved_queries import entity_ids, read_query
from indexing.pipeline.searchables import searchables
from indexing.pipeline.workshop import (
    Workshop,
    broken,
    in_hand,
    set_aside,
    without_killers,
)
from indexing.search.binding import bind_entities
from indexing.search.evaluator import explain
from indexing.search.searchable import Searchable
from indexing.search.tree import Node
from indexing.store.records import articles
from indexing.store.watch import alerts
from indexing.store.watch.alerts import Alert
from indexing.store.watch.hits import NewMatch, record_match
from indexing.store.work import queue
from indexing.store.work.ledger import Line
from indexing.store.work.queue import Job

BATCH = 200
STAGE = "match"

Versions = Mapping[int, tuple[int, str, bool]]
"""Alert id → (version of its query, zone, whether it tells per story): what matching rests on."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The alerts that can be matched, ready, and how all of them stood when they were read."""

    matcher: Matcher
    alerts: Mapping[int, Alert]
    nodes: Mapping[int, Node]
    versions: Versions


@dataclass(frozen=True, slots=True)
class _Met:
    """An article, how near it is to its story and whose copy, and the alerts that it meets."""

    article: Article
    score: float
    copy_of: str
    why: Mapping[int, tuple[MatchedClause, ...]]


def match(shop: Workshop) -> None:
    """Work through every due ``match`` job with the alerts in force now."""
    rules = _rules(shop)
    while shop.is_working and (jobs := _claim(shop)):
        with in_hand(shop, jobs):
            jobs = without_killers(shop, jobs)
            while not _match(shop, rules, jobs):
                rules = _rules(shop)
        shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")


def _rules(shop: Workshop) -> _Rules:
    nodes: dict[int, Node] = {}
    faults: dict[int, str] = {}
    with shop.store.read() as db:
        known = {alert.id: alert for alert in alerts.list_alerts(db)}
        resolve = entity_ids(db)
        for alert in known.values():
            node = read_query(alert.query)
            is_broken = isinstance(node, InvalidQuery)
            faults[alert.id] = str(node) if is_broken else ""
            if not isinstance(node, InvalidQuery):
                nodes[alert.id] = bind_entities(node, resolve)
    _tell_faults(shop, {one: fault for one, fault in faults.items() if fault != known[one].fault})
    rules = [
        Rule(one, known[one].version, node, ZoneInfo(known[one].zone))
        for one, node in nodes.items()
    ]
    return _Rules(Matcher(rules), known, nodes, _versions(known.values()))


def _versions(known: Iterable[Alert]) -> Versions:
    return {one.id: (one.version, one.zone, one.per_story) for one in known}


def _tell_faults(shop: Workshop, faults: Mapping[int, str]) -> None:
    """Set alerts aside whose query cannot be read any more; the others go on."""
    if faults:
        with shop.store.write() as db:
            for alert_id, fault in faults.items():
                alerts.set_alert(db, alert_id, fault=fault)


def _claim(shop: Workshop) -> list[Job]:
    now = shop.clock()
    with shop.store.write() as db:
        return queue.claim(db, STAGE, shop.owner, now=now, limit=BATCH)


def _match(shop: Workshop, rules: _Rules, jobs: Sequence[Job]) -> bool:
    """Match a batch and record it.

    False, and nothing is recorded, if a person changed an alert meanwhile: what comes in after an
    alert was saved must meet it.
    """
    ids = [job.article_id for job in jobs]
    with shop.store.read() as db:
        found = searchables(db, ids, shop.settings)
        texts = articles.get_articles(db, list(found))
        places = articles.story_places(db, list(found))
    met = {one: _meet(rules, texts[one], seen, places[one]) for one, seen in found.items()}
    failed: list[tuple[Job, Quarantined]] = []
    now = shop.clock()
    with shop.store.write() as db:
        if _versions(alerts.list_alerts(db)) != rules.versions:
            return False
        for job in jobs:
            result = met.get(job.article_id)
            if isinstance(result, Quarantined):
                failed.append((job, result))
            elif not queue.finish(db, job, now=now):
                shop.count(STAGE, "lost")
            elif result is None:
                shop.count(STAGE, "gone")  # expired, or a duplicate, since it was asked for
            else:
                shop.count(STAGE, _record(shop, db, rules, result))
    for job, error in failed:
        set_aside(shop, job, error, url=error.where)
    return True


def _meet(
    rules: _Rules, article: Article, seen: Searchable, place: tuple[float, str]
) -> _Met | Quarantined:
    """Return the alerts that an article meets, each with its reason."""
    try:
        why = {
            one: explain(rules.nodes[one], seen, zone=ZoneInfo(rules.alerts[one].zone))
            for one in rules.matcher.match(seen)
        }
    except Exception as error:
        return broken("matching", error, article.url)
    return _Met(article, *place, why)


def _record(shop: Workshop, db: Connection, rules: _Rules, met: _Met) -> str:
    told = [_record_one(shop, db, rules.alerts[one], met) for one in met.why]
    if not any(told):
        return "no alert"
    watch(db, met.article.id, shop.settings, now=shop.clock())
    return "matched"


def _record_one(shop: Workshop, db: Connection, alert: Alert, met: _Met) -> str:
    """Record one alert's match; return how, "" if the article had fired it before."""
    now, article, clauses = shop.clock(), met.article, met.why[alert.id]
    new = NewMatch(
        alert_id=alert.id,
        article_id=article.id,
        query_version=alert.version,
        article_version=article.version,
        subject=_subject(alert, met, strict=shop.settings.relatedness.strict),
        clauses=clauses,
        is_old=article.is_old,
    )
    how = record_match(db, new, now=now, generation_after=shop.settings.alerts.generation_after)
    if how:
        is_held = article.is_old and alert.cadence is Cadence.AT_ONCE
        shop.count("alerts", "older" if is_held else how)
        words = ", ".join(dict.fromkeys(word for clause in clauses for word in clause.words))
        detail = f"alert {alert.id} {how}: {words or alert.query}"
        facts = {"alert": alert.id, "query_version": alert.version}
        shop.note(db, Line(now, STAGE, how, detail, facts, article_id=article.id))
    return how


def _subject(alert: Alert, met: _Met, *, strict: float) -> str:
    """Return what the hit is about: the story, if the article surely belongs to it, else itself."""
    is_close = bool(met.copy_of) or met.score >= strict
    return met.article.story_id if alert.per_story and is_close else met.article.id

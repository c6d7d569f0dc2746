"""Stage ``match``: which alerts an article meets, recorded with the reason, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.alerts.matcher import Matcher, Rule
from indexing.errors import InvalidQuery
from indexing.models import Article, Cadence
from indexing.pipeline.saved_queries import entity_ids, read_query
from indexing.pipeline.searchables import searchables
from indexing.pipeline.workshop import Workshop
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


@dataclass(frozen=True, slots=True)
class _Rules:
    matcher: Matcher
    alerts: Mapping[int, Alert]
    nodes: Mapping[int, Node]


@dataclass(frozen=True, slots=True)
class _Text:
    """An article, how the engines see it, and (nearness to its story, whose copy it is)."""

    article: Article
    seen: Searchable
    place: tuple[float, str]


def match(shop: Workshop) -> None:
    """Work through every due ``match`` job with the alerts in force now."""
    rules = _rules(shop)
    while shop.is_working and (jobs := _claim(shop)):
        _match(shop, rules, jobs)
        shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")


def _rules(shop: Workshop) -> _Rules:
    nodes: dict[int, Node] = {}
    faults: dict[int, str] = {}
    with shop.store.read() as db:
        known = {alert.id: alert for alert in alerts.list_alerts(db)}
        resolve = entity_ids(db)
        for alert in known.values():
            node = read_query(alert.query)
            if isinstance(node, InvalidQuery):
                faults[alert.id] = str(node)
            else:
                nodes[alert.id] = bind_entities(node, resolve)
    if faults:
        with shop.store.write() as db:
            for alert_id, fault in faults.items():
                alerts.set_alert(db, alert_id, fault=fault)
    rules = [
        Rule(one, known[one].version, node, ZoneInfo(known[one].zone))
        for one, node in nodes.items()
    ]
    return _Rules(Matcher(rules), known, nodes)


def _claim(shop: Workshop) -> list[Job]:
    now = shop.clock()
    with shop.store.write() as db:
        return queue.claim(db, STAGE, shop.owner, now=now, limit=BATCH)


def _match(shop: Workshop, rules: _Rules, jobs: Sequence[Job]) -> None:
    ids = [job.article_id for job in jobs]
    with shop.store.read() as db:
        found = searchables(db, ids, shop.settings)
        texts = articles.get_articles(db, ids)
        places = articles.story_places(db, ids)
    met = {one: rules.matcher.match(article) for one, article in found.items()}
    now = shop.clock()
    with shop.store.write() as db:
        for job in jobs:
            if not queue.finish(db, job, now=now):
                shop.count(STAGE, "lost")
                continue
            one = job.article_id
            told = [
                _record(shop, db, rules, alert_id, _Text(texts[one], found[one], places[one]))
                for alert_id in met.get(one, ())
            ]
            shop.count(STAGE, "matched" if any(told) else "no alert")


def _record(shop: Workshop, db: Connection, rules: _Rules, alert_id: int, text: _Text) -> str:
    alert, article = rules.alerts[alert_id], text.article
    clauses = explain(rules.nodes[alert_id], text.seen, zone=ZoneInfo(alert.zone))
    new = NewMatch(
        alert_id=alert_id,
        article_id=article.id,
        query_version=alert.version,
        article_version=article.version,
        subject=_subject(alert, text, strict=shop.settings.relatedness.strict),
        clauses=clauses,
        is_old=article.is_old,
    )
    now = shop.clock()
    how = record_match(db, new, now=now, generation_after=shop.settings.alerts.generation_after)
    if how:
        is_held = article.is_old and alert.cadence is Cadence.AT_ONCE
        shop.count("alerts", "older" if is_held else how)
        words = ", ".join(dict.fromkeys(word for clause in clauses for word in clause.words))
        detail = f"alert {alert_id} {how}: {words or alert.query}"
        facts = {"alert": alert_id, "query_version": alert.version}
        shop.note(db, Line(now, STAGE, how, detail, facts, article_id=article.id))
    return how


def _subject(alert: Alert, text: _Text, *, strict: float) -> str:
    """Return what the hit is about: the story, if the article surely belongs to it, else itself."""
    score, copy_of = text.place
    is_close = bool(copy_of) or score >= strict
    return text.article.story_id if alert.per_story and is_close else text.article.id

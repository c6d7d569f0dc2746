"""Stage ``match``: which alerts an article meets, recorded with the reason, once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.alerts.cadence import zone_or_utc
from indexing.alerts.contract import Matcher, Rule
from indexing.alerts.opening import open_matcher
from indexing.errors import InvalidQuery, PresswatchError, Quarantined
from indexing.models import Article, Cadence, MatchedClause
from indexing.pipeline.rereading import watch
from indexing.pipeline.saved_queries import entity_ids, read_query, story_of
from indexing.pipeline.searchables import Prepared, prepared
from indexing.pipeline.workshop import (
    Workshop,
    broken,
    in_hand,
    set_aside,
    without_killers,
)
from indexing.search.binding import bind_entities
from indexing.search.evaluator import explain
from indexing.search.tree import Node
from indexing.store.watch import alerts
from indexing.store.watch.alerts import Alert, Versions
from indexing.store.watch.corrections import CORRECTED, record_correction
from indexing.store.watch.hits import NewMatch, matches_of_article, record_match
from indexing.store.work import queue
from indexing.store.work.ledger import Line
from indexing.store.work.queue import Job

BATCH = 200
STAGE = "match"

Counted = tuple[str, str]
"""What there is one more of, by its stage or kind, once it is committed."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The alerts that can be matched, ready, and how all of them stood when they were read."""

    matcher: Matcher
    alerts: Mapping[int, Alert]
    nodes: Mapping[int, Node]
    versions: Versions


@dataclass(frozen=True, slots=True)
class Met:
    """An article, how near it is to its story and whose copy, and the alerts that it meets."""

    article: Article
    score: float
    copy_of: str
    why: Mapping[int, tuple[MatchedClause, ...]]


def match(shop: Workshop) -> None:
    """Work through every due ``match`` job with the alerts in force now.

    Raises IndexUnavailable if the matcher needs a server that is away: the jobs wait for the next
    cycle.
    """
    rules: _Rules | None = None
    while shop.is_working and (jobs := _claim(shop)):
        with in_hand(shop, jobs):
            jobs = without_killers(shop, jobs)
            rules = rules or _rules(shop)
            while not _match(shop, rules, jobs):
                rules = _rules(shop)
        shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), "")
    if rules is not None and rules.matcher.unstored:
        shop.count("rules", "matched in process", len(rules.matcher.unstored))


def _rules(shop: Workshop) -> _Rules:
    parsed: dict[int, Node] = {}
    faults: dict[int, str] = {}
    with shop.store.read() as db:
        versions = alerts.versions(db)  # before the alerts: who changes one now is noticed later
        known = {alert.id: alert for alert in alerts.list_alerts(db)}
        for alert in known.values():
            node = read_query(alert.query)
            faults[alert.id] = str(node) if isinstance(node, InvalidQuery) else _fault_of(alert)
            if not (isinstance(node, InvalidQuery) or faults[alert.id]):
                parsed[alert.id] = node
        resolve, lead_on = entity_ids(db, *parsed.values()), story_of(db)
        nodes = {one: bind_entities(node, resolve, lead_on) for one, node in parsed.items()}
    _tell_faults(shop, {one: fault for one, fault in faults.items() if fault != known[one].fault})
    rules = [
        Rule(one, known[one].version, node, ZoneInfo(known[one].zone))
        for one, node in nodes.items()
    ]
    matcher = open_matcher(shop.settings, rules, now=shop.clock())
    return _Rules(matcher, known, nodes, versions)


def _fault_of(alert: Alert) -> str:
    """Return why an alert's days cannot be told, or an empty string."""
    is_known = zone_or_utc(alert.zone).key == alert.zone
    return "" if is_known else f"{alert.zone!r} is no time zone here"


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
    with shop.store.read() as db:
        found = prepared(db, [job.article_id for job in jobs], shop.settings)
    ids_met = _ask(rules.matcher, found)
    met = {one: _meet(rules, each, ids_met[one]) for one, each in found.items()}
    with shop.store.write() as db:
        if alerts.versions(db) != rules.versions:
            return False
        counted = Counter[Counted]()
        for job in sorted(jobs, key=lambda job: _place(job, found)):
            result = met.get(job.article_id)
            if not isinstance(result, Quarantined):
                counted.update(_finish(shop, db, rules, job=job, met=result))
    for (kind, outcome), number in counted.items():
        shop.count(kind, outcome, number)
    for job in jobs:
        result = met.get(job.article_id)
        if isinstance(result, Quarantined):
            set_aside(shop, job, result, url=result.where)
    return True


def _place(job: Job, found: Mapping[str, Prepared]) -> str:
    """Return by what a batch is ordered when it is recorded.

    The same everywhere, by what hits are about: two workers with articles of the same stories
    must not wait for each other.
    """
    known = found.get(job.article_id)
    return (known and known.article.story_id) or job.article_id


def _ask(
    matcher: Matcher, found: Mapping[str, Prepared]
) -> Mapping[str, Sequence[int] | Quarantined]:
    """Return which alerts each article meets, asked for all at once.

    Where that is a fault of ours, each is asked for alone: only the one that breaks us is set
    aside. Raises IndexUnavailable before anything is told.
    """
    try:
        met = matcher.match_all([each.seen for each in found.values()])
        return dict(zip(found, met, strict=True))
    except PresswatchError:
        raise
    except Exception:
        return {one: _ask_alone(matcher, each) for one, each in found.items()}


def _ask_alone(matcher: Matcher, one: Prepared) -> Sequence[int] | Quarantined:
    try:
        return matcher.match(one.seen)
    except PresswatchError:
        raise
    except Exception as error:
        return broken("matching", error, one.article.url)


def _meet(rules: _Rules, one: Prepared, ids: Sequence[int] | Quarantined) -> Met | Quarantined:
    """Return the alerts that an article meets, each with its reason."""
    if isinstance(ids, Quarantined):
        return ids
    try:
        why = {
            each: explain(rules.nodes[each], one.seen, zone=ZoneInfo(rules.alerts[each].zone))
            for each in ids
        }
    except Exception as error:
        return broken("matching", error, one.article.url)
    return Met(one.article, one.score, one.copy_of, why)


def _finish(
    shop: Workshop, db: Connection, rules: _Rules, *, job: Job, met: Met | None
) -> list[Counted]:
    """Finish a job and record what it found; return what is to be counted."""
    if not queue.finish(db, job, now=shop.clock(), revision=_revision(met)):
        return [(STAGE, "lost")]
    if met is None:
        return [(STAGE, "gone")]  # expired, or a duplicate, since it was asked for
    told = [how for one in met.why if (how := _record_one(shop, db, rules.alerts[one], met))]
    told += [
        how
        for alert in _fired_before(db, rules, met)
        if (how := _record_correction(shop, db, alert, met))
    ]
    if not told:
        return [(STAGE, "no alert")]
    watch(db, met.article.id, shop.settings, now=shop.clock())
    return [(STAGE, "matched"), *(("alerts", how) for how in told)]


def _fired_before(db: Connection, rules: _Rules, met: Met) -> list[Alert]:
    """Return the alerts that ask for corrections and were fired by this article, now corrected."""
    asking = [alert for alert in rules.alerts.values() if alert.on_corrections]
    if not asking or met.article.version == 1:
        return []
    fired = {one.alert_id for one in matches_of_article(db, met.article.id)}
    return [alert for alert in asking if alert.id in fired]


def _revision(met: Met | None) -> int | None:
    return met.article.revision if met else None


def _record_one(shop: Workshop, db: Connection, alert: Alert, met: Met) -> str:
    """Record one alert's match; return as what it counts, "" if the article had fired before."""
    new = new_match(alert, met, strict=shop.settings.relatedness.strict)
    generation_after = shop.settings.alerts.generation_after
    how = record_match(db, new, now=shop.clock(), generation_after=generation_after)
    if how:
        _note(shop, db, new, how, words_of(new.clauses) or alert.query)
    return how and _counted_as(how, alert, met)


def _record_correction(shop: Workshop, db: Connection, alert: Alert, met: Met) -> str:
    """Record that an article which fired was corrected, whether or not it still meets the alert."""
    new = new_match(alert, met, strict=shop.settings.relatedness.strict)
    if not record_correction(db, new, now=shop.clock()):
        return ""
    _note(shop, db, new, CORRECTED, f"version {new.article_version} of what it told")
    return _counted_as(CORRECTED, alert, met)


def _counted_as(how: str, alert: Alert, met: Met) -> str:
    is_held = met.article.is_old and alert.cadence is Cadence.AT_ONCE
    return "older" if is_held else how


def _note(shop: Workshop, db: Connection, new: NewMatch, how: str, words: str) -> None:
    detail = f"alert {new.alert_id} {how}: {words}"
    facts = {"alert": new.alert_id, "query_version": new.query_version}
    shop.note(db, Line(shop.clock(), STAGE, how, detail, facts, article_id=new.article_id))


def new_match(alert: Alert, met: Met, *, strict: float) -> NewMatch:
    """Return what is to be recorded of an alert, as it stood, and an article that meets it."""
    article = met.article
    return NewMatch(
        alert_id=alert.id,
        article_id=article.id,
        query_version=alert.version,
        article_version=article.version,
        subject=_subject(alert, met, strict=strict),
        clauses=met.why.get(alert.id, ()),
        is_old=article.is_old,
    )


def words_of(clauses: Iterable[MatchedClause]) -> str:
    """Return the words that matched, each once."""
    return ", ".join(dict.fromkeys(word for clause in clauses for word in clause.words))


def _subject(alert: Alert, met: Met, *, strict: float) -> str:
    """Return what the hit is about: the story, if the article surely belongs to it, else itself."""
    is_close = bool(met.copy_of) or met.score >= strict
    return met.article.story_id if alert.per_story and is_close else met.article.id

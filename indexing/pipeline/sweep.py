"""Stage ``sweep``: what matching should have found of late and did not, told after all.

Candidates come from the index and are checked with the evaluator over the record. An article
meets the query that was in force when alerts looked at it: what is older than an alert, or than
its query, was not missed by it.

*Lost* is a fault of ours: the article stands at the revision with which its match job ended, and
no name or story that the query asks for was joined, parted or rearranged after that. All else is
*changed since*: a new follow or a merge makes an old article match, and matches nothing by itself.
Spellings that were learnt from other articles bear no date: what only they explain counts as lost.
What the index does not show yet is found the next night.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.errors import IndexUnavailable, InvalidQuery, InvalidRequest, PresswatchError
from indexing.index.asking import every_result
from indexing.index.contract import Sort
from indexing.pipeline.match import Met, new_match, words_of
from indexing.pipeline.rereading import watch
from indexing.pipeline.saved_queries import bound_rule, candidates, those_met
from indexing.pipeline.turns import take_turn, taken_turn
from indexing.pipeline.workshop import Workshop
from indexing.search.binding import leaves
from indexing.search.evaluator import explain
from indexing.search.grammar import parse
from indexing.search.searchable import Searchable
from indexing.search.tree import Field, Keyword, Node
from indexing.store.records import articles
from indexing.store.watch import alerts, missed
from indexing.store.watch.alerts import Alert
from indexing.store.watch.hits import record_match
from indexing.store.watch.missed import Looked, QueryInForce
from indexing.store.work.ledger import Line

BATCH = 200
"""Articles checked between two looks at whether the turn is still ours."""
STAGE = "sweep"
LOST, CHANGED, NOT_CHECKED = "lost", "changed since", "not checked"


@dataclass(frozen=True, slots=True)
class _Question:
    """One version of an alert's query: ``alert`` as it was then, ``rule`` for the evaluator."""

    alert: Alert
    in_force: QueryInForce
    rule: Node

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.alert.zone)

    def named(self, field: Field) -> list[str]:
        """Return the ids that the query asks for in a field."""
        named = [leaf for leaf in leaves(self.rule) if isinstance(leaf, Keyword)]
        return [value for leaf in named if leaf.field is field for value in leaf.values]


def sweep(shop: Workshop) -> None:
    """Look again at what was first seen of late, if no other worker does so.

    An index that is away puts it off to the next night; the ledger says either.
    """
    with taken_turn(shop, STAGE) as is_ours:
        if not is_ours:
            shop.count(STAGE, "left to another worker")
            return
        since = shop.clock() - shop.settings.alerts.sweep_back
        try:
            _sweep(shop, since)
        except IndexUnavailable as error:
            shop.count(STAGE, "postponed")
            _tell(shop, "postponed", f"postponed, the index is away: {error.what}", {})


def _sweep(shop: Workshop, since: datetime) -> None:
    with shop.store.read() as db:
        looked_at = missed.count_looked_at(db, since=since)
        asked = _in_force(db, since=since)
    for alert, one in asked:
        try:
            if not _ask(shop, alert, one, since=since):
                _tell(shop, "stopped", "stopped before its end", {})
                return
        except (InvalidQuery, InvalidRequest) as error:  # its own: the others can be asked
            _not_checked(shop, alert, error)
    counted = shop.tally.get(STAGE, Counter[str]())
    facts = {word: counted[word] for word in (LOST, CHANGED, NOT_CHECKED)}
    told = f"{facts[LOST]} lost of {looked_at:,} looked at"
    more = [f"{facts[word]} {word}" for word in (CHANGED, NOT_CHECKED) if facts[word]]
    _tell(shop, "done", ", ".join([told, *more]), {**facts, "looked at": looked_at})


def _tell(shop: Workshop, outcome: str, detail: str, facts: dict[str, int]) -> None:
    with shop.store.write() as db:
        shop.note(db, Line(shop.clock(), STAGE, outcome, detail, facts))


def _not_checked(shop: Workshop, alert: Alert, error: Exception, article_id: str = "") -> None:
    shop.count(STAGE, NOT_CHECKED)
    what = f"alert {alert.id}: {type(error).__name__}: {error}"
    with shop.store.write() as db:
        shop.note(db, Line(shop.clock(), STAGE, NOT_CHECKED, what, {}, article_id))


def _in_force(db: Connection, *, since: datetime) -> list[tuple[Alert, QueryInForce]]:
    """Return each query that was in force since then, with its alert."""
    return [
        (alert, one)
        for alert in alerts.list_alerts(db)
        for one in missed.queries_in_force(db, alert.id)
        if one.until is None or one.until > since
    ]


def _ask(shop: Workshop, alert: Alert, one: QueryInForce, *, since: datetime) -> bool:
    """Ask for all that one query missed. False: stopped, or another worker has the turn."""
    was = replace(alert, version=one.version, query=one.query)
    with shop.store.read() as db:
        question = _Question(was, one, bound_rule(db, parse(one.query)))
    if not _may_go_on(shop):
        return False
    wanted = candidates(question.rule, since=since, zone=question.zone)
    ids = [found.article_id for found in every_result(shop.index, wanted, sort=Sort.SEEN)]
    with shop.store.read() as db:
        looked = missed.unmatched(db, alert.id, ids)
    asked = [each for each in looked.values() if one.was_asked(each.at)]
    for start in range(0, len(asked), BATCH):
        if not _may_go_on(shop):
            return False
        _check(shop, question, asked[start : start + BATCH])
    return True


def _may_go_on(shop: Workshop) -> bool:
    return shop.is_working and take_turn(shop, STAGE)


def _check(shop: Workshop, question: _Question, looked: Sequence[Looked]) -> None:
    """Check some articles at once; where that breaks us each alone, and the one is told."""
    known = {one.article_id: one for one in looked}
    rule, zone = question.rule, question.zone
    try:
        met = list(those_met(shop.store, shop.settings, list(known), rule=rule, zone=zone))
    except PresswatchError:
        raise
    except Exception as error:
        if len(looked) == 1:
            _not_checked(shop, question.alert, error, looked[0].article_id)
        else:
            for one in looked:
                _check(shop, question, [one])
    else:
        for seen in met:
            _try_to_record(shop, question, known[seen.article_id], seen)


def _try_to_record(shop: Workshop, question: _Question, looked: Looked, seen: Searchable) -> None:
    try:
        _record(shop, question, looked, seen)
    except PresswatchError:
        raise
    except Exception as error:
        _not_checked(shop, question.alert, error, looked.article_id)


def _record(shop: Workshop, question: _Question, looked: Looked, seen: Searchable) -> None:
    """Record a match with its hit, as matching would have; the next delivery tells of it."""
    alert, now, one = question.alert, shop.clock(), looked.article_id
    why = explain(question.rule, seen, zone=question.zone)
    with shop.store.write() as db:
        article = articles.get_article(db, one)
        again = missed.unmatched(db, alert.id, [one]).get(one)
        if article is None or again != looked or alerts.get_alert(db, alert.id) is None:
            return  # somebody was at work on it meanwhile: it is for the next night
        met = Met(article, *articles.story_places(db, [one])[one], {alert.id: why})
        new = new_match(alert, met, strict=shop.settings.relatedness.strict)
        generation_after = shop.settings.alerts.generation_after
        record_match(db, replace(new, is_swept=True), now=now, generation_after=generation_after)
        outcome = LOST if looked.is_unchanged and not _is_new(db, question, looked) else CHANGED
        detail = f"alert {alert.id} swept: {words_of(why) or alert.query}"
        facts = {"alert": alert.id, "query_version": alert.version}
        shop.note(db, Line(now, STAGE, outcome, detail, facts, article_id=one))
        watch(db, one, shop.settings, now=now)
    shop.count(STAGE, outcome)


def _is_new(db: Connection, question: _Question, looked: Looked) -> bool:
    """Whether the query means more than it did when alerts looked at the article."""
    named = (question.named(Field.ENTITY), question.named(Field.STORY))
    return missed.have_changed(db, *named, since=looked.at)

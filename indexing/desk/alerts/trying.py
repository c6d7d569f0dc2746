"""A query run over the stored coverage as an alert would have run: each article at its own time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from indexing.desk.room import Desk
from indexing.index.asking import every_result
from indexing.index.contract import SearchResult, Sort
from indexing.models import Cadence
from indexing.pipeline.saved_queries import bound_rule, candidates, those_met
from indexing.search.binding import uses_now
from indexing.search.tree import Everything, Field, Node
from indexing.store.records.articles import first_sights

DAYS = 30
RANKED = 5_000
"""Up to so many articles are put in the order of relevance: each page of it sorts all of them."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How an alert bundles what it finds into messages."""

    cadence: Cadence = Cadence.DAILY
    per_story: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """What a query would have met. ``rule`` is the query bound as a saved one is.

    ``met`` has the most relevant article first, and if ``is_ranked`` the least relevant last;
    else the rest is in no such order. ``sights`` tells of each when it was first seen
    (in the asker's zone) and its story, itself if it has none.
    """

    rule: Node
    met: tuple[SearchResult, ...]
    is_ranked: bool
    sights: Mapping[str, tuple[datetime, str]]

    def stories_a_day(self) -> dict[date, set[str]]:
        """Return the stories that each day brought; no day without one."""
        found = dict[date, set[str]]()
        for seen_at, story in self.sights.values():
            found.setdefault(seen_at.date(), set()).add(story)
        return found

    def stories(self) -> int:
        """Return how many stories the articles tell."""
        return len({story for _at, story in self.sights.values()})

    def messages(self, pace: Pace) -> int:
        """Return how many messages an alert would have sent about them."""
        match pace.cadence:
            case Cadence.AT_ONCE if pace.per_story:
                return sum(len(stories) for stories in self.stories_a_day().values())
            case Cadence.AT_ONCE:
                return len(self.sights)
            case Cadence.HOURLY:
                return len({(at.date(), at.hour) for at, _story in self.sights.values()})
            case Cadence.DAILY:
                return len(self.stories_a_day())
            case Cadence.WEEKLY:
                return len({at.isocalendar()[:2] for at, _story in self.sights.values()})


def tried(desk: Desk, tree: Node) -> Trial:
    """Run a parsed query over the last 30 days.

    As in every saved query, ``now`` is the moment when an article was first seen.
    """
    with desk.store.read() as db:
        rule = bound_rule(db, tree)
    wanted = _candidates(desk, rule)
    first = desk.index.search(wanted, limit=1)
    is_ranked = first.total <= RANKED
    order = Sort.RELEVANCE if is_ranked else Sort.SEEN
    found = list(every_result(desk.index, wanted, sort=order))
    if not is_ranked:
        best = first.results[0].article_id
        found = [*first.results, *(one for one in found if one.article_id != best)]
    if uses_now(tree):
        ids = [one.article_id for one in found]
        fitting = those_met(desk.store, desk.settings, ids, rule=rule, zone=desk.zone)
        kept = {one.article_id for one in fitting}
        found = [one for one in found if one.article_id in kept]
    with desk.store.read() as db:
        known = first_sights(db, [one.article_id for one in found])
    sights = {one: (at.astimezone(desk.zone), story or one) for one, (at, story) in known.items()}
    met = tuple(one for one in found if one.article_id in sights)
    return Trial(rule, met, is_ranked, sights)


def count_met(desk: Desk, tree: Node) -> int:
    """Return how many articles ``tried`` would find, asking the index alone where it can tell."""
    if uses_now(tree):
        return len(tried(desk, tree).met)
    with desk.store.read() as db:
        rule = bound_rule(db, tree)
    return desk.index.count(_candidates(desk, rule))


def covered_days(desk: Desk) -> int:
    """Return how many of the last 30 calendar days there is coverage for, up to today."""
    today = desk.now.astimezone(desk.zone).date()
    bars = desk.index.histogram(Everything(), Field.SEEN, step="day", zone=desk.zone)
    first = bars[0].at.date() if bars else today
    return max(1, min(DAYS, (today - first).days + 1))


def _candidates(desk: Desk, rule: Node) -> Node:
    return candidates(rule, since=_first_day(desk), zone=desk.zone)


def _first_day(desk: Desk) -> datetime:
    """Return when the first of the last 30 calendar days began, UTC."""
    day = desk.now.astimezone(desk.zone).date() - timedelta(days=DAYS - 1)
    return datetime.combine(day, time(), desk.zone).astimezone(UTC)

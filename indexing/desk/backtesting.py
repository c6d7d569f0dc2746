"""What an alert would have done: tried on the stored coverage before it is saved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from indexing.desk.queries import bound_now, read_query
from indexing.desk.room import Desk
from indexing.desk.searching import FoundArticle, described, every_result
from indexing.index.contract import SearchResult, Sort
from indexing.pipeline.saved_queries import entity_ids
from indexing.pipeline.searchables import searchables
from indexing.search.binding import bind_entities, uses_now
from indexing.search.checks import compiled
from indexing.search.tree import And, Boost, DateRange, Everything, Field, Node, Not, Or
from indexing.search.view import ArticleView
from indexing.store.records.articles import get_articles

DAYS = 30
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Backtest:
    """``articles`` make ``stories`` make ``messages_a_week`` (one a day with news, at most).

    ``days`` are the calendar days covered, today included: fewer than 30 while the store is
    young. ``samples`` are the most and the least relevant article.
    """

    days: int
    articles: int
    stories: int
    days_without: int
    busiest: date | None
    busiest_stories: int
    messages_a_week: float
    samples: tuple[FoundArticle, ...]


def backtest(desk: Desk, query: str) -> Backtest:
    """Run a query over the last 30 days (or what there is), each article at its own time.

    As in every saved query, ``now`` is the moment when an article was first seen. Raises
    InvalidQuery.
    """
    tree = read_query(query)
    with desk.store.read() as db:
        rule = bind_entities(tree, entity_ids(db))
    met = _met(desk, tree, rule)
    articles, stories_a_day = _stories_a_day(desk, met)
    days = _days(desk)
    busiest = max(stories_a_day, key=lambda day: (len(stories_a_day[day]), day), default=None)
    return Backtest(
        days=days,
        articles=articles,
        stories=len(set().union(*stories_a_day.values())) if stories_a_day else 0,
        days_without=days - len(stories_a_day),
        busiest=busiest,
        busiest_stories=len(stories_a_day[busiest]) if busiest else 0,
        messages_a_week=round(7 * len(stories_a_day) / days, 1),
        samples=described(desk, rule, [met[0], met[-1]][: len(met)]) if met else (),
    )


def _met(desk: Desk, tree: Node, rule: Node) -> list[SearchResult]:
    """Return what ``rule`` would have met, the most relevant first."""
    window = DateRange(Field.SEEN, "", "", True, False, (0, 0), lower=_first_day(desk))
    candidates = And((bound_now(desk, _timeless(tree)), window), tree.span)
    found = every_result(desk, candidates, sort=Sort.RELEVANCE)
    return list(_checked(desk, rule, list(found)) if uses_now(tree) else found)


def _timeless(node: Node) -> Node:
    """Return a query that no article fails which ``node`` can match at any time."""
    match node:
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(map(_timeless, parts)))
        case Boost(part):
            return replace(node, part=_timeless(part))
        case Not() | DateRange() if uses_now(node):
            return Everything()
        case _:
            return node


def _checked(desk: Desk, rule: Node, candidates: Sequence[SearchResult]) -> Iterator[SearchResult]:
    """Yield those that ``rule`` meets when ``now`` is the time of each."""
    check = compiled(rule, zone=desk.zone)
    for start in range(0, len(candidates), _BATCH):
        batch = candidates[start : start + _BATCH]
        with desk.store.read() as db:
            seen = searchables(db, [one.article_id for one in batch], desk.settings)
        for one in batch:
            if one.article_id in seen and check(ArticleView(seen[one.article_id])):
                yield one


def _stories_a_day(desk: Desk, met: Sequence[SearchResult]) -> tuple[int, dict[date, set[str]]]:
    """Return how many articles there are, and the stories that each day brought."""
    number, found = 0, dict[date, set[str]]()
    for start in range(0, len(met), _BATCH):
        with desk.store.read() as db:
            texts = get_articles(db, [one.article_id for one in met[start : start + _BATCH]])
        number += len(texts)
        for text in texts.values():
            day = text.first_seen_at.astimezone(desk.zone).date()
            found.setdefault(day, set()).add(text.story_id or text.id)
    return number, found


def _first_day(desk: Desk) -> datetime:
    """Return when the first of the last 30 calendar days began, UTC."""
    day = desk.now.astimezone(desk.zone).date() - timedelta(days=DAYS - 1)
    return datetime.combine(day, time(), desk.zone).astimezone(UTC)


def _days(desk: Desk) -> int:
    """Return how many of the last 30 calendar days there is coverage for, up to today."""
    today = desk.now.astimezone(desk.zone).date()
    bars = desk.index.histogram(Everything(), Field.SEEN, step="day", zone=desk.zone)
    first = bars[0].at.date() if bars else today
    return max(1, min(DAYS, (today - first).days + 1))

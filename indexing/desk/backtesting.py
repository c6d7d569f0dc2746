"""What an alert would have done: tried on the stored coverage before it is saved."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indexing.desk.room import Desk
from indexing.desk.searching import FoundArticle, Wish, bound, every_id, search
from indexing.search.tree import And, DateRange, Everything, Field, Node
from indexing.store.records.articles import get_articles

DAYS = 30


@dataclass(frozen=True, slots=True)
class Backtest:
    """``articles`` make ``stories`` make ``messages_a_week`` (one a day with news, at most).

    ``days`` are those covered: fewer than 30 while the store is young. ``samples`` are the most
    and the least relevant article.
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
    """Run a query over the last 30 days (or what there is). Raises InvalidQuery."""
    now = desk.now
    since = now - timedelta(days=DAYS)
    node = _since(desk, query, since_days=DAYS)
    ids = list(every_id(desk, node))
    with desk.store.read() as db:
        texts = get_articles(db, ids)
    stories_a_day: dict[date, set[str]] = {}
    for text in texts.values():
        day = text.first_seen_at.astimezone(desk.zone).date()
        stories_a_day.setdefault(day, set()).add(text.story_id or text.id)
    days = _days(desk, since)
    busiest = max(stories_a_day, key=lambda day: (len(stories_a_day[day]), day), default=None)
    return Backtest(
        days=days,
        articles=len(texts),
        stories=len(set().union(*stories_a_day.values())) if stories_a_day else 0,
        days_without=days - len(stories_a_day),
        busiest=busiest,
        busiest_stories=len(stories_a_day[busiest]) if busiest else 0,
        messages_a_week=round(7 * len(stories_a_day) / days, 1),
        samples=_samples(desk, query),
    )


def _since(desk: Desk, query: str, *, since_days: int) -> Node:
    node = bound(desk, query)
    lower = desk.now - timedelta(days=since_days)
    window = DateRange(Field.SEEN, "", "", True, False, (0, 0), lower=lower)
    return And((node, window), (0, len(query)))


def _days(desk: Desk, since: datetime) -> int:
    """Return how many of the days since then there is coverage for."""
    bars = desk.index.histogram(Everything(), Field.SEEN, step="day", zone=desk.zone)
    first = max(bars[0].at, since) if bars else desk.now
    return max(1, min(DAYS, (desk.now - first).days + 1))


def _samples(desk: Desk, query: str) -> tuple[FoundArticle, ...]:
    answer = search(desk, f"({query}) AND seen:>=now-{DAYS}d", Wish(limit=50))
    results = answer.results
    return (results[0], results[-1]) if len(results) > 1 else results

"""What an alert would have done: tried on the stored coverage before it is saved or changed."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from indexing.alerts.doubts import Doubt
from indexing.desk.alerts.noise import Noise, noise_of
from indexing.desk.alerts.trying import Pace, Trial, covered_days, tried
from indexing.desk.coverage.queries import doubts_of, read_query
from indexing.desk.coverage.searching import FoundArticle, described
from indexing.desk.room import Desk
from indexing.models import Cadence, MatchedClause
from indexing.search.tree import Node

SHOWN_CHANGES = 5
"""Articles that are named of those which an edit would have added, or lost."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that would have been told: ``rank`` is best, typical or weakest.

    ``places`` say where its words stand: ``nato (title)``, ``ukraine (once, last paragraph)``.
    """

    rank: str
    found: FoundArticle
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """``articles`` make ``stories`` make ``messages_a_week``, as the alert's cadence bundles them.

    ``days`` are the calendar days covered, today included: fewer than 30 while the store is
    young. ``stories_by_day`` has each of them, the first first, with the stories that it brought.
    """

    days: int
    articles: int
    stories: int
    days_without: int
    busiest: date | None
    busiest_stories: int
    messages_a_week: float
    stories_by_day: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Backtest(Volume):
    """What a query would have brought; ``doubts``: why it may fire never, or for everything."""

    samples: tuple[Sample, ...]
    noise: Noise | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class EditTrial:
    """Two queries on the same coverage; of what differs the most relevant is named."""

    before: Volume
    after: Backtest
    added: tuple[FoundArticle, ...]
    lost: tuple[FoundArticle, ...]
    added_articles: int
    lost_articles: int


def backtest(desk: Desk, query: str, pace: Pace = Pace()) -> Backtest:  # noqa: B008 (frozen)
    """Run a query over the last 30 days (or what there is), each article at its own time.

    Raises InvalidQuery.
    """
    tree = read_query(query)
    trial = tried(desk, tree)
    return _told(desk, query, tree, trial=trial, volume=_volume(desk, trial, pace))


def try_edit(desk: Desk, old: str, new: str, pace: Pace) -> EditTrial:
    """Return what two queries would have brought, and what one would that the other would not."""
    tree = read_query(new)
    before, after = tried(desk, read_query(old)), tried(desk, tree)
    added = [one for one in after.met if one.article_id not in before.sights]
    lost = [one for one in before.met if one.article_id not in after.sights]
    return EditTrial(
        before=_volume(desk, before, pace),
        after=_told(desk, new, tree, trial=after, volume=_volume(desk, after, pace)),
        added=described(desk, after.rule, added[:SHOWN_CHANGES]),
        lost=described(desk, before.rule, lost[:SHOWN_CHANGES]),
        added_articles=len(added),
        lost_articles=len(lost),
    )


def _volume(desk: Desk, trial: Trial, pace: Pace) -> Volume:
    a_day, days = trial.stories_a_day(), covered_days(desk)
    today = desk.now.astimezone(desk.zone).date()
    covered = [today - timedelta(days=back) for back in reversed(range(days))]
    busiest = max(a_day, key=lambda day: (len(a_day[day]), day), default=None)
    a_week = 7 * trial.messages(pace) / days
    if pace.cadence is Cadence.WEEKLY:
        a_week = min(a_week, 1)  # what fewer than seven days brought is told in one
    return Volume(
        days=days,
        articles=len(trial.met),
        stories=trial.stories(),
        days_without=days - len(a_day),
        busiest=busiest,
        busiest_stories=len(a_day[busiest]) if busiest else 0,
        messages_a_week=round(a_week, 1),
        stories_by_day=tuple((one, len(a_day.get(one, ()))) for one in covered),
    )


def _told(desk: Desk, query: str, tree: Node, *, trial: Trial, volume: Volume) -> Backtest:
    return Backtest(
        **asdict(volume),
        samples=_samples(desk, trial),
        noise=noise_of(desk, query, tree, articles=len(trial.met)),
        doubts=doubts_of(desk, tree),
    )


def _samples(desk: Desk, trial: Trial) -> tuple[Sample, ...]:
    """Return the most relevant article, the one in the middle, the least; no text twice.

    Of too many to be ranked, only the first.
    """
    if not trial.met:
        return ()
    chosen = {"best": 0}
    if trial.is_ranked:
        chosen |= {"weakest": -1, "typical": len(trial.met) // 2}
    ranks: dict[str, str] = {}
    for rank, at in chosen.items():
        ranks.setdefault(trial.met[at].article_id, rank)
    results = [one for one in trial.met if one.article_id in ranks]
    return tuple(
        Sample(ranks[found.article.id], found, _places(found.article.text, found.matched))
        for found in described(desk, trial.rule, results)
    )


def _places(text: str, matched: Sequence[MatchedClause]) -> tuple[str, ...]:
    """Return each word that matched with where it stands first, each clause once."""
    by_clause: dict[str, list[MatchedClause]] = {}
    for one in matched:
        by_clause.setdefault(one.clause, []).append(one)
    return tuple(
        f"{clause} ({where})" if (where := ", ".join(_where(text, found))) else clause
        for clause, found in by_clause.items()
    )


def _where(text: str, found: Sequence[MatchedClause]) -> Iterator[str]:
    if sum(len(one.spans) for one in found) == 1:
        yield "once"
    for one in found:
        if one.field == "title":
            yield "title"
        elif one.spans:
            paragraph = text.count("\n", 0, one.spans[0][0]) + 1
            is_last = paragraph == text.count("\n") + 1 > 1
            yield "last paragraph" if is_last else f"par. {paragraph}"

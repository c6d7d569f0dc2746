"""Which story an article belongs to: decided once, on arrival, from a few candidate stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from indexing.models import Document, Extraction
from indexing.relatedness.copies import LEAST_SHARED, compare, shingles
from indexing.relatedness.profile import Profile, is_figure, profile
from indexing.relatedness.score import relate, score
from indexing.settings.model import Relatedness

_NEAREST = 5  # members that speak for a story: one chance neighbour must not pull an article in
# Of its score this much is left to a pair that lies a whole window apart: most reports of one
# event come within two days, and what then happens to the same people is often another one.
_LEFT_AFTER_WINDOW = 0.9
_DAY = timedelta(days=1)
_NAMES_FIRST = 4  # of the candidate terms; the rest are words
_COMMON_KINDS = frozenset({"country", "nationality", "capital"})


@dataclass(frozen=True, slots=True, eq=False)
class StoryMember:
    """An article as clustering sees it. ``at`` is when it was published, else first seen (UTC).

    ``shingles`` are those of ``copies.shingles``: of the text without its headline, or with it
    where the text is so short that many articles of one feed have the same.
    """

    article_id: str
    title: str
    at: datetime
    profile: Profile
    shingles: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class StoryView:
    """A candidate story: when its latest article was, and the members to compare with.

    ``members`` may be a selection of the story's, in any order.
    """

    story_id: str
    last_at: datetime
    members: Sequence[StoryMember]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article goes: into ``story_id``, or None for a new story of its own.

    ``score`` is its nearness to that story, or to the nearest one that it did not join (0 if
    there was none). ``reason`` says in words why. ``is_copy_of`` is an article id.
    """

    story_id: str | None
    score: float
    reason: str
    is_copy_of: str | None = None


def story_member(
    article_id: str, document: Document, extraction: Extraction, *, at: datetime
) -> StoryMember:
    """Return an article made ready to be placed and compared."""
    found = shingles(document.text)
    if len(found) < LEAST_SHARED:
        found = shingles(document.body)
    return StoryMember(article_id, document.title, at, profile(extraction), found)


def place(
    article: StoryMember,
    candidates: Sequence[StoryView],
    *,
    lines: Relatedness,
    window: timedelta,
) -> Placement:
    """Return the story that ``article`` joins: that of the text it copies, else the nearest.

    A copy joins whatever its age. Others join if the mean ``event_nearness`` to the nearest five
    members reaches ``lines.same_story`` and the story is no further than ``window`` away in
    time. The order of candidates and members is no matter; an article is never compared with
    itself.
    """
    if copied := _copied(article, candidates, lines):
        return copied
    near = [story for story in candidates if _is_open(story, article, window)]
    found = [(_mean_nearness(article, story, lines, window), story) for story in near]
    ranked = [(mean, story) for mean, story in found if mean is not None]
    if not ranked:
        return Placement(None, 0.0, "no story near in time has a like article")
    best, story = min(ranked, key=lambda each: (-each[0], each[1].story_id))
    if best >= lines.same_story:
        return Placement(story.story_id, best, _why(article, story, lines, window))
    reason = f"nearest story at {best:.2f}, the line is {lines.same_story:.2f}"
    return Placement(None, best, reason)


def event_nearness(
    one: StoryMember, other: StoryMember, *, lines: Relatedness, window: timedelta
) -> tuple[float, tuple[str, ...]]:
    """Return how surely two articles tell one event, 0 to 1 (the same both ways), and why.

    The score of ``relate``, of which up to a tenth is taken the farther the two lie apart in
    time: nothing at once, a twentieth at half the ``window``, a tenth from its end on.
    """
    relation = relate(other.profile, one.profile, lines=lines)
    days = round(abs(one.at - other.at) / _DAY)
    late = (f"{days} day{'s' * (days > 1)} apart",) if days and relation.reasons else ()
    return _left(one, other, window) * relation.score, (*relation.reasons, *late)


def _left(one: StoryMember, other: StoryMember, window: timedelta) -> float:
    """Return which share of their score is left to two articles that lie so far apart in time."""
    share = min(1.0, abs(one.at - other.at) / window) if window else 1.0
    return 1 - (1 - _LEFT_AFTER_WINDOW) * share


@dataclass(frozen=True, slots=True)
class NearArticle:
    """An article near to a reference: its score, when it was published or seen, its story."""

    score: float
    at: datetime
    story_id: str


def stories_of_reference(
    near: Iterable[NearArticle], *, at: datetime | None, lines: Relatedness
) -> frozenset[str]:
    """Return the stories that tell the event of a reference; one event may be told in two.

    An article that reaches ``lines.same_story``, and was published within the story window of the
    reference (``at``), brings in its story. Where nobody knows ``at``, it has to reach the
    ``strict`` line, and even so may tell another event of the same people: time parts those best.
    """
    line = lines.strict if at is None else lines.same_story
    return frozenset(
        one.story_id
        for one in near
        if one.story_id
        and one.score >= line
        and (at is None or abs(one.at - at) <= lines.story_window)
    )


def story_title(members: Sequence[StoryMember]) -> str:
    """Return the headline of the member most like all others, the earliest of equals.

    Members without a headline are heard but not chosen; no headline at all is "".
    """
    # The cosines to all members add up to the product with their sum: no pairs are needed.
    centre: dict[str, float] = {}
    for member in members:
        for term, weight in member.profile.terms.items():
            centre[term] = centre.get(term, 0.0) + weight
    ranked = sorted(
        (-round(_product(each.profile.terms, centre), 9), each.at, each.article_id, each.title)
        for each in members
        if each.title
    )
    return ranked[0][-1] if ranked else ""


def candidate_terms(extraction: Extraction, limit: int = 12) -> tuple[str, ...]:
    """Return up to ``limit`` keys by which the store finds articles that may be near.

    ``e:ID`` for the most salient names, then ``t:WORD`` for the words that weigh most. Every
    day's news names countries and capitals, and "10 percent" is in many texts: they are no
    keys. Other languages have words only.
    """
    named = [
        f"e:{entity.id}"
        for entity in extraction.entities
        if entity.kind not in _COMMON_KINDS and entity.salience > 0
    ]
    names = list(dict.fromkeys(named))[:_NAMES_FIRST] if extraction.is_understood else []
    words = [f"t:{word}" for word, _ in extraction.terms if not is_figure(word)]
    return tuple([*names, *words][:limit])


def _copied(
    article: StoryMember, candidates: Sequence[StoryView], lines: Relatedness
) -> Placement | None:
    """Return the placement beside the text that ``article`` copies most of, if it copies any."""
    found = [
        (-verdict.containment, -verdict.jaccard, member.at, member.article_id, member, story)
        for story in candidates
        for member in story.members
        if member.article_id != article.article_id
        and (verdict := compare(article.shingles, member.shingles)).is_copy
    ]
    if not found:
        return None
    containment, _, _, _, member, story = min(found, key=lambda each: each[:4])
    relation = relate(member.profile, article.profile, lines=lines)
    reason = f"copy of {member.title or member.article_id!r}"
    share = f"{-containment:.0%} of the shorter text"
    return Placement(story.story_id, relation.score, f"{reason}: {share}", member.article_id)


def _is_open(story: StoryView, article: StoryMember, window: timedelta) -> bool:
    """Whether ``article`` falls within the story's time, or ``window`` after or before it."""
    first_at = min((member.at for member in story.members), default=story.last_at)
    return first_at - window <= article.at <= story.last_at + window


def _mean_nearness(
    article: StoryMember, story: StoryView, lines: Relatedness, window: timedelta
) -> float | None:
    """Return the mean ``event_nearness`` to the story's nearest members; None without any."""
    nearest = sorted(
        (
            _left(article, member, window) * score(member.profile, article.profile, lines=lines)
            for member in _others(article, story)
        ),
        reverse=True,
    )[:_NEAREST]
    return sum(nearest) / len(nearest) if nearest else None


def _why(article: StoryMember, story: StoryView, lines: Relatedness, window: timedelta) -> str:
    """Return in words why the story's nearest member is near."""
    told = (
        event_nearness(article, member, lines=lines, window=window)
        for member in _others(article, story)
    )
    _, reasons = min(told, key=lambda each: (-each[0], each[1]))
    return "; ".join(reasons)


def _others(article: StoryMember, story: StoryView) -> list[StoryMember]:
    return [member for member in story.members if member.article_id != article.article_id]


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[key] for key, weight in one.items() if key in other)

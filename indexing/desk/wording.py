"""How values read: moments, numbers, articles, names; the same on pages and the command line."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from indexing.delivery.safe_text import one_line
from indexing.models import DateSource, EntityType
from indexing.nouns import count

if TYPE_CHECKING:
    from indexing.desk.room import Desk
    from indexing.models import Article, Entity, Extraction, Relation, Topic
    from indexing.store.work.ledger import Line

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT_ID = 8
"""Digits of an article's id that are shown: enough to name one among 100,000."""
SHOWN_NAMES = 6
CLAIMED = {
    DateSource.PAGE: "by the page",
    DateSource.FEED: "by the feed",
    DateSource.TEXT: "from the text",
}
"""Who claims a date of publication, in words."""
AROUND = 8
"""Words shown on either side of a change."""
_PASSED = {
    "poll": "found",
    "understand": "understood",
    "relate": "related",
    "project": "indexed",
    "match": "matched",
    "deliver": "sent",
    "maintain": "expired",
}
FORGOTTEN = "removed: it was older than articles.keep. It is never news again"
"""What is said of an article of which a tombstone is left."""


def moment(at: datetime | None, desk: "Desk") -> str:
    """Return a time in the reader's zone: ``26 Feb 09:14``, with the year if it is another."""
    if at is None:
        return "unknown"
    local = at.astimezone(desk.zone)
    return f"{day(local.date(), desk)} {local:%H:%M}"


def day(of: date, desk: "Desk") -> str:
    """Return a day: ``26 Feb``, with the year if it is not this one."""
    year = f" {of.year}" if of.year != desk.now.astimezone(desk.zone).year else ""
    return f"{of.day} {MONTHS[of.month - 1]}{year}"


def published(article: "Article", desk: "Desk") -> str:
    """Return when an article was published and who claims it; else when we saw it."""
    if article.published_at is None:
        return f"date unknown, seen {moment(article.first_seen_at, desk)}"
    claimed = CLAIMED.get(article.published_from, "")
    return moment(article.published_at, desk) + (f" ({claimed})" if claimed else "")


def short_id(article_id: str) -> str:
    """Return the beginning of an id, as ``show`` and ``explain`` take it."""
    return f"a:{article_id[:SHORT_ID]}"


def copies(number: int) -> str:
    """Return ``+ 6 copies``, nothing for none."""
    return f"+ {count(number, 'copy', 'copies')}" if number else ""


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return ``text`` with stars around what matched; they survive a pipe and a grey screen."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [text[at:start], "*", text[start:end], "*"]
            at = end
    return "".join([*pieces, text[at:]])


def about(extraction: "Extraction") -> str:
    """Return who and what a text is about: people, places, bodies, topics, with mentions."""
    groups = [
        ("people", [one for one in extraction.entities if one.type is EntityType.PER]),
        ("places", [one for one in extraction.entities if one.type is EntityType.LOC]),
        ("bodies", [one for one in extraction.entities if one.type is EntityType.ORG]),
    ]
    parts = [f"{head} {names(found)}" for head, found in groups if found]
    if extraction.topics:
        parts.append(f"topics {topics(extraction.topics)}")
    return " · ".join(parts) or "no names and no topic found"


def names(entities: Sequence["Entity"], most: int = SHOWN_NAMES) -> str:
    """Return names with how often each stands in the text, the most telling first."""
    told = [f"{one.name} {len(one.mentions)}" for one in entities[:most]]
    return and_more(told, len(entities))


def topics(found: Iterable["Topic"]) -> str:
    """Return topics with their chance: ``conflict .83, politics .74``."""
    return ", ".join(f"{one.slug} {fraction(one.score)}" for one in found)


def fraction(value: float) -> str:
    """Return a number between 0 and 1 in two digits: ``.83``, ``1.00``."""
    return f"{value:.2f}".removeprefix("0")


def and_more(told: Sequence[str], number: int) -> str:
    """Return a list that says how many of ``number`` it leaves out."""
    rest = number - len(told)
    return ", ".join(told) + (f" and {rest} more" if rest > 0 else "")


def because(relation: "Relation") -> str:
    """Return a relation's reasons in one line."""
    return "; ".join(relation.reasons) or "nothing they share stands out"


def title_of(article: "Article", longest: int = 90) -> str:
    """Return an article's headline as one line, its address if it has none."""
    return one_line(article.title, longest) or article.url


def passed(line: "Line", desk: "Desk") -> tuple[str, str]:
    """Return what a stage is called once an article has passed it, and what it said."""
    word = _PASSED.get(line.stage, line.stage)
    outcome = "" if line.outcome in (word, "first") else line.outcome
    return word, ": ".join(filter(None, (outcome, _in_zone(line, desk))))


def _in_zone(line: "Line", desk: "Desk") -> str:
    """Return a line's detail; a next try is kept in UTC and told in the reader's zone."""
    if "due" not in line.facts:
        return line.detail
    due = datetime.fromisoformat(line.facts["due"])
    return line.detail.replace(f"{due:%Y-%m-%d %H:%M} UTC", moment(due, desk))


def shortened(text: str) -> str:
    """Return a text between two changes: its first words and its last."""
    words = text.split()
    if len(words) <= 2 * AROUND:
        return " ".join(words)
    return f"{' '.join(words[:AROUND])} … {' '.join(words[-AROUND:])}"


def length(of: timedelta) -> str:
    """Return a duration as the settings have it, in its largest whole unit: ``90s``, ``10m``."""
    seconds = int(of.total_seconds())
    for unit, size in (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"

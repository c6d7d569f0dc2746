"""What a message shows, and in what order: one structure for text and HTML, so both say the same.

Every string in it is clean (``safe_text``) and short; nothing in it is markup.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from indexing.alerts.cadence import describe, wall_clock, weekday_name
from indexing.delivery.message import (
    Message,
    MessageType,
    StoryStatus,
    ToldArticle,
    ToldMatch,
    ToldSpike,
    ToldStory,
)
from indexing.delivery.safe_text import clean, one_line, web_address
from indexing.models import DateSource
from indexing.nouns import count

_NAME, _TITLE, _PHRASE, _SNIPPET, _QUERY = 100, 200, 300, 400, 500
_MOST_SNIPPETS, _MOST_CLAUSES, _MOST_FEEDS = 2, 10, 20
_CLAIMED = {
    DateSource.PAGE: "by the page",
    DateSource.FEED: "by the feed",
    DateSource.TEXT: "from the text",
    DateSource.UNKNOWN: "by nobody we know",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a snippet; marked where it is what matched."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words before it; ``url`` is safe to open."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article below its story: where and when, the words that matched, where to go on."""

    heading: str
    snippets: tuple[tuple[Run, ...], ...]
    matched: str
    links: tuple[Link, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story. ``tag`` says why now (NEW, CORRECTED, …); ``rest`` counts what is not shown."""

    number: int
    title: str
    tag: str
    facts: str
    mute: Link | None
    articles: tuple[ArticleView, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole. ``notices`` stand above all (TEST, may be a repeat), ``foot`` below all."""

    notices: tuple[str, ...]
    heading: str
    mute: Link | None
    stories: tuple[StoryView, ...]
    rest: str
    foot: tuple[str | Link, ...]


def lay_out(message: Message, *, articles: int, is_repeat: bool = False) -> Page:
    """Return what ``message`` shows, with at most ``articles`` articles a story."""
    zone = ZoneInfo(message.window.zone)
    rest = ""
    if message.more:
        rest = f"and {message.more} more, with {count(message.more_articles, 'article')}"
    return Page(
        notices=_notices(message, is_repeat=is_repeat),
        heading=f"{speaker(message)}, {_window(message, zone)}",
        mute=_link("Mute this alert", message.links.mute),
        stories=tuple(
            _story(number, story, zone, articles) for number, story in enumerate(message.stories, 1)
        ),
        rest=rest,
        foot=_foot(message, zone),
    )


def speaker(message: Message) -> str:
    """Return the name under which the message speaks: its alert's, else the program's."""
    return (one_line(message.alert.name, _NAME) if message.alert else "") or "Presswatch"


def story_title(story: ToldStory) -> str:
    """Return the story's headline as shown."""
    return one_line(story.title, _TITLE) or "(no headline)"


def _notices(message: Message, *, is_repeat: bool) -> tuple[str, ...]:
    notices = []
    if message.type is MessageType.TEST:
        notices.append("TEST: somebody tried this channel; nothing was marked as sent.")
        if not message.links.mute:
            is_of_alert = message.alert is not None and message.alert.id > 0
            why = "the settings name no public_url" if is_of_alert else "no alert sends it"
            notices.append(f"It has no link to mute or unsubscribe: {why}.")
    if is_repeat:
        notices.append("May be a repeat: Presswatch stopped while it was sending this.")
    if message.spike:
        notices.append(_spike(message.spike, ZoneInfo(message.window.zone)))
    return tuple(notices)


def _spike(spike: ToldSpike, zone: ZoneInfo) -> str:
    """Return what tells of a rise, as one line."""
    copies = spike.articles - spike.texts
    with_copies = f" and {count(copies, 'copy', 'copies')}" if copies else ""
    first = ", ".join(one_line(name, _NAME) for name in spike.first_sources)
    end = f", over {wall_clock(spike.until, zone)}" if spike.until else ", and it goes on"
    return (
        f"SPIKE since {wall_clock(spike.since, zone)}{end}: {count(spike.texts, 'text')}"
        f"{with_copies} from {count(spike.sources, 'source')} in {count(spike.hours, 'hour')}, "
        f"usually {spike.baseline:g}: {spike.factor:g} times as many. First: {first}."
    )


def _window(message: Message, zone: ZoneInfo) -> str:
    since, until = message.window.since, message.window.until
    span = wall_clock(until, zone)
    if since < until:
        span = f"{wall_clock(since, zone)} to {span}"
    return f"{span} ({zone.key})"


def _story(number: int, story: ToldStory, zone: ZoneInfo, articles: int) -> StoryView:
    shown = story.articles[:articles]
    left = story.new - len(shown)
    return StoryView(
        number=number,
        title=story_title(story),
        tag=_tag(story, zone),
        facts=", ".join(_facts(story, zone)),
        mute=_link("mute this story", story.mute),
        articles=tuple(_article(article, story, zone) for article in shown),
        rest=f"and {count(left, 'more article', 'more articles')}" if left > 0 else "",
    )


def _tag(story: ToldStory, zone: ZoneInfo) -> str:
    match story.status:
        case StoryStatus.SINCE:
            return f"+{story.new} SINCE"
        case StoryStatus.CORRECTED:
            when = f" {_day_and_time(story.changed_at, zone)}" if story.changed_at else ""
            return f"CORRECTED{when}: {one_line(story.reason, _PHRASE)}"
        case _:
            return story.status.upper()


def _facts(story: ToldStory, zone: ZoneInfo) -> list[str]:
    facts = []
    if story.outlets:
        facts.append(count(story.outlets, "outlet"))
    if story.new:
        copies = f" ({count(story.copies, 'copy', 'copies')})" if story.copies else ""
        facts.append(count(story.new, "article") + copies)
    # Whoever was first may be among those left out: then nobody is named.
    if 1 < story.new <= len(story.articles):
        first = min(story.articles, key=_known_at)
        facts.append(f"first {one_line(first.source, _NAME)} {wall_clock(_known_at(first), zone)}")
    if story.reason and story.status is not StoryStatus.CORRECTED:
        facts.append(one_line(story.reason, _PHRASE))
    return facts


def _article(article: ToldArticle, story: ToldStory, zone: ZoneInfo) -> ArticleView:
    if article.published_at:
        claimed = _CLAIMED[article.published_from]
        when = f"published {wall_clock(article.published_at, zone)} ({claimed})"
    else:
        when = f"date unknown, seen {wall_clock(article.first_seen_at, zone)}"
    title = one_line(article.title, _TITLE)
    own_title = f": {title}" if title and title != story_title(story) else ""
    links = (_link("why", article.why), _link("read", article.url))
    return ArticleView(
        heading=f"{one_line(article.source, _NAME)}, {when}{own_title}",
        snippets=_snippets(article.matched),
        matched=_matched(article.matched),
        links=tuple(link for link in links if link),
        remark="" if links[1] else "(its address is not safe to open)",
    )


def _matched(matches: tuple[ToldMatch, ...]) -> str:
    told = [f"{one_line(m.clause, _NAME)} ({one_line(m.field, _NAME)})" for m in matches]
    distinct = list(dict.fromkeys(told))
    if left := len(distinct[_MOST_CLAUSES:]):
        distinct[_MOST_CLAUSES:] = [f"and {left} more"]
    return ", ".join(distinct)


def _snippets(matches: tuple[ToldMatch, ...]) -> tuple[tuple[Run, ...], ...]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for match in matches:
        if match.snippet.text.strip():
            spans.setdefault(match.snippet.text, []).extend(match.snippet.spans)
    return tuple(_runs(text, spans[text]) for text in list(spans)[:_MOST_SNIPPETS])


def _runs(text: str, spans: list[tuple[int, int]]) -> tuple[Run, ...]:
    # Cut before cleaning: the offsets count the characters of the text as it came.
    shown = text[:_SNIPPET]
    pieces, at = [], 0
    for start, end in sorted(spans):
        # Spans may overlap (two clauses met by one word) or reach beyond what is shown.
        start, end = max(start, at), min(end, len(shown))  # noqa: PLW2901
        if start < end:
            pieces += [Run(shown[at:start]), Run(shown[start:end], is_marked=True)]
            at = end
    pieces.append(Run(shown[at:] + ("…" if shown != text else "")))
    cleaned = (Run(clean(piece.text), piece.is_marked) for piece in pieces)
    return tuple(piece for piece in cleaned if piece.text)


def _foot(message: Message, zone: ZoneInfo) -> tuple[str | Link, ...]:
    foot: list[str | Link | None] = [
        _link("Exactly these hits", message.links.exact),
        _link("Why these", message.links.why),
    ]
    if message.held:
        foot.append(_held(message, zone))
    if message.silent_feeds:
        foot.append(f"Silent feeds: {len(message.silent_feeds):,}")
        for feed in message.silent_feeds[:_MOST_FEEDS]:
            foot.append(f"{one_line(feed.name, _NAME)}: {one_line(feed.note, _NAME)}")
        if left := len(message.silent_feeds[_MOST_FEEDS:]):
            foot.append(f"and {count(left, 'more feed')}")
    if alert := message.alert:
        query = one_line(alert.query, _QUERY)
        foot.append(f"Alert {alert.id}, version {alert.query_version} of its query: {query}")
    return tuple(line for line in foot if line)


def _held(message: Message, zone: ZoneInfo) -> str:
    if message.held_until is None:
        return f"Held by a mute: {message.held:,}"
    until = describe(message.held_until, zone)
    if message.held_until <= message.window.until:
        return f"Muted until {until}: {message.held:,} held, told now"
    return f"Held by a mute until {until}: {message.held:,}"


def _link(label: str, url: str) -> Link | None:
    safe = web_address(url)
    return Link(label, safe) if safe else None


def _known_at(article: ToldArticle) -> datetime:
    return article.published_at or article.first_seen_at


def _day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{weekday_name(moment, zone)} {wall_clock(moment, zone)}"

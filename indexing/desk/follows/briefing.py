"""A press review of one follow: what came in since a moment, each story once, on one page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined

from indexing.alerts.cadence import describe, wall_clock
from indexing.delivery.safe_text import clean, one_line, web_address
from indexing.desk.follows.covering import RelatedArticle, coverage
from indexing.desk.follows.following import get_follow
from indexing.desk.room import Desk
from indexing.desk.wording import CLAIMED
from indexing.models import Article
from indexing.nouns import count
from indexing.store.watch.stories import get_stories

MOST_ARTICLES = 500
LONGEST_TITLE = 200
"""Characters of a headline or a name."""

_PAPER = Environment(
    loader=PackageLoader("indexing.desk.follows", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class BriefArticle:
    """An article as the review names it. ``when`` is in words; ``url`` is empty if it is unsafe."""

    title: str
    source: str
    when: str
    url: str
    reasons: str
    copies: int


@dataclass(frozen=True, slots=True)
class BriefStory:
    """One event with its articles, nearest first. ``score`` is its nearest article's."""

    title: str
    score: float
    articles: tuple[BriefArticle, ...]

    @property
    def outlets(self) -> int:
        """How many sources told it."""
        return len({one.source for one in self.articles})


@dataclass(frozen=True, slots=True)
class Brief:
    """The review. ``window`` says in words, zone included, what time it covers."""

    slug: str
    name: str
    since: datetime
    until: datetime
    window: str
    stories: tuple[BriefStory, ...]

    @property
    def summary(self) -> str:
        """The review's numbers in words."""
        articles = sum(len(story.articles) for story in self.stories)
        copies = sum(one.copies for story in self.stories for one in story.articles)
        return (
            f"{count(len(self.stories), 'story', 'stories')}, {count(articles, 'article')}, "
            f"{count(copies, 'copy', 'copies')}"
        )


def brief(desk: Desk, slug: str, *, since: timedelta) -> Brief:
    """Return what was first seen since then and is related to a follow. Raises NotFound."""
    kept, until = get_follow(desk, slug), desk.now
    start = until - since
    found: dict[str, list[RelatedArticle]] = {}
    for row in coverage(desk, slug, limit=MOST_ARTICLES):
        if row.article.first_seen_at >= start:
            found.setdefault(row.article.story_id or row.article.id, []).append(row)
    with desk.store.read() as db:
        known = get_stories(db, list(found))
    return Brief(
        slug=slug,
        name=one_line(kept.name, LONGEST_TITLE),
        since=start,
        until=until,
        window=f"{wall_clock(start, desk.zone)} to {describe(until, desk.zone)}",
        stories=tuple(
            BriefStory(
                title=_titled(known[key].title if key in known else rows[0].article.title),
                score=rows[0].relation.score,
                articles=tuple(_article(row, desk) for row in rows),
            )
            for key, rows in found.items()
        ),
    )


def as_markdown(review: Brief) -> str:
    """Return the review as Markdown; what articles say is never taken for markup."""
    return "\n".join(_markdown(review)) + "\n"


def as_html(review: Brief) -> str:
    """Return the review as one HTML page that loads nothing and prints well."""
    return _PAPER.get_template("brief.html.j2").render(review=review)


def _markdown(review: Brief) -> Iterator[str]:
    yield f"# {_literal(review.name)}"
    yield ""
    yield f"{review.window}: {review.summary}"
    for number, story in enumerate(review.stories, 1):
        outlets = count(story.outlets, "outlet")
        yield ""
        yield f"## {number}. {_literal(story.title)}"
        yield ""
        yield f"{outlets}, nearest {story.score:.2f}"
        yield ""
        for one in story.articles:
            copies = f" (+ {count(one.copies, 'copy', 'copies')})" if one.copies else ""
            yield f"- **{_literal(one.title)}**{copies}, {_literal(one.source)}, {one.when}"
            yield f"  because {_literal(one.reasons)}"
            if one.url:
                yield f"  <{one.url}>"
    if not review.stories:
        yield ""
        yield "Nothing new in this time."


def _article(row: RelatedArticle, desk: Desk) -> BriefArticle:
    article = row.article
    return BriefArticle(
        title=_titled(article.title),
        source=clean(article.source).strip(),
        when=_when(article, desk),
        url=web_address(article.url),
        reasons="; ".join(map(clean, row.relation.reasons)) or "nothing they share stands out",
        copies=row.copies,
    )


def _titled(title: str) -> str:
    return one_line(title, LONGEST_TITLE) or "(no headline)"


def _when(article: Article, desk: Desk) -> str:
    if article.published_at is None:
        return f"date unknown, seen {wall_clock(article.first_seen_at, desk.zone)}"
    claimed = CLAIMED.get(article.published_from, "")
    return wall_clock(article.published_at, desk.zone) + (f" ({claimed})" if claimed else "")


def _literal(text: str) -> str:
    """Return ``text`` so that Markdown shows every character of it."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", clean(text).strip())

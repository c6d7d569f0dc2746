"""Outlets and their articles, with the labels that accuracy tests use.

Dates are ages: how long before the demo's start. So no article is from the future, whenever
the demo is started, and every run looks like this morning's news.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FeedKind(StrEnum):
    """The formats in which an outlet may publish."""

    RSS2 = "rss2"
    RSS1 = "rss1"
    ATOM = "atom"
    JSON = "json"


class GuidKind(StrEnum):
    """What a feed gives as an entry's id."""

    PERMALINK = "permalink"
    OPAQUE = "opaque"
    NONE = "none"


class About(StrEnum):
    """An article's label: the reference's story, a near miss of it, or something else."""

    STORY = "story"
    NEAR = "near"
    OTHER = "other"


class PageKind(StrEnum):
    """What stands at an article's address."""

    ARTICLE = "article"
    CONSENT = "consent"
    LOGIN = "login"
    PDF = "pdf"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an article from the ``poll``-th poll of its feed on."""

    poll: int
    title: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs, an empty line between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """An article with its labels. ``wordings`` in order of ``poll``; the first is the original."""

    slug: str
    age: timedelta
    about: About
    topic: str
    guid: GuidKind
    page: PageKind
    language: str
    wordings: tuple[Wording, ...]

    @property
    def poll(self) -> int:
        """The poll of its feed at which it is first listed, from 1."""
        return self.wordings[0].poll

    def wording(self, stage: int) -> Wording:
        """Return the words in force at ``stage``; before its first poll, the original ones."""
        current = [each for each in self.wordings if each.poll <= stage]
        return current[-1] if current else self.wordings[0]

    def published_at(self, started_at: datetime) -> datetime:
        """Return when it was published, for a demo that started at ``started_at``."""
        return started_at - self.age


@dataclass(frozen=True, slots=True)
class Outlet:
    """One content file. ``articles`` stand in the file's order."""

    slug: str
    title: str
    host: str
    feed: FeedKind
    has_full_text: bool
    has_dates: bool
    encoding: str
    language: str
    moved: str
    articles: tuple[SampleArticle, ...]

    @property
    def feed_path(self) -> str:
        """Where its feed is, from the site's root."""
        return f"/{self.slug}/feed.{'json' if self.feed is FeedKind.JSON else 'xml'}"

    @property
    def listed_path(self) -> str:
        """The address that subscribers hold: the old one, if the feed has moved."""
        return f"/{self.slug}/{self.moved}" if self.moved else self.feed_path

    def article_path(self, slug: str) -> str:
        """Return where an article's page is, from the site's root."""
        return f"/{self.slug}/articles/{slug}"

    def listed(self, stage: int) -> tuple[SampleArticle, ...]:
        """Return what its feed lists at ``stage``, newest first."""
        shown = (article for article in self.articles if article.poll <= stage)
        return tuple(sorted(shown, key=lambda article: (article.age, article.slug)))

    def changed_at(self, stage: int) -> int:
        """Return the latest stage, up to ``stage``, at which its feed changed."""
        polls = (wording.poll for article in self.articles for wording in article.wordings)
        return max((poll for poll in polls if poll <= stage), default=1)

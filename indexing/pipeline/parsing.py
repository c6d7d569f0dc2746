"""What runs inside parser processes: it imports little, since every process loads it."""

from datetime import datetime

from indexing.articles.read_entry import read_entry, teaser
from indexing.articles.read_page import read_page
from indexing.feeds.parse import parse_feed
from indexing.models import Entry, ParsedFeed, Reading


def parse_feed_document(body: bytes, content_type: str, url: str, max_entries: int) -> ParsedFeed:
    """Return a feed document's entries. Raises FeedMalformed."""
    return parse_feed(body, content_type=content_type, url=url, max_entries=max_entries)


def read_article_page(
    body: bytes, url: str, content_type: str, min_words: int, fetched_at: datetime
) -> Reading:
    """Return the article of a page. Raises ArticleUnreadable."""
    return read_page(
        body, url=url, content_type=content_type, min_words=min_words, fetched_at=fetched_at
    )


def read_whole_entry(entry: Entry, url: str, min_words: int) -> Reading | None:
    """Return the article that a feed carries in full, None if it has only a teaser."""
    return read_entry(entry, url=url, min_words=min_words)


def read_teaser(entry: Entry, url: str) -> Reading:
    """Return headline and summary, for a page that cannot be read."""
    return teaser(entry, url)

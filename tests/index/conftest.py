"""Small articles for tests of what only the embedded index does."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from indexing.search.analysis import analyze
from indexing.search.searchable import Searchable


@pytest.fixture
def make_article() -> Callable[[str, str], Searchable]:
    """Make an article of an id and a text."""

    def make(article_id: str, text: str = "") -> Searchable:
        return Searchable(
            article_id=article_id, revision=1, url="", title="", text=text,
            title_stream=analyze(""), text_stream=analyze(text), source="", authors=(),
            language="", entities=(), topics=(), story="", follows=(), copies=article_id,
            published_at=None, first_seen_at=datetime(2026, 3, 1, tzinfo=UTC),
        )  # fmt: skip

    return make

"""What the tests of this room share: a way to make an article in one line."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from indexing.search.analysis import analyze
from indexing.search.searchable import Searchable


@pytest.fixture(scope="session")
def article() -> Callable[..., Searchable]:
    """Make an article of ``title`` and ``text``; keywords replace what it is else."""

    def make(text: str = "", title: str = "", **changes: object) -> Searchable:
        values: dict[str, object] = {
            "article_id": "a1",
            "revision": 1,
            "url": "https://news.example/a1",
            "source": "news example",
            "authors": (),
            "language": "en",
            "entities": (),
            "topics": (),
            "story": "",
            "follows": (),
            "copies": "a1",
            "published_at": datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
            "first_seen_at": datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
            "title": title,
            "text": text,
            "title_stream": analyze(title),
            "text_stream": analyze(text),
        }
        return Searchable(**(values | changes))  # type: ignore[arg-type]

    return make

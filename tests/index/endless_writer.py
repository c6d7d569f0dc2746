"""Writes to the index in ``sys.argv[1]`` until it is killed; prints each id once it is in."""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from indexing.index.embedded import EmbeddedIndex
from indexing.search.analysis import analyze
from indexing.search.searchable import Searchable

SEEN = datetime(2026, 3, 1, tzinfo=UTC)


def article(number: int) -> Searchable:
    text = f"number {number} " + " ".join(f"word{number % 97 * n}" for n in range(300))
    return Searchable(
        article_id=f"{sys.argv[2]}-{number}", revision=1, url="", title="", text=text,
        title_stream=analyze(""), text_stream=analyze(text), source="", authors=(), language="",
        entities=(), topics=(), story="", follows=(), copies="", published_at=None,
        first_seen_at=SEEN,
    )  # fmt: skip


index = EmbeddedIndex(Path(sys.argv[1]))
for start in count(step=20):
    batch = [article(number) for number in range(start, start + 20)]
    index.write(batch, generation=1)
    print(*(one.article_id for one in batch), flush=True)  # noqa: T201

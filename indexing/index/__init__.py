"""Where articles are found again: one contract, an adapter for each engine.

In order: ``contract`` (what every engine promises), ``cursors`` (where a page of results ends),
``timeline`` (counts per quarter of an hour → bars per calendar step), ``embedded`` (tantivy: a
folder on this machine, no server). An index holds nothing that the store does not.
"""

from indexing.index.contract import ArticleIndex
from indexing.settings import Settings

__all__ = ["ArticleIndex", "open_index"]


def open_index(settings: Settings) -> ArticleIndex:
    """Return the configured index; nothing is read or made before it is used."""
    from indexing.index.embedded import EmbeddedIndex  # noqa: PLC0415 (only the one that is used)

    return EmbeddedIndex(settings.data_dir / "index")

"""Where articles are found again: one contract, an adapter for each engine.

In order: ``contract`` (what every engine promises), ``asking`` (what may be asked), ``columns``
(an article as every engine keeps it), ``cursors`` (where a page of results ends), ``timeline``
(counts → bars per calendar step), ``embedded`` (tantivy: a folder on this machine, no server),
``elastic`` (Elasticsearch 8 or 9). An index holds nothing that the store does not.
"""

from indexing.index.contract import ArticleIndex
from indexing.settings import Settings

__all__ = ["ArticleIndex", "open_index"]


def open_index(settings: Settings) -> ArticleIndex:
    """Return the configured index; nothing is read or made before it is used."""
    # Imported here: nobody waits for the library of an engine that is not used.
    if settings.index.backend == "elasticsearch":
        from indexing.index.elastic import ElasticIndex, connect  # noqa: PLC0415

        client = connect(settings.index, ca_file=settings.index_ca_file)
        return ElasticIndex(client, settings.index.prefix)
    from indexing.index.embedded import EmbeddedIndex  # noqa: PLC0415

    return EmbeddedIndex(settings.data_dir / "index")

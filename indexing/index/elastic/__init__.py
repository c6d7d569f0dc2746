"""The index of a team: Elasticsearch 8 or 9, through its own query language.

In order: ``failures`` (what a server says → our errors), ``connection`` (settings → client),
``mapping`` (fields and analysers; article → document), ``queries`` (tree → query), ``ordering``
(sort orders and cursors), ``counting`` (facets, timelines), ``generations`` (indices, the alias
that readers use), ``bulk`` (documents in, with every answer judged), ``facts`` (what the server
says of itself), ``adapter`` (the contract).
"""

from indexing.index.elastic.adapter import ElasticIndex
from indexing.index.elastic.connection import connect

__all__ = ["ElasticIndex", "connect"]

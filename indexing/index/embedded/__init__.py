"""The index of a laptop: tantivy in this process, one folder, no server.

In order: ``failures`` (tantivy's errors → ours), ``documents`` (schema; article → document),
``queries`` (tree → tantivy query), ``ordering`` (exact pages of results), ``aggregations``
(facets, timelines), ``generations`` (folders and the current one),
``adapter`` (the contract).
"""

from indexing.index.embedded.adapter import EmbeddedIndex

__all__ = ["EmbeddedIndex"]

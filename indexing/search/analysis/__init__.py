"""The analysis chain, token for token what Elasticsearch makes of the same text.

``segmentation`` finds the words, ``folding`` makes letters comparable, ``chain`` puts both and
the stemmer together. Articles and queries go through this one chain, for every engine.
"""

from indexing.search.analysis.chain import STEM_OVERRIDES, analyze, analyze_query_word
from indexing.search.analysis.folding import fold

__all__ = ["STEM_OVERRIDES", "analyze", "analyze_query_word", "fold"]

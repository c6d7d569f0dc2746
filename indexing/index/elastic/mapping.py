"""Fields and analysers, and an article as a document of them.

**The tokens in the index are ours.** The server could analyse the texts itself, by the same
chain; but then an upgrade of either side could part them (Lucene's stemmer changed between 8 and
9), and no hit would say so. So a document carries its token streams, joined by spaces, and the
server only cuts at the spaces: a token's position is its row, and hits are exact on any version.

People who look into the index by other means (Kibana) type plain words. For them the fields
``title`` and ``body`` name the whole chain as their *search* analyser, so ``body:"Orbán's vetoes"``
means there what it means here; ``tests/contracts/analysis`` holds that chain to ours. They read
headline and text as they were in ``_source``, which leaves the token streams out.
"""

from typing import Any, Final

from indexing.index.columns import MAX_TERM_BYTES, dates, keywords, micros, streams, words_field
from indexing.search.analysis import STEM_OVERRIDES
from indexing.search.searchable import Searchable
from indexing.search.tree import DATE_FIELDS, KEYWORD_FIELDS, Field

SCHEMA_VERSION: Final = 1
"""Raise it with every change of fields or of what is put into them: older indices are rebuilt."""

ID: Final = "article_id"
REVISION: Final = "revision"
CHAIN: Final = "presswatch_text"
"""Analyser with the whole chain, from text to stemmed tokens."""
UNSTEMMED: Final = "presswatch_words"
"""The same chain up to the folded words."""
PHRASE: Final = "presswatch_phrase"
"""Cuts at spaces and drops HOLE, so that a phrase can have holes."""
HOLE: Final = "\uffff"
"""Stands for any one token; a character that no text has, and no token."""

_SPLIT: Final = "presswatch_tokens"
_FOLDED: Final = ("lowercase", "presswatch_possessives", "asciifolding")


def micros_field(name: Field) -> str:
    """Return the field with a date in microseconds; the server's own dates cut them off."""
    return f"{name.value}_us"


def analysis() -> dict[str, Any]:
    """Return the analysers; the chain is ``search.analysis``, step for step."""
    overrides = [f"{word} => {token}" for word, token in STEM_OVERRIDES.items()]
    stemmed = [*_FOLDED, "presswatch_overrides", "presswatch_porter2"]
    at_spaces = {
        "type": "char_group",
        "tokenize_on_chars": [" "],
        "max_token_length": MAX_TERM_BYTES,
    }
    return {
        "tokenizer": {_SPLIT: at_spaces},
        "filter": {
            "presswatch_possessives": {"type": "stemmer", "language": "possessive_english"},
            "presswatch_overrides": {"type": "stemmer_override", "rules": overrides},
            "presswatch_porter2": {"type": "stemmer", "language": "porter2"},
            "presswatch_holes": {"type": "stop", "stopwords": [HOLE]},
        },
        "analyzer": {
            _SPLIT: {"type": "custom", "tokenizer": _SPLIT},
            PHRASE: {"type": "custom", "tokenizer": _SPLIT, "filter": ["presswatch_holes"]},
            CHAIN: {"type": "custom", "tokenizer": "standard", "filter": stemmed},
            UNSTEMMED: {"type": "custom", "tokenizer": "standard", "filter": list(_FOLDED)},
        },
    }


def settings() -> dict[str, Any]:
    """Return the settings of an index of one month."""
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",  # none on a single node, which would stay yellow for ever
        "refresh_interval": "30s",  # writes refresh when they are done
        "gc_deletes": "0s",  # else a deleted article's old version refuses its return for a minute
        "max_regex_length": 10_000,
        "analysis": analysis(),
    }


def mappings() -> dict[str, Any]:
    """Return the strict mapping, with the version of it in ``_meta``."""
    properties: dict[str, Any] = {
        ID: {"type": "keyword"},
        REVISION: {"type": "long"},
        "headline": {"type": "text", "index": False},
        "text": {"type": "text", "index": False},
    }
    unseen = []
    for name in (Field.TITLE, Field.BODY):
        properties[name.value] = {"type": "text", "analyzer": _SPLIT, "search_analyzer": CHAIN}
        properties[words_field(name)] = {
            "type": "text", "analyzer": _SPLIT, "search_analyzer": UNSTEMMED,
            "norms": False, "index_options": "docs",
        }  # fmt: skip
        unseen += [name.value, words_field(name)]
    for name in KEYWORD_FIELDS:
        properties[name.value] = {"type": "keyword"}
    for name in DATE_FIELDS:
        properties[name.value] = {"type": "date"}
        properties[micros_field(name)] = {"type": "long"}
        unseen.append(micros_field(name))
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA_VERSION, "written_by": "presswatch"},
        "_source": {"excludes": unseen},
        "properties": properties,
    }


def build_document(article: Searchable) -> dict[str, Any]:
    """Return ``article`` as a document; a field without a value is left out, for ``_exists_``."""
    document: dict[str, Any] = {
        ID: article.article_id,
        REVISION: article.revision,
        "headline": article.title,
        "text": article.text,
    }
    for name, stream in streams(article):
        if stream.tokens:
            document[name.value] = " ".join(stream.tokens)
            document[words_field(name)] = " ".join(stream.words)
    document |= {name.value: values for name, values in keywords(article) if values}
    for name, moment in dates(article):
        document[name.value] = moment.isoformat()
        document[micros_field(name)] = micros(moment)
    return document

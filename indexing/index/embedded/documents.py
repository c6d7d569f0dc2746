"""The schema, and an article as a document of it.

Tokens come from our own analysis: they are joined by spaces and taken apart at the spaces again,
so a token's position is its row in the stream and phrases are exact.
"""

from collections.abc import Iterator
from typing import Final

import tantivy

from indexing.index.columns import dates, keywords, micros, streams, words_field
from indexing.search.searchable import Searchable
from indexing.search.tree import DATE_FIELDS, KEYWORD_FIELDS, WORD_FIELDS, Field

SCHEMA_VERSION: Final = 1
"""Raise it with every change of fields or of what is put into them: older folders are rebuilt."""

ID: Final = "article_id"
REVISION: Final = "revision"
PRESENT: Final = "present"
"""Names of the fields in which an article has a value, for ``_exists_``."""


def build_schema() -> tantivy.Schema:
    """Return the schema: stemmed tokens, unstemmed words, keywords, dates, what is present."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(REVISION, fast=True)
    for name in (Field.TITLE, Field.BODY):
        builder.add_text_field(name.value, tokenizer_name="whitespace")
        builder.add_text_field(words_field(name), tokenizer_name="whitespace", index_option="basic")
    for name in KEYWORD_FIELDS:
        builder.add_text_field(name.value, fast=True, tokenizer_name="raw", index_option="basic")
    for name in DATE_FIELDS:
        builder.add_integer_field(name.value, indexed=True, fast=True)
    builder.add_text_field(PRESENT, tokenizer_name="raw", index_option="basic")
    return builder.build()


def build_document(article: Searchable) -> tantivy.Document:
    """Return ``article`` as a document; ask ``columns.refusal`` first."""
    document = tantivy.Document()
    document.add_text(ID, article.article_id)
    document.add_unsigned(REVISION, article.revision)
    for name, stream in streams(article):
        document.add_text(name.value, " ".join(stream.tokens))
        document.add_text(words_field(name), " ".join(stream.words))
    for name, values in keywords(article):
        for value in values:
            document.add_text(name.value, value)
    for name, moment in dates(article):
        document.add_integer(name.value, micros(moment))
    for name in _present(article):
        document.add_text(PRESENT, name.value)
    return document


def _present(article: Searchable) -> Iterator[Field]:
    words = [name for name, stream in streams(article) if stream.tokens]
    yield from words
    if words:
        yield WORD_FIELDS[0]
    yield from (name for name, values in keywords(article) if values)
    yield from (name for name, _ in dates(article))

"""The schema, and an article as a document of it.

Tokens come from our own analysis: they are joined by spaces and taken apart at the spaces again,
so a token's position is its row in the stream and phrases are exact.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import tantivy

from indexing.search.searchable import Searchable, TokenStream
from indexing.search.tree import DATE_FIELDS, KEYWORD_FIELDS, WORD_FIELDS, Field

SCHEMA_VERSION: Final = 1
"""Raise it with every change of fields or of what is put into them: older folders are rebuilt."""

ID: Final = "article_id"
REVISION: Final = "revision"
PRESENT: Final = "present"
"""Names of the fields in which an article has a value, for ``_exists_``."""

MAX_TEXT_BYTES: Final = 30_000_000
"""No news article comes near it; Elasticsearch takes a request of 100 MB, text twice tokenised."""
MAX_KEYWORD_BYTES: Final = 32_766
"""Lucene's longest term: what one engine refuses, the other does too."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SEPARATORS: Final = re.compile("[ \t\n\x0c\r]")  # where tantivy's whitespace tokenizer cuts


def words_field(name: Field) -> str:
    """Return the field with the unstemmed words of TITLE or BODY."""
    return f"{name.value}_words"


def micros(moment: datetime) -> int:
    """Return microseconds since 1970: every date is stored so, without loss."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


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
    """Return ``article`` as a document; ask ``refusal`` first."""
    document = tantivy.Document()
    document.add_text(ID, article.article_id)
    document.add_unsigned(REVISION, article.revision)
    for name, stream in _streams(article):
        document.add_text(name.value, " ".join(stream.tokens))
        document.add_text(words_field(name), " ".join(stream.words))
    for name, values in _keywords(article):
        for value in values:
            document.add_text(name.value, value)
    for name, moment in _dates(article):
        document.add_integer(name.value, micros(moment))
    for name in _present(article):
        document.add_text(PRESENT, name.value)
    return document


def refusal(article: Searchable) -> str:
    """Return why the index will never take ``article``, or an empty string."""
    size = len(article.title.encode(errors="replace")) + len(article.text.encode(errors="replace"))
    if size > MAX_TEXT_BYTES:
        return f"headline and text have {size:,} bytes, more than {MAX_TEXT_BYTES:,}"
    for name, stream in _streams(article):
        for column in (stream.tokens, stream.words):
            if "" in column or _SEPARATORS.search("".join(column)):
                return f"a token of its {name.value} is empty or holds white space"
            if not _is_encodable(column):
                return f"a token of its {name.value} is no valid Unicode"
    for label, values in (("article_id", (article.article_id,)), *_keywords(article)):
        if not _is_encodable(values):
            return f"its {label} is no valid Unicode"
        if any(len(value.encode()) > MAX_KEYWORD_BYTES for value in values):
            return f"its {label} has more than {MAX_KEYWORD_BYTES:,} bytes"
    return ""


def _is_encodable(values: Iterable[str]) -> bool:
    try:
        "".join(values).encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _streams(article: Searchable) -> tuple[tuple[Field, TokenStream], ...]:
    return (Field.TITLE, article.title_stream), (Field.BODY, article.text_stream)


def _keywords(article: Searchable) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """Yield each keyword field with its values; empty ones are none."""
    columns = {
        Field.ENTITY: article.entities,
        Field.TOPIC: article.topics,
        Field.SOURCE: (article.source,),
        Field.AUTHOR: article.authors,
        Field.STORY: (article.story,),
        Field.RELATED: article.follows,
        Field.LANG: (article.language,),
        Field.URL: (article.url,),
    }
    for name in KEYWORD_FIELDS:
        yield name, tuple(dict.fromkeys(value for value in columns[name] if value))


def _dates(article: Searchable) -> Iterator[tuple[Field, datetime]]:
    if article.published_at is not None:
        yield Field.PUBLISHED, article.published_at
    yield Field.SEEN, article.first_seen_at


def _present(article: Searchable) -> Iterator[Field]:
    words = [name for name, stream in _streams(article) if stream.tokens]
    yield from words
    if words:
        yield WORD_FIELDS[0]
    yield from (name for name, values in _keywords(article) if values)
    yield from (name for name, _ in _dates(article))

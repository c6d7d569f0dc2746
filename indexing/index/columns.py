"""An article as the columns that every engine keeps, and why an engine would never take it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from indexing.search.searchable import Searchable, TokenStream
from indexing.search.tree import KEYWORD_FIELDS, Field

MAX_TEXT_BYTES: Final = 30_000_000
"""No news article comes near it; Elasticsearch takes a request of 100 MB, text twice tokenised."""
MAX_TERM_BYTES: Final = 32_766
"""Lucene's longest term: what one engine refuses, the other does too."""
MAX_ID_BYTES: Final = 512
"""Elasticsearch's longest id."""
HEADLINE_WEIGHT: Final = 2.0
"""A word in the headline tells twice as much of what an article is about."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SEPARATORS: Final = re.compile("[ \t\n\x0c\r]")  # where tantivy's whitespace tokenizer cuts


def micros(moment: datetime) -> int:
    """Return microseconds since 1970: every date is stored so, without loss."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def words_field(name: Field) -> str:
    """Return the field with the unstemmed words of TITLE or BODY."""
    return f"{name.value}_words"


def streams(article: Searchable) -> tuple[tuple[Field, TokenStream], ...]:
    """Return headline and text, each as its field and its tokens."""
    return (Field.TITLE, article.title_stream), (Field.BODY, article.text_stream)


def keywords(article: Searchable) -> Iterator[tuple[Field, tuple[str, ...]]]:
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


def dates(article: Searchable) -> Iterator[tuple[Field, datetime]]:
    """Yield each date that is known with its field."""
    if article.published_at is not None:
        yield Field.PUBLISHED, article.published_at
    yield Field.SEEN, article.first_seen_at


def refusal(article: Searchable) -> str:
    """Return why no index will ever take ``article``, or an empty string."""
    size = len(article.title.encode(errors="replace")) + len(article.text.encode(errors="replace"))
    if size > MAX_TEXT_BYTES:
        return f"headline and text have {size:,} bytes, more than {MAX_TEXT_BYTES:,}"
    for name, stream in streams(article):
        for column in (stream.tokens, stream.words):
            if "" in column or _SEPARATORS.search("".join(column)):
                return f"a token of its {name.value} is empty or holds white space"
            if not _is_encodable(column):
                return f"a token of its {name.value} is no valid Unicode"
            if _is_too_long(column):
                return f"a token of its {name.value} has more than {MAX_TERM_BYTES:,} bytes"
    return _id_refusal(article.article_id) or _keyword_refusal(article)


def _id_refusal(article_id: str) -> str:
    if not article_id or not _is_encodable((article_id,)):
        return "its article_id is empty or no valid Unicode"
    if len(article_id.encode()) > MAX_ID_BYTES:
        return f"its article_id has more than {MAX_ID_BYTES} bytes"
    return ""


def _keyword_refusal(article: Searchable) -> str:
    for name, values in keywords(article):
        if not _is_encodable(values):
            return f"its {name.value} is no valid Unicode"
        if _is_too_long(values):
            return f"its {name.value} has more than {MAX_TERM_BYTES:,} bytes"
    return ""


def _is_too_long(values: Sequence[str]) -> bool:
    """Tell whether a value has more bytes than a term may; a character has four at most."""
    return max(map(len, values), default=0) > MAX_TERM_BYTES // 4 and any(
        len(value.encode()) > MAX_TERM_BYTES for value in values
    )


def _is_encodable(values: Iterable[str]) -> bool:
    joined = "".join(values)
    if joined.isascii():  # nearly always, and told at once
        return True
    try:
        joined.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True

"""An article as every engine sees it: token streams, folded keywords, instants."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TokenStream:
    """One analysed text. Four columns of equal length, one row a token.

    ``tokens`` are stemmed, ``words`` folded but unstemmed, ``starts`` and ``ends`` offsets in
    the text's characters. A token's position is its row: the chain drops no token.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Searchable:
    """What the index holds of an article, whole; ``revision`` orders its writes.

    Keyword columns are folded (see ``analysis.fold``). ``entities`` are entity ids.
    ``copies`` is the id of the group of texts that say the same; an article alone is its own.
    """

    article_id: str
    revision: int
    url: str
    title: str
    text: str
    title_stream: TokenStream
    text_stream: TokenStream
    source: str
    authors: tuple[str, ...]
    language: str
    entities: tuple[str, ...]
    topics: tuple[str, ...]
    story: str
    follows: tuple[str, ...]
    copies: str
    published_at: datetime | None
    first_seen_at: datetime

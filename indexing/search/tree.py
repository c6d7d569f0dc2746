"""The one query tree: what the parser makes and every engine reads.

A *parsed* tree may hold names of entities and date maths; ``bind`` (``binding.py``) turns it into
a *bound* one, in which entities are ids and dates are UTC instants. Engines take bound trees only.
Spans (``start``, ``end``) point into the query's text, for errors and for "why it fired".
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Span = tuple[int, int]


class Field(StrEnum):
    """What a clause can ask about. TEXT is a clause without a field: headline or text."""

    TEXT = "text"
    TITLE = "title"
    BODY = "body"
    ENTITY = "entity"
    TOPIC = "topic"
    SOURCE = "source"
    AUTHOR = "author"
    STORY = "story"
    RELATED = "related"
    LANG = "lang"
    URL = "url"
    PUBLISHED = "published"
    SEEN = "seen"


WORD_FIELDS = (Field.TEXT, Field.TITLE, Field.BODY)
"""Fields that are analysed: terms, phrases, wildcards and fuzzy words work on them."""
KEYWORD_FIELDS = (
    Field.ENTITY, Field.TOPIC, Field.SOURCE, Field.AUTHOR, Field.STORY, Field.RELATED, Field.LANG,
    Field.URL,
)  # fmt: skip
"""Fields of whole values, compared folded (lower case, no accents)."""
DATE_FIELDS = (Field.PUBLISHED, Field.SEEN)


@dataclass(frozen=True, slots=True)
class Term:
    """One word. ``token`` is analysed (stemmed) for ``text``, ``title``, ``body``."""

    field: Field
    token: str
    word: str
    span: Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens next to one another, in order. ``slop`` only with two tokens (Lucene's meaning).

    ``gaps[i]`` is the position of token i relative to the first, so that holes are kept.
    """

    field: Field
    tokens: tuple[str, ...]
    gaps: tuple[int, ...]
    slop: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``*`` any run, ``?`` one character, over folded, *unstemmed* tokens."""

    field: Field
    pattern: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Unstemmed tokens within ``distance`` (1 or 2) edits (a swap of neighbours is one edit)."""

    field: Field
    token: str
    distance: int
    span: Span


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword field that has any of ``values`` (folded). ``text`` is what was typed.

    In a parsed tree an ENTITY clause has the typed name as its one value; binding replaces it by
    entity ids. A ``*`` or ``?`` in a value makes it a pattern.
    """

    field: Field
    values: tuple[str, ...]
    text: str
    span: Span


def is_pattern(value: str) -> bool:
    """Tell whether a keyword's value is a pattern and not a whole value."""
    return "*" in value or "?" in value


@dataclass(frozen=True, slots=True)
class DateRange:
    """``lower <= value < upper``, None is open. A parsed tree has texts, a bound one instants.

    ``lower_text`` and ``upper_text`` are as typed (``now-7d``, ``2026-03``); the inclusive flags
    say how they were typed; binding turns any of them into a half-open UTC interval.
    """

    field: Field
    lower_text: str
    upper_text: str
    is_lower_inclusive: bool
    is_upper_inclusive: bool
    span: Span
    lower: datetime | None = None
    upper: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """``_exists_:field``: the article has any value there."""

    field: Field
    span: Span


@dataclass(frozen=True, slots=True)
class And:
    """All of ``parts``."""

    parts: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    """Any of ``parts``."""

    parts: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Articles without ``part``; a query of negations only means "all but these"."""

    part: "Node"
    span: Span


@dataclass(frozen=True, slots=True)
class Boost:
    """``part``, counting ``factor`` times as much for the order of results."""

    part: "Node"
    factor: float
    span: Span


@dataclass(frozen=True, slots=True)
class Everything:
    """``*:*`` or an empty query: every article."""

    span: Span = field(default=(0, 0))


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no article (a clause whose words are all dropped by the analyzer, …)."""

    span: Span = field(default=(0, 0))


Leaf = Term | Phrase | Wildcard | Fuzzy | Keyword | DateRange | Exists | Everything | Nothing
Node = Leaf | And | Or | Not | Boost

"""The values that flow between rooms: frozen, slotted, times aware and UTC.

Three times are never mixed: ``published_at`` (claimed by somebody, may be unknown),
``first_seen_at`` (ours, never changes) and ``indexed_at`` (when a reader could find it).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DateSource(StrEnum):
    """Who claims a publication date."""

    PAGE = "page"
    FEED = "feed"
    TEXT = "text"
    UNKNOWN = "unknown"


class EntityType(StrEnum):
    """What an entity is. Nationalities, events, products and works are MISC."""

    PER = "PER"
    ORG = "ORG"
    LOC = "LOC"
    MISC = "MISC"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed document, as the feed gives it. Known by ``guid`` or ``link``.

    ``content`` is the fullest text the feed carries (HTML), ``summary`` its teaser (HTML).
    ``fingerprint`` changes whenever title, link, summary or content change.
    """

    guid: str
    link: str
    title: str
    summary: str
    content: str
    authors: tuple[str, ...]
    published_at: datetime | None
    updated_at: datetime | None
    language: str
    categories: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document. ``remarks`` are its faults that did no harm (a wrong charset, …).

    ``ttl_seconds`` is what the feed asks readers to wait, 0 when it does not say.
    """

    title: str
    site_url: str
    language: str
    ttl_seconds: int
    entries: tuple[Entry, ...]
    remarks: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Document:
    """What ``extract`` reads: a headline and a text, whoever brought them."""

    title: str
    text: str
    language: str = ""

    @property
    def body(self) -> str:
        """Headline and text as one string: every mention's offsets point into this."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at an article gave. ``source`` is ``page`` or ``feed``.

    ``canonical_url`` is believed only after the checks of the read stage; empty if none.
    """

    document: Document
    source: str
    authors: tuple[str, ...]
    published_at: datetime | None
    published_from: DateSource
    site_name: str
    final_url: str
    canonical_url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of ``Document.body``: ``body[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions refer to. ``salience`` is 0 to 1, and the entities' saliences add up to 1.

    ``id`` is a Wikidata id where a table has one (``Q28``), else made of type and name key
    (``per:viktor-orban``). ``kind`` refines the type: ``agency``, ``country``, ``capital``,
    ``nationality``, or empty. Agencies stand outside salience (0) and relatedness.
    """

    id: str
    name: str
    type: EntityType
    kind: str
    mentions: tuple[Mention, ...]
    salience: float


@dataclass(frozen=True, slots=True)
class Topic:
    """An IPTC Media Topic of the first level. ``score`` is a calibrated chance, 0 to 1."""

    slug: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """Who, where and what in one document: the same type for reference and coverage.

    ``entities`` by salience, greatest first; ``topics`` at most two, best first, empty when
    none is sure enough; ``embedding`` 256 numbers of length 1, empty for no text;
    ``terms`` the text's words with their lexical weights, unit length, heaviest first.
    ``language`` is an ISO 639-1 code; ``model`` names what made this, versions included.
    """

    language: str
    entities: tuple[Entity, ...]
    topics: tuple[Topic, ...]
    embedding: tuple[float, ...]
    terms: tuple[tuple[str, float], ...]
    model: str

    @property
    def is_understood(self) -> bool:
        """Whether the models know this language; otherwise only text search works."""
        return self.language == "en"


@dataclass(frozen=True, slots=True)
class Relation:
    """How near an article is to a followed reference, and why.

    ``score`` = the weighted sum of ``lexical``, ``entities`` and ``embedding`` (each 0 to 1).
    ``reasons`` are phrases a person can read, strongest first.
    """

    score: float
    lexical: float
    entities: float
    embedding: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article at its newest version. ``id`` is fixed when it is found.

    ``is_old`` marks entries of a feed's first poll and those published long before we saw
    them: indexed, but no at-once alert. ``revision`` rises with every change of any kind.
    """

    id: str
    url: str
    source: str
    feed_id: int
    title: str
    text: str
    authors: tuple[str, ...]
    language: str
    published_at: datetime | None
    published_from: DateSource
    first_seen_at: datetime
    indexed_at: datetime | None
    is_old: bool
    version: int
    revision: int
    story_id: str

    @property
    def document(self) -> Document:
        """The article as ``extract`` reads it."""
        return Document(self.title, self.text, self.language)


class Scope(StrEnum):
    """What a token is good for. ``write`` is for everything that the others are for, too."""

    READ = "read"
    WRITE = "write"
    FEEDS = "feeds"
    METRICS = "metrics"


class Cadence(StrEnum):
    """How often an alert may send."""

    AT_ONCE = "at-once"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class MatchedClause:
    """One clause of a query that an article satisfied, with the words that did it.

    ``spans`` are offsets into the field's text (``title`` or ``text``); empty for fields
    that have no text (``topic:``, ``published:``).
    """

    clause: str
    field: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

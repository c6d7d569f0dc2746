"""The query language: its grammar, its fields, dates, and what is refused, all from the parser."""

import inspect
from collections.abc import Iterator

from documents.reference import markdown
from documents.reference.markdown import block, code, table
from indexing.errors import InvalidQuery
from indexing.extraction import topic_slugs
from indexing.search import datemath
from indexing.search.grammar import in_words, parse, parser
from indexing.search.grammar.fields import OTHER_NAMES
from indexing.search.tree import DATE_FIELDS, WORD_FIELDS, Field
from indexing.web.pages.search import EXAMPLES

_SAMPLES = {
    Field.TEXT: "ferry",
    Field.TITLE: "title:ferry",
    Field.BODY: "body:ferry",
    Field.ENTITY: 'entity:"Viktor Orbán"',
    Field.TOPIC: "topic:conflict",
    Field.SOURCE: 'source:"Danube Post"',
    Field.AUTHOR: 'author:"Ágnes Rózsahegyi"',
    Field.STORY: "story:ca1aef9eb072",
    Field.RELATED: "related:hungary-and-nato",
    Field.LANG: "lang:de",
    Field.URL: "url:*danube*",
    Field.PUBLISHED: "published:2026-03",
    Field.SEEN: "seen:>=now-7d",
}
_DATES = (
    "published:2026",
    "published:2026-03-01",
    "published:2026-03-01T10:30+01:00",
    "published:[2026-03 TO 2026-05]",
    "published:{2026-03-01 TO 2026-03-31}",
    "published:[* TO 2026-03}",
    "published:<2026",
    "published:now/d",
    "published:now-1d/d",
    "seen:>=now-36h",
    "seen:[now-1w/w TO now/w}",
)
_SLIPS = (
    "orban AND",
    "(orban OR nato",
    '"opt out',
    "titel:ferry",
    "title:",
    "ferry OR -harbour",
    "published:yesterday",
    "published:now-7d",
    "*",
    "title:[a TO b]",
    '"hungary opts out"~3',
    "nato^0",
)


_INTRODUCTION = """The same in searches, alerts, saved searches, exports and the API. Each
query is read back in words, as here, by the parser itself."""
_VALUES = """Words are found in every form, with accents or without. A whole value is
compared as it is, in any case, with accents or without; `*` stands for any
run of characters in it, `?` for one. `_exists_:` and a field ask whether an
article has any value there; `*:*` is every article. `^2` behind a clause
lets it count twice for the order of results."""
_MOMENTS = f"""Days begin in your time zone. Years are {datemath.FIRST_YEAR} to
{datemath.LAST_YEAR}. In an alert `now` is when the article was first seen.
An article of unknown date matches no `published:`; `seen:` is our own time."""
_REFUSED = """Nothing is guessed: a query that can be read in two ways, or not at all, is
answered with the place, what was expected and, where there is one, a
repair."""


def page() -> str:
    """Return the page."""
    head = ("field", "what is compared", "for example", "read as", "often called")
    read = ((code(query), what, _read(query)) for query, what in EXAMPLES)
    dates = ((code(query), _read(query)) for query in _DATES)
    return markdown.page(
        "Query language",
        _INTRODUCTION,
        _part("Examples", table(("query", "what it finds", "read as"), read)),
        _part("Fields", table(head, map(_field, Field)), _VALUES),
        _part("Dates", table(("query", "read as"), dates), _MOMENTS),
        _part("Topics", f"{', '.join(map(code, topic_slugs()))}."),
        _part("Grammar", block("text", inspect.getdoc(parser) or "")),
        _part("Limits", table(("what", "most"), _limits())),
        _part("What is refused", _REFUSED, table(("query", "said", "repair"), map(_slip, _SLIPS))),
    )


def _part(title: str, *told: str) -> str:
    return "\n\n".join((f"## {title}", *told))


def _read(query: str) -> str:
    return in_words(parse(query))


def _field(field: Field) -> tuple[str, ...]:
    kind = (
        "words" if field in WORD_FIELDS else "a date" if field in DATE_FIELDS else "a whole value"
    )
    name = "no field" if field is Field.TEXT else code(f"{field}:")
    others = ", ".join(code(name) for name, meant in OTHER_NAMES.items() if meant is field)
    return name, kind, code(_SAMPLES[field]), _read(_SAMPLES[field]), others


def _limits() -> Iterator[tuple[str, str]]:
    yield "characters in a query", f"{parser.MAX_LENGTH:,}"
    yield "words, phrases and values in it", f"{parser.MAX_CLAUSES:,}"
    yield "brackets within brackets", str(parser.MAX_DEPTH)
    yield "weight of a clause", f"{parser.LEAST_BOOST:g} to {parser.MOST_BOOST:,.0f}"


def _slip(query: str) -> tuple[str, str, str]:
    try:
        parse(query)
    except InvalidQuery as error:
        return code(query), f"{error.what}; {error.do}", error.suggestion and code(error.suggestion)
    raise AssertionError(f"{query} is not refused")

"""The names before a colon, and what people of other systems type instead."""

from difflib import get_close_matches
from typing import Final

from indexing.search.tree import Field

EXISTS: Final = "_exists_"
OTHER_NAMES: Final = {
    "date": Field.PUBLISHED,
    "day": Field.PUBLISHED,
    "time": Field.SEEN,
    "found": Field.SEEN,
    "headline": Field.TITLE,
    "content": Field.BODY,
    "person": Field.ENTITY,
    "people": Field.ENTITY,
    "place": Field.ENTITY,
    "org": Field.ENTITY,
    "organisation": Field.ENTITY,
    "name": Field.ENTITY,
    "category": Field.TOPIC,
    "subject": Field.TOPIC,
    "feed": Field.SOURCE,
    "site": Field.SOURCE,
    "domain": Field.SOURCE,
    "host": Field.SOURCE,
    "outlet": Field.SOURCE,
    "by": Field.AUTHOR,
    "byline": Field.AUTHOR,
    "cluster": Field.STORY,
    "follow": Field.RELATED,
    "language": Field.LANG,
    "link": Field.URL,
    "http": Field.URL,
    "https": Field.URL,
}
"""What people type who know other systems: not taken, but named as a slip of ours."""


def field_named(name: str) -> Field | None:
    """Return the field called ``name`` in any case, None when there is none."""
    lowered = name.lower()
    return Field(lowered) if lowered in Field._value2member_map_ else None


def nearest_field(name: str) -> str:
    """Return the field that ``name`` was probably meant to be, "" when nothing is near."""
    lowered = name.lower()
    if lowered in OTHER_NAMES:
        return str(OTHER_NAMES[lowered])
    names = [str(field) for field in Field] + [EXISTS]
    return next(iter(get_close_matches(lowered, names, n=1, cutoff=0.7)), "")

"""Content files -> outlets and articles.

A content file is one outlet: a head of ``key: value`` lines, then articles. An article starts
with ``=== slug``, has its own ``key: value`` lines, an empty line, and a paragraph a line::

    outlet: herald              first part of its paths
    title: The Northern Herald
    host: herald.example        whom its opaque guids name
    feed: atom                  rss2, rss1, atom, json
    full: yes                   the feed carries whole texts (no)
    dates: no                   neither feed nor pages say when (yes)
    guid: opaque                permalink, opaque, none (permalink)
    encoding: windows-1252      (utf-8); the server claims utf-8 all the same
    language: en                (en); empty: the feed does not say
    moved: rss                  an old address, which answers 301

    === bargain-on-the-castle-hill
    title: A bargain on Castle Hill
    author: Judith Farrow
    age: 2d 6h                  how long before the demo's start it was published
    poll: 2                     listed from the second poll of the feed on (1)
    about: story                story, near (a near miss), other (other)
    topic: politics             the first words of an IPTC topic, with hyphens
    page: consent               article, consent, login, pdf, missing (article)
    guid: opaque                instead of the outlet's
    language: de                instead of the outlet's

    A paragraph.

``=== slug @2`` replaces title, author and paragraphs from the second poll on: a correction.
Lines that start with ``#`` are remarks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from flows.demo.newsroom import (
    About,
    FeedKind,
    GuidKind,
    Outlet,
    PageKind,
    SampleArticle,
    Wording,
)
from indexing.errors import ConfigError

CONTENT = Path(__file__).with_name("content")
REFERENCE = Path(__file__).with_name("reference.txt")


def read_outlets(folder: Path = CONTENT) -> tuple[Outlet, ...]:
    """Read every content file of ``folder``, by name. ConfigError names the file and the line."""
    return tuple(_read_outlet(path) for path in sorted(folder.glob("*.txt")))


@dataclass(frozen=True, slots=True)
class _Block:
    """A head or an article of a file as it is written. ``where`` is file and line."""

    name: str
    where: str
    fields: dict[str, str]
    paragraphs: tuple[str, ...]


_NEEDED_OF_OUTLET = {"outlet", "title", "host", "feed"}
_OUTLET_KEYS = _NEEDED_OF_OUTLET | {"full", "dates", "guid", "encoding", "language", "moved"}
_NEEDED_OF_ARTICLE = {"title", "author", "age", "topic"}
_ARTICLE_KEYS = _NEEDED_OF_ARTICLE | {"poll", "about", "page", "guid", "language"}
_Choice = TypeVar("_Choice", bound=StrEnum)
_HEADING = re.compile(r"=== (?P<slug>[a-z0-9-]+)(?: @(?P<poll>\d))?")
_AGE = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?")


def _read_outlet(path: Path) -> Outlet:
    head, *blocks = _blocks(path)
    fields = _checked(head, _OUTLET_KEYS, needed=_NEEDED_OF_OUTLET)
    if head.paragraphs:
        raise ConfigError("a text without an article", head.where, "Begin it with === slug.")
    defaults = {key: value for key, value in fields.items() if key in ("guid", "language")}
    articles: dict[str, SampleArticle] = {}
    for block in blocks:
        slug, _, poll = block.name.partition(" @")
        if poll:
            articles[slug] = _corrected(articles, block, slug, int(poll))
        elif slug in articles:
            raise ConfigError(f"slug {slug} is used twice", block.where, "Give each its own.")
        else:
            articles[slug] = _article(block, defaults)
    return Outlet(
        slug=fields["outlet"],
        title=fields["title"],
        host=fields["host"],
        feed=_choice(FeedKind, fields["feed"], head.where),
        has_full_text=fields.get("full") == "yes",
        has_dates=fields.get("dates") != "no",
        encoding=fields.get("encoding", "utf-8"),
        language=fields.get("language", "en"),
        moved=fields.get("moved", ""),
        articles=tuple(articles.values()),
    )


def _blocks(path: Path) -> Iterator[_Block]:
    name, first, lines = "", 1, list[str]()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("=== "):
            yield _block(name, f"{path.name}, line {first}", lines)
            name, first, lines = line.removeprefix("=== "), number, []
            if not _HEADING.fullmatch(line):
                where = f"{path.name}, line {number}"
                raise ConfigError("this heading has no slug", where, "Write === slug.")
        elif not line.startswith("#"):
            lines.append(line)
    yield _block(name, f"{path.name}, line {first}", lines)


def _block(name: str, where: str, lines: list[str]) -> _Block:
    gap = lines.index("") if "" in lines else len(lines)
    pairs = (line.partition(":") for line in lines[:gap])
    fields = {key.strip(): value.strip() for key, _, value in pairs}
    return _Block(name, where, fields, tuple(line for line in lines[gap:] if line))


def _checked(block: _Block, known: set[str], *, needed: set[str]) -> dict[str, str]:
    unknown, missing = block.fields.keys() - known, needed - block.fields.keys()
    if unknown:
        raise ConfigError(f"unknown key {min(unknown)}", block.where, f"Known: {sorted(known)}.")
    if missing:
        raise ConfigError(f"no {min(missing)}", block.where, "Add that line.")
    return block.fields


def _article(block: _Block, defaults: dict[str, str]) -> SampleArticle:
    fields = defaults | _checked(block, _ARTICLE_KEYS, needed=_NEEDED_OF_ARTICLE)
    return SampleArticle(
        slug=block.name,
        age=_age(fields["age"], block.where),
        about=_choice(About, fields.get("about", "other"), block.where),
        topic=fields["topic"],
        guid=_choice(GuidKind, fields.get("guid", "permalink"), block.where),
        page=_choice(PageKind, fields.get("page", "article"), block.where),
        language=fields.get("language", "en"),
        wordings=(_wording(block, int(fields.get("poll", "1"))),),
    )


def _corrected(
    articles: dict[str, SampleArticle], block: _Block, slug: str, poll: int
) -> SampleArticle:
    if slug not in articles:
        raise ConfigError(f"nothing to correct under {slug}", block.where, "Put it after.")
    _checked(block, {"title", "author"}, needed={"title", "author"})
    wordings = (*articles[slug].wordings, _wording(block, poll))
    return replace(articles[slug], wordings=wordings)


def _wording(block: _Block, poll: int) -> Wording:
    if not block.paragraphs:
        raise ConfigError(f"{block.name} has no text", block.where, "Add a line for a paragraph.")
    return Wording(poll, block.fields["title"], block.fields["author"], block.paragraphs)


def _choice(kind: type[_Choice], written: str, where: str) -> _Choice:
    try:
        return kind(written)
    except ValueError:
        raise ConfigError(
            f"{written!r} is not known here", where, f"Known: {', '.join(kind)}."
        ) from None


def _age(written: str, where: str) -> timedelta:
    match = _AGE.fullmatch(written)
    if not match or not written:
        raise ConfigError(f"{written!r} is no age", where, "Write it like 2d 6h or 40m.")
    days, hours, minutes = (int(group or 0) for group in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)

"""Events told by several outlets, other events of the same topics, and pairs of articles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

from indexing.models import Document

_FOLDER = Path(__file__).with_name("stories")
_KEYS = ("event:", "outlet:", "at:", "copy-of:")
_OPEN = frozenset(
    (
        "alliance-summit",
        "cabinet-resignation",
        "election-runoff",
        "league-final",
        "river-flood",
        "vaccine-trial",
    )
)
HALVES = {"open half": True, "kept back half": False}
"""As a table names the halves → what ``is_open`` says of their families."""


@dataclass(frozen=True, slots=True)
class CoverageText:
    """One article: ``event`` is what it tells, ``copy_of`` the slug whose text it took over."""

    slug: str
    family: str
    event: str
    at: datetime
    copy_of: str
    document: Document


@dataclass(frozen=True, slots=True)
class Pair:
    """Two slugs and what they are: ``same-story``, ``same-topic`` or ``unrelated``."""

    one: str
    other: str
    label: str


@cache
def coverage() -> tuple[CoverageText, ...]:
    """Return all articles in the order in which they appeared."""
    found = [
        _article(path.stem, section)
        for path in sorted(_FOLDER.glob("*.txt"))
        for section in path.read_text("utf-8").split("=== ")[1:]
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.slug)))


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the labelled pairs."""
    lines = [
        line
        for path in sorted(_FOLDER.glob("pairs-*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return tuple(Pair(*line.split("\t")) for line in lines if not line.startswith("#"))


def is_open(family: str) -> bool:
    """Return whether rules may be tuned on this family; of the others nobody reads results."""
    return family in _OPEN


def neighbours(*, within: timedelta) -> Iterator[tuple[CoverageText, CoverageText]]:
    """Yield each two articles of one family that lie so near in time and are no copies."""
    own = [article for article in coverage() if not article.copy_of]
    for one, other in combinations(own, 2):
        if one.family == other.family and other.at - one.at <= within:
            yield one, other


def _article(family: str, section: str) -> CoverageText:
    slug, *lines = section.strip().split("\n")
    head: dict[str, str] = {}
    while lines[0].startswith(_KEYS):
        key, _, value = lines.pop(0).partition(":")
        head[key] = value.strip()
    title, _, text = "\n".join(lines).partition("\n")
    return CoverageText(
        slug.strip(),
        family,
        head["event"],
        datetime.fromisoformat(head["at"]),
        head.get("copy-of", ""),
        Document(title.strip(), text.strip(), "en"),
    )

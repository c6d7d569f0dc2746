"""The 17 IPTC Media Topics of the first level: a table, read without any model."""

from dataclasses import dataclass
from functools import lru_cache

from indexing.extraction.models import DATA


@dataclass(frozen=True, slots=True)
class TopicDefinition:
    """A topic as the table has it; ``seeds`` are its name and our phrases for it."""

    slug: str
    name: str
    seeds: tuple[str, ...]


@lru_cache(maxsize=1)
def topic_definitions() -> tuple[TopicDefinition, ...]:
    """Return the 17 topics in the order of the table."""
    lines = (DATA / "topics.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        TopicDefinition(slug, name, (name, *phrases.split(";"))) for slug, name, phrases in rows
    )

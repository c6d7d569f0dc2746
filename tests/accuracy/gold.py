"""News texts with every name marked: ``[PER Orbán|Viktor Orbán]`` is a mention of that person."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

from indexing.models import Document

_FOLDER = Path(__file__).with_name("gold")
_MARK = re.compile(r"\[(PER|ORG|LOC|MISC) ([^\[\]|]+)(?:\|([^\[\]|]+))?\]")


@dataclass(frozen=True, slots=True)
class GoldMention:
    """``body[start:end]`` names ``entity``; the same entity has the same name all over a text."""

    start: int
    end: int
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text and what is in it. ``topics``: the main one first; ``ids``: entity → Wikidata id."""

    slug: str
    style: str
    topics: tuple[str, ...]
    ids: dict[str, str]
    document: Document
    mentions: tuple[GoldMention, ...]


@cache
def gold_texts() -> tuple[GoldText, ...]:
    """Return all texts, in the order of their files."""
    return tuple(
        _text(section)
        for path in sorted(_FOLDER.glob("*.txt"))
        for section in path.read_text("utf-8").split("=== ")[1:]
    )


def is_open(slug: str) -> bool:
    """Return whether rules may be tuned on this text; of the other half nobody reads results."""
    return crc32(slug.encode()) % 2 == 0


def _text(section: str) -> GoldText:
    slug, *lines = section.strip().split("\n")
    head: dict[str, str] = {}
    while re.match(r"(style|topics|ids):", lines[0]):
        key, _, value = lines.pop(0).partition(":")
        head[key] = value.strip()
    title, _, text = "\n".join(lines).partition("\n")
    title, in_title = _unmarked(title.strip(), 0)
    text, in_text = _unmarked(text.strip(), len(title) + 2)
    ids = dict(pair.strip().split("=") for pair in head.get("ids", "").split(";") if pair.strip())
    topics = tuple(topic.strip() for topic in head["topics"].split(","))
    document = Document(title, text, "en")
    return GoldText(slug.strip(), head["style"], topics, ids, document, (*in_title, *in_text))


def _unmarked(marked: str, offset: int) -> tuple[str, list[GoldMention]]:
    text, mentions, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        start = offset + len(text)
        mentions.append(GoldMention(start, start + len(mark[2]), mark[1], mark[3] or mark[2]))
        text += mark[2]
        end = mark.end()
    return text + marked[end:], mentions

"""Texts with something marked in them, as runs that a template prints one after another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexing.models import Document, Entity, EntityType

LETTERS = {
    EntityType.PER: "P",
    EntityType.ORG: "O",
    EntityType.LOC: "L",
    EntityType.MISC: "M",
}
"""What stands beside a name's first mention: a colour alone would tell nobody."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text. ``letter`` says what kind of name it is, where it is one."""

    text: str
    is_marked: bool = False
    letter: str = ""
    entity_id: str = ""


def runs(text: str, spans: Iterable[tuple[int, int]]) -> list[Run]:
    """Return ``text`` cut at ``spans``, which are marked; of two that overlap the first counts."""
    return _cut(text, [(start, end, Run("", is_marked=True)) for start, end in spans])


def named_paragraphs(document: Document, entities: Sequence[Entity]) -> list[list[Run]]:
    """Return the paragraphs of a text with the first mention of each name marked."""
    lead = len(document.body) - len(document.text)
    firsts: list[tuple[int, int, Run]] = []
    for one in entities:
        inside = [mention for mention in one.mentions if mention.start >= lead]
        if inside:
            first = min(inside, key=lambda mention: mention.start)
            mark = Run("", is_marked=True, letter=LETTERS[one.type], entity_id=one.id)
            firsts.append((first.start - lead, first.end - lead, mark))
    paragraphs: list[list[Run]] = []
    at = 0
    for line in document.text.split("\n"):
        end = at + len(line)
        if line.strip():
            here = [(a - at, b - at, run) for a, b, run in firsts if at <= a and b <= end]
            paragraphs.append(_cut(line, here))
        at = end + 1
    return paragraphs


def _cut(text: str, spans: Iterable[tuple[int, int, Run]]) -> list[Run]:
    pieces: list[Run] = []
    at = 0
    for start, end, mark in sorted(spans, key=lambda one: one[:2]):
        if at <= start < end <= len(text):
            pieces += [
                Run(text[at:start]),
                Run(text[start:end], is_marked=True, letter=mark.letter, entity_id=mark.entity_id),
            ]
            at = end
    return [piece for piece in [*pieces, Run(text[at:])] if piece.text]

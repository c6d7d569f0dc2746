"""Texts with something marked in them, as runs that a template prints one after another."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexing.errors import InvalidQuery
from indexing.models import Document, Entity, EntityType

AROUND = 60
"""Characters of a query that are shown before and after what is wrong in it."""

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


def visible_json(text: str) -> str:
    """Return JSON that says the same, with what nobody sees in a text written as its escape."""
    kept = "\n\u200c\u200d"  # line breaks between values, and joiners that letters need
    return "".join(
        one if one.isprintable() or one in kept else json.dumps(one)[1:-1] for one in text
    )


@dataclass(frozen=True, slots=True)
class Caret:
    """The line of a query that cannot be read, cut in three at what is ``wrong``; counted from 1.

    ``below`` is a line of carets that stands under it, every character as wide as the next.
    """

    line: int
    column: int
    before: str
    wrong: str
    after: str

    @property
    def below(self) -> str:
        """The carets, with the space before them."""
        return " " * len(self.before) + "^" * max(1, len(self.wrong))


def caret(error: InvalidQuery) -> Caret:
    """Return where a query is wrong; a long line is shown only around that."""
    line, column, text, width = error.place
    shown = "".join(one if one.isprintable() else " " for one in text)
    before, after = shown[:column], shown[column + width :]
    return Caret(
        line=line,
        column=column + 1,
        before=f"…{before[-AROUND:]}" if len(before) > AROUND else before,
        wrong=shown[column : column + width],
        after=f"{after[:AROUND]}…" if len(after) > AROUND else after,
    )


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

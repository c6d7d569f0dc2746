"""A labelled stretch of text, and the few things that every rule does with a list of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise


class Label(StrEnum):
    """What the NER says a span is (OntoNotes labels), and ``AGENCY``, which is ours."""

    PERSON = "PERSON"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    FAC = "FAC"
    NORP = "NORP"
    EVENT = "EVENT"
    PRODUCT = "PRODUCT"
    WORK_OF_ART = "WORK_OF_ART"
    LAW = "LAW"
    AGENCY = "AGENCY"


PLACES = frozenset({Label.GPE, Label.LOC, Label.FAC})
OTHERS = frozenset({Label.EVENT, Label.PRODUCT, Label.WORK_OF_ART, Label.LAW})
_NAMES_OF_LABELS = frozenset(Label)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` of the text at hand, and what it is."""

    start: int
    end: int
    label: Label

    def text(self, text: str) -> str:
        """Return the words themselves."""
        return text[self.start : self.end]

    def before(self, text: str, width: int) -> str:
        """Return up to ``width`` characters that stand before the span."""
        return text[max(0, self.start - width) : self.start]

    def after(self, text: str, width: int) -> str:
        """Return up to ``width`` characters that stand after the span."""
        return text[self.end : self.end + width]

    def labelled(self, label: Label) -> "Span":
        """Return the same stretch under another label."""
        return self if label is self.label else replace(self, label=label)


def known_labels(found: Iterable[tuple[int, int, str]]) -> list[Span]:
    """Return spans for the NER's (start, end, label), without numbers, dates and the like."""
    return [Span(s, e, Label(label)) for s, e, label in found if label in _NAMES_OF_LABELS]


def covered(spans: Iterable[Span], length: int) -> bytearray:
    """Return one byte for each of ``length`` characters: 1 where a span lies, else 0."""
    mask = bytearray(length)
    for span in spans:
        mask[span.start : span.end] = b"\x01" * (span.end - span.start)
    return mask


def lay_over(spans: Iterable[Span], stronger: list[Span]) -> list[Span]:
    """Return both lists in order of place; a weaker span that meets a stronger one is dropped."""
    end = max((span.end for span in stronger), default=0)
    mask = covered(stronger, end)
    kept = [span for span in spans if not any(mask[span.start : span.end])]
    return sorted([*kept, *stronger], key=_place)


def _place(span: Span) -> tuple[int, int, Label]:
    return span.start, span.end, span.label


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order of place, of overlapping ones the first and longest."""
    given = list(spans)
    if all(left.end <= right.start for left, right in pairwise(given)) and all(
        span.start < span.end for span in given
    ):
        return given  # as in most texts at most steps
    kept: list[Span] = []
    for span in sorted(given, key=lambda span: (span.start, -span.end, span.label)):
        if span.start < span.end and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


_EDGE = " \t\r\n\"“”‘’'([{-–—,;:*•/|"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without quotes, dashes, blanks and unpaired brackets at the edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if end > start and text[end - 1] in ")]" and not re.search(r"[(\[]", text[start:end]):
        end -= 1
    return start, end

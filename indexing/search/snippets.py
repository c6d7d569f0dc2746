"""The piece of a text that shows best why it matched."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.models import MatchedClause
from indexing.search.searchable import Searchable
from indexing.search.tree import Span

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Snippet:
    """``text[start:end]`` of each of ``spans`` is to be marked; ``field`` is title or text."""

    text: str
    spans: tuple[Span, ...]
    field: str


def snippet(article: Searchable, clauses: Sequence[MatchedClause], *, width: int = 160) -> Snippet:
    """Return the best window of the text, or of the headline when only that has marked words.

    With nothing to mark it is the beginning of the text.
    """
    for field, text in (("text", article.text), ("title", article.title)):
        spans = [span for clause in clauses if clause.field == field for span in clause.spans]
        if spans:
            return Snippet(*window(text, spans, width=width), field)
    field, text = ("text", article.text) if article.text else ("title", article.title)
    return Snippet(*window(text, (), width=width), field)


def window(text: str, spans: Sequence[Span], *, width: int) -> tuple[str, tuple[Span, ...]]:
    """Return about ``width`` characters of ``text`` and where ``spans`` lie in them.

    The window with most different words wins, then the one with most words, then the first. It is
    cut between words, ellipses outside ``width`` say where, and line ends become spaces.
    """
    marked = _merged(spans)
    start, end = _cut(text, *_best(text, marked, width), width)
    shown = "".join(" " if character.isspace() else character for character in text[start:end])
    before = f"{ELLIPSIS} " if start > 0 else ""
    after = f" {ELLIPSIS}" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple(
        (first + shift, last + shift) for first, last in marked if start <= first and last <= end
    )
    return before + shown + after, inside


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Join spans that overlap: a word inside a phrase is marked once."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best(text: str, spans: Sequence[Span], width: int) -> Span:
    """Return from the first to the last span of the best group that fits into ``width``."""
    best, best_rank, first = (0, 0), (0, 0), 0
    words: Counter[str] = Counter()
    for last, (_, end) in enumerate(spans):
        words[_word(text, spans[last])] += 1
        while first < last and end - spans[first][0] > width:
            words[_word(text, spans[first])] -= 1
            words += Counter()  # drops the words that are counted to zero
            first += 1
        rank = (len(words), last - first + 1)
        if rank > best_rank:
            best, best_rank = (spans[first][0], end), rank
    return best


def _word(text: str, span: Span) -> str:
    return text[span[0] : span[1]].casefold()


def _cut(text: str, first: int, last: int, width: int) -> Span:
    """Widen [first, last) evenly to ``width``, then go back to borders between words."""
    room = max(0, width - (last - first))
    start = max(0, first - room // 2)
    end = min(len(text), start + max(width, last - first))
    start = max(0, min(start, end - max(width, last - first)))
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    while last < end < len(text) and not text[end].isspace():
        end -= 1
    while start < first and text[start].isspace():
        start += 1
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, end

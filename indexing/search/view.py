"""An article turned so that many questions about it are quick; made once for many queries."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract, extractOne

from indexing.search.searchable import Searchable, TokenStream
from indexing.search.tree import Field, Fuzzy, Phrase, Term, Wildcard

WordLeaf = Term | Phrase | Wildcard | Fuzzy
Rows = tuple[int, int]
"""First and last row of a token stream, both included."""


def pattern_regex(pattern: str) -> str:
    """Return the regular expression of a ``*`` and ``?`` pattern, for use on one line."""
    gaps = {"*": r"[^\n]*", "?": r"[^\n]"}
    return "".join(gaps.get(character) or re.escape(character) for character in pattern)


def fitting_words(leaf: Wildcard | Fuzzy, words: Collection[str]) -> frozenset[str]:
    """Return those of ``words`` that fit ``leaf``.

    Edits are counted as Lucene does, by optimal string alignment: inserting, leaving out or
    changing a letter, or swapping two neighbours, no place being edited twice.
    """
    if isinstance(leaf, Wildcard):
        fits = re.compile(pattern_regex(leaf.pattern)).fullmatch
        return frozenset(filter(fits, words))
    near = extract(leaf.token, words, scorer=OSA.distance, score_cutoff=leaf.distance, limit=None)
    return frozenset(word for word, _distance, _index in near)


class WordList:
    """The distinct unstemmed words of a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(words))
        self._by_length: dict[tuple[int, int], Sequence[str]] = {}

    @cached_property
    def lines(self) -> str:
        """The words, each on a line of its own: one search instead of one a word."""
        return "\n" + "".join(f"{word}\n" for word in self.words)

    def has_near(self, leaf: Fuzzy) -> bool:
        """Tell whether a word is near enough."""
        words = self._of_length(len(leaf.token), leaf.distance)
        return bool(extractOne(leaf.token, words, scorer=OSA.distance, score_cutoff=leaf.distance))

    def _of_length(self, length: int, distance: int) -> Sequence[str]:
        """Return the words whose length alone does not rule them out; remembered."""
        span = (length, distance)
        if span not in self._by_length:
            self._by_length[span] = [
                word for word in self.words if abs(len(word) - length) <= distance
            ]
        return self._by_length[span]


class StreamView:
    """One token stream, with where each token stands."""

    def __init__(self, stream: TokenStream) -> None:
        self.stream = stream
        self.tokens = frozenset(stream.tokens)

    @cached_property
    def rows(self) -> Mapping[str, Sequence[int]]:
        """Token → its rows, in order."""
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, token in enumerate(self.stream.tokens):
            rows[token].append(row)
        return rows

    @cached_property
    def word_list(self) -> WordList:
        """The distinct words."""
        return WordList(self.stream.words)

    def has_phrase(self, phrase: Phrase) -> bool:
        """Tell whether the phrase stands here."""
        return self.tokens.issuperset(phrase.tokens) and any(self.phrase_rows(phrase))

    def phrase_rows(self, phrase: Phrase) -> Iterator[Rows]:
        """Yield where the phrase stands."""
        if any(token not in self.tokens for token in phrase.tokens):
            return
        if phrase.slop:
            yield from self._near_rows(phrase)
            return
        tokens, last = self.stream.tokens, phrase.gaps[-1]
        rest = tuple(zip(phrase.gaps, phrase.tokens, strict=True))[1:]
        for row in self.rows[phrase.tokens[0]]:
            fits = row + last < len(tokens)
            if fits and all(tokens[row + gap] == token for gap, token in rest):
                yield row, row + last

    def _near_rows(self, phrase: Phrase) -> Iterator[Rows]:
        """Yield pairs within ``slop`` moves of their places; a swap costs two (Lucene's count)."""
        first, second = phrase.tokens
        for row in self.rows[first]:
            for other in self.rows[second]:
                if other != row and abs(other - row - phrase.gaps[1]) <= phrase.slop:
                    yield min(row, other), max(row, other)

    def leaf_rows(self, leaf: WordLeaf) -> Iterator[Rows]:
        """Yield every place that satisfies ``leaf``, in order."""
        match leaf:
            case Term(_, token):
                yield from ((row, row) for row in self.rows.get(token, ()))
            case Phrase():
                yield from self.phrase_rows(leaf)
            case Wildcard() | Fuzzy():
                wanted = fitting_words(leaf, self.word_list.words)
                for row, word in enumerate(self.stream.words):
                    if word in wanted:
                        yield row, row


class ArticleView:
    """A whole article. ``tokens`` are those of headline and text together."""

    def __init__(self, article: Searchable) -> None:
        self.article = article
        self.title = StreamView(article.title_stream)
        self.body = StreamView(article.text_stream)
        self.tokens = self.title.tokens | self.body.tokens

    @cached_property
    def _word_list(self) -> WordList:
        return WordList(self.article.title_stream.words + self.article.text_stream.words)

    def word_list(self, field: Field) -> WordList:
        """Return the words that a clause on ``field`` asks about."""
        if field is Field.TEXT:
            return self._word_list
        return (self.title if field is Field.TITLE else self.body).word_list

    def streams(self, field: Field) -> tuple[StreamView, ...]:
        """Return the streams that a clause on ``field`` asks about: both when it names none."""
        if field is Field.TITLE:
            return (self.title,)
        return (self.body,) if field is Field.BODY else (self.title, self.body)

    def values(self, field: Field) -> tuple[str, ...]:
        """Return the values of a keyword field; an empty text is none."""
        article = self.article
        match field:
            case Field.ENTITY:
                return article.entities
            case Field.TOPIC:
                return article.topics
            case Field.AUTHOR:
                return article.authors
            case Field.RELATED:
                return article.follows
        single = {
            Field.SOURCE: article.source,
            Field.STORY: article.story,
            Field.LANG: article.language,
            Field.URL: article.url,
        }[field]
        return (single,) if single else ()

    def moment(self, field: Field) -> datetime | None:
        """Return the instant of a date field, None when it is unknown."""
        return self.article.first_seen_at if field is Field.SEEN else self.article.published_at

"""Shouted words in the case that a reader would give them: "COPS NAIL BURGLAR IN LEEDS".

The NER knows names by their capitals. Where all letters are capitals (tabloid headlines, the first
words of a lead) the document's other lines say how a word is written; failing those, the tables.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import Gazetteer, gazetteer
from indexing.extraction.entities.knowledge.persons import TITLES
from indexing.extraction.words import word_list

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_FIRST_OF_SENTENCE = re.compile(r"(?:^|[.!?:“\"]\s*)$")
_FUNCTION_WORDS = word_list("stop-words")  # "WHO" is a question first
# Acronyms that are written like a word: which of the two it is, its neighbours tell.
_LIKE_WORDS = frozenset({"us", "who"})
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz]{2,5}")  # "DWP", "RMT"
_Pair = tuple[str, str, str]  # a word between its two neighbours, of which one is left out
_NEAR = 6
_LEAST_SHOUTED = 3
_SHARE = 0.6
# "A CAT burglar who …", "LANSDOWNE ROAD has …": no dateline, no agency, no bar of a credit.
_OPENING = re.compile(r"(?:[^\W\d_a-z]+ )?[^\W\d_a-z]{2,}(?: [^\W\d_a-z]{2,}){0,4}(?=[ -][a-z])")
_LONG_LINE = 60
_ACRONYM_LENGTH = 5


@dataclass(frozen=True, slots=True)
class _Usage:
    """How a document's quiet lines write each lower-cased word, and each beside its neighbour."""

    forms: dict[str, Counter[str]]
    pairs: dict[_Pair, Counter[str]]

    @classmethod
    def of(cls, lines: list[str]) -> "_Usage":
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        pairs: dict[_Pair, Counter[str]] = defaultdict(Counter)
        for line in lines:
            words = [(word[0], word.start()) for word in _WORD.finditer(line)]
            lowered = ["", *(word.lower() for word, _ in words), ""]
            for index, (form, start) in enumerate(words, 1):
                is_first = _FIRST_OF_SENTENCE.search(line[max(0, start - 3) : start])
                if not is_first or form[0].isupper():
                    before, word, after = lowered[index - 1 : index + 2]
                    forms[word][form] += 1
                    pairs[before, word, ""][form] += 1
                    pairs["", word, after][form] += 1
        return cls(forms, pairs)

    def of_word(self, shouted: str, before: str, after: str, tables: Gazetteer) -> str:
        """Return a word in capitals as the document writes it, else as the tables do.

        ``before`` and ``after``: its neighbours in small letters, empty at the ends of the line.
        """
        word = shouted.lower()
        for pair in ((before, word, ""), ("", word, after)):
            if any((pair[0], pair[2])) and (seen := self.pairs.get(pair)):
                return _most(seen)
        seen = self.forms.get(word, Counter())
        if _is_acronym(shouted, tables) and (shouted in seen or word in _LIKE_WORDS):
            is_word = word in _LIKE_WORDS and not _is_body_here(word, before, after)
            return word if is_word else shouted
        return _most(seen) if seen else _by_tables(shouted, tables)


def _most(seen: Counter[str]) -> str:
    return max(seen, key=lambda form: (seen[form], form))


def _is_acronym(shouted: str, tables: Gazetteer) -> bool:
    folded = fold(shouted)
    is_known = folded in tables.organisations or folded in tables.countries
    return is_known and len(shouted) <= _ACRONYM_LENGTH


def _is_body_here(word: str, before: str, after: str) -> bool:
    """Tell "WHO officials" and "US troops" from "the man WHO ran" and "help US"."""
    if word == "us":
        return before not in word_list("before-us")
    return after in word_list("behind-who")


def _by_tables(shouted: str, tables: Gazetteer) -> str:
    folded = fold(shouted)
    if _is_acronym(shouted, tables) and folded not in _FUNCTION_WORDS:
        return shouted
    is_short = bool(_NO_VOWEL.fullmatch(folded))
    is_name = tables.place(folded) or folded in tables.demonyms or folded in tables.surnames
    if is_name or folded in tables.given_names or (is_short and folded in TITLES):
        return shouted.capitalize()
    return shouted if is_short else shouted.lower()


def truecased(text: str) -> str:
    """Return ``text``, as long as it was, with shouted lines and lead openings in normal case."""
    lines = text.split("\n")
    shouted = [_is_shouted(line) for line in lines]
    lead = next((i for i, line in enumerate(lines[1:], 1) if len(line) > _LONG_LINE), 0)
    opening = _OPENING.match(lines[lead]) if lead and not shouted[lead] else None
    if not any(shouted) and not opening:
        return text
    quiet = [line for line, loud in zip(lines, shouted, strict=True) if not loud]
    if opening:
        quiet[quiet.index(lines[lead])] = lines[lead][opening.end() :]
    usage = _Usage.of(quiet)
    for index, line in enumerate(lines):
        if shouted[index]:
            lines[index] = _quietened(line, usage)
        elif opening and index == lead:
            lines[index] = _quietened(line, usage, opening.end()) + line[opening.end() :]
    return "\n".join(lines)


def _is_shouted(line: str) -> bool:
    words = _WORD.findall(line)
    loud: int = sum(word.isupper() and len(word) > 1 for word in words)
    return loud >= _LEAST_SHOUTED and loud >= _SHARE * len(words)


def _quietened(line: str, usage: _Usage, end: int | None = None) -> str:
    """Return ``line[:end]`` in normal case."""
    tables = gazetteer()
    words = [word[0].lower() for word in _WORD.finditer(line)]
    neighbours = iter(zip(["", *words], [*words[1:], ""], strict=False))

    def written(word: re.Match[str]) -> str:
        beside = next(neighbours)
        form = usage.of_word(word[0], *beside, tables) if word[0].isupper() else word[0]
        form = form if len(form) == len(word[0]) else word[0]
        before = line[max(0, word.start() - _NEAR) : word.start()].rstrip(" “‘\"'")
        is_first = before[-1:] in ".!?:" if before else word.start() < _NEAR
        return form[:1].upper() + form[1:] if is_first else form

    return _WORD.sub(written, line[:end])

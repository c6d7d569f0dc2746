"""Shouted words in the case that a reader would give them: "COPS NAIL BURGLAR IN LEEDS".

The NER knows names by their capitals. Where all letters are capitals (tabloid headlines, the first
words of a lead) the document's other lines say how a word is written; failing those, the tables.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from indexing.extraction.entities.folding import fold
from indexing.extraction.entities.gazetteer import Gazetteer, gazetteer
from indexing.extraction.words import word_list

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_FIRST_OF_SENTENCE = re.compile(r"(?:^|[.!?:“\"]\s*)$")
_FUNCTION_WORDS = word_list("stop-words")  # "WHO" is a question first
_NEAR = 6
_LEAST_SHOUTED = 3
_SHARE = 0.6
# "A CAT burglar who …", "LANSDOWNE ROAD has …": no dateline, no agency, no bar of a credit.
_OPENING = re.compile(r"(?:[^\W\d_a-z]+ )?[^\W\d_a-z]{2,}(?: [^\W\d_a-z]{2,}){0,4}(?=[ -][a-z])")
_LONG_LINE = 60
_ACRONYM_LENGTH = 5


@dataclass(frozen=True, slots=True)
class _Usage:
    """How a document's quiet lines write each lower-cased word."""

    forms: dict[str, Counter[str]]

    @classmethod
    def of(cls, lines: list[str]) -> "_Usage":
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for line in lines:
            for word in _WORD.finditer(line):
                is_first = _FIRST_OF_SENTENCE.search(line[max(0, word.start() - 3) : word.start()])
                if not is_first or word[0].isupper():
                    forms[word[0].lower()][word[0]] += 1
        return cls(forms)

    def of_word(self, shouted: str, tables: Gazetteer) -> str:
        """Return a word in capitals as the document writes it, else as the tables do."""
        seen = self.forms.get(shouted.lower())
        if seen:
            return max(seen, key=lambda form: (seen[form], form))
        folded = fold(shouted)
        is_body = folded in tables.organisations and folded not in _FUNCTION_WORDS
        if len(shouted) <= _ACRONYM_LENGTH and (is_body or folded in tables.countries):
            return shouted
        is_name = tables.place(folded) or folded in tables.demonyms or folded in tables.surnames
        return shouted.capitalize() if is_name or folded in tables.given_names else shouted.lower()


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
            lines[index] = _quietened(opening[0], usage) + line[opening.end() :]
    return "\n".join(lines)


def _is_shouted(line: str) -> bool:
    words = _WORD.findall(line)
    loud: int = sum(word.isupper() and len(word) > 1 for word in words)
    return loud >= _LEAST_SHOUTED and loud >= _SHARE * len(words)


def _quietened(line: str, usage: _Usage) -> str:
    tables = gazetteer()

    def written(word: re.Match[str]) -> str:
        form = usage.of_word(word[0], tables) if word[0].isupper() else word[0]
        form = form if len(form) == len(word[0]) else word[0]
        before = line[max(0, word.start() - _NEAR) : word.start()].rstrip(" “‘\"'")
        is_first = before[-1:] in ".!?:" if before else word.start() < _NEAR
        return form[:1].upper() + form[1:] if is_first else form

    return _WORD.sub(written, line)

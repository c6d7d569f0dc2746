"""Acronyms that a text itself defines: "the Maritime and Port Authority (MPA)".

Both the marking of names and their ids ask here.
"""

import re
from collections.abc import Iterator

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.kinds import kind_by_words
from indexing.extraction.entities.knowledge.spans import Label, Span, without_overlaps
from indexing.extraction.words import word_list

_DEFINED = re.compile(
    r",? (?:\(|or |(?:better )?known as )(?P<acronym>[A-Z][A-Za-z.&]{1,7})(?=[,).;])"
)
_SMALL_WORDS = word_list("small") | {"&", "für", "do", "dos", "na"}
_ARTICLES = ("The", "A", "An")
_LONGEST_NAME = 120


def defined_names(text: str) -> list[Span]:
    """Return the bodies whose acronym the text defines, and that acronym where it is defined.

    "the Maritime and Port Authority (MPA)", "the Radio Relay League, or RRL".
    """
    return without_overlaps(span for pair in _definitions(text) for span in pair)


def defined_acronyms(text: str) -> dict[str, str]:
    """Return {folded acronym: folded long name} of the bodies whose acronym the text defines.

    "the Budget Audit Board (BAB)" gives {"bab": "budget audit board"}.
    """
    return {fold(short.text(text)): fold(long.text(text)) for long, short in _definitions(text)}


def _definitions(text: str) -> Iterator[tuple[Span, Span]]:
    """Yield the long name and the acronym of each definition."""
    for found in _DEFINED.finditer(text):
        acronym = found["acronym"].replace(".", "")
        if sum(map(str.isupper, acronym)) < 2:
            continue
        start = _start_of_long_name(text[: found.start()], acronym.lower())
        kind = kind_by_words(text[start : found.start()]) or Label.ORG
        if start < found.start() and kind is Label.ORG:
            yield Span(start, found.start(), kind), Span(*found.span("acronym"), kind)


def _start_of_long_name(before: str, acronym: str) -> int:
    """Return where the words begin whose initials are the acronym; the end if there are none."""
    line = before[before.rfind("\n") + 1 :][-_LONGEST_NAME:]
    for word in re.finditer(r"\S+", line):
        words = line[word.start() :].split()
        if word[0][0].isupper() and word[0] not in _ARTICLES and _abbreviates(acronym, words):
            return len(before) - len(line) + word.start()
    return len(before)


def _abbreviates(acronym: str, words: list[str]) -> bool:
    """Tell whether the initials of two words and more are the acronym.

    Small words may count: "Bank of Ruritania (BoR)". The place behind may be left out: "Port
    Authority of Singapore (PA)".
    """
    large = [word for word in words if word.lower() not in _SMALL_WORDS]
    if len(words) < 2 or not all(word[0].isupper() for word in large):
        return False
    letters = "".join(word[0] for word in large).lower()
    every_letter = "".join(word[0] for word in words).lower()
    is_without_place = len(acronym) > 2 and letters[:-1] == acronym
    return acronym in (letters, every_letter) or is_without_place

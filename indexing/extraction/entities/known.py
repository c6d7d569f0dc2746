"""Names that a table knows: found where the NER missed them, labelled where it erred."""

import re
from collections.abc import Iterator

from indexing.extraction.entities.folding import fold
from indexing.extraction.entities.gazetteer import Gazetteer, gazetteer
from indexing.extraction.entities.spans import Label, Span, covered
from indexing.extraction.words import word_list

_CAPITALISED_RUN = re.compile(
    r"(?<![\w\-/&])(?:[SN]\. Korea|U\.S\.A?\.?|U\.[KN]\.|E\.U\.|U\.A\.E\."
    r"|[^\W\d_a-z][\w'’]{1,30}(?: (?:and |of the |of )?[^\W\d_a-z][\w'’]{1,30}){0,3})(?![\w\-&])"
)
_MOST_WORDS = 4
# Short all-capital names that are countries; other short words need the NER's word for it.
_SHORT_COUNTRIES = frozenset({"UK", "USA", "UAE", "DRC", "U.S.", "U.K."})
# What no dictionary word or surname is spelled like, so that a bare sighting is enough.
_SAFE_ORGANISATIONS = frozenset(fold(name) for name in word_list("safe-bodies"))


def missed_names(spans: list[Span], text: str) -> list[Span]:
    """Return the spans and, in order of place, the table names that no span covers.

    A name counts only if it fills its run of capitalised words (or the run is all capitals):
    "Georgia Tech" is not a sighting of Georgia.
    """
    taken = covered(spans, len(text))
    tables = gazetteer()
    found = (
        span
        for run in _CAPITALISED_RUN.finditer(text)
        if not any(taken[run.start() : run.end()]) or run[0].isupper() or " " in run[0]
        for span in _names_in(run, tables)
    )
    return sorted([*spans, *(s for s in found if not any(taken[s.start : s.end]))])


def _names_in(run: re.Match[str], tables: Gazetteer) -> Iterator[Span]:
    words = run[0].split(" ")
    first = 0
    while first < len(words):
        for count in range(min(_MOST_WORDS, len(words) - first), 0, -1):
            name = " ".join(words[first : first + count])
            label = _label_of(name, tables)
            if label and (count == len(words) or run[0].isupper()):
                start = run.start() + len(" ".join(words[:first])) + bool(first)
                yield Span(start, start + len(name), label)
                first += count - 1
                break
        first += 1


def _label_of(name: str, tables: Gazetteer) -> Label | None:
    folded = fold(name)
    if folded in tables.countries and (len(name) > 3 or name in _SHORT_COUNTRIES):
        return Label.GPE
    if folded in _SAFE_ORGANISATIONS and name[:1].isupper():
        known = tables.organisations[folded]
        return Label.AGENCY if known.kind == "agency" else Label.ORG
    return None

"""Names that a table knows: found where the NER missed them, labelled where it erred."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import Gazetteer, gazetteer
from indexing.extraction.entities.knowledge.persons import person_key
from indexing.extraction.entities.knowledge.spans import (
    Label,
    Span,
    covered,
    lay_over,
    without_overlaps,
)
from indexing.extraction.words import word_list

_CAPITALISED_RUN = re.compile(
    r"(?=[^\W\d_a-z])"  # most letters are small: looked at first, a third of the time
    r"(?:(?<![\w\-/&])|(?<=\bex-)|(?<=\b(?:pro|non)-)|(?<=\banti-))"
    r"(?:[SN]\. Korea|U\.S\.A?\.?|U\.[KN]\.|E\.U\.|U\.A\.E\."
    r"|[^\W\d_a-z][\w'’]{1,30}(?: (?:and |of the |of )?[^\W\d_a-z][\w'’]{1,30}){0,6})(?![\w\-&])"
)
_INDICES = re.compile(r"\b(?:FTSE (?:100|250)|S&P 500|Nikkei 225|CAC 40|DAX|Dow Jones)\b")
_PAIR = re.compile(r"(?<![\w-])([^\W\d_a-z]\w+)[-–]([^\W\d_a-z]\w+(?: [^\W\d_a-z]\w+)?)(?![\w-])")
_CAPITALISED_BEFORE = re.compile(r"[^\W\d_a-z]\w+ $")
_ROADS = re.compile(
    r"(?<=\bthe )(?:[AM]\d{1,4}|[AEIN]-\d{1,4})\b"
    r"|\b(?:State |U\.?S\.? )?(?:Interstate|Highway|Route) \d{1,3}\b"
    r"|\b\d{1,3}(?:st|nd|rd|th) (?:Street|Avenue)\b"
)
_ROAD_WORDS = ("Interstate", "Highway", "Route", "Street", "Avenue")
_NUMBERED_ROAD = re.compile(r"the [AEIMN]-?\d")
_BEFORE_NAME = re.compile(r"(?<![\w-])([^\W\d_a-z]\w{3,}) (?=[^\W\d_a-z])")
_LINK = re.compile(r"^(?:The|An?) |['’]s | (?:and|of|of the) ")
_OWNER = re.compile(r"(?<![\w’'-])([^\W\d_a-z]\w+(?: [^\W\d_a-z]\w+)?)['’]s(?= [^\W\d_a-z])")
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLES = ("The ", "A ", "An ")
_MOST_WORDS = 4
# Short all-capital names that are countries; other short words need the NER's word for it.
_SHORT_COUNTRIES = frozenset({"UK", "USA", "UAE", "DRC", "U.S.", "U.K."})
# What no dictionary word or surname is spelled like, so that a bare sighting is enough.
_ORDINARY = word_list("ordinary")
_SAFE_SPELLINGS = word_list("safe-bodies")
_SAFE_ORGANISATIONS = frozenset(map(fold, _SAFE_SPELLINGS))
_LONG = 5


def missed_names(spans: list[Span], text: str) -> list[Span]:
    """Return the spans and, in order of place, the table names that no span covers.

    A name counts only if it fills its run of capitalised words (or the run is all capitals):
    "Georgia Tech" is not a sighting of Georgia.
    """
    tables = gazetteer()
    runs = list(_CAPITALISED_RUN.finditer(text))
    spans = lay_over(_with_long_names(spans, text, runs, tables), list(_pairs(text, tables)))
    taken = covered(spans, len(text))
    found = (
        span
        for run in runs
        if not any(taken[run.start() : run.end()]) or run[0].isupper() or " " in run[0]
        for span in _names_in(run, tables)
    )
    owners = (
        Span(*owner.span(1), Label.GPE)
        for owner in _OWNER.finditer(text)
        if fold(owner[1]) in tables.countries
    )
    indices = (Span(*index.span(), Label.PRODUCT) for index in _INDICES.finditer(text))
    roads = (
        Span(*road.span(), Label.FAC)
        for road in (_ROADS.finditer(text) if _may_name_roads(text) else ())
        if fold(road[0]) not in tables.organisations
    )
    peoples = (
        Span(*word.span(1), Label.NORP)
        for word in _BEFORE_NAME.finditer(text)
        if taken[word.end() : word.end() + 1] == b"\x01" and fold(word[1]) in tables.demonyms
    )
    missed = (
        s for s in (*found, *owners, *indices, *roads, *peoples) if not any(taken[s.start : s.end])
    )
    return without_overlaps([*spans, *missed])


def _may_name_roads(text: str) -> bool:
    """Whether it is worth while to look for roads: few texts name one, and to look is slow."""
    return any(word in text for word in _ROAD_WORDS) or bool(_NUMBERED_ROAD.search(text))


def _pairs(text: str, tables: Gazetteer) -> Iterator[Span]:
    """Yield both halves of "the Jordan-Gaza corridor", "a Russian-French crew"."""
    for pair in _PAIR.finditer(text):
        goes_on = _CAPITALISED_BEFORE.search(text[max(0, pair.start() - 20) : pair.start()])
        if tables.place(fold(pair[0])) or goes_on or pair[2].startswith("American"):
            continue  # "Baden-Württemberg", "Real Madrid-Barcelona", "a German-American"
        for kind, label in ((tables.place, Label.GPE), (tables.demonyms.get, Label.NORP)):
            if kind(fold(pair[1])) and kind(fold(pair[2])):
                yield Span(*pair.span(1), label)
                yield Span(*pair.span(2), label)


def _with_long_names(
    spans: list[Span], text: str, runs: list[re.Match[str]], tables: Gazetteer
) -> list[Span]:
    """Put the longer names of the tables over what the NER saw of them: "[Law] and Justice"."""
    edges = {span.start: span.end for span in spans}
    inner = covered(spans, len(text))
    longer = []
    for run in runs:
        for name in _longer_names(run):
            end = name.start + len(name.words)
            splits_first = inner[name.start] and name.start and inner[name.start - 1]
            splits_last = end < len(text) and inner[end - 1] and inner[end] and end not in edges
            has_more = edges.get(name.start, 0) >= end
            if has_more or splits_last or (splits_first and name.start not in edges):
                continue
            if label := _label_of(name.words, tables):
                longer.append(Span(name.start, end, label))
                break
    return lay_over(spans, longer)


class _Run(NamedTuple):
    start: int
    words: str


def _longer_names(run: re.Match[str]) -> Iterator[_Run]:
    """Yield what may be a name of two words and more: a run without its article, its last part."""
    if run[0].isupper():
        return
    words = _POSSESSIVE.sub("", run[0])
    for start in (0, *(link.end() for link in _LINK.finditer(words))):
        if " " in words[start:]:
            yield _Run(run.start() + start, words[start:])


def _names_in(run: re.Match[str], tables: Gazetteer) -> Iterator[Span]:
    """Yield the run if a table knows all of it, or of a run in capitals each name in it."""
    words = run[0].split(" ")
    if not run[0].isupper():
        label = _label_of(run[0], tables) if len(words) <= _MOST_WORDS else None
        if label:
            yield Span(*run.span(), label)
        return
    first = 0
    while first < len(words):
        for count in range(min(_MOST_WORDS, len(words) - first), 0, -1):
            name = " ".join(words[first : first + count])
            if label := _label_of(name, tables):
                start = run.start() + len(" ".join(words[:first])) + bool(first)
                yield Span(start, start + len(name), label)
                first += count - 1
                break
        first += 1


def _label_of(name: str, tables: Gazetteer) -> Label | None:
    if name.startswith(_ARTICLES):
        return None
    folded = fold(name)
    if folded in tables.countries and (len(name) > 3 or name in _SHORT_COUNTRIES):
        return Label.GPE
    is_safe = name in _SAFE_SPELLINGS or (name.isupper() and len(name) > _LONG)
    if folded in _SAFE_ORGANISATIONS and is_safe:
        known = tables.organisations[folded]
        return Label.AGENCY if known.kind == "agency" else Label.ORG
    if " " in folded:
        return _label_of_longer(name, folded, tables)
    return _label_of_word(name, folded, tables)


def _label_of_longer(name: str, folded: str, tables: Gazetteer) -> Label | None:
    owner = _OWNER.match(name)  # "Japan's Meteorological Agency" is Japan and a body
    if name.isupper() or not name[:1].isupper() or (owner and fold(owner[1]) in tables.countries):
        return None
    if folded in tables.organisations:
        return Label.ORG
    if tables.place(folded):
        return Label.GPE
    return Label.PERSON if person_key(name) in tables.people else None


def _label_of_word(name: str, folded: str, tables: Gazetteer) -> Label | None:
    """Return what a lone word is that means nothing else: "Popayán", "Turkish"."""
    if not name.istitle() or folded in _ORDINARY or len(folded) < _LONG:
        return None
    if folded in tables.demonyms:
        return Label.NORP
    is_person = folded in tables.given_names or folded in tables.surnames
    return Label.GPE if folded in tables.places and not is_person else None

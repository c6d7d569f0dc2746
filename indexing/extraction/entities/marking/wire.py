"""What news agencies' own formats say for certain: datelines, photo credits, bylines.

``PARIS (Reuters) - …`` · ``REUTERS/Ann Lee`` · ``Ann Lee | Getty Images`` ·
``(Reporting by Ann Lee in Paris; Editing by …)``. These beat the NER where they overlap.
"""

import re
from collections.abc import Iterator

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.kinds import kind_by_words
from indexing.extraction.entities.knowledge.spans import Label, Span, trimmed, without_overlaps
from indexing.extraction.words import word_list

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_DATE = rf"(?:(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?)"
# Bounded repetition: a page of capitals must not make the search quadratic.
_UPPER = "A-ZÀ-ÖØ-ÞŁŃŚŠŞŽŹŻČĆĎĚŇŘŤŐŰİĞĀĒĪŌŪ"
_CAPITALS = rf"[{_UPPER}][{_UPPER}.'’ \-]{{0,40}}"
_REGION = rf"(?!{_MONTHS}\b)[{_UPPER}][\w. ]{{1,30}}?"
_AGENCY = r"\((?P<agency>[A-Z][\w ]{0,30}?)(?: Breakingviews)?\)"
_CAPITAL_WORD = rf"[{_UPPER}][a-zß-ÿ]\w{{1,20}}"
_DATELINES = (
    re.compile(
        rf"^[ \t]*(?P<places>{_CAPITALS}(?:/{_CAPITALS}){{0,3}})(?:, (?P<region>{_REGION}))?"
        rf"(?:,? and (?P<second>{_CAPITALS})(?:, (?P<second_region>{_REGION}))?)?"
        rf"(?P<date>,? {_DATE})?(?:,? ?{_AGENCY} ?[-–—]|(?P<dash> ?[–—] | - ))",
        re.MULTILINE,
    ),
    re.compile(
        rf"^[ \t]*(?P<places>{_CAPITAL_WORD}(?: {_CAPITAL_WORD}){{0,2}})"
        rf"(?:, (?P<region>{_REGION}))?(?P<date>,? {_DATE})? {_AGENCY} ?[-–—]",
        re.MULTILINE,
    ),
    re.compile(
        rf"^[ \t]*(?P<places>{_CAPITALS})(?P<date>,? {_DATE}) {_AGENCY} (?=[A-Z])",
        re.MULTILINE,
    ),
)
_DESK = r"(?!(?:Editing|Writing|Additional|Reporting|File|Photo|Pool|Handout)\b)"
_PARTICLE = r"van|von|de|der|den|di|da|dos|del|la|lo|le|el|al|bin"
_WORD = rf"(?:{_DESK}[A-Z][\w.'’\-]{{1,40}}|{_PARTICLE}|[a-z][A-Z][\w.'’\-]{{1,40}})"
_NAME = rf"\b(?!(?:Editing|Writing|Additional|Reporting) )[A-Z][\w.'’\-]{{1,40}}(?: {_WORD}){{1,4}}"
_CREDITS = (
    re.compile(
        rf"\b(?P<agency>REUTERS|AFP|AP|EPA|Reuters)\s?/\s?(?P<name>{_NAME})"
        r"(?=\s?/|\s*$|\s*\)| [a-z(])",
        re.MULTILINE,
    ),
    re.compile(
        rf"(?P<name>{_NAME})\s?/\s?(?:Pool|POOL|Handout|Courtesy)?\s?"
        r"via (?P<agency>REUTERS|AP|AFP|Reuters)"
    ),
    re.compile(rf"(?P<name>{_NAME})/(?P<agency>[A-Z][\w]*(?: [A-Z]\w*)?)(?=\))"),
    re.compile(
        rf"^[ \t]*(?P<name>{_NAME}) ?[|/] ?(?P<agency>[A-Z][\w ]{{1,30}}?)(?= ?[|/]|[ \t]*$)",
        re.MULTILINE,
    ),
)
_AGENCY_ALONE = re.compile(
    r"\b(?:REUTERS|AFP|EPA)(?=\s?/|\s*$|\))|(?<=via )(?:REUTERS|AP|AFP)\b"
    r"|(?<=\()(?:Reuters|REUTERS|AFP|AP|PA|Xinhua)(?=\)| Breakingviews| Photo)"
    r"|(?<=\| )[A-Z]\w+(?: [A-Z]\w+){0,3}(?=[ \t]*(?:\||$))",
    re.MULTILINE,
)
_SIGNS_OF_AGENCY = (
    "REUTERS", "Reuters", "AFP", "EPA", "via AP", "(AP", "(PA", "(Xinhua", "| ",
)  # fmt: skip
_BYLINE = re.compile(
    r"\((?:Additional )?[Rr]eporting by[^()\n]*\)|\([Ww]riting by[^()\n]*\)"
    r"|\([Ee]diting by[^()\n]*\)"
    r"|^[ \t]*(?:Reporting|Writing|Editing|Additional reporting) by[^\n]*$"
    r"|^[ \t]*By (?=[A-Z])(?:[^\n.]|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.){3,100}$",
    re.MULTILINE,
)
# A name on a line of its own below the headline.
_LONE_NAME = re.compile(rf"\n[ \t]*(?P<name>{_NAME})[ \t]*(?=\n)")
_HEAD_OF_TEXT = 400
_BYLINE_NAME = re.compile(rf"(?:\b[Bb]y|\band|,|&) (?P<name>{_NAME})")
_BYLINE_PLACE = re.compile(
    r" in (?P<place>[A-Z][\w.]+(?: [A-Z][\w.]+){0,2}?)"
    r"(?= and |,|;|\.|\)|\s+(?:Additional|Editing|Writing|Reporting)\b|\s*$)"
)
_STATES = word_list("state-abbreviations")
# What stands before a text in capitals and is no place: "WATCH", "TERMS AND CONDITIONS".
_NO_DATELINE = word_list("captions") | word_list("no-names") | word_list("stop-words")
_CAPTION_TAIL = re.compile(r"(?: (?:File|Photo|Illustration|Pool))+$")
_HEADING = re.compile(r"^[ \t]*([A-Z][A-Z ./]{2,30})[ \t]*$", re.MULTILINE)


def wire_formats(text: str) -> list[Span]:
    """Return the people, places and agencies that the formats name, without overlaps."""
    finders = (_datelines, _credits, _agencies, _bylines, _lone_names, _headings)
    return without_overlaps(span for finder in finders for span in finder(text))


def _datelines(text: str) -> Iterator[Span]:
    for pattern in _DATELINES:
        for line in pattern.finditer(text):
            if _is_dateline(line):
                yield from _in_dateline(line, text)


def _is_dateline(line: re.Match[str]) -> bool:
    """Tell "OSLO - It" and "LARK, May 3 – It" from "WATCH - It" and "Ana Lo (Labour) - It".

    The tables must know the place, its region or the agency; of a place in capitals a date says
    as much.
    """
    groups = line.groupdict()
    places = [*line["places"].split("/"), *filter(None, [groups.get("second")])]
    if all(gazetteer().place(fold(place)) for place in places):
        return True
    words = [word for place in places for word in fold(place).split()]
    if any(word in _NO_DATELINE for word in words):
        return False
    if groups["agency"] and is_agency(groups["agency"]):
        return line["places"].isupper() or words[0] not in gazetteer().given_names
    if line["places"].isupper() and groups["date"]:
        return True
    return _is_region(groups.get("region")) or _is_region(groups.get("second_region"))


def _is_region(name: str | None) -> bool:
    return bool(name) and (name in _STATES or bool(gazetteer().place(fold(name))))


def _in_dateline(line: re.Match[str], text: str) -> Iterator[Span]:
    start = line.start("places")
    for place in line["places"].split("/"):
        yield Span(*trimmed(text, start, start + len(place)), Label.GPE)
        start += len(place) + 1
    groups = line.groupdict()
    for name in ("region", "second", "second_region"):
        if groups.get(name):
            yield Span(*trimmed(text, *line.span(name)), Label.GPE)
    if groups["agency"]:
        label = Label.AGENCY if is_agency(groups["agency"]) else Label.ORG
        yield Span(*line.span("agency"), label)


def is_agency(name: str) -> bool:
    """Tell whether the table of organisations calls this a news agency."""
    known = gazetteer().organisations.get(fold(name))
    return bool(known and known.kind == "agency") or name in ("EPA", "REUTERS", "AFP", "AP", "PA")


def _credits(text: str) -> Iterator[Span]:
    if "/" not in text and "|" not in text:  # what parts name and agency in all of them
        return
    for pattern in _CREDITS:
        for credit in pattern.finditer(text):
            if not is_agency(credit["agency"]):
                continue
            start, end = credit.span("name")
            tail = _CAPTION_TAIL.search(credit["name"])
            yield Span(start, start + tail.start() if tail else end, Label.PERSON)
            yield Span(*credit.span("agency"), Label.AGENCY)


def _agencies(text: str) -> Iterator[Span]:
    if not any(sign in text for sign in _SIGNS_OF_AGENCY):  # as in most texts
        return
    for found in _AGENCY_ALONE.finditer(text):
        if is_agency(found[0]):
            yield Span(*found.span(), Label.AGENCY)


def _bylines(text: str) -> Iterator[Span]:
    for line in _BYLINE.finditer(text):
        for name in _BYLINE_NAME.finditer(line[0]):
            yield _moved(name.span("name"), line.start(), Label.PERSON)
        for place in _BYLINE_PLACE.finditer(line[0]):
            yield _moved(place.span("place"), line.start(), Label.GPE)


def _lone_names(text: str) -> Iterator[Span]:
    """Yield the author who stands alone between headline and text: no heading, a given name."""
    for line in _LONE_NAME.finditer(text, 0, _HEAD_OF_TEXT):
        name = line["name"]
        tables, folded = gazetteer(), fold(name)
        is_other = kind_by_words(name) or tables.place(folded) or folded in tables.organisations
        if folded.split()[0] in tables.given_names and not is_other:
            yield Span(*line.span("name"), Label.PERSON)


def _moved(span: tuple[int, int], offset: int, label: Label) -> Span:
    return Span(span[0] + offset, span[1] + offset, label)


def _headings(text: str) -> Iterator[Span]:
    """Yield the places that fill a line in capitals: heads of a fact box, a paper's dateline."""
    tables = gazetteer()
    for line in _HEADING.finditer(text):
        start = line.start(1)
        places = line[1].split("/")
        if not all(tables.place(fold(place)) for place in places):
            continue
        for place in places:
            yield Span(*trimmed(text, start, start + len(place)), Label.GPE)
            start += len(place) + 1

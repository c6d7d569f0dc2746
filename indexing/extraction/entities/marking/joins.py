"""Names that the NER cut into pieces, made whole again.

It splits at hyphens ("Lee-" + "Smith"), before rare surnames, at "and" within the name of a body,
and between the words of languages that it does not read.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.kinds import is_organisation_word, kind_by_words
from indexing.extraction.entities.knowledge.spans import (
    OTHERS,
    PLACES,
    Label,
    Span,
    covered,
    without_overlaps,
)
from indexing.extraction.words import word_list

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME_WORD = rf"{_CAPITAL}[\w’'-]*"
_HYPHENED_AFTER = re.compile(rf"(?:-{_CAPITAL}[\w’']+)+")
_HYPHENED_BEFORE = re.compile(rf"(?:(?<=[\s(“\"])|^)(?:{_CAPITAL}[\w’']+-)+$")
_GIVEN_BEFORE = re.compile(rf"(?:^|(?<=[\s(“\"‘]))({_NAME_WORD}|[A-Z]\.|[A-Z]{{1,2}}) $")
_SURNAME_AFTER = re.compile(rf" ({_NAME_WORD})(?! {_CAPITAL})")
_INITIALS = re.compile(r"(?!(?:MP|PM|US|UK|EU|UN|TV)$)(?:[A-Z]\.|[A-Z]{2}|[B-HJ-Z])")
_STOP_WORDS = word_list("stop-words")  # with days and months
_SURNAME_LINKS = r"(?:al|ap|af|ben|bin|da|das|de|del|della|di|do|dos|du|la|le|na|ngo|van|von|y|zu)"
_NUMERAL_AFTER = re.compile(r" [IVX]{1,5}\b(?!\.\w)")
# "Ministry of Trade" + " and Industry", "Department for Culture" + ", Media and Sport".
_OFFICE = re.compile(
    r"\b(?:Ministry|Department|Office|Cent(?:re|er)s?|Committee|Institute|School|Commission|Board)"
    r" (?:of|for|on) "
)
_AND_MORE = re.compile(
    rf"(?:, {_NAME_WORD}(?: {_NAME_WORD})?)?,? (?:and|&) {_NAME_WORD}(?: {_NAME_WORD})?"
)
_OF_MORE = re.compile(rf" (?:of|for) (?:the )?{_NAME_WORD}(?: {_NAME_WORD})?")
_BODY_OF = re.compile(
    r"(?:Academy|Association|Bank|Board|Chamber|Church|College|Commission|Confederation|Council"
    r"|Federation|Guild|Institute|League|Library|Museum|Order|Parliament|Party|Society|Union"
    r"|University)$"
)
_FOREIGN_MORE = re.compile(
    rf"(?: (?:na|ng|do|da|dos|das|del|della|delle|dei|degli|des|du|für|der|och|og|und|e|y|i) "
    rf"(?:{_NAME_WORD})(?: {_NAME_WORD})*)+"
)
# "BBC Radio" + " 3", "Channel" + " 4".
_STATION = re.compile(r"\b(?:Radio|Channel)$")
_NUMBER_MORE = re.compile(r" \d{1,2}\b(?![.,:]\d)")
# "Leeds" + " and Liverpool Canal".
_CANAL_MORE = re.compile(rf" and {_NAME_WORD} Canal\b")
_BODY_WORDS_AFTER = re.compile(
    rf"(?: {_NAME_WORD}){{0,3}}? (?:Police|Council|Cricket|Rugby|Athletics|University|Airlines"
    r"|Airways|Hospital|College|Ambulance|Chamber|Federation|Association|Authority|Bank|Party)\b"
)


def join_names(spans: list[Span], text: str) -> list[Span]:
    """Return the spans with names made whole, in order of place, without overlaps."""
    for step in (
        _over_hyphens,
        _with_numeral,
        _with_given_name,
        _with_surname,
        _adjoining,
        _with_rest_of_body,
    ):
        spans = step(spans, text)
    return spans


def _grown(spans: list[Span], grow: Callable[[Span], Span]) -> list[Span]:
    """Return the spans as ``grow`` extends them; a longer one swallows those that it covers."""
    return without_overlaps(grow(span) for span in spans)


def _over_hyphens(spans: list[Span], text: str) -> list[Span]:
    """Take both halves of "Tor-Erik" and "Lee-Smith" into the name."""

    def grow(span: Span) -> Span:
        if span.label not in (Label.PERSON, Label.ORG):
            return span
        before = _HYPHENED_BEFORE.search(text[max(0, span.start - 30) : span.start])
        after = _HYPHENED_AFTER.match(text[span.end : span.end + 30])
        start = span.start - (len(before[0]) if before else 0)
        return replace(span, start=start, end=span.end + (after.end() if after else 0))

    return _grown(spans, grow)


def _with_numeral(spans: list[Span], text: str) -> list[Span]:
    """Take the numeral of a king or pope into the name, and no full stop behind it."""

    def grow(span: Span) -> Span:
        if span.label is not Label.PERSON:
            return span
        if re.search(r" [IVX]{1,5}\.$", span.text(text)):
            return replace(span, end=span.end - 1)
        numeral = _NUMERAL_AFTER.match(span.after(text, 8))
        return replace(span, end=span.end + numeral.end()) if numeral else span

    return _grown(spans, grow)


def _with_given_name(spans: list[Span], text: str) -> list[Span]:
    """Take the given name before a lone surname into the name: "Ewa" + "[Lis]"."""
    taken = covered(spans, len(text))

    def grow(span: Span) -> Span:
        before = _GIVEN_BEFORE.search(text[max(0, span.start - 30) : span.start])
        is_lone = " " not in span.text(text) or span.label is Label.PERSON
        if not before or not is_lone or span.label in (Label.NORP, Label.AGENCY):
            return span
        start = span.start - len(before[0])
        if any(taken[start : span.start - 1]) or not _is_given(before[1], span, text, start):
            return span
        return Span(start, span.end, Label.PERSON)

    return _grown(spans, grow)


def _is_given(word: str, span: Span, text: str, start: int) -> bool:
    """Tell whether a capitalised word before a lone name belongs to it as a given name."""
    tables = gazetteer()
    folded, name = fold(word), fold(span.text(text))
    if name in tables.countries or name in tables.organisations or tables.is_role(word):
        return False
    if span.label is Label.PERSON and _INITIALS.fullmatch(word):
        return True
    if folded in tables.given_names:
        return True
    if " " in name:
        return False
    opens = not start or text[:start].rstrip(" ")[-1:] in '.!?\n“":'
    known = tables.place(folded) or folded in tables.demonyms or folded in tables.organisations
    return span.label is Label.PERSON and not opens and not known and word[1:2].islower()


def _with_surname(spans: list[Span], text: str) -> list[Span]:
    """Take the last surname into a name that begins with a given name: "[Rajesh Kumar] Paswan"."""
    taken = covered(spans, len(text))

    def grow(span: Span) -> Span:
        after = _SURNAME_AFTER.match(text[span.end : span.end + 30])
        is_name = fold(span.text(text)).split()[:1] and (
            fold(span.text(text)).split()[0] in gazetteer().given_names
        )
        if not after or not is_name or not _may_be_given(span, text):
            return span
        if any(taken[span.end : span.end + after.end()]) or not _may_be_surname(after[1]):
            return span
        return Span(span.start, span.end + after.end(), Label.PERSON)

    return _grown(spans, grow)


def _may_be_given(span: Span, text: str) -> bool:
    """Tell whether a name is a person's, or one word that means nothing else."""
    name = fold(span.text(text))
    tables = gazetteer()
    is_other = " " in span.text(text) or tables.place(name) or name in tables.organisations
    return span.label is Label.PERSON or (span.label is Label.ORG and not is_other)


def _may_be_surname(word: str) -> bool:
    tables, folded = gazetteer(), fold(word)
    known = (tables.countries, tables.demonyms, tables.organisations)
    return (
        word[1:2].islower()
        and not tables.is_role(word)
        and (folded not in _STOP_WORDS or folded == "may")  # Theresa May
        and not any(folded in table for table in known)
        and kind_by_words(f"A {word}") is None
    )


def _adjoining(spans: list[Span], text: str) -> list[Span]:
    """Join a person to the person right behind: "Rubén Darío" + "Muñoz Gil"."""
    joined: list[Span] = []
    for span in sorted(spans):
        last = joined[-1] if joined else None
        if last and _is_rest(last, span, text):
            joined[-1] = Span(last.start, span.end, Label.PERSON)
        elif last and _is_model(last, span, text):
            joined[-1] = Span(last.start, span.end, Label.PRODUCT)
        else:
            joined.append(span)
    return joined


def _is_rest(left: Span, right: Span, text: str) -> bool:
    if Label.PERSON not in (left.label, right.label):
        return False
    gap = text[left.end : right.start]
    if not re.fullmatch(rf" (?:(?:{_SURNAME_LINKS}) )?", gap):
        return False
    first, rest = left.text(text), right.text(text)
    if left.label is right.label:
        return not gazetteer().is_role(first.split()[-1])
    return bool(gap.strip()) or (
        fold(first.split()[0]) in gazetteer().given_names and not is_organisation_word(rest)
    )


def _is_model(maker: Span, model: Span, text: str) -> bool:
    """Tell whether a car's maker is followed by its model: "Honda" + "Civic"."""
    gap = text[maker.end : model.start]
    return gap == " " and maker.text(text) in word_list("carmakers") and model.label in OTHERS


def _with_rest_of_body(spans: list[Span], text: str) -> list[Span]:
    """Take into a name what stands behind "and", "of" and small words of other languages, and the
    number of a radio or television station.
    """

    def grow(span: Span) -> Span:
        name, rest = span.text(text), text[span.end : span.end + 90]
        if span.label in PLACES and (more := _CANAL_MORE.match(rest)):
            return Span(span.start, span.end + more.end(), Label.LOC)
        if span.label in PLACES and (more := _BODY_WORDS_AFTER.match(rest)):
            return Span(span.start, span.end + more.end(), Label.ORG)
        if span.label is not Label.ORG:
            return span
        more = (_OFFICE.search(name) and " and " not in name and _AND_MORE.match(rest)) or None
        more = more or (_BODY_OF.search(name) and _OF_MORE.match(rest)) or None
        more = more or (_STATION.search(name) and _NUMBER_MORE.match(rest)) or None
        more = more or _FOREIGN_MORE.match(rest)
        end = span.end + (more.end() if more else 0)
        return replace(span, end=end - 2 if text[end - 2 : end] in ("'s", "’s") else end)

    return _grown(spans, grow)

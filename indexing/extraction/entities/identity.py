"""From labelled spans to entities: who is who, under which id and name, and how much it matters."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from indexing.extraction.entities.judging.agreement import people_of
from indexing.extraction.entities.knowledge.folding import fold, slug
from indexing.extraction.entities.knowledge.gazetteer import (
    GEORGIA_STATE,
    Known,
    gazetteer,
    person_id,
)
from indexing.extraction.entities.knowledge.organisations import short_forms, without_legal_form
from indexing.extraction.entities.knowledge.persons import People, person_key, untitled
from indexing.extraction.entities.knowledge.spans import PLACES, Label, Span
from indexing.extraction.entities.marking.acronyms import defined_acronyms
from indexing.extraction.entities.marking.brackets import Unbracketed
from indexing.models import Entity, EntityType, Mention

# A mention in the headline or the lead says more about a text's subject than a later one.
_HEADLINE_WEIGHT, _LEAD_WEIGHT, _LEAD_LENGTH = 3.0, 2.0, 300
# Who took the picture or wrote the lines is named, and is not what the text is about.
_CREDIT_WEIGHT = 0.1
# "Hungarian" colours a text, "Hungary" is in it.
_MISC_WEIGHT = 0.5
# In a credit EPA is the photo agency and PA the British one, elsewhere other bodies.
_IN_CREDITS = {"epa": "european pressphoto agency", "pa": "pa media"}
_GEORGIA_ABROAD = re.compile(r"\b(?:Tbilisi|Georgians?|Batumi|Caucasus|Abkhazia|South Ossetia)\b")
_KOREA_NORTH = re.compile(r"\bNorth Korea|Pyongyang")
_GEORGIA_IN_AMERICA = re.compile(r"\b(?:Atlanta|Savannah|Fulton County|Brian Kemp|Georgia Tech)\b")


@dataclass(frozen=True, slots=True)
class Source:
    """The text that spans point into, and the body and headline that it came from.

    ``credited``: where in the text photographers and reporters are named as such.
    """

    unbracketed: Unbracketed
    body: str
    title_length: int
    credited: frozenset[int] = frozenset()


def entities_of(spans: list[Span], source: Source) -> tuple[Entity, ...]:
    """Return one entity for each thing named, by salience, greatest first; ties by place."""
    identifier = _Identifier.of(spans, source.unbracketed.text)
    members: dict[tuple[str, EntityType], list[Span]] = defaultdict(list)
    identities: dict[tuple[str, EntityType], Known] = {}
    for span in sorted(spans):
        known = identifier.identify(span)
        members[known.id, known.type].append(span)
        identities.setdefault((known.id, known.type), known)
    entities = [_entity(identities[key], members[key], source) for key in members]
    total = sum(entity.salience for entity in entities) or 1.0
    shared = [_with_share(entity, total) for entity in entities]
    return tuple(sorted(shared, key=lambda e: (-e.salience, e.mentions[0].start, e.id, e.type)))


def _entity(known: Known, spans: list[Span], source: Source) -> Entity:
    """Return the entity with its weight where its salience, the share, will stand."""
    mentions = tuple(_mention(span, source) for span in spans)
    weight = 0.0 if known.kind == "agency" else sum(_weight(span, source) for span in spans)
    if known.type is EntityType.MISC:
        weight *= _MISC_WEIGHT
    name = known.name or fullest_name(
        (span.text(source.unbracketed.text) for span in spans),
        is_person=known.type is EntityType.PER,
    )
    return Entity(known.id, name, known.type, known.kind, mentions, weight)


def _mention(span: Span, source: Source) -> Mention:
    start, end = source.unbracketed.in_original(source.body, span.start, span.end)
    return Mention(start, end, source.body[start:end])


def _weight(span: Span, source: Source) -> float:
    if span.start in source.credited:
        return _CREDIT_WEIGHT
    place = source.unbracketed.origins[span.start]
    if place < source.title_length:
        return _HEADLINE_WEIGHT
    return _LEAD_WEIGHT if place < source.title_length + _LEAD_LENGTH else 1.0


def _with_share(entity: Entity, total: float) -> Entity:
    share = round(entity.salience / total, 6)
    return Entity(entity.id, entity.name, entity.type, entity.kind, entity.mentions, share)


def fullest_name(spellings: Iterable[str], *, is_person: bool) -> str:
    """Return the spelling that says most: not in capitals, many words, with its accents."""
    names = dict.fromkeys(
        " ".join(untitled(name) if is_person else name.split()) for name in spellings
    )
    return max(
        names,
        key=lambda name: (not _shouts(name), name.count(" "), not name.isascii(), len(name)),
    )


def _shouts(name: str) -> bool:
    return name.isupper() and len(name) > 5


@dataclass(frozen=True, slots=True)
class _Identifier:
    """What one document knows about names: its people, acronyms and short forms."""

    text: str
    people: People
    acronyms: dict[str, str]
    short: dict[str, str]
    is_american: bool

    @classmethod
    def of(cls, spans: list[Span], text: str) -> "_Identifier":
        organisations = {
            without_legal_form(fold(span.text(text)))
            for span in spans
            if span.label in (Label.ORG, Label.AGENCY)
        }
        is_american = bool(_GEORGIA_IN_AMERICA.search(text)) and not _GEORGIA_ABROAD.search(text)
        acronyms = defined_acronyms(text)
        return cls(text, people_of(spans, text), acronyms, short_forms(organisations), is_american)

    def identify(self, span: Span) -> Known:
        """Return who or what a span means. ``name`` is empty when no table has it."""
        name = span.text(self.text)
        if span.label is Label.PERSON:
            return self._person(name, span.start)
        if span.label in PLACES:
            return self._place(fold(name), name)
        if span.label in (Label.ORG, Label.AGENCY):
            return self._organisation(fold(name), is_agency=span.label is Label.AGENCY)
        known = self._people(fold(name)) if span.label is Label.NORP else None
        return known or Known(f"misc:{slug(name)}", "", EntityType.MISC)

    def _people(self, folded: str) -> Known | None:
        """Return the nationality; Koreans are of the South where no North is spoken of."""
        known = gazetteer().demonyms.get(folded)
        if folded in ("korean", "koreans") and not _KOREA_NORTH.search(self.text):
            return gazetteer().demonyms["south korean"]
        return known

    def _person(self, name: str, position: int) -> Known:
        key = self.people.resolve(name, position)
        known = gazetteer().people.get(key) or gazetteer().people.get(person_key(name))
        return known or Known(person_id(*key), "", EntityType.PER)

    def _place(self, folded: str, name: str) -> Known:
        if folded == "georgia" and self.is_american:
            return GEORGIA_STATE
        return gazetteer().place(folded) or Known(f"loc:{slug(name)}", "", EntityType.LOC)

    def _organisation(self, folded: str, *, is_agency: bool) -> Known:
        tables = gazetteer().organisations
        name = _IN_CREDITS.get(folded, folded) if is_agency else folded
        for spelling in (name, without_legal_form(name), *self._longer(name)):
            if known := tables.get(spelling):
                return known
            name = spelling
        kind = "agency" if is_agency else ""
        return Known(f"org:{slug(name)}", "", EntityType.ORG, kind)

    def _longer(self, folded: str) -> Iterable[str]:
        """Yield what a name stands for in this document, step by step."""
        name = without_legal_form(folded)
        for forms in (self.acronyms, self.short):
            if name in forms:
                name = forms[name]
                yield name

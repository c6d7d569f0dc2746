"""What the words around a name say it is, weighed over the whole document.

"the river Lark", "Lark, a nurse from Hull", "in Lark", "Lark, 34,": each is a vote for a kind, for
all mentions of that name. The votes must outweigh what the NER said.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.kinds import kind_by_words
from indexing.extraction.entities.knowledge.organisations import without_legal_form
from indexing.extraction.entities.knowledge.persons import untitled
from indexing.extraction.entities.knowledge.spans import OTHERS, PLACES, Label, Span
from indexing.extraction.words import word_list

_PERSON, _BODY, _PLACE, _THING = Label.PERSON, Label.ORG, Label.GPE, Label.PRODUCT
_NOUN_BEFORE = re.compile(
    r"([\w’'-]+)(?: (?:called|named|dubbed|titled|entitled|known as|of))?[ “\"‘']+$"
)
_NOUN_AND_COMMA = re.compile(r"([\w-]+), $")
_DETERMINED = re.compile(
    r"\b(?:[Hh]er|[Hh]is|[Tt]heir|[Ii]ts|[Oo]ur|[Tt]he|[Aa]n?) (?:[\w-]+ ){0,2}[\w-]+, $"
)
_APPOSED = re.compile(
    r"(?:,| (?:is|was|are|were)) (?:an?|the|its|his|her|their|our|one of|[\w-]+[’']s) "
    r"((?:[\w’'-]+ ){0,5}[\w’'-]+)"
)
_END_OF_NOUN = word_list("noun-ends")
_IN = re.compile(
    r"(?P<before>[\w’'-]*) ?\b(?:[Ii]n|near|outside|around|across|throughout|inside|off)"
    r" (?:(?:northern|southern|eastern|western|central|north|south|east|west|nearby|downtown"
    r"|rural|neighbou?ring|the (?:town|city|village)) )?$"
)
_NO_PLACE_AFTER = word_list("before-in")
_MOVED_TO = re.compile(
    r"\b(?:travel\w*|flew|fly|flies|flying|moved|moving|drove|drives?|returned?|returns|went|goes"
    r"|going|came|way|road|train|trains|flights?|ferry|trip|journey|visit|visits|bound|route"
    r"|trek\w*|back|north|south|east|west) (?:to|for|from) $"
)
_FROM_OR_OF = re.compile(r"([\w-]+) (?:from|of) $")
_BEFORE_OF = word_list("before-of")
_AGE = re.compile(r",? \(?(?:aged )?\d{1,2}(?:[,.;)]|$)")
_WHO = re.compile(r", (?:who|whose)\b")
_FEELS = re.compile(
    r",? (?:shrugged|shrugs|laughed|laughs|smiled|smiles|nodded|grinned|joked|jokes|recalled"
    r"|recalls|wept|sighed|sighs|grew up|was born|died|married|himself|herself)\b"
)
_SPEAKS = re.compile(r",? (?:said|says|told|added|asked|asks)\b")
_HONOURED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame|Lord|Lady|Fr)\.? $")
_ITS_PLACE = re.compile(r", ([^\W\d_a-z][\w.]*(?: [^\W\d_a-z][\w.]*)?)(?=[,.;:)—–\s]|$)")
_SIDE_BY_SIDE = re.compile(r"(?:,| and|, and| or)\s$")
_WHICH = re.compile(r", which\b")
_WHERE = re.compile(r", where\b")
_TRADES = re.compile(
    r",? (?:announced|unveiled|owns|sells|ships|employs|operates|lowered|posted|acquired|launched"
    r"|declined to comment|cut its|raised its|has bought|reported (?:a|its|quarterly|that))\b"
)
_OPENS, _CLOSES = ("“", '"', "'", "‘"), ("”", '"', "'", "’")
_INITIALLED = re.compile(r"(?:[A-Z]\.? ?){1,2} [^\W\d_a-z][\w’'-]+")
_DOUBLE_SURNAME = re.compile(
    r"[^\W\d_a-z][^\W\d_A-Z’]+(?: [^\W\d_a-z][^\W\d_]+)? [^\W\d_a-z][^\W\d_]+-[^\W\d_a-z][^\W\d_]+"
)
_THE = re.compile(r"\b[Tt]he $")
_FAR_FROM = re.compile(
    r"\b(?:hours?|minutes|miles|km|kilomet\w+|met(?:re|er)s|yards) (?:from|off) $"
)
_ABOARD = re.compile(
    r"\b(?:(?:aboard|on board)(?: the)?|(?:wreck|sinking|deck|decks) of the) [“\"]?$"
)
_MADE_BY = re.compile(
    r",? (?:directed|written|co-written|translated|adapted|composed|choreographed|starring)\b"
    r"|, by (?:the |an? )?(?:[\w-]+ ){0,2}(?:director|author|novelist|playwright|poet|composer"
    r"|artist|painter|sculptor|band|singer|film-?maker|choreographer)\b"
)
_SPEAKS_FOR = re.compile(r" of (?:the )?[^\W\d_a-z]")
_AT = re.compile(r"\b[Aa]t $")
_ACRONYM_LENGTH = 5
# What the NER's word weighs: it calls too much of what it does not know a body.
_NER_SAID = {_BODY: 0.8}
_NER_SAID_ELSE = 1.5
_MARGIN = 1.0


def kinds_by_evidence(spans: list[Span], text: str, companies: Counter[str]) -> list[Span]:
    """Label the mentions of each name by the votes around all of them, if these are clear.

    ``companies`` are the ``company_cues``.
    """
    unsettled = [span for span in spans if _may_change(span, text)]
    names = {fold(span.text(text)) for span in unsettled}
    asked = [span for span in spans if fold(span.text(text)) in names]
    votes = _votes(spans, asked, text, companies)
    decided = {span: _decided(span, votes[fold(span.text(text))]) for span in unsettled}
    return [span.labelled(decided.get(span, span.label)) for span in spans]


def _decided(span: Span, votes: dict[Label, float]) -> Label:
    said = _kind_of(span.label)
    best = max(votes, key=lambda kind: (votes[kind], kind))
    if (
        best is said
        or votes[best] < votes.get(said, 0) + _NER_SAID.get(said, _NER_SAID_ELSE) + _MARGIN
    ):
        return span.label
    return best


def _kind_of(label: Label) -> Label:
    if label in PLACES:
        return _PLACE
    return _THING if label in OTHERS else label


def _may_change(span: Span, text: str) -> bool:
    """Leave alone what a table, an agency's format or the name's own words have settled."""
    name = fold(span.text(text))
    tables = gazetteer()
    settled = (
        span.label in (Label.AGENCY, Label.NORP)
        or name in tables.countries
        or name in tables.capitals
        or name in tables.demonyms
        or tables.sure_body(name)
    )
    return not settled and kind_by_words(span.text(text)) is None


def _votes(
    spans: list[Span], asked: list[Span], text: str, companies: Counter[str]
) -> dict[str, dict[Label, float]]:
    """Return name → kind → votes, of the names of the mentions ``asked`` for."""
    votes: dict[str, dict[Label, float]] = defaultdict(lambda: defaultdict(float))
    parts = _parts_of_people(spans, text)
    for span in asked:
        name = fold(span.text(text))
        for kind, weight in _around(span, text):
            votes[name][kind] += weight
    for span in spans:
        bare = without_legal_form(name := fold(span.text(text)))
        if bare != name and bare in votes:
            votes[bare][_BODY] += 6.0  # "Ana Lark GmbH" tells what "Ana Lark" is
    for name in list(votes):
        votes[name][_BODY] += 1.5 * companies[name]
        for kind, weight in _of_name(name, parts):
            votes[name][kind] += weight
    _side_by_side(spans, text, votes)
    return votes


def _parts_of_people(spans: list[Span], text: str) -> frozenset[str]:
    """Return the words of the full names in the document: "Ana" and "Lis" of Ana Lis."""
    people = (untitled(span.text(text)) for span in spans if span.label is _PERSON)
    return frozenset(fold(word) for words in people if len(words) > 1 for word in words)


def _of_name(name: str, parts: frozenset[str]) -> Iterator[tuple[Label, float]]:
    """Yield what the name itself says: by the tables, and by the people of the document."""
    tables = gazetteer()
    words = name.split()
    if tables.places.get(name):
        yield _PLACE, 2.5
    if len(words) > 1 and words[0] in tables.given_names:
        yield _PERSON, 2.5
    if len(words) == 1 and name in parts:
        yield _PERSON, 2.0 if tables.place(name) else 3.0
    elif name in tables.given_names and not tables.place(name):
        yield _PERSON, 1.5


def _around(span: Span, text: str) -> Iterator[tuple[Label, float]]:
    """Yield (kind, weight) for each sign beside one mention; a name without one yields 0."""
    yield _kind_of(span.label), 0.0
    before, after = span.before(text, 45), span.after(text, 70)
    yield from _nouns(before, after)
    yield from _signs_of_place(before, after, span.text(text))
    yield from _signs_of_person(before, after, span.text(text))
    if _TRADES.match(after):
        yield _BODY, 1.5
    if _ABOARD.search(before) or _MADE_BY.match(after):
        yield _THING, 3.0
    name = span.text(text)
    if " " in name and before[-1:] in _OPENS and after[:1] in _CLOSES:
        yield _THING, 2.0
    if name.isupper() and 2 < len(name) <= _ACRONYM_LENGTH and name.isalpha():
        yield _BODY, 3.0


def _signs_of_person(before: str, after: str, name: str) -> Iterator[tuple[Label, float]]:
    if _AGE.match(after) or _HONOURED.search(before):
        yield _PERSON, 4.0
    if _WHO.match(after):
        yield _PERSON, 1.5
    if _FEELS.match(after):
        yield _PERSON, 2.0
    if _SPEAKS.match(after) and " " in name:
        yield _PERSON, 0.5
    if before.endswith("ccording to ") and _SPEAKS_FOR.match(after) and " " in name:
        yield _PERSON, 2.0
    if _INITIALLED.fullmatch(name) or _DOUBLE_SURNAME.fullmatch(name):
        yield _PERSON, 2.0
    if _WHICH.match(after) or _THE.search(before):
        yield _PERSON, -2.0
        yield _BODY, 1.0 if _WHICH.match(after) or name.endswith("s") else 0.0


def _nouns(before: str, after: str) -> Iterator[tuple[Label, float]]:
    kinds = _noun_kinds()
    opens = before[-1:] in " “\"‘'"
    if opens and (noun := _NOUN_BEFORE.search(before)) and (kind := kinds.get(noun[1].lower())):
        yield kind, 3.0
    if after[:1] in (",", ".") and (noun := _NOUN_AND_COMMA.search(before)):
        kind = kinds.get(noun[1].lower())
        if kind is _PERSON:
            yield kind, 2.0
        elif kind and _DETERMINED.search(before):
            yield kind, 3.0
    if apposed := _APPOSED.match(after):
        last = None
        for word in apposed[1].lower().split():
            if word in _END_OF_NOUN:
                break
            last = kinds.get(word, last)
        if last:
            yield last, 3.0


@lru_cache(maxsize=1)
def _noun_kinds() -> dict[str, Label]:
    lists = {"roles": _PERSON, "body-nouns": _BODY, "place-nouns": _PLACE, "thing-nouns": _THING}
    return {word: kind for name, kind in lists.items() for word in word_list(name)}


def _signs_of_place(before: str, after: str, name: str) -> Iterator[tuple[Label, float]]:
    has_moved = before.endswith(("to ", "for ", "from ")) and _MOVED_TO.search(before)
    if has_moved or _WHERE.match(after):
        yield _PLACE, 2.0
    region = _ITS_PLACE.match(after)
    if region and gazetteer().place(fold(region[1])):
        yield _PLACE, 2.5
    if not before.endswith(" "):
        return
    is_acronym = name.isupper() and len(name) <= 6
    found = _IN.search(before)
    if found and found["before"].lower() not in _NO_PLACE_AFTER and not is_acronym:
        yield _PLACE, 2.5
    if before.endswith(("from ", "off ")) and _FAR_FROM.search(before):
        yield _PLACE, 2.5
    if _AT.search(before):
        yield _PLACE, 0.7
    noun = before.endswith(("from ", "of ")) and _FROM_OR_OF.search(before)
    if (
        noun
        and (noun[1] in _BEFORE_OF or _noun_kinds().get(noun[1]) is _PERSON)
        and (noun[1] in _BEFORE_OF or before.endswith("from "))
    ):
        yield _PLACE, 2.5


def _side_by_side(spans: list[Span], text: str, votes: dict[str, dict[Label, float]]) -> None:
    """Let "in Hull and Lark" say of Lark what it says of Hull."""
    for left, right in pairwise(spans):
        gap = text[left.end : right.start]
        if _SIDE_BY_SIDE.fullmatch(gap) and left.label in PLACES and right.label not in PLACES:
            votes[fold(right.text(text))][_PLACE] += 1.0

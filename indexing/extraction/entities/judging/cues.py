"""Words beside a name that tell what it is, anywhere in the document, for all its mentions.

"shares of Lark", once, makes every Lark a company; "the town of Lark" makes it a place.
"""

import re
from collections import Counter

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.kinds import is_organisation_word
from indexing.extraction.entities.knowledge.spans import OTHERS, PLACES, Label, Span

_COMPANY_BEFORE = re.compile(
    r"\b(?:company|companies|firm|maker|retailer|miner|producer|explorer|broker|brand|group|giant"
    r"|rival|developer|lender|insurer|operator|carrier|airline|supplier|manufacturer|chain"
    r"|owner of|stake in|bid for|offer for|takeover of|acquisition of|proposal for|shares in"
    r"|shares of|shareholders in|investors in|parent of|unit of|subsidiary of|acquire|buy"
    r"|analysts? at|economist at|executive at|executive of|CEO of"
    r"|[Cc]hief [Ee]xecutive(?: [Oo]fficer)? of|director of|chairman of)"
    r"\s+(?:the |an? )?$"
)
_COMPANY_AFTER = re.compile(
    r"(?:[’']s)? (?:shares?|stock|stake|plc|Ltd|Inc|Corp|shareholders|investors|bonds|profits?"
    r"|revenue|sales|earnings|chief executive|CEO|Chief Executive|spokes(?:man|woman|person)"
    r"|workers|employees|workforce|share price|board|customers|stores|factory|plant|analysts?"
    r"|economists?|(?:did|does) not (?:immediately )?(?:respond|reply)|declined to comment"
    r"|could not (?:immediately )?be reached)\b"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:town|city|village|hamlet|province|district|region|state|suburb|island|port|resort"
    r"|municipality|department|capital|cities|towns|villages) (?:of|called|named|,)\s+$"
    r"|\b(?:in and around|near the|north of|south of|east of|west of|outside of|miles from"
    r"|km from|born in|native of|resident of|residents of)\s+$"
)
_PLACE_AFTER = re.compile(
    r"(?:[’']s)? (?:area|region|province|county|counties|district|city|town|peninsula|valley"
    r"|airport|metropolitan area|suburb|residents|quarter|neighbou?rhood|borough|slum|favela"
    r"|archipelago|desert|delta|highlands|estuary)\b"
)
_MAY_BE_COMPANY = OTHERS | PLACES | {Label.PERSON, Label.NORP}
_MAY_BE_PLACE = OTHERS | {Label.ORG, Label.PERSON, Label.NORP}
# By what the NER calls a person, a company cue must come twice: "analysts at" a firm or a man?
_CUES_AGAINST_FULL_NAME = 2
_CUES_AGAINST_GIVEN_NAME = 3


def company_cues(spans: list[Span], text: str) -> Counter[str]:
    """Count, for each folded name, the cues that it is a company."""
    cues: Counter[str] = Counter()
    for span in spans:
        name = fold(span.text(text))
        cues[name] += bool(_COMPANY_BEFORE.search(span.before(text, 30)))
        cues[name] += bool(_COMPANY_AFTER.match(span.after(text, 45)))
    return cues


def place_cues(spans: list[Span], text: str) -> Counter[str]:
    """Count, for each folded name, the mentions with a cue that it is a place."""
    cues: Counter[str] = Counter()
    for span in spans:
        before = _PLACE_BEFORE.search(span.before(text, 30))
        cues[fold(span.text(text))] += bool(before or _PLACE_AFTER.match(span.after(text, 22)))
    return cues


def companies_by_cue(spans: list[Span], text: str, cues: Counter[str]) -> list[Span]:
    """Label every mention of a name with a company cue ORG, unless a table or surname objects.

    ``cues`` are the ``company_cues``.
    """
    surnames = _surnames(spans, text)
    return [
        span.labelled(Label.ORG) if _is_company(span, text, cues, surnames) else span
        for span in spans
    ]


def _surnames(spans: list[Span], text: str) -> set[str]:
    people = (span.text(text) for span in spans if span.label is Label.PERSON)
    return {fold(name).split()[-1] for name in people if " " in name and fold(name)}


def _is_company(span: Span, text: str, cues: Counter[str], surnames: set[str]) -> bool:
    name = fold(span.text(text))
    tables = gazetteer()
    if not cues[name] or span.label not in _MAY_BE_COMPANY:
        return False
    if tables.place(name) or name in tables.demonyms:
        return False
    return span.label is not Label.PERSON or (
        name not in surnames and (name in tables.organisations or _outweighs(cues[name], name))
    )


def _outweighs(cues: int, name: str) -> bool:
    """Tell whether cues of a company are enough for what the NER calls a person."""
    words = name.split()
    if words[0] in gazetteer().given_names:
        return len(words) > 1 and cues >= _CUES_AGAINST_GIVEN_NAME
    return len(words) == 1 or cues >= _CUES_AGAINST_FULL_NAME


def places_by_cue(spans: list[Span], text: str, companies: Counter[str]) -> list[Span]:
    """Label every mention of a name GPE that has a place cue and no company cue.

    ``companies`` are the ``company_cues``.
    """
    places = place_cues(spans, text)
    demonyms = gazetteer().demonyms

    def is_place(span: Span) -> bool:
        name = fold(span.text(text))
        return (
            bool(places[name])
            and not companies[name]
            and span.label in _MAY_BE_PLACE
            and name not in demonyms
            and not is_organisation_word(span.text(text))
        )

    return [span.labelled(Label.GPE) if is_place(span) else span for span in spans]

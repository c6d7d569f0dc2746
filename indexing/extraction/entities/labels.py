"""One mention at a time: is it a name at all, where does it really start, what is it?"""

import re
from dataclasses import replace

from indexing.extraction.entities.folding import fold
from indexing.extraction.entities.gazetteer import gazetteer
from indexing.extraction.entities.spans import OTHERS, Label, Span
from indexing.extraction.words import word_list

_ADDRESS = re.compile(r"https?:|\.(?:com|ly|co)/|/\w{5,}$|^@")
_NO_NAMES = word_list("no-names")
_ILLNESS = re.compile(r"covid|coronavirus")
# "50%-plus", "44.9%", "$4 bln", "2-1": what the NER sometimes takes for a company.
_FIGURE = re.compile(r"^[\W\d]*\d[\d.,]*\s?(?:%|[-–]\s?[a-z]|(?:bn|bln|mln|m|k|th|st|nd|rd)\b)|%")
_CAPTION_WORD = re.compile(r" (?:Editing|Writing|Additional|Reporting|File|Photo)$")
_HONOUR = re.compile(
    r"^(?:(?:[Tt]he |[A-Z]\w*[’']s )?(?:Queen|King|Prince|Princess|Pope|Emperor|Duke|Duchess"
    r"|President|Prime Minister|Chancellor|Senator|Sen\.|Rep\.|Gov\.|Governor|Mr\.?|Mrs\.?|Ms\.?"
    r"|Dr\.?|Sir|Lord|Dame|Sheikha?|Emir|Judge|Justice|(?:Foreign |Defen[cs]e |Finance "
    r"|Interior )?Minister|Secretary(?:[- ]General)?|Mayor|Captain|Coach|General|Gen\.|Col\.|Lt\.)"
    r" )+(?=[A-Z])"
)
_ORG_WORD = re.compile(
    r"\b(?:Inc|Ltd|Plc|PLC|Corp|Corporation|Co|Company|LLC|LLP|AG|SA|NV|SE|Oyj|ASA|SpA|Bhd|Group"
    r"|Holdings?|Bank|University|College|Institute|Ministry|Department|Commission|Committee"
    r"|Council|Agency|Association|Federation|Union|Party|Authority|Foundation|Airlines|Airways"
    r"|Motors|Pharmaceuticals|Industries|Partners|Capital|Securities|Insurance|FC|United"
    r"|City Council|Court|Police|Army|Parliament|Assembly|Senate|Bureau|Office|Organi[sz]ation"
    r"|Fund|Exchange|Society|Club|Times|Post|Journal|News)\.?$"
)
_SITE_WORD = re.compile(
    r"\b(?:Airport|Bridge|Stadium|Arena|Hospital|Square|Street|Road|Avenue|Highway|Park|Plaza"
    r"|Tower|Palace|Cathedral|Church|Mosque|Temple|Museum|Prison|Golf Club|Country Club|Hotel"
    r"|Port|Dam|Center|Centre|Station|Theatre|Theater|Hall)$"
)
_SITE_FOR_SURE = re.compile(
    r"(?:Airport|Bridge|Stadium|Arena|Square|Street|Road|Avenue|Highway|Golf Club|Country Club"
    r"|Palace|Tower|Prison)$"
)
_AT = re.compile(r"\b(?:in|at|near|inside|outside|of|the|to)\s+(?:the )?$")
_PLATFORMS = word_list("platforms")
_ON = re.compile(r"\b(?:on|via|his|her|their|official|a)\s+(?:[’']s )?$")


def is_organisation_word(name: str) -> bool:
    """Tell whether a name ends in a word that only bodies and companies carry."""
    return bool(_ORG_WORD.search(name))


def refine(spans: list[Span], text: str) -> list[Span]:
    """Return the spans that are names, with titles cut off and labels set right."""
    refined = (_refined(span, text) for span in spans)
    return [span for span in refined if span is not None]


def _refined(span: Span, text: str) -> Span | None:
    name = span.text(text)
    word = name.lower().rstrip(".")
    if not any(map(str.isupper, name)) or _ADDRESS.search(name) or _FIGURE.search(name):
        return None
    if word in _NO_NAMES or _ILLNESS.match(word):
        return None
    if span.label is Label.PERSON:
        span = _without_titles(span, text)
    span = span.labelled(_label(span, text))
    return span if span.start < span.end else None


def _without_titles(span: Span, text: str) -> Span:
    name = span.text(text)
    if tail := _CAPTION_WORD.search(name):
        span = replace(span, end=span.start + tail.start())
    if title := _HONOUR.match(name):
        span = replace(span, start=span.start + title.end())
    words = span.text(text).split()
    if len(words) > 2 and words[0].lower() in gazetteer().demonyms:
        span = replace(span, start=span.start + len(words[0]) + 1)
    return span


def _label(span: Span, text: str) -> Label:
    name = span.text(text)
    folded = fold(name)
    tables = gazetteer()
    if folded in tables.demonyms:
        return Label.NORP
    if folded in tables.countries or (" " in folded and tables.place(folded)):
        return Label.GPE
    label = _label_by_last_word(span, text)
    if folded in _PLATFORMS and _ON.search(span.before(text, 10)):
        return Label.PRODUCT
    return label


def _label_by_last_word(span: Span, text: str) -> Label:
    """Let the last word of a longer name decide: "Bank", "Ministry", "Airport"."""
    name, label = span.text(text), span.label
    if " " not in name or label is Label.AGENCY:
        return label
    is_site = label is Label.FAC and bool(_SITE_WORD.search(name))
    if label is not Label.ORG and not is_site and is_organisation_word(name):
        return Label.ORG
    may_be_site = label in {Label.ORG, Label.PERSON} or label in OTHERS
    if may_be_site and _SITE_FOR_SURE.search(name) and _AT.search(span.before(text, 14)):
        return Label.FAC
    return label

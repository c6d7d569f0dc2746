"""One mention at a time: is it a name at all, where does it really start, what is it?"""

import re
from dataclasses import replace

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.kinds import kind_by_words
from indexing.extraction.entities.knowledge.persons import person_key
from indexing.extraction.entities.knowledge.spans import OTHERS, PLACES, Label, Span
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
_AT = re.compile(r"\b(?:in|at|near|inside|outside|of|the|to|from|on|over|along|past)\s+(?:the )?$")
# "Union Education Minister", "Home Secretary": what the office is for is no body.
_PORTFOLIO = re.compile(r" (?:Minister|Secretary)\b(?!-)")
_FOREIGN_MINISTRY = " Foreign Ministry"
_PLATFORMS = word_list("platforms")
_PRODUCTS = word_list("products")
_CARMAKERS = word_list("carmakers")
_NO_MODELS = word_list("no-models")
_BYLINE_OFFICES = frozenset({"Correspondent", "Editor", "Reporter", "Writer"})
_ON = re.compile(r"\b(?:on|via|his|her|their|official|a)\s+(?:[’']s )?$")


def refine(spans: list[Span], text: str) -> list[Span]:
    """Return the spans that are names, with titles cut off and labels set right."""
    refined = (_refined(part, text) for span in spans for part in _peoples(span, text))
    return [span for span in refined if span is not None]


def _peoples(span: Span, text: str) -> tuple[Span, ...]:
    """Return two peoples as two, "Sri Lankan" + "Tamils", and a nation and its ministry:
    "Chinese" + "Foreign Ministry".
    """
    name = span.text(text)
    first, _, last = name.rpartition(" ")
    rest = Label.NORP
    if name.endswith(_FOREIGN_MINISTRY):
        first, rest = name.removesuffix(_FOREIGN_MINISTRY), Label.ORG
    demonyms = gazetteer().demonyms
    if fold(first) not in demonyms or (rest is Label.NORP and fold(last) not in demonyms):
        return (span,)
    split = span.start + len(first)
    return Span(span.start, split, Label.NORP), Span(split + 1, span.end, rest)


def _refined(span: Span, text: str) -> Span | None:
    name = span.text(text)
    word = name.lower().rstrip(".")
    if not any(map(str.isupper, name)) or _ADDRESS.search(name) or _FIGURE.search(name):
        return None
    if _PORTFOLIO.match(span.after(text, 12)) and not _is_known(name) and not kind_by_words(name):
        return None
    if word in _NO_NAMES or _ILLNESS.match(word):
        return None
    if _is_office(name) and (span.label is Label.PERSON or " " in name):
        return None
    if span.label is Label.PERSON and kind_by_words(name) is None:
        span = _without_titles(span, text)
    span = span.labelled(_label(span, text))
    return span if span.start < span.end else None


def _is_known(name: str) -> bool:
    tables, folded = gazetteer(), fold(name)
    return bool(tables.place(folded) or folded in tables.organisations or folded in tables.demonyms)


def _without_titles(span: Span, text: str) -> Span:
    name = span.text(text)
    if tail := _CAPTION_WORD.search(name):
        span = replace(span, end=span.start + tail.start())
    if title := _HONOUR.match(name):
        span = replace(span, start=span.start + title.end())
    words = span.text(text).split(" ")
    while len(words) > 1 and (
        gazetteer().is_role(words[0])
        or (len(words) > 2 and words[0].lower() in gazetteer().demonyms)
    ):
        span = replace(span, start=span.start + len(words.pop(0)) + 1)
    return span


def _is_office(name: str) -> bool:
    """Tell whether a name is none, but what somebody is: "Crime Reporter", "Det Sgt"."""
    words = name.split()
    return all(map(gazetteer().is_role, words)) or (len(words) > 1 and words[-1] in _BYLINE_OFFICES)


def _label(span: Span, text: str) -> Label:
    name = span.text(text)
    folded = fold(name)
    if settled := _label_by_tables(name, folded, span.label):
        return settled
    label = _label_by_last_word(span, text)
    if name in _PRODUCTS or _is_model(name):
        return label if label in OTHERS else Label.PRODUCT
    if folded in _PLATFORMS and _ON.search(span.before(text, 10)):
        return Label.PRODUCT
    return label


def _label_by_tables(name: str, folded: str, given: Label) -> Label | None:
    """Return what a nationality, a country or a known name of several words is for certain."""
    tables = gazetteer()
    if folded in tables.demonyms:
        return Label.NORP
    if folded in tables.countries or (" " in folded and tables.place(folded)):
        return Label.GPE
    if " " not in folded:
        return None
    if tables.sure_body(folded):  # "Charles Schwab", before "Schwab" becomes his surname
        return Label.ORG if given is Label.PERSON else None
    return Label.PERSON if person_key(name) in tables.people else None


def _is_model(name: str) -> bool:
    """Tell whether a name is a maker and a model of it: "Ford Transit"."""
    maker, _, model = name.partition(" ")
    is_model = bool(model) and " " not in model and model not in _NO_MODELS
    return is_model and maker in _CARMAKERS and name not in gazetteer().organisations


def _label_by_last_word(span: Span, text: str) -> Label:
    """Let the words of a longer name decide: "Bank", "Ministry", "River", "Prize"."""
    name, label = span.text(text), span.label
    kind = kind_by_words(name)
    if label is Label.AGENCY or kind is None or fold(name) in gazetteer().organisations:
        return label
    if kind is Label.FAC:
        return _label_of_site(span, text)
    if kind is Label.EVENT:
        return label if label in OTHERS else kind
    return kind


def _label_of_site(span: Span, text: str) -> Label:
    """A man may be called Park or Hill: what is taken for a person must stand where places do."""
    if span.label in PLACES:
        return span.label
    is_person = span.label is Label.PERSON and not _AT.search(span.before(text, 14))
    first = fold(span.text(text)).split()[0]
    return span.label if is_person or first in gazetteer().given_names else Label.FAC

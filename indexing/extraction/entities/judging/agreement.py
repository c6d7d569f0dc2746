"""The document agrees with itself: a name seen once is seen everywhere, and is one thing.

First every occurrence of a name, and of the surname of a full name, becomes a mention. Then
each name gets one label from votes: the NER's own, titles before it, prepositions before it,
the tables, and whether somebody in the document bears it as a surname.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.entities.knowledge.gazetteer import gazetteer
from indexing.extraction.entities.knowledge.persons import (
    TITLES,
    People,
    person_key,
    surnames,
    untitled,
)
from indexing.extraction.entities.knowledge.spans import PLACES, Label, Span, covered
from indexing.extraction.words import word_list

_LEADING_ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?)\s+|['’]s$")
# Surnames and months that are ordinary words: at the start of a sentence they prove nothing.
_ORDINARY_WORDS = word_list("ordinary")
_SENTENCE_START = re.compile(r"(^|[.!?\n]\s*)$")
_WORD = re.compile(r"[\w-]+")
_TOWARDS = word_list("towards")
# The Vatican is a body that acts, unless somebody is in it.
_SEES = frozenset({"vatican", "holy see"})
_TITLE_VOTES = 1.5
_SURNAME_VOTES = 2
_KNOWN_SURNAME_VOTES = 1.5


def agree(spans: list[Span], text: str) -> list[Span]:
    """Return all mentions of the names in ``spans``, each name under one label."""
    spread_out = [span for span in spread(spans, text) if _is_spelled(span, text)]
    people = people_of(spread_out, text)
    votes = _Votes.of(spread_out, text)
    return [span.labelled(votes.label(span, text, people)) for span in spread_out]


def _is_spelled(span: Span, text: str) -> bool:
    """Tell whether a mention has a letter and begins with one, roads and known bodies apart."""
    folded = fold(span.text(text))
    if span.label is Label.FAC or folded in gazetteer().organisations:
        return True
    return any(map(str.isalpha, folded)) and not folded[0].isdigit()


def people_of(spans: list[Span], text: str) -> People:
    """Return who is named in full by the spans labelled PERSON."""
    people = People()
    for span in sorted(spans):
        if span.label is Label.PERSON:
            people.add(span.text(text), span.start)
    return people


def spread(spans: list[Span], text: str) -> list[Span]:
    """Return the spans and every other occurrence of their names, in order of place.

    No piece is cut out of a longer run of capitalised words.
    """
    labels = _labels_by_name(spans, text)
    if not labels:
        return spans
    names = "|".join(re.escape(name) for name in sorted(labels, key=lambda n: (-len(n), n)))
    taken = covered(spans, len(text))
    found = list(spans)
    for match in re.finditer(rf"(?<![\w-])(?:{names})(?![\w-])", text):
        if not any(taken[match.start() : match.end()]) and _stands_alone(match, text):
            found.append(Span(*match.span(), labels[match[0]].most_common(1)[0][0]))
    return sorted(found)


def _labels_by_name(spans: list[Span], text: str) -> dict[str, Counter[Label]]:
    labels: dict[str, Counter[Label]] = defaultdict(Counter)
    for span in spans:
        name = _LEADING_ARTICLE.sub("", span.text(text)).strip()
        if len(name) > 2 and name[:1].isupper():
            labels[name][span.label] += 1
        if span.label is Label.PERSON:
            for surname in (*surnames(name), *_given_name(name)):
                if len(surname) > 2 and surname[:1].isupper():
                    labels[surname][Label.PERSON] += _SURNAME_VOTES
    return labels


def _given_name(name: str) -> tuple[str, ...]:
    """Return the given name of a full name, unless it is a place or a word of its own."""
    first, last = person_key(name)
    word = untitled(name)[0]
    tables = gazetteer()
    is_other = tables.place(first) or first in tables.demonyms or first in _ORDINARY_WORDS
    return () if not first or not last or is_other or "." in word else (word,)


def _stands_alone(match: re.Match[str], text: str) -> bool:
    start, end = match.span()
    if match[0].lower() in _ORDINARY_WORDS and _SENTENCE_START.search(
        text[max(0, start - 3) : start]
    ):
        return False
    goes_on = re.match(r"\s[A-Z][a-z]", text[end : end + 3])
    begins_earlier = re.search(r"[A-Z][\w’'-]*\s$", text[max(0, start - 14) : start])
    return not (goes_on and begins_earlier)


@dataclass(frozen=True, slots=True)
class _Votes:
    """What speaks for each folded name: labels given, and prepositions of place before it."""

    labels: dict[str, Counter[Label]]
    towards: Counter[str]

    @classmethod
    def of(cls, spans: list[Span], text: str) -> "_Votes":
        labels: dict[str, Counter[Label]] = defaultdict(Counter)
        towards: Counter[str] = Counter()
        for span in spans:
            name = fold(span.text(text))
            labels[name][span.label] += 1
            towards[name] += _word_before(span, text, 14).lower() in _TOWARDS
        return cls(labels, towards)

    def label(self, span: Span, text: str, people: People) -> Label:
        """Return the label that the whole document gives to this mention's name."""
        name = fold(span.text(text))
        tables = gazetteer()
        # A metonym keeps its place: it is in Budapest that "Budapest" decides.
        if name in _SEES:
            return Label.GPE if _word_before(span, text, 14).lower() in _TOWARDS else Label.ORG
        is_seat = name in tables.countries or name in tables.capitals
        if people.has_surname(name) and not (is_seat and span.label in (Label.GPE, Label.NORP)):
            return Label.PERSON
        if is_seat:
            return self._label_of_seat(name, span.label)
        if not (span.label is Label.PERSON and _has_title(span, text)) and (
            body := self._label_of_body(name, span.label)
        ):
            return body
        return self._majority(name, span, text)

    def _label_of_seat(self, name: str, given: Label) -> Label:
        """Chad may be a man: two votes for a person win, unless something happens *in* Chad."""
        is_person = (
            " " not in name and self.labels[name][Label.PERSON] >= 2 and not self.towards[name]
        )
        return given if is_person or given is Label.NORP else Label.GPE

    def _label_of_body(self, name: str, given: Label) -> Label | None:
        known = gazetteer().sure_body(name)
        if given is Label.AGENCY or self.labels[name][Label.AGENCY]:
            return Label.AGENCY
        if not known:
            return None
        return Label.AGENCY if known.kind == "agency" else Label.ORG

    def _majority(self, name: str, span: Span, text: str) -> Label:
        votes: Counter[Label] = Counter(self.labels[name])
        total: dict[Label, float] = dict(votes)
        may_be_person = span.label in PLACES | {Label.ORG, Label.NORP, Label.PERSON}
        if may_be_person and name.count(" ") < 2 and _has_title(span, text):
            total[Label.PERSON] = total.get(Label.PERSON, 0) + _TITLE_VOTES
        if name in gazetteer().surnames and not gazetteer().place(name):
            total[Label.PERSON] = total.get(Label.PERSON, 0) + _KNOWN_SURNAME_VOTES
        best = max(total, key=lambda label: (total[label], label is span.label))
        return best if total[best] > total.get(span.label, 0) else span.label


def _word_before(span: Span, text: str, width: int) -> str:
    words = _WORD.findall(span.before(text, width))
    return words[-1] if words else ""


def _has_title(span: Span, text: str) -> bool:
    word = _word_before(span, text, 24)
    return word[:1].isupper() and word.lower() in TITLES

"""The rules in their order."""

import re
from collections.abc import Iterable
from dataclasses import replace

from indexing.extraction.entities.identity import Source, entities_of
from indexing.extraction.entities.judging.agreement import agree
from indexing.extraction.entities.judging.cues import companies_by_cue, company_cues, places_by_cue
from indexing.extraction.entities.judging.evidence import kinds_by_evidence
from indexing.extraction.entities.judging.labels import refine
from indexing.extraction.entities.judging.teams import teams_by_sport
from indexing.extraction.entities.knowledge.spans import (
    Label,
    Span,
    known_labels,
    lay_over,
    without_overlaps,
)
from indexing.extraction.entities.marking.acronyms import defined_names
from indexing.extraction.entities.marking.brackets import Unbracketed
from indexing.extraction.entities.marking.joins import join_names
from indexing.extraction.entities.marking.known import missed_names
from indexing.extraction.entities.marking.repair import repair, without_common_words
from indexing.extraction.entities.marking.wire import wire_formats
from indexing.models import Entity

_NEWSPAPER = re.compile(
    r"(?:Times|Post|Journal|Guardian|Telegraph|Economist|Independent|Sun|Mirror|Observer|Hill"
    r"|Atlantic|Hindu|Athletic)$"
)


def find_entities(
    found: Iterable[tuple[int, int, str]], unbracketed: Unbracketed, body: str, title_length: int
) -> tuple[Entity, ...]:
    """Return the entities of a document, by salience, greatest first.

    ``found`` is what the NER saw in ``unbracketed.text``: (start, end, label). Mentions point
    into ``body`` and never overlap.
    """
    formats = wire_formats(unbracketed.text)
    spans = label_spans(found, unbracketed.text, formats)
    credited = frozenset(span.start for span in formats if span.label is Label.PERSON)
    return entities_of(spans, Source(unbracketed, body, title_length, credited))


def label_spans(
    found: Iterable[tuple[int, int, str]], text: str, formats: list[Span]
) -> list[Span]:
    """Return every mention in ``text`` under its final label, in order of place, apart.

    ``formats`` is what ``wire_formats`` says of the text.
    """
    spans = without_common_words(join_names(repair(known_labels(found), text), text), text)
    spans = lay_over(spans, defined_names(text))
    spans = lay_over(spans, formats)
    spans = missed_names(spans, text)
    spans = refine(spans, text)
    cues = company_cues(spans, text)  # they change labels only, so it holds for all three
    spans = companies_by_cue(spans, text, cues)
    spans = places_by_cue(spans, text, cues)
    spans = kinds_by_evidence(spans, text, cues)
    spans = teams_by_sport(spans, text)
    spans = agree(spans, text)
    spans = refine(spans, text)
    datelines = [span for span in formats if span.label is Label.GPE]
    spans = lay_over(teams_by_sport(spans, text), datelines)  # no team is "MEMPHIS, Tenn. (AP)"
    return without_overlaps(_with_article(span, text) for span in spans)


def _with_article(span: Span, text: str) -> Span:
    """Return a newspaper with the article of its name: "The Times"."""
    is_paper = span.label is Label.ORG and _NEWSPAPER.search(span.text(text))
    if is_paper and span.before(text, 4) == "The ":
        return replace(span, start=span.start - 4)
    return span

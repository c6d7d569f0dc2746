"""One document in, one extraction out: the same function for a reference and for all coverage."""

import re
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from indexing.articles.language import detect_language
from indexing.extraction.entities import find_entities, truecased, without_brackets
from indexing.extraction.models import model_version, ner
from indexing.extraction.terms import lexical_terms
from indexing.extraction.topics import classify
from indexing.extraction.vectors import TextPoints, embed
from indexing.models import Document, Entity, Extraction

# A page that long is a list, a transcript or a book; its names stand in the beginning too. So the
# worst page takes half a second, and no worker is stalled.
NER_CHARACTERS = 20_000
# English has 4,000 tokens in that; a page of brackets 20,000, at 16 KB of memory each.
_MOST_TOKENS = 6_000
# No name is that long; spaCy's tokenizer takes 40 s for 20,000 brackets in one piece.
_UNBROKEN = re.compile(r"\S{200,}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ENGLISH = "en"
_ONE_AT_A_TIME = Lock()


def extract(document: Document) -> Extraction:
    """Return who, where and what in ``document``; see ``indexing.extraction.extract``."""
    body = readable(document.body)
    language = language_of(document)
    is_english = language == _ENGLISH
    points = TextPoints(body)
    return Extraction(
        language=language,
        entities=named_entities(document) if is_english else (),
        topics=classify(points) if is_english else (),
        embedding=embed(points),
        terms=lexical_terms(body),
        model=model_version(),
    )


def language_of(document: Document) -> str:
    """Return the ISO 639-1 code that the document declares, else the one detected.

    A text too short to tell is read as English: a headline full of names is no reason to drop it.
    """
    declared = document.language.lower().replace("_", "-").split("-")[0]
    return declared or detect_language(readable(document.text or document.title)) or _ENGLISH


def extract_all(documents: Sequence[Document]) -> list[Extraction]:
    """Return one extraction for each document, in their order.

    One by one: a batch would save a twentieth of the time, but its sums differ in the last digits,
    and a document's result must not depend on its neighbours.
    """
    return [extract(document) for document in documents]


def named_entities(document: Document) -> tuple[Entity, ...]:
    """Return the entities in the first 20,000 characters of an English document's body."""
    unbracketed = without_brackets(_beginning(readable(document.body)))
    readable_text = replace(unbracketed, text=truecased(unbracketed.text))
    found = ner_spans(readable_text.text)
    return find_entities(found, readable_text, document.body, len(document.title))


def ner_spans(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, OntoNotes label) of what the NER sees in the first tokens of a text."""
    pipeline = ner()
    # The zone forgets words seen once, which would pile up; two threads cannot share one.
    with _ONE_AT_A_TIME, pipeline.memory_zone():
        tokens = pipeline.make_doc(_UNBROKEN.sub(_blank, text))
        doc = pipeline(tokens if len(tokens) <= _MOST_TOKENS else tokens[:_MOST_TOKENS].as_doc())
        return [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]


def readable(text: str) -> str:
    """Return ``text``, as long as it was, without lone surrogates, which no model takes."""
    return _SURROGATE.sub("\ufffd", text)


def _blank(found: re.Match[str]) -> str:
    """Return as many blanks, so that offsets stay true."""
    return " " * len(found[0])


def _beginning(body: str) -> str:
    """Return the part of the body that is read for names, cut between words."""
    if len(body) <= NER_CHARACTERS:
        return body
    cut = max(body.rfind(" ", 0, NER_CHARACTERS), body.rfind("\n", 0, NER_CHARACTERS))
    return body[: cut if cut > 0 else NER_CHARACTERS]

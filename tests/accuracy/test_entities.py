"""Names in news: found at their exact place, of the right type, under one entity and its id."""

import pytest

from accuracy.gate import hold
from accuracy.gold import gold_texts, is_open
from accuracy.measures import b_cubed, compared, share

NAMED = ("PER", "ORG", "LOC")


def wanted(types, texts):
    """Return (slug, start, end, type) of the marked mentions of ``types``."""
    return {
        (text.slug, one.start, one.end, one.type)
        for text in texts
        for one in text.mentions
        if one.type in types
    }


def found(extractions, types, texts):
    """Return the same of what the product found."""
    return {
        (text.slug, mention.start, mention.end, entity.type.value)
        for text in texts
        for entity in extractions[text.slug].entities
        if entity.type.value in types
        for mention in entity.mentions
    }


def entity_of_spans(extractions):
    """Return (slug, start, end) → (entity id, type)."""
    return {
        (slug, mention.start, mention.end): (entity.id, entity.type.value)
        for slug, extraction in extractions.items()
        for entity in extraction.entities
        for mention in entity.mentions
    }


@pytest.mark.parametrize("type_", ["PER", "ORG", "LOC", "MISC"])
def test_names_of_one_type(gold_extractions, type_):
    texts = gold_texts()
    score = compared(found(gold_extractions, (type_,), texts), wanted((type_,), texts))
    hold(f"entities: {type_} (F1)", score.f1, score.of)


@pytest.mark.parametrize("half", ["open", "kept back"])
def test_people_bodies_and_places(gold_extractions, half):
    texts = [text for text in gold_texts() if is_open(text.slug) == (half == "open")]
    score = compared(found(gold_extractions, NAMED, texts), wanted(NAMED, texts))
    hold(f"entities: PER, ORG, LOC, {half} half (F1)", score.f1, score.of)


@pytest.mark.parametrize("type_", ["PER", "ORG"])
def test_all_names_of_one_are_one_entity(gold_extractions, type_):
    spans = entity_of_spans(gold_extractions)
    groups = {
        (text.slug, one.start, one.end): (text.slug, one.entity)
        for text in gold_texts()
        for one in text.mentions
        if one.type == type_ and spans.get((text.slug, one.start, one.end), ("", ""))[1] == type_
    }
    made = {key: (key[0], spans[key]) for key in groups}
    score = b_cubed(made, groups)
    hold(f"entities: one {type_}, one entity (B3 F)", score.f1, score.of)


def test_known_entities_have_their_wikidata_id(gold_extractions):
    spans = entity_of_spans(gold_extractions)
    right = [
        spans.get((text.slug, one.start, one.end), ("", ""))[0] == text.ids[one.entity]
        for text in gold_texts()
        for one in text.mentions
        if one.entity in text.ids
    ]
    hold("entities: known ones under their id (share)", share(right), len(right))

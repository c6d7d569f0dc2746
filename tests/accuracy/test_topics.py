"""What a text is about: the main topic first, and chances that mean what they say."""

import math

from accuracy.gate import hold
from accuracy.gold import gold_texts
from accuracy.measures import share
from indexing.extraction import topic_slugs

SURE = 0.8
ABOUT_SURE = (0.7, 0.9)


def told(extractions):
    """Return (gold topics, found topics) of each text."""
    return [(text.topics, extractions[text.slug].topics) for text in gold_texts()]


def test_every_topic_occurs():
    assert {text.topics[0] for text in gold_texts()} == set(topic_slugs())


def test_the_first_topic_is_one_of_the_right_ones(gold_extractions):
    right = [bool(found) and found[0].slug in gold for gold, found in told(gold_extractions)]
    hold("topics: first is right (share)", share(right), len(right))


def test_the_main_topic_is_among_those_found(gold_extractions):
    right = [gold[0] in {one.slug for one in found} for gold, found in told(gold_extractions)]
    hold("topics: main one is found (share)", share(right), len(right))


def test_what_is_found_is_right(gold_extractions):
    right = [one.slug in gold for gold, found in told(gold_extractions) for one in found]
    hold("topics: found ones are right (share)", share(right), len(right))


def right_within(extractions, least, below):
    """Return for each topic found with a chance from ``least`` to ``below`` whether it is right."""
    return [
        one.slug in gold
        for gold, found in told(extractions)
        for one in found
        if least <= one.score < below
    ]


def test_a_topic_at_four_fifths_or_more_is_right_as_often(gold_extractions):
    right = right_within(gold_extractions, SURE, math.inf)
    hold("topics: right at .8 and more (share)", share(right), len(right))


def test_a_topic_at_about_four_fifths_is_right_as_often(gold_extractions):
    right = right_within(gold_extractions, *ABOUT_SURE)
    hold("topics: right between .7 and .9 (share)", share(right), len(right))

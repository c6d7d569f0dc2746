"""The three lines on news-like texts of our own: ``pairs/`` holds two reports of one event each,
a report of another event of the same topic, and for some a follow-up of some days later."""

import itertools
import re
from pathlib import Path

import pytest

from indexing.extraction import extract
from indexing.models import Document
from indexing.relatedness import candidate_terms, is_copy, profile, relate
from indexing.settings.model import Relatedness

LINES = Relatedness()
PAIRS = Path(__file__).parent / "pairs"


def read_pairs():
    """Return (event, part) → document; parts are the headings in the files."""
    found = {}
    for path in sorted(PAIRS.glob("*.txt")):
        _, *sections = re.split(r"^== (.+)\n", path.read_text("utf-8"), flags=re.MULTILINE)
        for part, section in zip(sections[::2], sections[1::2], strict=True):
            title, text = section.strip().split("\n", 1)
            found[path.stem, part] = Document(title, text, "en")
    return found


@pytest.fixture(scope="module")
def documents():
    return read_pairs()


@pytest.fixture(scope="module")
def extractions(documents):
    return {key: extract(document) for key, document in documents.items()}


def kind_of(one, other):
    if one[0] != other[0]:
        return "unrelated"
    for part in ("other event", "follow-up"):
        if part in (one[1], other[1]):
            return part
    return "same story"


@pytest.fixture(scope="module")
def scores(extractions):
    """Return kind of pair → {(one, other): score}, over all pairs of texts."""
    profiles = {key: profile(extraction) for key, extraction in extractions.items()}
    found = {"same story": {}, "follow-up": {}, "other event": {}, "unrelated": {}}
    for one, other in itertools.combinations(profiles, 2):
        relation = relate(profiles[one], profiles[other], lines=LINES)
        found[kind_of(one, other)][one, other] = relation.score
    return found


def test_the_set_is_as_large_as_it_should_be(scores):
    assert {kind: len(pairs) for kind, pairs in scores.items()} == {
        "same story": 9,
        "follow-up": 8,
        "other event": 22,
        "unrelated": 426,
    }


def test_every_same_story_is_above_every_other_event(scores):
    assert min(scores["same story"].values()) > max(scores["other event"].values())


def test_two_reports_of_one_event_reach_the_same_story_line(scores):
    below = {pair for pair, score in scores["same story"].items() if score < LINES.same_story}
    assert below == set()


def test_a_follow_up_of_the_event_is_found(scores):
    missed = {pair for pair, score in scores["follow-up"].items() if score < LINES.related}
    assert missed == set()


def test_another_event_of_the_topic_stays_under_the_same_story_line(scores):
    above = {pair for pair, score in scores["other event"].items() if score >= LINES.same_story}
    assert above == set()


def test_unrelated_texts_stay_below_the_related_line(scores):
    above = {pair for pair, score in scores["unrelated"].items() if score >= LINES.related}
    assert above == set()


def test_two_reports_of_one_event_share_a_candidate_term(extractions):
    for event in {event for event, _ in extractions}:
        first, second = (extractions[event, f"{which} report"] for which in ("first", "second"))
        assert set(candidate_terms(first)) & set(candidate_terms(second)), event


def test_no_report_is_a_copy_of_another(documents):
    for one, other in itertools.combinations(documents.values(), 2):
        assert not is_copy(one.text, other.text).is_copy, (one.title, other.title)

"""Two articles: of one event, of one topic but two events, or strangers to each other."""

import pytest

from accuracy.coverage import pairs
from accuracy.gate import hold
from accuracy.measures import Score, auc, share
from indexing.relatedness import profile, relate
from indexing.settings.model import Relatedness

LINES = Relatedness()


@pytest.fixture(scope="module")
def scores(coverage_extractions):
    """Label → scores of its pairs."""
    ready = {slug: profile(one) for slug, one in coverage_extractions.items()}
    found = {"same-story": [], "same-topic": [], "unrelated": []}
    for pair in pairs():
        relation = relate(ready[pair.one], ready[pair.other], lines=LINES)
        found[pair.label].append(relation.score)
    return found


def test_there_are_pairs_enough(scores):
    assert sum(map(len, scores.values())) >= 150


@pytest.mark.parametrize("others", ["same-topic", "unrelated"])
def test_one_event_is_nearer(scores, others):
    value = auc(scores["same-story"], scores[others])
    hold(f"relatedness: same story over {others} (AUC)", value, len(scores[others]))


def test_the_line_of_the_same_story(scores):
    above = [score >= LINES.same_story for score in scores["same-story"]]
    false = sum(score >= LINES.same_story for label in ("same-topic", "unrelated")
                for score in scores[label])  # fmt: skip
    score = Score(sum(above) / (sum(above) + false), share(above), len(above))
    hold("relatedness: same story at its line (F1)", score.f1, score.of)


def test_the_strict_line_is_for_one_event_only(scores):
    labels = [label for label, some in scores.items() for one in some if one >= LINES.strict]
    right = [label == "same-story" for label in labels]
    hold("relatedness: same story at the strict line (precision)", share(right), len(right))


def test_the_related_line(scores):
    related = [score >= LINES.related for score in scores["same-story"]]
    hold("relatedness: same story is at least related (share)", share(related), len(related))
    apart = [score < LINES.related for score in scores["unrelated"]]
    hold("relatedness: strangers stay below the line (share)", share(apart), len(apart))

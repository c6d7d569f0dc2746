"""Two articles: of one event, of one topic but two events, or strangers to each other.

First by their texts alone, as an article is compared with a reference, whatever lies between
them: chosen pairs, each hard to tell, and all that the coverage gives. Then those of one family and
one window, which is what a story has to tell apart.
"""

from itertools import combinations

import pytest

from accuracy.coverage import HALVES, coverage, is_open, neighbours, pairs
from accuracy.gate import hold
from accuracy.measures import Score, auc, share
from indexing.relatedness import event_nearness, profile, relate, story_member
from indexing.settings.model import Relatedness

LINES = Relatedness()


def at_line(line, own, others):
    """Return how well ``line`` parts the scores of one event from others."""
    above = [score >= line for score in own]
    false = sum(score >= line for score in others)
    return Score(sum(above) / (sum(above) + false), share(above), len(above))


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
    others = [*scores["same-topic"], *scores["unrelated"]]
    score = at_line(LINES.same_story, scores["same-story"], others)
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


def test_of_all_the_coverage_one_event_is_nearer(coverage_extractions):
    """Every two articles that are no copies; most are of other people, as in any day's news."""
    originals = [one for one in coverage() if not one.copy_of]
    ready = {one.slug: profile(coverage_extractions[one.slug]) for one in originals}
    own, family, strangers = [], [], []
    for one, other in combinations(originals, 2):
        score = relate(ready[one.slug], ready[other.slug], lines=LINES).score
        is_own, is_near = one.event == other.event, one.family == other.family
        (own if is_own else family if is_near else strangers).append(score)
    value = auc(own, family)
    hold("relatedness: one event over its people's others (AUC)", value, len(family))
    others = [*family, *strangers]
    hold("relatedness: one event over all other coverage (AUC)", auc(own, others), len(others))


@pytest.fixture(scope="module")
def near(coverage_extractions):
    """Half → whether of one event → nearness of each two that a story's window holds together."""
    members = {
        one.slug: story_member(one.slug, one.document, coverage_extractions[one.slug], at=one.at)
        for one in coverage()
    }
    found = {half: {True: [], False: []} for half in HALVES.values()}
    for one, other in neighbours(within=LINES.story_window):
        nearness, _ = event_nearness(
            members[one.slug], members[other.slug], lines=LINES, window=LINES.story_window
        )
        found[is_open(one.family)][one.event == other.event].append(nearness)
    return found


@pytest.mark.parametrize("half", HALVES)
def test_within_a_window_one_event_is_nearer(near, half):
    own, others = near[HALVES[half]][True], near[HALVES[half]][False]
    hold(f"relatedness: one window, {half} (AUC)", auc(own, others), len(others))


@pytest.mark.parametrize("half", HALVES)
def test_within_a_window_the_lines_part_the_events(near, half):
    own, others = near[HALVES[half]][True], near[HALVES[half]][False]
    score = at_line(LINES.same_story, own, others)
    hold(f"relatedness: one window, {half} (F1)", score.f1, score.of)
    strict = at_line(LINES.strict, own, others)
    hold(f"relatedness: one window, {half}, strict (precision)", strict.precision, strict.of)

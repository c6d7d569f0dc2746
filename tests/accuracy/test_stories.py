"""Articles as they come in, placed one by one: one event makes one story, a copy is folded."""

from collections import Counter
from dataclasses import replace

import pytest

from accuracy.coverage import HALVES, coverage, is_open
from accuracy.gate import hold
from accuracy.measures import Score, b_cubed, share
from indexing.relatedness import (
    NearArticle,
    StoryView,
    candidate_terms,
    line_name,
    place,
    profile,
    relate,
    stories_of_reference,
    story_member,
)
from indexing.settings.model import Relatedness

LINES = Relatedness()


@pytest.fixture(scope="module")
def placements(coverage_extractions):
    """Slug → its placement (of a new story: in itself), by the candidates of the store."""
    made, stories, keys = {}, {}, {}
    for article in coverage():
        extraction = coverage_extractions[article.slug]
        member = story_member(article.slug, article.document, extraction, at=article.at)
        keys[article.slug] = set(candidate_terms(extraction))
        near = {slug for slug, some in keys.items() if some & keys[article.slug]}
        views = [
            StoryView(story, max(one.at for one in members), some)
            for story, members in stories.items()
            if (some := [one for one in members if one.article_id in near])
        ]
        placement = place(member, views, lines=LINES, window=LINES.story_window)
        story = placement.story_id or article.slug
        stories.setdefault(story, []).append(member)
        made[article.slug] = replace(placement, story_id=story)
    return made


def grouped(placements, articles):
    """Return how well ``articles`` were put into stories."""
    found = {article.slug: placements[article.slug].story_id for article in articles}
    return b_cubed(found, {article.slug: article.event for article in articles})


def test_there_are_stories_enough():
    families = {article.family for article in coverage()}
    assert len(families) >= 12


def test_one_event_is_one_story(placements):
    score = grouped(placements, coverage())
    hold("stories: one event, one story (B3 F)", score.f1, score.of)
    hold("stories: no other event in a story (B3 precision)", score.precision, score.of)


@pytest.mark.parametrize("half", HALVES)
def test_one_event_is_one_story_in_either_half(placements, half):
    score = grouped(placements, [one for one in coverage() if is_open(one.family) == HALVES[half]])
    hold(f"stories: {half} (B3 F)", score.f1, score.of)
    hold(f"stories: {half} (B3 precision)", score.precision, score.of)


def test_what_joins_a_hit_tells_its_event(placements):
    """Of articles over the strict line: the event is the one that most of the story told before."""
    told, right = {}, []
    for article in coverage():
        placement = placements[article.slug]
        before = told.setdefault(placement.story_id, Counter())
        if before and not placement.is_copy_of and placement.score >= LINES.strict:
            right.append(before.most_common(1)[0][0] == article.event)
        before[article.event] += 1
    hold("stories: what joins a hit belongs there (precision)", share(right), len(right))


def test_wire_copies_are_folded_into_what_they_copy(placements):
    copies = [article for article in coverage() if article.copy_of]
    right = [placements[article.slug].is_copy_of == article.copy_of for article in copies]
    hold("stories: wire copies are folded (share)", share(right), len(right))


def test_nothing_else_is_folded(placements):
    others = [article for article in coverage() if not article.copy_of]
    apart = [placements[article.slug].is_copy_of is None for article in others]
    hold("stories: other texts are not (share)", share(apart), len(apart))


@pytest.fixture(scope="module")
def named(coverage_extractions, placements):
    """Whether the reference's time is known → is told the same event → calls it the same story?"""
    originals = [one for one in coverage() if not one.copy_of]
    ready = {one.slug: profile(coverage_extractions[one.slug]) for one in originals}
    found = {knows: {True: [], False: []} for knows in (True, False)}
    for reference in originals:
        others = [one for one in originals if one is not reference]
        scores = [relate(ready[reference.slug], ready[one.slug], lines=LINES) for one in others]
        near = [
            NearArticle(relation.score, one.at, placements[one.slug].story_id)
            for one, relation in zip(others, scores, strict=True)
        ]
        for knows in found:
            at = reference.at if knows else None
            stories = stories_of_reference(near, at=at, lines=LINES)
            for one, seen in zip(others, near, strict=True):
                name = line_name(seen.score, LINES, is_in_story=seen.story_id in stories)
                found[knows][one.event == reference.event].append(name == "same story")
    return found


@pytest.mark.parametrize(("time", "knows"), [("known", True), ("not known", False)])
def test_a_follow_calls_the_same_story_what_tells_its_event(named, time, knows):
    """Each article in turn is the reference, the others are what came in."""
    own, others = named[knows][True], named[knows][False]
    score = Score(sum(own) / (sum(own) + sum(others)), share(own), len(own))
    hold(f"stories: a follow names its own, time {time} (precision)", score.precision, score.of)
    hold(f"stories: a follow names its own, time {time} (F1)", score.f1, score.of)

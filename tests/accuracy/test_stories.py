"""Articles as they come in, placed one by one: one event makes one story, a copy is folded."""

import pytest

from accuracy.coverage import coverage
from accuracy.gate import hold
from accuracy.measures import b_cubed, share
from indexing.relatedness import StoryView, candidate_terms, place, story_member
from indexing.settings.model import Relatedness

LINES = Relatedness()


@pytest.fixture(scope="module")
def placements(coverage_extractions):
    """Slug → (story, the slug it is a copy of), by the same candidates as the store would find."""
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
        made[article.slug] = (story, placement.is_copy_of)
    return made


def test_there_are_stories_enough():
    families = {article.family for article in coverage()}
    assert len(families) >= 12


def test_one_event_is_one_story(placements):
    groups = {article.slug: article.event for article in coverage()}
    score = b_cubed({slug: story for slug, (story, _) in placements.items()}, groups)
    hold("stories: one event, one story (B3 F)", score.f1, score.of)
    hold("stories: no other event in a story (B3 precision)", score.precision, score.of)


def test_wire_copies_are_folded_into_what_they_copy(placements):
    copies = [article for article in coverage() if article.copy_of]
    right = [placements[article.slug][1] == article.copy_of for article in copies]
    hold("stories: wire copies are folded (share)", share(right), len(right))


def test_nothing_else_is_folded(placements):
    others = [article for article in coverage() if not article.copy_of]
    apart = [placements[article.slug][1] is None for article in others]
    hold("stories: other texts are not (share)", share(apart), len(apart))

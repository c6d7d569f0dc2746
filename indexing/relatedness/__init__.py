"""Relatedness: how near two texts are and why, copies, stories, one person across documents.

Pure functions over extractions; candidates come from the store, decisions from here. In order:
``profile`` makes an extraction ready to be compared, ``reasons`` tells in words what two share,
``score`` relates an article to a reference, ``tuning`` bends a reference to what its reader
said, ``copies`` finds one text under several headlines, ``stories`` places an article with the
articles that tell the same event, ``linking`` takes two ids for one person.
"""

from indexing.relatedness.copies import CopyVerdict, bands, is_copy, shingles, signature
from indexing.relatedness.linking import KnownName, Link, link, surname_key
from indexing.relatedness.profile import Profile, profile
from indexing.relatedness.score import LineName, line_name, relate
from indexing.relatedness.stories import (
    NearArticle,
    Placement,
    StoryMember,
    StoryView,
    candidate_terms,
    event_nearness,
    place,
    stories_of_reference,
    story_member,
    story_title,
)
from indexing.relatedness.tuning import Tuning, tuned

__all__ = [
    "CopyVerdict",
    "KnownName",
    "LineName",
    "Link",
    "NearArticle",
    "Placement",
    "Profile",
    "StoryMember",
    "StoryView",
    "Tuning",
    "bands",
    "candidate_terms",
    "event_nearness",
    "is_copy",
    "line_name",
    "link",
    "place",
    "profile",
    "relate",
    "shingles",
    "signature",
    "stories_of_reference",
    "story_member",
    "story_title",
    "surname_key",
    "tuned",
]

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from indexing.models import Document
from indexing.relatedness import (
    NearArticle,
    StoryView,
    candidate_terms,
    event_nearness,
    place,
    stories_of_reference,
    story_member,
    story_title,
)
from indexing.settings.model import Relatedness

LINES = Relatedness()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = timedelta(days=4)
WIRE = "the ferry ran aground at night and all people aboard were taken off by fishing boats today"


@pytest.fixture
def member(make):
    def build(id_, words, *, after=timedelta(0), text="", title="", names=None):
        extraction = make(words, names or {}, embedding=())
        return story_member(id_, Document(title or id_, text), extraction, at=NOON + after)

    return build


def view(story_id, *members):
    return StoryView(story_id, max(each.at for each in members), members)


def placed(article, *stories):
    return place(article, stories, lines=LINES, window=WINDOW)


def test_the_first_article_opens_a_story(member):
    placement = placed(member("a", "ferry rocks"))
    assert (placement.story_id, placement.score, placement.is_copy_of) == (None, 0.0, None)


def test_an_article_joins_the_nearest_story_and_says_why(member):
    ferry = view("ferry", member("a", "ferry rocks captain"))
    strike = view("strike", member("b", "ferry strike union port"))
    placement = placed(member("c", "ferry rocks divers"), strike, ferry)
    assert (placement.story_id, placement.is_copy_of) == ("ferry", None)
    assert placement.reason == "rare words: rocks, ferry"


def test_below_the_line_a_new_story_is_opened_and_the_nearest_is_told(member):
    strike = view("strike", member("a", "ferry strike union port"))
    placement = placed(member("b", "ferry rocks divers captain"), strike)
    assert placement.story_id is None
    assert placement.reason == "nearest story at 0.16, the line is 0.24"


def test_one_near_member_does_not_pull_an_article_into_a_story_that_is_elsewhere(member):
    others = [member(f"a{n}", "rate bank koruna") for n in range(2)]
    mixed = view("mixed", member("b", "ferry rocks"), *others)
    lone = member("c", "ferry rocks divers captain")
    assert placed(lone, mixed).story_id is None
    assert placed(lone, view("ferry", mixed.members[0])).story_id == "ferry"


@pytest.mark.parametrize(
    ("after", "left", "told"),
    [
        pytest.param(timedelta(0), 1.0, (), id="at once: all"),
        pytest.param(timedelta(hours=11), 1 - 0.1 * 11 / 96, (), id="the same day: no word of it"),
        pytest.param(timedelta(days=1), 0.975, ("1 day apart",), id="a quarter: a fortieth less"),
        pytest.param(
            timedelta(days=-2), 0.95, ("2 days apart",), id="half, before: a twentieth less"
        ),
        pytest.param(timedelta(days=4), 0.9, ("4 days apart",), id="the window: a tenth less"),
        pytest.param(timedelta(days=30), 0.9, ("30 days apart",), id="beyond it: no more"),
    ],
)
def test_what_is_told_days_apart_is_less_surely_one_event(member, after, left, told):
    one, other = member("a", "ferry rocks"), member("b", "ferry rocks", after=after)
    nearness, reasons = event_nearness(one, other, lines=LINES, window=WINDOW)
    assert nearness == pytest.approx(left * LINES.lexical_weight)
    assert reasons == ("rare words: rocks, ferry", *told)
    assert event_nearness(other, one, lines=LINES, window=WINDOW) == (nearness, reasons)


def test_a_window_of_no_time_takes_stories_of_the_same_moment_only(member):
    ferry = view("ferry", member("a", "ferry rocks"))
    later = member("c", "ferry rocks", after=timedelta(seconds=1))
    places = [
        place(article, [ferry], lines=LINES, window=timedelta(0)).story_id
        for article in (member("b", "ferry rocks"), later)
    ]
    assert places == ["ferry", None]


@pytest.mark.parametrize(
    ("after", "joins"),
    [
        pytest.param(timedelta(days=4), True, id="four days after its latest article: still open"),
        pytest.param(timedelta(days=4, seconds=1), False, id="later: closed"),
        pytest.param(timedelta(days=-4), True, id="found late, published up to four days before"),
        pytest.param(timedelta(days=-5), False, id="published long before the story began"),
    ],
)
def test_a_story_grows_within_its_window(member, after, joins):
    ferry = view("ferry", member("a", "ferry rocks"))
    placement = placed(member("b", "ferry rocks", after=after), ferry)
    assert (placement.story_id == "ferry") is joins


def test_a_copy_joins_whatever_its_age_and_words(member):
    ferry = view("ferry", member("a", "ferry rocks", text=WIRE, title="All saved"))
    near = view("near", member("b", "cup final"))
    late = member("c", "cup final", after=timedelta(days=30), text=f"Corrected: {WIRE}")
    placement = placed(late, near, ferry)
    assert (placement.story_id, placement.is_copy_of) == ("ferry", "a")
    assert placement.reason == "copy of 'All saved': 100% of the shorter text"


def test_an_article_is_never_its_own_neighbour(member):
    again = member("a", "ferry rocks", text=WIRE)
    placement = placed(again, view("own", again))
    assert (placement.story_id, placement.is_copy_of) == (None, None)


@pytest.mark.parametrize(
    ("title", "copied"),
    [pytest.param("Ferry saved", "a", id="the same"), pytest.param("Cup won", None, id="another")],
)
def test_a_short_text_is_a_copy_only_under_the_same_headline(member, title, copied):
    short = "From our morning letter, which comes out each weekday"
    ferry = view("ferry", member("a", "ferry rocks", text=short, title="Ferry saved"))
    assert placed(member("b", "cup final", text=short, title=title), ferry).is_copy_of == copied


def test_the_order_of_stories_and_members_is_no_matter(member):
    words = ("ferry rocks", "ferry captain", "ferry rocks captain", "bank rate")
    members = [member(f"m{n}", each, text=WIRE) for n, each in enumerate(words)]
    article = member("new", "ferry rocks divers")
    placements = {
        place(article, order, lines=LINES, window=WINDOW)
        for some in itertools.permutations(members)
        for order in itertools.permutations([view("s1", *some[:2]), view("s2", *members[2:])])
        if {each.article_id for each in some[:2]} == {"m0", "m1"}
    }
    assert len(placements) == 1


FAR = timedelta(days=4, seconds=1)
NEAR = (
    NearArticle(0.5, NOON + FAR, "trial"), NearArticle(0.36, NOON - FAR, "strike"),
    NearArticle(0.24, NOON + timedelta(days=4), "ferry"), NearArticle(0.24, NOON, "rescue"),
    NearArticle(0.2399, NOON, "harbour"), NearArticle(0.5, NOON, ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "stories"),
    [
        pytest.param(NOON, {"ferry", "rescue"}, id="of its days, from the line on"),
        pytest.param(NOON + FAR, {"trial", "ferry"}, id="of other days"),
        pytest.param(NOON + 9 * FAR, set(), id="long after all"),
        pytest.param(None, {"trial", "strike"}, id="no time: from the strict line on"),
    ],
)
def test_a_reference_is_told_by_the_stories_of_what_is_near_it(at, stories):
    for near in itertools.permutations(NEAR):
        assert stories_of_reference(near, at=at, lines=LINES) == stories


def test_the_title_is_the_headline_most_like_all_others(member):
    fringe = member("a", "ferry weather", title="Windy weekend")
    middle = member("b", "ferry rocks captain", title="Ferry on rocks")
    detail = member("c", "rocks captain trial", title="Captain questioned")
    assert story_title([fringe, middle, detail]) == "Ferry on rocks"


def test_the_title_of_equals_is_the_earliest_and_an_empty_headline_is_never_chosen(member):
    late = member("a", "ferry", title="Late", after=timedelta(hours=1))
    assert story_title([late, member("b", "ferry", title="Early")]) == "Early"
    assert story_title([]) == ""


def test_candidate_terms_are_names_then_weighty_words_no_countries_no_figures(make):
    names = {"Q28": "Hungary", "per:viktor-orban": "Viktor Orbán", "org:nato": "NATO"}
    words = {"10 percent": 4, "veto": 3, "summit": 2, "said": 0.1}
    extraction = make(words, names, kinds={"Q28": "country"})
    assert candidate_terms(extraction, limit=4) == (
        "e:per:viktor-orban",
        "e:org:nato",
        "t:veto",
        "t:summit",
    )


def test_candidate_terms_of_another_language_are_words(make):
    extraction = make({"vétó": 1}, {"org:nato": "NATO"}, language="hu")
    assert candidate_terms(extraction) == ("t:vétó",)

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.delivery.message import Links, MessageType, Snippet, StoryStatus, at_most
from indexing.delivery.render import MOST_HTML_BYTES, as_html, as_text, subject


class _Reader(HTMLParser):
    """Reads the page as a person would, writing marks and links as the text mail does."""

    def __init__(self):
        super().__init__()
        self.words, self.addresses, self.tags, self._skipped = [], [], set(), False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self._skipped = tag in ("style", "title")
        if tag == "a":
            self.addresses.append(dict(attrs)["href"])
        self.words.append({"mark": "[", "li": " - "}.get(tag, "" if tag == "a" else " "))

    def handle_endtag(self, tag):
        self._skipped = False
        end = {"mark": "]", "a": f": {self.addresses[-1]} " if self.addresses else ""}
        self.words.append(end.get(tag, " "))

    def handle_data(self, data):
        self.words.append("" if self._skipped else data)


def read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def squeezed(text):
    return re.sub(r"\s+", "", text)


EXPECTED = """\
Hungary and NATO, 1 March 08:00 to 2 March 08:00 (Europe/Budapest)
Mute this alert: https://pw.example.org/m/TOKEN

1. Hungary names its price for the summit   NEW
   7 outlets, 8 articles (5 copies), same story 0.71
   mute this story: https://pw.example.org/m/STORY1
   - News Example, published 2 March 09:14 (by the page)
     "… [Orbán] said Hungary would not block the [NATO] plan …"
     matched: orban (title), nato (par. 1)
     why: https://pw.example.org/explain/a1
     read: https://news.example/summit
   - Herald, date unknown, seen 2 March 10:01
     "… [Orbán] said Hungary would not block the [NATO] plan …"
     matched: nato (par. 1)
     why: https://pw.example.org/explain/a2
     read: https://herald.example/1
   and 6 more articles

2. Orbán drops NATO objection   CORRECTED Sun 1 March 18:40: headline changed (was “Orbán blocks NATO”)
   1 outlet, 1 article
   mute this story: https://pw.example.org/m/STORY2
   - News Example, published 2 March 09:14 (by the page): NATO plan goes on
     "… [Orbán] said Hungary would not block the [NATO] plan …"
     matched: orban (title), nato (par. 1)
     why: https://pw.example.org/explain/a3
     read: https://news.example/summit

Exactly these hits: https://pw.example.org/deliveries/5521
Held by a mute until Fri 6 March 08:00 Europe/Budapest: 2
Silent feeds: 1
Post business: usual 11 a week, none for 9 days
Alert 17, version 2 of its query: orban AND (nato OR ukraine)
"""  # noqa: E501 one line of a mail is one line here


def test_a_digest_as_text(digest):
    assert as_text(digest) == EXPECTED


def test_html_says_the_same_and_loads_nothing(digest):
    page = read(as_html(digest))
    assert squeezed("".join(page.words)) == squeezed(as_text(digest))
    assert not page.tags & {"img", "link", "script", "iframe", "object", "svg", "form"}
    assert "url(" not in as_html(digest)
    assert "@import" not in as_html(digest)
    assert "<mark>Orbán</mark>" in as_html(digest)


def only(story, **changes):
    return {"stories": (replace(story, **changes),)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(lambda _: {}, "Hungary and NATO: 2 stories, 9 articles", id="a digest"),
        pytest.param(
            lambda _: {"more": 14, "more_articles": 30},
            "Hungary and NATO: 16 stories, 39 articles",
            id="those left out count",
        ),
        pytest.param(
            lambda d: {"stories": d.stories[:1]},
            "Hungary and NATO: Hungary names its price for the summit (8 articles)",
            id="one story: its headline",
        ),
        pytest.param(
            lambda d: only(d.stories[0], status=StoryStatus.SINCE, new=3),
            "Hungary and NATO: Hungary names its price for the summit (+3 since)",
            id="a story that grew",
        ),
        pytest.param(
            lambda d: {"type": MessageType.CORRECTION, "stories": d.stories[1:]},
            "Hungary and NATO: corrected: Orbán drops NATO objection",
            id="a correction",
        ),
        pytest.param(
            lambda d: {"type": MessageType.SPIKE, "stories": d.stories[:1]},
            "Hungary and NATO: spike: Hungary names its price for the summit (8 articles)",
            id="a spike",
        ),
        pytest.param(
            lambda _: {"type": MessageType.FEED_PROBLEM, "alert": None, "stories": ()},
            "Presswatch: 1 feed needs a hand",
            id="feeds",
        ),
        pytest.param(
            lambda _: {"type": MessageType.TEST, "stories": ()},
            "TEST: Hungary and NATO: nothing new",
            id="a test before the first hit",
        ),
        pytest.param(
            lambda d: {"alert": replace(d.alert, name="x\r\nBcc: all@example.org")},
            "x Bcc: all@example.org: 2 stories, 9 articles",
            id="a name that forges a header",
        ),
    ],
)
def test_subject(digest, changes, expected):
    assert subject(replace(digest, **changes(digest))) == expected


def test_a_long_headline_leaves_room_for_the_count(digest):
    told = subject(replace(digest, **only(digest.stories[0], title="word " * 200)))
    assert len(told) <= 150
    assert told.endswith("… (8 articles)")


def test_tests_and_repeats_are_marked_above_all(digest):
    text = as_text(replace(digest, type=MessageType.TEST), is_repeat=True)
    first, second, *_ = text.splitlines()
    assert first.startswith("TEST: ")
    assert second.startswith("May be a repeat: ")
    assert "May be a repeat" not in as_text(digest)


def test_what_is_left_out_is_counted(digest):
    for print_ in (as_text, as_html):
        assert "and 1 more, with 1 article" in print_(at_most(digest, 1))


def test_without_a_public_url_there_are_only_read_links(digest):
    bare = [
        replace(s, mute="", articles=tuple(replace(a, why="") for a in s.articles))
        for s in digest.stories
    ]
    page = read(as_html(replace(digest, links=Links(), stories=tuple(bare))))
    assert set(page.addresses) == {"https://news.example/summit", "https://herald.example/1"}


def test_the_first_outlet_is_named_when_all_are_there(digest):
    story = replace(digest.stories[0], new=2, copies=0, outlets=2)
    told = as_text(replace(digest, stories=(story,)))
    assert "2 outlets, 2 articles, first News Example 2 March 09:14, same story" in told


def test_an_at_once_message_names_its_moment(digest):
    window = replace(digest.window, since=digest.window.until)
    heading = as_text(replace(digest, window=window)).splitlines()[0]
    assert heading == "Hungary and NATO, 2 March 08:00 (Europe/Budapest)"


def test_an_address_that_is_not_safe_to_open_is_no_link(digest):
    story = digest.stories[0]
    article = replace(story.articles[0], url="javascript:alert(1)")
    message = replace(digest, **only(story, articles=(article,)))
    assert "javascript" not in as_html(message) + as_text(message)
    assert "(its address is not safe to open)" in as_text(message)


def test_offsets_hold_in_a_text_with_invisible_characters(digest):
    story = digest.stories[0]
    snippet = Snippet(
        "\u202e\u202eOrbán\n said, \u200bNATO plan", ((2, 7), (4, 7), (16, 20), (90, 99))
    )
    matched = (replace(story.articles[0].matched[0], snippet=snippet),)
    article = replace(story.articles[0], matched=matched)
    told = as_text(replace(digest, **only(story, articles=(article,))))
    assert '"[Orbán] said, [NATO] plan"' in told


def swollen(digest, stories):
    story = digest.stories[0]
    articles = tuple(
        replace(story.articles[0], id=str(n), url=f"https://news.example/{n}?{'a' * 1_900}")
        for n in range(9)
    )
    return replace(digest, stories=(replace(story, new=9, articles=articles),) * stories)


@pytest.mark.parametrize("stories", [1, 20, 60])
def test_html_stays_under_90_kb_and_text_follows_it(digest, stories):
    message = swollen(digest, stories)
    html, text = as_html(message), as_text(message)
    assert len(html.encode()) <= MOST_HTML_BYTES
    assert squeezed("".join(read(html).words)) == squeezed(text)
    told = int((re.search(r"^and (\d+) more, with", text, re.MULTILINE) or [0, 0])[1])
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) + told == stories


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=y>',
        "{{ 7*7 }}",
        "a\r\n\r\nb",
        "\u202eevil",
    ]
)


@given(title=HOSTILE, name=HOSTILE, source=HOSTILE, quote=HOSTILE, start=st.integers(0, 60))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_hostile_words_stay_words(digest, title, name, source, quote, start):
    story = digest.stories[0]
    match = replace(story.articles[0].matched[0], snippet=Snippet(quote, ((start, start + 5),)))
    article = replace(story.articles[0], title=title, source=source, matched=(match,))
    message = replace(digest, **only(story, title=title, articles=(article,)))
    message = replace(message, alert=replace(digest.alert, name=name))
    html, text = as_html(message), as_text(message)
    page = read(html)
    assert page.tags <= read(as_html(digest)).tags
    assert squeezed("".join(page.words)) == squeezed(text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\r\x00]", html + text + subject(message))
    assert len(subject(message).splitlines()) == 1


def test_a_window_in_another_zone_is_told_in_that_zone(digest):
    window = replace(digest.window, zone="America/New_York")
    window = replace(window, since=window.until - timedelta(days=7))
    heading = as_text(replace(digest, window=window)).splitlines()[0]
    assert heading == "Hungary and NATO, 23 February 02:00 to 2 March 02:00 (America/New_York)"

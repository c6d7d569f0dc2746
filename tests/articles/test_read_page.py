"""What a page gives, and what is said of those that give nothing."""

import contextlib
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_pages import PARAGRAPHS, page

from indexing.articles.read_page import read_page
from indexing.errors import ArticleUnreadable
from indexing.models import DateSource, Reading

URL = "https://riverpost.example/news/bridge-to-close"
HEADLINE = "Bridge at Millford to close in April"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def read(html: bytes, **options: object) -> Reading:
    return read_page(html, **{"url": URL, "fetched_at": NOON, **options})


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_a_plain_page():
    reading = read(page())
    assert reading.document.title == HEADLINE
    assert reading.document.text == "\n".join(PARAGRAPHS)
    assert (reading.document.language, reading.source, reading.final_url) == ("en", "page", URL)
    assert reading.published_from is DateSource.UNKNOWN
    assert pickle.loads(pickle.dumps(reading)) == reading


@pytest.mark.parametrize(
    ("head", "title", "heading"),
    [
        pytest.param("", f"{HEADLINE} - River Post", HEADLINE, id="the one h1, not the title tag"),
        pytest.param(
            f'<meta property="og:title" content="{HEADLINE}">', "River Post", "x", id="og:title"
        ),
        pytest.param(
            f'<meta property="og:title" content="{HEADLINE} | River Post">'
            '<meta property="og:site_name" content="The River Post">',
            "x",
            "y",
            id="og:title that carries the site's name",
        ),
        pytest.param("", f"{HEADLINE} — riverpost.example", "", id="the domain as the site's name"),
        pytest.param(
            json_ld(f'{{"@type": "NewsArticle", "headline": "{HEADLINE}"}}'), "x", "y", id="JSON-LD"
        ),
        pytest.param("", f"{HEADLINE} – River Post – 2 March", "", id="a date behind the name"),
        pytest.param("", f"{HEADLINE}｜River Post", "", id="a full-width bar"),
    ],
)
def test_the_headline_is_without_the_sites_name(head, title, heading):
    assert read(page(head=head, title=title, heading=heading)).document.title == HEADLINE


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Bridge closed - and nobody knows why", id="no name"),
        pytest.param(
            "Prize - River Post - wins again and again, say its readers", id="its subject"
        ),
    ],
)
def test_a_headline_with_dashes_of_its_own_stays_whole(title):
    assert read(page(title=title, heading=title)).document.title == title


NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "published_at", "source"),
    [
        pytest.param(
            json_ld('{"@type": "NewsArticle", "datePublished": "2026-03-02T10:00:00+01:00"}'),
            NINE,
            DateSource.PAGE,
            id="JSON-LD, with its zone",
        ),
        pytest.param(
            json_ld(
                '{"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"},'
                '{"@type": ["ReportageNewsArticle"], "datePublished": "2026-03-02T09:00Z"}]}'
            ),
            NINE,
            DateSource.PAGE,
            id="the article's own object in a graph",
        ),
        pytest.param(
            json_ld("{broken") + '<meta property="article:published_time" '
            'content="2026-03-02T09:00:00Z">',
            NINE,
            DateSource.PAGE,
            id="broken JSON-LD, then a meta tag",
        ),
        pytest.param(
            '<meta name="pubdate" content="Mon, 02 Mar 2026 10:00:00 +0100">',
            NINE,
            DateSource.PAGE,
            id="as mail writes it",
        ),
        pytest.param(
            '<meta property="article:published_time" content="2026-12-24T09:00:00Z">',
            None,
            DateSource.UNKNOWN,
            id="from the future: unknown",
        ),
        pytest.param(
            f'<meta property="article:published_time" content="{NOON.isoformat()}">',
            datetime(2026, 3, 2, tzinfo=UTC),
            DateSource.TEXT,
            id="the moment of the fetch: only the day is left",
        ),
        pytest.param("", None, DateSource.UNKNOWN, id="nobody says"),
    ],
)
def test_the_date_and_who_claims_it(head, published_at, source):
    reading = read(page(head=head))
    assert (reading.published_at, reading.published_from) == (published_at, source)


def test_a_date_in_the_address_is_from_the_text():
    reading = read(page(), url="https://riverpost.example/2026/02/18/bridge")
    assert reading.published_at == datetime(2026, 2, 18, tzinfo=UTC)
    assert reading.published_from is DateSource.TEXT


def test_authors_site_and_canonical_link():
    head = '<link rel="canonical" href="/news/bridge?utm_source=x"><meta property="og:site_name"'
    head += ' content="River Post">' + json_ld(
        '{"@type": "Article", "author": [{"name": "Anna Holt"}, {"name": "By Bo Reed"},'
        ' {"name": "https://riverpost.example/staff"}, {"name": "Anna Holt"}]}'
    )
    reading = read(page(head=head))
    assert reading.authors == ("Anna Holt", "Bo Reed")
    assert reading.site_name == "River Post"
    assert reading.canonical_url == "https://riverpost.example/news/bridge"


def test_lists_tables_and_the_repeated_headline_leave_no_marks():
    extra = "<ul><li>First point of the list</li><li>Second point</li></ul>"
    extra += "<table><tr><td>April</td><td>closed</td></tr></table><p>The last words of it.</p>"
    lines = read(page(paragraphs=(*PARAGRAPHS, extra))).document.text.split("\n")
    assert lines[0] == PARAGRAPHS[0]
    assert "First point of the list" in lines
    assert not any(line.startswith(("-", "|")) for line in lines)


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        pytest.param("cp1250", "text/html; charset=windows-1250", id="the header says so"),
        pytest.param("utf-8", "text/html", id="UTF-8"),
    ],
)
def test_charset(encoding, content_type):
    hungarian = "A minisztérium szerint az őszi díjemelés elmarad, és a kérdésről később döntenek. "
    html = f"<html><body><article><h1>Díjak</h1><p>{hungarian * 5}</p></article></body></html>"
    reading = read(html.encode(encoding), content_type=content_type)
    assert reading.document.text == (hungarian * 5).strip()
    assert reading.document.language == "hu"


CONSENT = (
    "We and our 842 partners store and/or access information on a device, such as cookies, and "
    "process personal data. You can accept all or manage your choices in our cookie policy.",
    "Some of our partners rely on legitimate interest; you can withdraw your consent at any time.",
)
PROMPT = "<div>To continue reading, subscribe. Already a subscriber? Log in</div>"
SHORT = ("The river board said on Monday that the bridge will close.",)


@pytest.mark.parametrize(
    ("html", "why"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"%PDF-1.7", "is a PDF", id="PDF"),
        pytest.param(page(paragraphs=("Soon.",)), "too short to be an article: 1 word", id="short"),
        pytest.param(page(paragraphs=SHORT, after=PROMPT), "behind a paywall", id="paywall"),
        pytest.param(
            page(
                head=json_ld('{"@type": "NewsArticle", "isAccessibleForFree": false}'),
                paragraphs=SHORT,
            ),
            "behind a paywall",
            id="a paywall by the page's own data",
        ),
        pytest.param(
            page(title="Log in", heading="Log in", paragraphs=(), after="<input type=password>"),
            "a login page",
            id="login",
        ),
        pytest.param(
            page(title="Privacy", heading="We value your privacy", paragraphs=CONSENT),
            "a consent wall",
            id="consent, wordy",
        ),
        pytest.param(
            page(title="404 Not Found", heading="404", paragraphs=SHORT * 5),
            "an error page",
            id="404",
        ),
        pytest.param(
            page(title="Access denied", heading="Access denied", paragraphs=SHORT),
            "an error page",
            id="access denied",
        ),
        pytest.param(
            page(title="Just a moment...", heading="", paragraphs=("Verify you are human.",)),
            "a robot check",
            id="captcha",
        ),
        pytest.param(
            page(paragraphs=("You are using an old browser. Please update your browser.",) * 6),
            "a notice to take another browser",
            id="old browser",
        ),
    ],
)
def test_what_is_no_article_says_why(html, why):
    with pytest.raises(ArticleUnreadable) as caught:
        read(html)
    assert why in caught.value.what
    assert caught.value.where == URL


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "video/mp4"])
def test_other_types_are_refused(kind):
    with pytest.raises(ArticleUnreadable):
        read(b"anything", content_type=kind)


@pytest.mark.parametrize(
    ("title", "paragraph"),
    [
        pytest.param(
            "404 jobs lost at Millford works", "The works will close in June.", id="a number"
        ),
        pytest.param(
            "Court fines shop over its cookie wall",
            "The shop asked visitors to accept all cookies, the court found, and its cookie "
            "policy named no reason.",
            id="about cookies",
        ),
        pytest.param(
            "Paper asks readers to pay", "It says: subscribe to continue reading.", id="on paywalls"
        ),
    ],
)
def test_an_article_about_such_things_is_read(title, paragraph):
    html = page(title=title, heading=title, paragraphs=(paragraph, *PARAGRAPHS))
    assert paragraph in read(html).document.text


def test_a_long_teaser_is_read_without_its_prompt():
    html = page(paragraphs=(*PARAGRAPHS, "Subscribe to continue reading this story."))
    assert read(html).document.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "note",
    [
        "To view this video please enable JavaScript, and consider upgrading to a web browser that "
        "supports HTML5 video",
        "Your browser does not support the audio element.",
        "JavaScript is required to play this video.",
    ],
)
def test_a_short_article_is_read_without_what_its_video_player_says(note):
    html = page(paragraphs=(*PARAGRAPHS[:2], note, *PARAGRAPHS[2:]))
    assert read(html).document.text == "\n".join(PARAGRAPHS)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "text/html; charset=utf-16"]))
def test_any_bytes_are_read_or_unreadable(html, content_type):
    with contextlib.suppress(ArticleUnreadable):
        assert isinstance(read(html, content_type=content_type, min_words=1), Reading)


_PIECES = st.sampled_from(
    """
    <html> <body> <article> <p> </p> <h1> <title> words_and_more_words <table> <tr> <td> <ul> <li>
    <script_type="application/ld+json"> {"@type":["Article"],"author":[[]]} </script>
    <meta_name=date_content="9999-99-99"> <link_rel=canonical_href="http://["> <time_datetime=2026>
    <!-- --> &#0; é <svg> <math> <template> <?pi <base_href="::"> <input_type=password>
    """.split()  # noqa: SIM905 (_ stands for a space)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_any_pieces_of_pages_are_read_or_unreadable(pieces):
    html = "".join(pieces).replace("_", " ").encode()
    with contextlib.suppress(ArticleUnreadable):
        assert isinstance(read(html, min_words=1), Reading)

"""Where the text of a page is found, when the strict look finds only a part of it."""

import pytest
from sample_pages import PARAGRAPHS, page

from indexing.articles.read_page import read_page

URL = "https://riverpost.example/news/bridge-to-close"
LONG = tuple(f"{text} So it was told to the board's meeting." for text in PARAGRAPHS * 2)


def text_of(html: bytes) -> str:
    return read_page(html, url=URL, min_words=20).document.text


def data(body: str, **more: str) -> str:
    facts = "".join(f', "{key}": {value}' for key, value in more.items())
    return (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"'
        f"{facts}}}</script>"
    )


def body_of(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def test_a_text_that_the_pages_data_holds_whole_is_taken_from_there():
    html = page(paragraphs=PARAGRAPHS[:2], head=data(body_of(PARAGRAPHS * 2)))
    assert text_of(html) == "\n".join(PARAGRAPHS * 2)


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        pytest.param(
            data(body_of(PARAGRAPHS * 2), isAccessibleForFree="false"),
            PARAGRAPHS[:2],
            id="of a paid page only what it shows",
        ),
        pytest.param(data(body_of(PARAGRAPHS[:1])), PARAGRAPHS, id="a shorter one is a teaser"),
        pytest.param(data(" "), PARAGRAPHS, id="an empty one says nothing"),
        pytest.param(
            data("**Closed.** " + body_of(PARAGRAPHS * 2)), PARAGRAPHS, id="one in Markdown"
        ),
    ],
)
def test_what_the_pages_data_states_is_not_always_taken(head, shown):
    assert text_of(page(paragraphs=shown, head=head)) == "\n".join(shown)


def test_where_little_is_found_a_second_look_finds_the_prose():
    first = page(paragraphs=PARAGRAPHS[:2]).replace(
        b"<article>", b"<article><div class='article__content'>"
    )
    second = f"</div><div class='grid'><div class='article__content'>{body_of(LONG)}</div></div>"
    found = text_of(first.replace(b"</article>", f"</article>{second}".encode()))
    assert all(text in found for text in LONG)


def test_a_second_look_that_finds_a_heap_is_not_believed():
    lines = (f"Bridge story number {n}, and more of it" for n in range(60))
    captions = "".join(f"<figure><img><figcaption><p>{text}</p></figcaption>" for text in lines)
    html = page(paragraphs=PARAGRAPHS[:1])
    assert text_of(html.replace(b"</article>", f"{captions}</article>".encode())) == PARAGRAPHS[0]

"""The piece of text that is shown, and what is marked in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.models import MatchedClause
from indexing.search.snippets import snippet, window


def marked(text, spans):
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def spans_of(text, *words):
    return [
        (start, start + len(word))
        for word in words
        for start in range(len(text))
        if text.startswith(word, start)
    ]


FAR = "nato nato nato " + "filler " * 20 + "orban met nato " + "filler " * 20


@pytest.mark.parametrize(
    ("text", "words", "width", "shown"),
    [
        pytest.param("a nato b", ["nato"], 160, "a [nato] b", id="all of a short text"),
        pytest.param(FAR, ["nato", "orban"], 20, "… [orban] met [nato] …", id="most kinds win"),
        pytest.param(FAR, ["nato"], 20, "[nato] [nato] [nato] …", id="then most words"),
        pytest.param(
            "one two nato three four", ["nato"], 12, "… two [nato] …", id="cut at borders"
        ),
        pytest.param("a\nnato\tb", ["nato"], 160, "a [nato] b", id="line ends become spaces"),
        pytest.param("nato summit", ["nato summit", "summit"], 99, "[nato summit]", id="overlaps"),
        pytest.param("one two three", [], 8, "one two …", id="nothing to mark: the beginning"),
        pytest.param(
            "x" * 30 + " b", ["x" * 30], 10, f"[{'x' * 30}] …", id="a word over the width"
        ),
        pytest.param("", [], 10, "", id="no text"),
    ],
)
def test_the_best_window_is_shown(text, words, width, shown):
    assert marked(*window(text, spans_of(text, *words), width=width)) == shown


WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "nato"]), max_size=40)


@given(WORDS, st.sampled_from([" ", "\n", "  "]), st.integers(4, 60))
@settings(max_examples=100, deadline=None)
def test_marks_keep_their_letters_and_the_width_holds(words, space, width):
    text = space.join(words)
    shown, inside = window(text, spans_of(text, "nato"), width=width)
    bare = shown.removeprefix("… ").removesuffix(" …")
    assert len(bare) <= width
    assert set(bare.split()) <= set(words)
    assert all(shown[start:end] == "nato" for start, end in inside)
    assert len(inside) == bare.split().count("nato")
    assert bool(inside) is ("nato" in words)


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        pytest.param("text", "in the [text]", id="the text where it has marks"),
        pytest.param("title", "a [headline]", id="else the headline"),
        pytest.param("topic", "in the text", id="else the beginning of the text"),
    ],
)
def test_which_field_is_shown(article, field, shown):
    told = article("in the text", title="a headline")
    spans = {"text": ((7, 11),), "title": ((2, 10),), "topic": ()}[field]
    found = snippet(told, [MatchedClause("clause", field, (), spans)])
    assert marked(found.text, found.spans) == shown
    assert found.field == ("title" if field == "title" else "text")

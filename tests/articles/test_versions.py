"""A version is made when a reader would see that words changed, and for nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.articles.versions import (
    Change,
    change_summary,
    correction_note,
    text_hash,
    word_diff,
)
from indexing.models import Document

TEXT = "The bridge will close in April.\nThe county pays 12 comments’ worth of attention."
OLD = Document("Bridge to close", TEXT)


def changed(text: str = TEXT, title: str = OLD.title) -> bool:
    return text_hash(Document(title, text)) != text_hash(OLD)


@pytest.mark.parametrize(
    "line",
    [
        "Updated 5 minutes ago",
        "2 hours ago",
        "Last updated: 12 March 2026 14:03 GMT",
        "Published on Monday, 2 March 2026 at 9.30 am",
        "12 comments",
        "1.2k shares | 34 likes",
        "Comments (7)",
        "Share this article",
        "Share on Facebook",
        "Advertisement",
        "4 min read",
        "Read more: The other bridge",
        "Sign up for our weekly letter",
        "© 2026 River Post. All rights reserved.",
    ],
)
def test_boilerplate_makes_no_version(line):
    assert not changed(f"{line}\n{TEXT}\n{line}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.replace("’", "'"), id="another apostrophe"),
        pytest.param(TEXT.replace("\n", "\n\n  "), id="white space"),
        pytest.param(TEXT.replace(" ", "\u00a0"), id="hard spaces"),
    ],
)
def test_spelling_of_the_same_words_makes_no_version(text):
    assert not changed(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.replace("April", "May"), id="a word"),
        pytest.param(TEXT.replace("12", "13"), id="a number"),
        pytest.param(TEXT + "\nCorrection: the bridge is older.", id="a correction note"),
        pytest.param(
            TEXT + "\nShare prices fell on Monday.", id="a sentence that begins with Share"
        ),
        pytest.param(TEXT + "\nUpdated plans foresee a ferry.", id="a sentence on updated plans"),
        pytest.param(TEXT + "\nPublished figures differ.", id="a sentence on published figures"),
        pytest.param(
            TEXT + "\nRelated costs are not known.", id="a sentence that begins with Related"
        ),
    ],
)
def test_a_change_of_words_makes_a_version(text):
    assert changed(text)


def test_a_new_headline_makes_a_version():
    assert changed(title="Bridge to close in April")


def test_word_diff_shows_what_went_and_what_came():
    assert word_diff("The bridge will close in April.", "The bridge may close in May.") == (
        Change("same", "The bridge"),
        Change("removed", "will"),
        Change("added", "may"),
        Change("same", "close in"),
        Change("removed", "April."),
        Change("added", "May."),
    )


def test_word_diff_keeps_paragraphs():
    diff = word_diff("One.\nTwo.", "One.\nNew here.\nTwo.")
    assert diff == (
        Change("same", "One.\n"),
        Change("added", "New here.\n"),
        Change("same", "Two."),
    )


def test_word_diff_of_equal_texts_is_one_piece():
    assert word_diff("a b", "a b") == (Change("same", "a b"),)
    assert word_diff("", "") == ()


_LINES = st.lists(st.sampled_from(["a", "b", "c d", "e f g", ""]), max_size=8).map("\n".join)


@settings(max_examples=80, deadline=None)
@given(_LINES, _LINES)
def test_word_diff_gives_both_texts_back(old, new):
    diff = word_diff(old, new)
    for text, kind in ((old, "removed"), (new, "added")):
        words = [word for one in diff if one.kind in ("same", kind) for word in one.text.split()]
        assert words == text.split()


def test_a_diff_of_huge_texts_ends():
    old, new = ("\n".join(["ab " * 50, "b a " * 50] * 20_000), "a\n" * 50_000)
    assert {one.kind for one in word_diff(old, new)} >= {"removed", "added"}


@pytest.mark.parametrize(
    ("title", "text", "summary"),
    [
        pytest.param("Bridge to close", TEXT, "nothing", id="nothing"),
        pytest.param("Bridge shut", TEXT, "headline changed", id="headline"),
        pytest.param(
            "Bridge shut",
            TEXT.replace("April", "May"),
            "headline changed, 1 paragraph changed",
            id="headline and paragraph",
        ),
        pytest.param(
            "Bridge to close", f"{TEXT}\nA.\nB.", "2 paragraphs added", id="two paragraphs more"
        ),
        pytest.param(
            "Bridge to close",
            TEXT.partition("\n")[0],
            "1 paragraph removed",
            id="one paragraph less",
        ),
        pytest.param(
            "Bridge to close", f"{TEXT}\n3 comments", "nothing", id="a counter is nothing"
        ),
    ],
)
def test_change_in_words(title, text, summary):
    assert change_summary(OLD, Document(title, text)) == summary


@pytest.mark.parametrize(
    ("line", "is_note"),
    [
        ("Correction: an earlier version gave the wrong month.", True),
        ("Correction (2 March): the bridge is older.", True),
        ("• This article was amended on 2 March 2026.", True),
        ("Corrections officers went on strike.", False),
        ("The bridge will close.", False),
    ],
)
def test_the_publishers_note_is_found(line, is_note):
    assert correction_note(Document("", f"Text.\n{line}")) == (line if is_note else "")

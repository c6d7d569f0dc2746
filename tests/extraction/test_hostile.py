"""Whatever a page holds, a worker must read it, soon, and say the truth about offsets."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.extraction import extract
from indexing.extraction.extractor import NER_CHARACTERS
from indexing.models import Document

# Pieces that the rules look for, so that random texts meet them.
PIECES = st.sampled_from(
    [
        "Viktor Orban", "(Victor) Orban", "Orban", "von der Leyen", "Kiev", "U.S.", "NATO", "the ",
        "PARIS (Reuters) - ", "REUTERS/Ana Petri", "Ana Petri | Getty Images", "(Reporting by Ana",
        "Budget Audit Board (BAB)", "’s", "\n\n", " ", ". ", "“", "”", "(", ")", "[", "]", "|", "/",
        "-led", "50%-plus", "İ", "ß", "e\u0301", "\u200b", "\ud83d\ude00", "\x00", "Ó ", "al-",
    ]
)  # fmt: skip


def assert_true(document: Document) -> None:
    read = extract(document)
    body = document.body
    mentions = sorted((m.start, m.end, m.text) for e in read.entities for m in e.mentions)
    assert all(body[start:end] == text and text for start, end, text in mentions)
    assert all(first[1] <= second[0] for first, second in pairwise(mentions))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.lists(PIECES, max_size=25).map("".join))
def test_texts_made_of_what_the_rules_look_for(title, text):
    assert_true(Document(title, text, "en"))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text):
    assert_true(Document("", text, "en"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 20_000, id="brackets without a blank"),
        pytest.param("A." * 10_000, id="initials"),
        pytest.param("Aa-" * 7_000, id="hyphens"),
        pytest.param("\n" * 20_000, id="empty lines"),
        pytest.param("By Aa, " * 3_000, id="bylines"),
        pytest.param("Viktor von " * 2_000, id="particles"),
        pytest.param("PARIS/" * 3_000 + " (Reuters) - It", id="datelines"),
    ],
)
def test_long_texts_of_one_pattern(text):
    assert_true(Document("", text, "en"))


def test_a_megabyte_is_read_for_its_beginning():
    text = "Ana Petri met Max Lo in Oslo. " * 35_000
    read = extract(Document("", text, "en"))
    assert max(m.end for e in read.entities for m in e.mentions) <= NER_CHARACTERS
    assert {entity.name for entity in read.entities} == {"Ana Petri", "Max Lo", "Oslo"}

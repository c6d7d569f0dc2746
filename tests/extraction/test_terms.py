import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.extraction import lexical_terms
from indexing.extraction.terms import rarity


def test_rare_words_weigh_more_than_common_ones():
    words = [word for word, _ in lexical_terms("A government bought osmium.")]
    assert words == ["osmium", "bought", "government"]


def test_repetition_weighs_more_but_not_in_proportion():
    weights = dict(lexical_terms("tungsten tungsten tungsten osmium"))
    share = weights["tungsten"] / weights["osmium"]
    expected = (1 + math.log(3)) * rarity("tungsten") / rarity("osmium")
    assert share == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("Orbán’s", "orban", id="folded, no possessive"),
        pytest.param("TUNGSTEN", "tungsten", id="lower case"),
        pytest.param("co-operate", "co-operate", id="hyphen within"),
        pytest.param("G20", "g20", id="figures within"),
        pytest.param("2,300", "2300", id="a figure alone"),
        pytest.param("война", "война", id="other scripts"),
    ],
)
def test_words(text, word):
    assert lexical_terms(text) == ((word, 1.0),)


@pytest.mark.parametrize("text", ["", "the of and said Monday", "12 – 45%", "a b c"])
def test_no_words_no_terms(text):
    assert lexical_terms(text) == ()


def test_at_most_400_words_are_kept():
    assert len(lexical_terms(" ".join(f"qx{chr(97 + i % 26)}{i}" for i in range(900)))) == 400


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_terms_have_unit_length_and_are_in_order(text):
    terms = lexical_terms(text)
    assert list(terms) == sorted(terms, key=lambda term: (-term[1], term[0]))
    if terms:
        assert math.fsum(weight**2 for _, weight in terms) == pytest.approx(1, abs=1e-3)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.extraction.figures import figures
from indexing.extraction.terms import lexical_terms, rarity


def tells(word):
    return word not in {"of", "the"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("about 2,300 people", ["2300"], id="thousands without their comma"),
        pytest.param("at 6.12 metres", ["6.12"], id="a decimal"),
        pytest.param("won 2-1", ["2-1"], id="a score"),
        pytest.param("worth 14 billion euros", ["14 billion"], id="a short one: of what"),
        pytest.param("a 40-metre gap", ["40 metre"], id="joined to what it counts"),
        pytest.param("10 of the 12", [], id="a short one of nothing"),
        pytest.param("march 11, 11 march, 11 mar, mar. 11", ["11 mar"] * 4, id="a day, any way"),
        pytest.param("the 2024 vote of 1975", [], id="years are background"),
        pytest.param("1,975 votes", ["1975"], id="a thousand is no year"),
        pytest.param("the lqb-417 jab", ["417"], id="a number after a name"),
        pytest.param("g20, 3rd, 20s", [], id="part of a word"),
        pytest.param("١٢٣", [], id="other digits"),
    ],
)
def test_figures(text, found):
    assert list(figures(text, tells=tells).elements()) == found


def test_of_a_long_list_the_first_twenty_stand_for_the_rest():
    text = " ".join(str(number) for number in range(100, 200)) + " 100"
    found = figures(text, tells=tells)
    assert list(found) == [str(number) for number in range(100, 120)]
    assert found["100"] == 2


def test_a_figure_weighs_as_much_as_a_word_that_nobody_knows():
    weights = dict(lexical_terms("2,300 xqzvkw"))
    assert rarity("xqzvkw") == 8**1.5
    assert weights["2300"] == weights["xqzvkw"]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("0123456789.,:- abmarch%\n"), max_size=200))
def test_a_figure_starts_with_a_digit_and_ends_with_no_sign(text):
    for figure in figures(text, tells=tells):
        assert figure[0].isdigit()
        assert figure[-1].isalnum()

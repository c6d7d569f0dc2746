import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.extraction.entities.marking.brackets import without_brackets


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("Minister (Victor) Orban said", "Minister Victor Orban said", id="in a name"),
        pytest.param("“(Hungarian) Minister", "“Hungarian Minister", id="opening a quotation"),
        pytest.param("Minister (Orban) assured", "Minister Orban assured", id="before a verb"),
        pytest.param("Viktor [Orban] said", "Viktor Orban said", id="square ones always"),
        pytest.param("United Nations (UN) said", "United Nations (UN) said", id="an acronym"),
        pytest.param("Ada Lo (Labour) said", "Ada Lo (Labour) said", id="a party after a name"),
        pytest.param("PARIS (Reuters) - The", "PARIS (Reuters) - The", id="a dateline"),
        pytest.param("he (and she) Said", "he (and she) Said", id="small letters"),
    ],
)
def test_without_brackets(text, read):
    assert without_brackets(text).text == read


@pytest.mark.parametrize(
    ("text", "name", "original"),
    [
        pytest.param("the (Victor) Orban said", "Victor Orban", "(Victor) Orban", id="whole pair"),
        pytest.param("the (Orban) said", "Orban", "Orban", id="without its brackets"),
        pytest.param("a Viktor [Orban] said", "Viktor Orban", "Viktor [Orban]", id="at the end"),
        pytest.param("nothing to blank", "blank", "blank", id="no bracket at all"),
    ],
)
def test_offsets_lead_back(text, name, original):
    read = without_brackets(text)
    start = read.text.index(name)
    first, last = read.in_original(text, start, start + len(name))
    assert text[first:last] == original


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="(A)[b] Z“\nsaid", max_size=60))
def test_every_character_keeps_its_origin(text):
    read = without_brackets(text)
    assert "".join(text[place] for place in read.origins) == read.text

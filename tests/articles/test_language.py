"""The language of a text: sure, or not said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.articles.language import detect_language, first_language

ENGLISH = "The river board said on Monday that the old bridge will close for repairs."
GERMAN = "Der Stadtrat entscheidet am Donnerstag, ob die alte Brücke geschlossen wird."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        ("Le conseil décidera jeudi si le vieux pont doit être fermé pour travaux.", "fr"),
        ("A testület csütörtökön dönt arról, hogy lezárják-e a régi hidat.", "hu"),
        ("Совет решит в четверг, закрывать ли старый мост на ремонт.", "ru"),
        ("市議会は木曜日、古い橋を修理のために閉鎖するかどうかを決める。", "ja"),
        pytest.param("Orbán drops NATO objection", "", id="a headline of names: not sure"),
        pytest.param("Bridge shut", "", id="under 20 letters"),
        pytest.param("12 34 56 78 90 " * 9, "", id="no letters"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_language(text, code):
    assert detect_language(text) == code


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        pytest.param((GERMAN, f"The old bridge\n{ENGLISH}"), "de", id="the text decides"),
        pytest.param(("Bridge shut", ENGLISH), "en", id="where it tells nothing, the next"),
        pytest.param(("Bridge shut", ""), "sv", id="where none does, what is claimed"),
    ],
)
def test_the_first_text_that_tells_its_language_decides(texts, code):
    assert first_language(*texts, claimed="sv") == code


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_the_answer_is_a_code_and_always_the_same(text):
    code = detect_language(text)
    assert code == detect_language(text)
    assert code == "" or (len(code) == 2 and code.isalpha())

import pytest

from indexing.extraction.entities.organisations import (
    defined_acronyms,
    short_forms,
    without_legal_form,
)


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        pytest.param("lark holdings plc", "lark", id="all legal forms"),
        pytest.param("group", "group", id="one word stays"),
    ],
)
def test_without_legal_form(folded, expected):
    assert without_legal_form(folded) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the Budget Audit Board (BAB) met", {"bab": "budget audit board"}, id="plain"),
        pytest.param(
            "a Court of Appeal (CA) and a Bank of Ruritania (BoR)",
            {"ca": "court of appeal", "bor": "bank of ruritania"},
            id="small words counted or not",
        ),
        pytest.param("Ana Petri (PM) met", {}, id="other letters"),
        pytest.param("(BAB) opens the text", {}, id="nothing before"),
    ],
)
def test_defined_acronyms(text, expected):
    assert defined_acronyms(text) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param({"bab", "budget audit board"}, {"bab": "budget audit board"}, id="acronym"),
        pytest.param({"lark", "lark airways"}, {"lark": "lark airways"}, id="first word"),
        pytest.param({"lark", "lark airways", "lark bank"}, {}, id="two candidates, none taken"),
        pytest.param({"ltd", "ltd airways"}, {}, id="too short for a first word"),
    ],
)
def test_short_forms(names, expected):
    assert short_forms(names) == expected

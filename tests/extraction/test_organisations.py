import pytest

from indexing.extraction.entities.knowledge.organisations import short_forms, without_legal_form


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
    ("names", "expected"),
    [
        pytest.param({"bab", "budget audit board"}, {"bab": "budget audit board"}, id="acronym"),
        pytest.param({"lark", "lark airways"}, {"lark": "lark airways"}, id="first word"),
        pytest.param({"lark", "lark airways", "lark bank"}, {}, id="two candidates, none taken"),
        pytest.param({"lark university", "lark university union"}, {}, id="a whole name"),
        pytest.param(
            {"lark forest", "lark forest rovers"},
            {"lark forest": "lark forest rovers"},
            id="two words of three",
        ),
        pytest.param({"ltd", "ltd airways"}, {}, id="too short for a first word"),
    ],
)
def test_short_forms(names, expected):
    assert short_forms(names) == expected

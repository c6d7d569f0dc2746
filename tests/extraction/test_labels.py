import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.judging.labels import refine


@pytest.mark.parametrize(
    ("found", "refined"),
    [
        pytest.param("the [ORG 50%-plus] line", "the 50%-plus line", id="share"),
        pytest.param("[ORG 44.9%] of", "44.9% of", id="percentage"),
        pytest.param("[ORG lower case]", "lower case", id="no capital"),
        pytest.param("[PRODUCT COVID-19] in", "COVID-19 in", id="illness"),
        pytest.param("a new [ORG CEO]", "a new CEO", id="office"),
        pytest.param("[ORG https://example.org/Xyz]", "https://example.org/Xyz", id="address"),
        pytest.param(
            "[PERSON Prime Minister Ana Lo]", "Prime Minister [PERSON Ana Lo]", id="title"
        ),
        pytest.param(
            "[PERSON French President Ana Lo]",
            "French President [PERSON Ana Lo]",
            id="nationality and title",
        ),
        pytest.param("[ORG Hungarian] men", "[NORP Hungarian] men", id="nationality"),
        pytest.param("[ORG Hungary] won", "[GPE Hungary] won", id="country"),
        pytest.param("the [ORG West Bank]", "the [GPE West Bank]", id="place with a body's word"),
        pytest.param("[PERSON Lark Bank]", "[ORG Lark Bank]", id="body's word"),
        pytest.param("[PERSON Virginia Tech]", "[ORG Virginia Tech]", id="a university"),
        pytest.param("[PERSON Charles Schwab]", "[ORG Charles Schwab]", id="a company like a man"),
        pytest.param("[PERSON John Lewis]", "[PERSON John Lewis]", id="a man like a company"),
        pytest.param("[PERSON Crime Reporter]", "Crime Reporter", id="office alone"),
        pytest.param(
            "[ORG Foreign Secretary]", "Foreign Secretary", id="an office taken for a body"
        ),
        pytest.param(
            "[ORG Lark Education] Minister Lo",
            "Lark Education Minister Lo",
            id="what an office is for",
        ),
        pytest.param("[GPE Oslo] Minister", "[GPE Oslo] Minister", id="but a place is one"),
        pytest.param(
            "[ORG Emmanuel Macron] said", "[PERSON Emmanuel Macron] said", id="known in full"
        ),
        pytest.param("[PERSON Singer Lark]", "Singer [PERSON Lark]", id="what somebody is"),
        pytest.param("[NORP Dutch Sikhs]", "[NORP Dutch] [NORP Sikhs]", id="two peoples"),
        pytest.param(
            "the [ORG Dutch Foreign Ministry]",
            "the [NORP Dutch] [ORG Foreign Ministry]",
            id="a nation and its ministry",
        ),
        pytest.param("his [ORG Ford Lark]", "his [PRODUCT Ford Lark]", id="a car"),
        pytest.param("an [ORG iPhone]", "an [PRODUCT iPhone]", id="a product of the list"),
        pytest.param("the [ORG Lark Prize]", "the [EVENT Lark Prize]", id="a prize"),
        pytest.param("at [ORG Lark Airport]", "at [FAC Lark Airport]", id="site's word"),
        pytest.param("on [ORG Twitter]", "on [PRODUCT Twitter]", id="written on"),
        pytest.param("[ORG Twitter] sued", "[ORG Twitter] sued", id="acting itself"),
    ],
)
def test_refine(found, refined):
    text, spans = unmarked(found)
    again = refine(spans, text)
    again = refine(again, text)  # a second pass, as after agreement, changes no more
    assert marked(text, again) == refined

import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.marking.known import missed_names


@pytest.mark.parametrize(
    ("found", "completed"),
    [
        pytest.param("in Hungary.", "in [GPE Hungary].", id="country"),
        pytest.param("from the U.S. on", "from the [GPE U.S.] on", id="short country"),
        pytest.param("in New Zealand now", "in [GPE New Zealand] now", id="of two words"),
        pytest.param("by Georgia Lark", "by Georgia Lark", id="part of another name"),
        pytest.param("US-led", "US-led", id="part of a compound"),
        pytest.param("why NATO waits", "why [ORG NATO] waits", id="body"),
        pytest.param("so Reuters says", "so [AGENCY Reuters] says", id="agency"),
        pytest.param("[GPE Hungary] won", "[GPE Hungary] won", id="seen already"),
        pytest.param("FRANCE BEATS POLAND", "[GPE FRANCE] BEATS [GPE POLAND]", id="all capitals"),
        pytest.param("let us go", "let us go", id="small letters are words"),
        pytest.param("Who went", "Who went", id="a question is not the WHO"),
        pytest.param("by [ORG Law] and Justice", "by [ORG Law and Justice]", id="longer name"),
        pytest.param("Ana of Reform UK", "Ana of [ORG Reform UK]", id="behind of"),
        pytest.param("The Labour Party won", "The [ORG Labour Party] won", id="without article"),
        pytest.param(
            "The England and Wales Cricket Board met",
            "The [ORG England and Wales Cricket Board] met",
            id="a long name",
        ),
        pytest.param(
            "Japan's Meteorological Agency",
            "[GPE Japan]'s Meteorological Agency",
            id="a country that owns a body",
        ),
        pytest.param("the Oslo-Paris line", "the [GPE Oslo]-[GPE Paris] line", id="two places"),
        pytest.param(
            "a Danish-French crew", "a [NORP Danish]-[NORP French] crew", id="two peoples"
        ),
        pytest.param("Real Oslo-Paris", "Real Oslo-Paris", id="no place, but a club"),
        pytest.param("in Alba-Lark", "in Alba-Lark", id="halves that nobody knows"),
        pytest.param("on the A66 now", "on the [FAC A66] now", id="a road"),
        pytest.param("on US Highway 9", "on [FAC US Highway 9]", id="a road by its name"),
        pytest.param("at 19th Street", "at [FAC 19th Street]", id="a numbered street"),
        pytest.param("an A66 sheet", "an A66 sheet", id="no road"),
        pytest.param(
            "so Dutch [PERSON Ana Lo] ran",
            "so [NORP Dutch] [PERSON Ana Lo] ran",
            id="a nationality before a name",
        ),
        pytest.param("an ex-Real Madrid man", "an ex-[ORG Real Madrid] man", id="behind ex-"),
        pytest.param("so Emmanuel Macron ran", "so [PERSON Emmanuel Macron] ran", id="a person"),
        pytest.param("near Popayán now", "near [GPE Popayán] now", id="a town"),
        pytest.param("a Turkish ship", "a [NORP Turkish] ship", id="a nationality"),
        pytest.param("the FTSE 100 rose", "the [PRODUCT FTSE 100] rose", id="an index of shares"),
    ],
)
def test_missed_names(found, completed):
    text, spans = unmarked(found)
    assert marked(text, missed_names(spans, text)) == completed

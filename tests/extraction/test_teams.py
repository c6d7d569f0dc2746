import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.judging.teams import teams_by_sport

CUP = "The striker scored a goal in the match. "
GAME = "A touchdown, a fumble, a field goal, a quarterback. "

MARKET = "The index lost 40 points after a good season; profit targets are its next goals. "
FUND = (
    "Shares rose: the fund owns rugby and football clubs and sold stock to investors this season. "
)
FILING = "The SEC asked; the SEC waited; the SEC sued over a power play; the stock rebounds. "


@pytest.mark.parametrize(
    ("found", "labelled"),
    [
        pytest.param(GAME + "[GPE Boston] won", GAME + "[ORG Boston] won", id="the team"),
        pytest.param(GAME + "in [GPE Boston]", GAME + "in [GPE Boston]", id="the venue"),
        pytest.param(GAME + "[GPE Canada] won", GAME + "[GPE Canada] won", id="a country"),
        pytest.param("It rained. [GPE Boston]", "It rained. [GPE Boston]", id="no sport"),
        pytest.param(CUP + "[GPE Hull] lost", CUP + "[ORG Hull] lost", id="who loses"),
        pytest.param(CUP + "beat [GPE Hull]", CUP + "beat [ORG Hull]", id="who is beaten"),
        pytest.param(CUP + "[GPE Hull] 2-1", CUP + "[ORG Hull] 2-1", id="beside a score"),
        pytest.param(CUP + "at [GPE Hull] won", CUP + "at [GPE Hull] won", id="where they play"),
        pytest.param(CUP + "[GPE Hull] is wet", CUP + "[GPE Hull] is wet", id="the city itself"),
        pytest.param(CUP + "beat [GPE France]", CUP + "beat [GPE France]", id="a national team"),
        pytest.param(
            "He homered twice, the captain said; the fans left. It beat [GPE Hull]",
            "He homered twice, the captain said; the fans left. It beat [ORG Hull]",
            id="words of any sport",
        ),
        pytest.param(
            MARKET + "[GPE Lagos] led", MARKET + "[GPE Lagos] led", id="a market has points too"
        ),
        pytest.param(
            FUND + "[GPE Lagos] lost 2-1", FUND + "[GPE Lagos] lost 2-1", id="the business of sport"
        ),
        pytest.param(FILING + "[GPE Boston] won", FILING + "[GPE Boston] won", id="the other SEC"),
    ],
)
def test_teams_by_sport(found, labelled):
    text, spans = unmarked(found)
    assert marked(text, teams_by_sport(spans, text)) == labelled

import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.judging.cues import companies_by_cue, company_cues, places_by_cue


@pytest.mark.parametrize(
    ("found", "labelled"),
    [
        pytest.param(
            "[GPE Lark] fell: shares of [GPE Lark] sank",
            "[ORG Lark] fell: shares of [ORG Lark] sank",
            id="one cue labels all mentions",
        ),
        pytest.param(
            "[PERSON Lark] shares fell", "[ORG Lark] shares fell", id="a lone name by one cue"
        ),
        pytest.param("buy [GPE Oslo]", "buy [GPE Oslo]", id="a known place stays"),
        pytest.param(
            "[PERSON Ana Petri], buy [PERSON Petri]",
            "[PERSON Ana Petri], buy [PERSON Petri]",
            id="a surname stays",
        ),
        pytest.param(
            "shares in [PERSON John Lewis]",
            "shares in [ORG John Lewis]",
            id="one cue, a company of the tables",
        ),
        pytest.param("buy [PERSON Ana Lark]", "buy [PERSON Ana Lark]", id="one cue, given name"),
    ],
)
def test_companies_by_cue(found, labelled):
    text, spans = unmarked(found)
    assert marked(text, companies_by_cue(spans, text, company_cues(spans, text))) == labelled


@pytest.mark.parametrize(
    ("found", "labelled"),
    [
        pytest.param(
            "the town of [ORG Lark]; [PERSON Lark] is small",
            "the town of [GPE Lark]; [GPE Lark] is small",
            id="one cue labels all mentions",
        ),
        pytest.param("the [ORG Lark] quarter", "the [GPE Lark] quarter", id="part of a town"),
        pytest.param("[ORG Lark] residents", "[GPE Lark] residents", id="cue behind"),
        pytest.param(
            "the town of [ORG Lark]; [ORG Lark] shares",
            "the town of [ORG Lark]; [ORG Lark] shares",
            id="a company cue objects",
        ),
        pytest.param(
            "residents of [ORG Lark Bank]", "residents of [ORG Lark Bank]", id="body's word"
        ),
    ],
)
def test_places_by_cue(found, labelled):
    text, spans = unmarked(found)
    assert marked(text, places_by_cue(spans, text, company_cues(spans, text))) == labelled

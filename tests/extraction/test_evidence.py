import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.judging.cues import company_cues
from indexing.extraction.entities.judging.evidence import kinds_by_evidence


@pytest.mark.parametrize(
    ("found", "labelled"),
    [
        pytest.param("the river [ORG Lark] is", "the river [GPE Lark] is", id="noun before"),
        pytest.param("a film called [ORG Lark]", "a film called [PRODUCT Lark]", id="called"),
        pytest.param("[ORG Lark], the pianist", "[PERSON Lark], the pianist", id="noun behind"),
        pytest.param(
            "[PERSON Lark], a French firm", "[ORG Lark], a French firm", id="adjective and noun"
        ),
        pytest.param("fog in [ORG Lark]", "fog in [GPE Lark]", id="in a place"),
        pytest.param("a stake in [ORG Lark]", "a stake in [ORG Lark]", id="in a company"),
        pytest.param("seen in [ORG LRK]", "seen in [ORG LRK]", id="in a body of capitals"),
        pytest.param("a nurse from [ORG Lark]", "a nurse from [GPE Lark]", id="where one is from"),
        pytest.param("flew to [PERSON Lark]", "flew to [PERSON Lark]", id="too little against NER"),
        pytest.param("mayor of [ORG Lark]", "mayor of [GPE Lark]", id="what has a mayor"),
        pytest.param("[ORG Lark], Norway", "[GPE Lark], Norway", id="with its country"),
        pytest.param("[ORG Max Lark], 34, ran", "[PERSON Max Lark], 34, ran", id="age"),
        pytest.param("[ORG Anna Lark] ran", "[PERSON Anna Lark] ran", id="given name"),
        pytest.param("[ORG R Lark] ran", "[PERSON R Lark] ran", id="initial"),
        pytest.param(
            "[PERSON Ada Lark]; [ORG Ada] ran",
            "[PERSON Ada Lark]; [PERSON Ada] ran",
            id="first name",
        ),
        pytest.param("[GPE LRK] said", "[ORG LRK] said", id="capitals are a body"),
        pytest.param(
            "[PERSON Lark Finch], which sells", "[ORG Lark Finch], which sells", id="no who"
        ),
        pytest.param("“[ORG Lark Finch]” won", "“[PRODUCT Lark Finch]” won", id="in quotes"),
        pytest.param("aboard the [ORG Lark]", "aboard the [PRODUCT Lark]", id="a ship"),
        pytest.param(
            "[ORG Lark Finch], translated by",
            "[PRODUCT Lark Finch], translated by",
            id="a book",
        ),
        pytest.param(
            "[PERSON Lark Finch], by the Dutch director",
            "[PRODUCT Lark Finch], by the Dutch director",
            id="a film",
        ),
        pytest.param(
            "according to [ORG Lua Lark] of the Union",
            "according to [PERSON Lua Lark] of the Union",
            id="who speaks for a body",
        ),
        pytest.param("Her label, [PERSON Lark], now", "Her label, [ORG Lark], now", id="her label"),
        pytest.param(
            "[PERSON Ana Lark GmbH] sold. [PERSON Ana Lark] fell",
            "[PERSON Ana Lark GmbH] sold. [ORG Ana Lark] fell",
            id="a legal form once",
        ),
        pytest.param("in [ORG NATO]", "in [ORG NATO]", id="a table has settled it"),
        pytest.param("in [ORG Lark Bank]", "in [ORG Lark Bank]", id="its own words have"),
        pytest.param(
            "fog in [ORG Lark]. [ORG Lark] slept",
            "fog in [GPE Lark]. [GPE Lark] slept",
            id="one sign labels all mentions",
        ),
    ],
)
def test_kinds_by_evidence(found, labelled):
    text, spans = unmarked(found)
    assert marked(text, kinds_by_evidence(spans, text, company_cues(spans, text))) == labelled

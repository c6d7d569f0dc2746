import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.marking.joins import join_names


@pytest.mark.parametrize(
    ("found", "joined"),
    [
        pytest.param("[PERSON Ana Lee]-Lark", "[PERSON Ana Lee-Lark]", id="hyphen behind"),
        pytest.param("Tor-[PERSON Erik Lark]", "[PERSON Tor-Erik Lark]", id="hyphen before"),
        pytest.param("[GPE Oslo]-Bergen", "[GPE Oslo]-Bergen", id="two places stay two"),
        pytest.param("King [PERSON Ana]  V", "King [PERSON Ana]  V", id="no numeral"),
        pytest.param("[PERSON Leo XIV.]", "[PERSON Leo XIV].", id="full stop behind a numeral"),
        pytest.param("[PERSON Leo] XIV said", "[PERSON Leo XIV] said", id="numeral left out"),
        pytest.param("so Anna [GPE Lark] ran", "so [PERSON Anna Lark] ran", id="given name before"),
        pytest.param("so P [PERSON Lark] ran", "so [PERSON P Lark] ran", id="initial before"),
        pytest.param("MP [PERSON Lark] ran", "MP [PERSON Lark] ran", id="an office is no initial"),
        pytest.param("Anna [ORG NATO]", "Anna [ORG NATO]", id="a body takes no given name"),
        pytest.param("[PERSON Anna Lark] Finch ran", "[PERSON Anna Lark Finch] ran", id="surname"),
        pytest.param("[PERSON Anna] May ran", "[PERSON Anna May] ran", id="but May is one"),
        pytest.param("[PERSON Anna] Today", "[PERSON Anna] Today", id="nor is another stop word"),
        pytest.param("[ORG Anna] Lark ran", "[PERSON Anna Lark] ran", id="a given name at least"),
        pytest.param("[PERSON Anna] Monday", "[PERSON Anna] Monday", id="a day is no surname"),
        pytest.param(
            "[PERSON Ana Lo] [PERSON Finch Lark]", "[PERSON Ana Lo Finch Lark]", id="two halves"
        ),
        pytest.param("a [ORG Honda] [PRODUCT Lark]", "a [PRODUCT Honda Lark]", id="make and model"),
        pytest.param(
            "[ORG Ministry of Trade] and Labour",
            "[ORG Ministry of Trade and Labour]",
            id="and within a ministry",
        ),
        pytest.param("[ORG Lark Party] of Finch", "[ORG Lark Party of Finch]", id="party of"),
        pytest.param("[ORG Lark] and Finch", "[ORG Lark] and Finch", id="two companies"),
        pytest.param("[ORG Larkó] na Finch", "[ORG Larkó na Finch]", id="another language"),
        pytest.param("[ORG BBC Radio] 3 in", "[ORG BBC Radio 3] in", id="a station's number"),
        pytest.param("[ORG Lark Radio] 3.5 per", "[ORG Lark Radio] 3.5 per", id="another number"),
        pytest.param("[GPE Lark] and Finch Canal", "[LOC Lark and Finch Canal]", id="a canal"),
        pytest.param("[GPE Lark] Police said", "[ORG Lark Police] said", id="a town's police"),
    ],
)
def test_join_names(found, joined):
    text, spans = unmarked(found)
    assert marked(text, join_names(spans, text)) == joined

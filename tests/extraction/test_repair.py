import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.marking.repair import repair


@pytest.mark.parametrize(
    ("found", "repaired"),
    [
        pytest.param("[ORG Lark\n\nOslo]", "[ORG Lark]\n\n[ORG Oslo]", id="line break"),
        pytest.param("[PERSON Ana Petri | Getty]", "[PERSON Ana Petri] | [PERSON Getty]", id="bar"),
        pytest.param("[ORG Lark/Finch]", "[ORG Lark]/[ORG Finch]", id="slash"),
        pytest.param("[GPE Oslo - Lark]", "[GPE Oslo] - [GPE Lark]", id="dash"),
        pytest.param("[ORG the Lark Group]", "the [ORG Lark Group]", id="article"),
        pytest.param("[PERSON Orban’s] men", "[PERSON Orban]’s men", id="possessive"),
        pytest.param("“[ORG “Lark”]", "““[ORG Lark]”", id="quotes"),
        pytest.param("[ORG Lark (LRK] and", "[ORG Lark] (LRK and", id="half a bracket"),
        pytest.param("[ORG Bank of] it", "[ORG Bank] of it", id="small word at the end"),
        pytest.param(
            "[PERSON Ana Petri File Photo]", "[PERSON Ana Petri] File Photo", id="caption"
        ),
        pytest.param("[ORG Lark.]", "[ORG Lark].", id="full stop at the end of all"),
        pytest.param(
            "[PERSON Ursula] von der [PERSON Leyen]", "[PERSON Ursula von der Leyen]", id="joined"
        ),
        pytest.param("[PERSON Moon Jae]-in went", "[PERSON Moon Jae-in] went", id="given name"),
        pytest.param("[PERSON Ana Lo]-led talks", "[PERSON Ana Lo]-led talks", id="not a name"),
        pytest.param("[PERSON Ana] de la Cruz", "[PERSON Ana de la Cruz]", id="surname left out"),
        pytest.param("[ORG  – ]", " – ", id="nothing but a dash"),
        pytest.param("[LOC Lark region] is", "[LOC Lark] region is", id="small words behind"),
        pytest.param("[PERSON Ana el-Lo]", "[PERSON Ana el-Lo]", id="an Arabic surname is none"),
        pytest.param("[EVENT another Lark Cup]", "another [EVENT Lark Cup]", id="another"),
        pytest.param("[ORG Japan’s Lark Agency]", "Japan’s [ORG Lark Agency]", id="its country"),
        pytest.param(
            "[ORG European Union’s Lark Agency]",
            "European Union’s [ORG Lark Agency]",
            id="the body it belongs to",
        ),
        pytest.param("[ORG Levi’s Lark Stadium]", "[ORG Levi’s Lark Stadium]", id="no owner"),
        pytest.param("[PERSON Ana Lo of Finch UK]", "[PERSON Ana Lo] of Finch UK", id="of a body"),
        pytest.param("[PERSON 12:34 Lark] sits", "12:34 [PERSON Lark] sits", id="behind a clock"),
        pytest.param("[ORG 2.05pm NATO] met", "2.05pm [ORG NATO] met", id="a body behind a clock"),
        pytest.param("[ORG 12:34 View] of", "[ORG 12:34 View] of", id="a word behind a clock"),
        pytest.param("[ORG Sotheby’s] sold", "[ORG Sotheby’s] sold", id="the tables spell it so"),
        pytest.param("[PERSON Joan of Arc]", "[PERSON Joan of Arc]", id="of is part of the name"),
        pytest.param("the coach: [ORG Lark 2-1]", "the coach: [ORG Lark] 2-1", id="score"),
        pytest.param("no sport: [ORG Lark 2-1]", "no sport: [ORG Lark 2-1]", id="no score"),
    ],
)
def test_repair(found, repaired):
    text, spans = unmarked(found)
    assert marked(text, repair(spans, text)) == repaired

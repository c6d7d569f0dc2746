import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.judging.agreement import agree, spread


@pytest.mark.parametrize(
    ("found", "completed"),
    [
        pytest.param("[ORG Lark] and Lark", "[ORG Lark] and [ORG Lark]", id="same name"),
        pytest.param(
            "[PERSON Ana Petri]. Then Petri",
            "[PERSON Ana Petri]. Then [PERSON Petri]",
            id="surname",
        ),
        pytest.param("[ORG Lark] and Lark-like", "[ORG Lark] and Lark-like", id="in a compound"),
        pytest.param(
            "[ORG Lark] of Great Lark Isle", "[ORG Lark] of Great Lark Isle", id="in a longer name"
        ),
        pytest.param(
            "[PERSON Ana May]. May I?", "[PERSON Ana May]. May I?", id="a word opens a sentence"
        ),
        pytest.param(
            "[PERSON Ana Petri]. Then Ana ran",
            "[PERSON Ana Petri]. Then [PERSON Ana] ran",
            id="given name alone",
        ),
        pytest.param(
            "[PERSON Paris Petri]. See Paris",
            "[PERSON Paris Petri]. See Paris",
            id="a given name that is a place",
        ),
        pytest.param("nothing", "nothing", id="no names"),
    ],
)
def test_spread(found, completed):
    text, spans = unmarked(found)
    assert marked(text, spread(spans, text)) == completed


@pytest.mark.parametrize(
    ("found", "agreed"),
    [
        pytest.param(
            "[PERSON Jens Lund] and [ORG Lund]",
            "[PERSON Jens Lund] and [PERSON Lund]",
            id="surname",
        ),
        pytest.param("[ORG Budapest] said", "[GPE Budapest] said", id="metonym of a capital"),
        pytest.param("[LOC Kremlin] said", "[ORG Kremlin] said", id="the table's body"),
        pytest.param("[GPE Vatican] said", "[ORG Vatican] said", id="the Vatican acts"),
        pytest.param("in [ORG Vatican]", "in [GPE Vatican]", id="in the Vatican"),
        pytest.param("[AGENCY PA], [ORG PA]", "[AGENCY PA], [AGENCY PA]", id="an agency once"),
        pytest.param("[PERSON Fidesz] won", "[ORG Fidesz] won", id="a party is nobody"),
        pytest.param("[NORP Taliban] said", "[ORG Taliban] said", id="a body is no people"),
        pytest.param("[LOC Amazon] rose", "[LOC Amazon] rose", id="an ambiguous body"),
        pytest.param("[ORG Tusk] said", "[PERSON Tusk] said", id="a known surname"),
        pytest.param("President [ORG Lund] said", "President [PERSON Lund] said", id="title"),
        pytest.param(
            "[ORG Lark], [ORG Lark], [GPE Lark]",
            "[ORG Lark], [ORG Lark], [ORG Lark]",
            id="majority",
        ),
        pytest.param(
            "[PERSON Chad], [PERSON Chad]", "[PERSON Chad], [PERSON Chad]", id="Chad the man"
        ),
        pytest.param("in [PERSON Chad], [PERSON Chad]", "in [GPE Chad], [GPE Chad]", id="in Chad"),
        pytest.param("[ORG 2020]", "2020", id="no letters, no name"),
        pytest.param("[FAC A-66]", "[FAC A-66]", id="a road has a number"),
        pytest.param("[ORG 49ers] won", "[ORG 49ers] won", id="as some bodies of the tables do"),
    ],
)
def test_agree(found, agreed):
    text, spans = unmarked(found)
    assert marked(text, agree(spans, text)) == agreed

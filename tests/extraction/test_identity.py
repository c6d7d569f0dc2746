import pytest
from marked_text import unmarked

from indexing.extraction.entities.identity import Source, entities_of, fullest_name
from indexing.extraction.entities.marking.brackets import Unbracketed


def identified(found: str, title_length: int = 0) -> dict[str, tuple[str, int]]:
    """Return {id: (name, count of mentions)} for a text with its spans written in."""
    text, spans = unmarked(found)
    source = Source(Unbracketed(text, range(len(text))), text, title_length)
    return {e.id: (e.name, len(e.mentions)) for e in entities_of(spans, source)}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(
            "[PERSON Ana Petri], then [PERSON Petri]",
            {"per:ana-petri": ("Ana Petri", 2)},
            id="surname",
        ),
        pytest.param("[PERSON Orban] said", {"per:orban": ("Orban", 1)}, id="surname alone"),
        pytest.param(
            "the [ORG Budget Audit Board] ([ORG BAB])",
            {"org:budget-audit-board": ("Budget Audit Board", 2)},
            id="acronym defined in the text",
        ),
        pytest.param(
            "[ORG International Monetary Fund], [ORG IMF]",
            {"Q7804": ("International Monetary Fund", 2)},
            id="acronym of the table",
        ),
        pytest.param(
            "[ORG Lark Holdings plc], [ORG Lark]",
            {"org:lark": ("Lark Holdings plc", 2)},
            id="legal form",
        ),
        pytest.param(
            "[ORG Lark Airways], [ORG Lark]",
            {"org:lark-airways": ("Lark Airways", 2)},
            id="short form",
        ),
        pytest.param("[AGENCY EPA]", {"org:european-pressphoto-agency": (
            "European Pressphoto Agency", 1)}, id="EPA in a credit"),
        pytest.param("[ORG EPA]", {"org:environmental-protection-agency": (
            "Environmental Protection Agency", 1)}, id="EPA in the news"),
        pytest.param("[GPE Georgia]", {"Q230": ("Georgia", 1)}, id="Georgia the country"),
        pytest.param(
            "[GPE Georgia]: Savannah, Tbilisi", {"Q230": ("Georgia", 1)}, id="the country after all"
        ),
        pytest.param("[NORP Korean]", {"Q884": ("South Korean", 1)}, id="Korean of the South"),
        pytest.param("[NORP African]", {"Q15": ("African", 1)}, id="a continent's people"),
        pytest.param("[AGENCY PA]", {"org:pa-media": ("PA Media", 1)}, id="PA in a credit"),
        pytest.param(
            "[ORG New Lark Lions], [ORG New Lark]",
            {"org:new-lark-lions": ("New Lark Lions", 2)},
            id="short form of two words",
        ),
        pytest.param(
            "[GPE Georgia]: Atlanta votes", {"Q1428": ("Georgia", 1)}, id="Georgia the state"
        ),
        pytest.param("[GPE Lark]", {"loc:lark": ("Lark", 1)}, id="a place of no table"),
        pytest.param("[EVENT Lark Cup]", {"misc:lark-cup": ("Lark Cup", 1)}, id="an event"),
    ],
)  # fmt: skip
def test_ids_and_names(found, expected):
    assert identified(found) == expected


def test_headline_and_lead_count_more_than_what_follows():
    text, spans = unmarked("[GPE Oslo]. " + "So it goes. " * 40 + "[GPE Bergen]. [GPE Bergen].")
    source = Source(Unbracketed(text, range(len(text))), text, len("Oslo."))
    shares = {entity.name: entity.salience for entity in entities_of(spans, source)}
    assert shares == {"Oslo": pytest.approx(0.6), "Bergen": pytest.approx(0.4)}


@pytest.mark.parametrize(
    ("spellings", "is_person", "name"),
    [
        pytest.param(["Petri", "Ana Petri"], True, "Ana Petri", id="most words"),
        pytest.param(["Ana Petri", "Ana Pétri"], True, "Ana Pétri", id="with its accents"),
        pytest.param(["ANA PETRI", "Petri"], True, "Petri", id="not in capitals"),
        pytest.param(["President Petri", "Ana Petri"], True, "Ana Petri", id="no title"),
        pytest.param(["Minister Bank", "Bank"], False, "Minister Bank", id="a body keeps it"),
    ],
)
def test_fullest_name(spellings, is_person, name):
    assert fullest_name(spellings, is_person=is_person) == name

import pytest
from marked_text import marked, unmarked

from indexing.extraction.entities.marking.wire import is_agency, wire_formats


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[GPE OSLO] ([AGENCY Reuters]) - It", id="dateline"),
        pytest.param("[GPE OSLO]/[GPE PARIS], May 3 ([AGENCY AP]) — It", id="two places, a date"),
        pytest.param("[GPE MACON], [GPE Georgia] ([AGENCY Reuters]) - It", id="place and region"),
        pytest.param("[AGENCY REUTERS]/[PERSON Ana Petri]", id="photo credit"),
        pytest.param("[AGENCY AFP] / [PERSON Ana de la Cruz]", id="particles in a credit"),
        pytest.param("[PERSON Ana Petri]/Pool via [AGENCY REUTERS]", id="pool credit"),
        pytest.param("[PERSON Ana Petri] | [AGENCY Getty Images]", id="bar credit"),
        pytest.param(
            "[PERSON Ana Petri] | [AGENCY Getty Images News] | [AGENCY Getty Images]",
            id="bar credit with its house",
        ),
        pytest.param(
            "(Reporting by [PERSON Ana Petri] in [GPE Oslo]; Editing by [PERSON Max Lo])",
            id="byline at the end",
        ),
        pytest.param("By [PERSON Ana Petri] and [PERSON Max Lo]", id="byline at the head"),
        pytest.param("Ana Petri | Gardening", id="a bar alone is no credit"),
        pytest.param("By [PERSON Ma. Ana Petri-Lo] and [PERSON Max Lo]", id="a short given name"),
        pytest.param("Rain\n\n[PERSON Anna Ní Lark]\n\nIt rained", id="a name on its own line"),
        pytest.param("Rain\n\nRain Again\n\nIt rained", id="a heading is no name"),
        pytest.param("Rain\n\nAnna Lark Park\n\nIt rained", id="nor is a place"),
        pytest.param("By and large it rained. Then", id="a sentence is no byline"),
        pytest.param("[GPE HUNGARY]", id="head of a fact box"),
        pytest.param("[GPE OSLO], [GPE Norway], May 3 — It", id="no agency, a region"),
        pytest.param("[GPE OSLO], [GPE NORWAY], 9 October 2025 – It", id="another date"),
        pytest.param("[GPE OSLO] - It", id="a known place alone"),
        pytest.param("WATCH - It", id="any word is no dateline"),
        pytest.param("WATCH, Lark - It", id="nor is one with more behind it"),
        pytest.param("BREAKING NEWS, May 3 - It", id="nor one with a date"),
        pytest.param("VIDEO ([AGENCY Reuters]) - It", id="nor one with an agency"),
        pytest.param("GOOD and BAD - It", id="nor are two"),
        pytest.param("TERMS AND CONDITIONS, May 3 (LRK) It", id="nor is a heading"),
        pytest.param("LARK (Finch United) – 8/10: ran", id="nor a player with the club"),
        pytest.param("Ana Lark (Labour) - She won", id="nor a candidate with the party"),
        pytest.param("Market Report (Lark Bank) - It", id="nor a title with its author"),
        pytest.param("[GPE LARK], May 3 – It", id="an unknown place with a date"),
        pytest.param("[GPE LARK], [GPE Tenn.] – It", id="an unknown place in a known region"),
        pytest.param("[GPE Lark] ([AGENCY AP]) - It", id="an unknown place with a known agency"),
        pytest.param("[GPE Oslo] ([ORG LRK]) — It", id="small letters, another agency"),
        pytest.param("[GPE OSLO], May 3 ([AGENCY AP]) It", id="no dash"),
        pytest.param("[GPE OSLO]/[GPE PARIS]", id="two places alone"),
        pytest.param("(Picture: [PERSON Ana Petri]/[AGENCY PA])", id="credit in brackets"),
        pytest.param("LARKS", id="any line in capitals is no place"),
    ],
)
def test_wire_formats(line):
    text, spans = unmarked(line)
    assert marked(text, wire_formats(text)) == marked(text, spans)


def test_is_agency_asks_the_table():
    assert is_agency("Agence France-Presse")
    assert is_agency("EPA")
    assert not is_agency("BBC")
